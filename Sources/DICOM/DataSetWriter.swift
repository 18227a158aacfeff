/// Writes data sets. What was read is written as it was laid out: defined or undefined lengths, odd lengths, unknown VRs.
struct DataSetWriter {
    private(set) var bytes: [UInt8]
    private var isBigEndian: Bool
    private var isExplicit: Bool
    /// Whether the syntax is the one that was read: only then group lengths still hold.
    private let keepsLayout: Bool

    init(_ syntax: TransferSyntax, keepsLayout: Bool, after prefix: [UInt8] = [], capacity: Int) {
        bytes = prefix
        isBigEndian = syntax.isBigEndian
        isExplicit = syntax.isExplicitVR
        self.keepsLayout = keepsLayout
        bytes.reserveCapacity(prefix.count + capacity)
    }

    mutating func write(_ dataSet: DataSet) throws(DICOMError) {
        let outer = isExplicit
        if keepsLayout, dataSet.layout.contradictsSyntax { isExplicit.toggle() }
        defer { isExplicit = outer }
        for element in dataSet.elements {
            if !keepsLayout, element.tag.isGroupLength, element.tag.group != 2, element.tag.group != 0 { continue }
            try write(element)
        }
    }

    mutating func write(_ element: DataElement) throws(DICOMError) {
        switch element.value {
        case .bytes(let value):
            guard value.count < Int(UInt32.max) else {
                throw DICOMError(
                    .notEncodable, "The value has \(value.count) bytes where 32 bits of length are to be had.", path: "\(element.tag)")
            }
            writeHeader(element, length: UInt32(value.count))
            if isBigEndian, element.vr.elementSize > 1, !isWrittenAsUnknown(element) {
                bytes += ByteOrder.swapped(value, unit: element.vr.elementSize)
            } else {
                bytes += value
            }
        case .sequence(let items):
            try write(items, of: element)
        case .fragments(let offsetTable, let fragments):
            guard !isBigEndian else {
                throw DICOMError(.notEncodable, "Fragments cannot be written big endian.", path: "\(element.tag)")
            }
            writeHeader(element, length: .max)
            for fragment in [offsetTable] + fragments {
                writeTag(.item)
                write32(UInt32(fragment.count))
                bytes += fragment
            }
            writeTag(.sequenceDelimitationItem)
            write32(0)
        }
    }

    private mutating func write(_ items: [DataSet], of element: DataElement) throws(DICOMError) {
        let outer = (isExplicit, isBigEndian)
        let isUndefined = element.layout.hasUndefinedLength
        writeHeader(element, length: isUndefined ? .max : 0)
        let start = bytes.count
        // The items of UN are always in implicit VR little endian (PS3.5 section 6.2.2).
        if isWrittenAsUnknown(element) { (isExplicit, isBigEndian) = (false, false) }
        for (number, item) in items.enumerated() {
            writeTag(.item)
            write32(item.layout.hasUndefinedLength ? .max : 0)
            let itemStart = bytes.count
            do throws(DICOMError) {
                try write(item)
            } catch {
                throw error.inside(element.tag, item: number)
            }
            if item.layout.hasUndefinedLength {
                writeTag(.itemDelimitationItem)
                write32(0)
            } else {
                try patchLength(from: itemStart, overstating: keepsLayout ? item.layout.overstatement : 0)
            }
        }
        if isUndefined {
            writeTag(.sequenceDelimitationItem)
            write32(0)
        }
        (isExplicit, isBigEndian) = outer
        if !isUndefined { try patchLength(from: start) }
    }

    /// Writes the length of what follows a position into the four bytes before it.
    private mutating func patchLength(from start: Int, overstating excess: UInt32 = 0) throws(DICOMError) {
        let length = bytes.count - start + Int(excess)
        guard length < Int(UInt32.max) else {
            throw DICOMError(.notEncodable, "A sequence of \(length) bytes needs an undefined length.")
        }
        for position in 0..<4 { bytes[start - 4 + position] = byte(position, of: UInt32(length)) }
    }

    private mutating func writeHeader(_ element: DataElement, length: UInt32) {
        guard isExplicit else {
            writeTag(element.tag)
            return write32(length)
        }
        var letters = element.vr.rawValue
        var isLongForm = element.vr.isLongForm
        if let written = element.layout.writtenLetters, keepsLayout || element.vr == .un {
            letters = written
            isLongForm = (0x41...0x5A).contains(letters >> 8) && (0x41...0x5A).contains(letters & 0xFF)
        }
        if !isLongForm, length > 0xFFFF {
            // PS3.5 section 6.2.2: a value too long for 16 bits of length is written as UN.
            letters = VR.un.rawValue
            isLongForm = true
        }
        if !isBigEndian {
            let tag = UInt64(element.tag.rawValue << 16 | element.tag.rawValue >> 16)
            append(tag | UInt64(letters.byteSwapped) << 32 | (isLongForm ? 0 : UInt64(length) << 48))
            if isLongForm { write32(length) }
            return
        }
        writeTag(element.tag)
        bytes.append(UInt8(truncatingIfNeeded: letters >> 8))
        bytes.append(UInt8(truncatingIfNeeded: letters))
        write16(isLongForm ? 0 : UInt16(truncatingIfNeeded: length))
        if isLongForm { write32(length) }
    }

    /// Whether the value is written in implicit VR little endian under the letters UN (PS3.5 section 6.2.2).
    private func isWrittenAsUnknown(_ element: DataElement) -> Bool {
        isExplicit && (element.vr == .un || keepsLayout && element.layout.writtenLetters == VR.un.rawValue)
    }

    /// Appends eight bytes, the lowest first.
    @inline(__always)
    private mutating func append(_ number: UInt64) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private mutating func writeTag(_ tag: Tag) {
        write16(tag.group)
        write16(tag.element)
    }

    private mutating func write16(_ number: UInt16) {
        let high = UInt8(truncatingIfNeeded: number >> 8)
        let low = UInt8(truncatingIfNeeded: number)
        bytes.append(isBigEndian ? high : low)
        bytes.append(isBigEndian ? low : high)
    }

    @inline(__always)
    private mutating func write32(_ number: UInt32) {
        withUnsafeBytes(of: isBigEndian ? number.bigEndian : number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    @inline(__always)
    private func byte(_ position: Int, of number: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: number >> UInt32(8 * (isBigEndian ? 3 - position : position)))
    }
}

extension DataSet {
    /// The data set alone as bytes, without file meta information: what is sent over an association.
    ///
    /// - Parameters:
    ///   - syntax: The transfer syntax to write.
    ///   - keepingLayout: Whether what was read from this very syntax keeps its layout, group lengths included.
    public func encoded(as syntax: TransferSyntax, keepingLayout: Bool = false) throws(DICOMError) -> [UInt8] {
        try encoded(as: syntax, keepingLayout: keepingLayout, after: [], thenZeros: 0)
    }

    /// The data set behind bytes that are there already, so that large values are copied once.
    func encoded(as syntax: TransferSyntax, keepingLayout: Bool, after prefix: [UInt8], thenZeros zeros: Int) throws(DICOMError) -> [UInt8]
    {
        var writer = DataSetWriter(
            syntax, keepsLayout: keepingLayout, after: syntax.isDeflated ? [] : prefix, capacity: sizeEstimate + zeros)
        try writer.write(self)
        guard syntax.isDeflated else { return zeros == 0 ? writer.bytes : writer.bytes + [UInt8](repeating: 0, count: zeros) }
        return prefix + Deflater.deflate(writer.bytes)
    }

    /// About how many bytes the data set takes, so that the buffer is grown once.
    private var sizeEstimate: Int {
        elements.reduce(64) { sum, element in
            switch element.value {
            case .bytes(let bytes): sum + bytes.count + 12
            case .sequence(let items): sum + items.reduce(20) { $0 + $1.sizeEstimate + 16 }
            case .fragments(let table, let fragments): sum + table.count + 40 + fragments.reduce(0) { $0 + $1.count + 8 }
            }
        }
    }
}
