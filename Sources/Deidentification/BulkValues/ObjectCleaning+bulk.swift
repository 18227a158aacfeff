import DICOM

// Values of bytes and words: tables, waveforms, meshes. Whatever their attributes do not account for may be a text.
extension ObjectCleaning {
    /// The element with what its attributes account for; nil where it names the object's own people, or cannot be looked into.
    mutating func bulk(_ element: DataElement, _ bytes: ArraySlice<UInt8>, of dataSet: DataSet) -> DataElement? {
        let left: ArraySlice<UInt8>?
        let size = dataSet.size(ofBulk: element)
        switch element.tag {
        // Done with before the pass, by `withoutPixelSurplus`.
        case .pixelData, .floatPixelData, .doubleFloatPixelData: left = bytes
        case .iccProfile: left = ICCProfile.withoutTexts(bytes)
        case .extendedOffsetTable, .extendedOffsetTableLengths:
            left = dataSet.areOfFragments(bytes, areLengths: element.tag == .extendedOffsetTableLengths) ? bytes : nil
        default: left = size.flatMap { bytes.cut(to: $0) } ?? bytes
        }
        // What should be numbers by its attributes, and is a text.
        guard let left, size == nil || !left.isAllText, isPixels(element.tag) || !terms.occur(inPrintable: left) else { return nil }
        record(element.tag, left == bytes ? .kept : .cleaned, element.vr)
        return left == bytes ? element : element.with(value: .bytes(left))
    }

    private func isPixels(_ tag: Tag) -> Bool { tag == .pixelData || tag == .floatPixelData || tag == .doubleFloatPixelData }
}

extension DataSet {
    /// How many bytes the attributes beside it give a table, a waveform or a mesh; nil where none do.
    fileprivate func size(ofBulk element: DataElement) -> Int? {
        switch element.tag {
        case .lutData: return sizeOfTable(element, descriptor: .lutDescriptor)
        // Palette Color Lookup Table Data (0028,1201) to (0028,1204) and their descriptors (0028,1101) to (0028,1104).
        case Tag(0x0028, 0x1201), Tag(0x0028, 0x1202), Tag(0x0028, 0x1203), Tag(0x0028, 0x1204):
            return sizeOfTable(element, descriptor: Tag(0x0028, element.tag.element - 0x0100))
        case .waveformData:
            return product(integer(.numberOfWaveformChannels), integer(.numberOfWaveformSamples), integer(.waveformBitsAllocated), over: 8)
        // Point Coordinates Data (0066,0016): three numbers of 32 bits for each of Number of Surface Points (0066,0015).
        case Tag(0x0066, 0x0016): return product(integer(Tag(0x0066, 0x0015)), 12, 1, over: 1)
        // Overlay Data (60xx,3000): a bit for each of rows, columns and frames.
        case let tag where tag.isOverlay && tag.element == 0x3000:
            let frames = integer(Tag(tag.group, 0x0015)) ?? 1
            return product(integer(Tag(tag.group, 0x0010)), integer(Tag(tag.group, 0x0011)), frames, over: 8)
        default: return nil
        }
    }

    /// Whether these are 64 bits for each frame that tell where its first fragment begins, or how long its only one is (PS3.3 section
    /// C.7.6.3.1.8): whatever else they say belongs to no frame. A length may leave out the byte that pads a fragment.
    fileprivate func areOfFragments(_ bytes: ArraySlice<UInt8>, areLengths: Bool) -> Bool {
        guard case .fragments(_, let fragments) = self[.pixelData]?.value, bytes.count == 8 * (integer(.numberOfFrames) ?? 1) else {
            return false
        }
        var stated = stride(from: bytes.startIndex, to: bytes.endIndex, by: 8).map { bytes.littleEndian(at: $0, size: 8) }[...]
        if areLengths {
            guard stated.count == fragments.count else { return false }
            return zip(stated, fragments).allSatisfy { $0 == $1.count || $0 == $1.count - 1 }
        }
        var offset = 0
        for fragment in fragments {
            if stated.first == offset { stated.removeFirst() }
            offset += 8 + fragment.count
        }
        return stated.isEmpty
    }

    /// Entries of 16 bits, or of 8 where the table is too short for that (PS3.3 section C.7.6.3.1.6). No entries are 65,536.
    private func sizeOfTable(_ element: DataElement, descriptor: Tag) -> Int? {
        guard let entries = integers(descriptor).first, let count = element.bytes?.count else { return nil }
        let number = entries == 0 ? 65_536 : entries & 0xFFFF
        return integers(descriptor).last.map { $0 <= 8 && count < 2 * number } == true ? number : 2 * number
    }

    private func product(_ first: Int?, _ second: Int?, _ third: Int?, over divisor: Int) -> Int? {
        guard let first, let second, let third, first >= 0, second >= 0, third >= 0 else { return nil }
        let (two, overflow) = first.multipliedReportingOverflow(by: second)
        let (three, overflowed) = two.multipliedReportingOverflow(by: third)
        return overflow || overflowed ? nil : (three + divisor - 1) / divisor
    }
}

extension ArraySlice<UInt8> {
    /// Whether every byte is a letter, a digit or a sign of ASCII, with at least four different ones: no table of numbers is.
    fileprivate var isAllText: Bool {
        count >= 8 && allSatisfy { (0x20..<0x7F).contains($0) } && Set(prefix(256)).count >= 4
    }
}

extension IdentityTerms {
    /// The shortest run of letters that is looked at: shorter ones are in every table of numbers by chance.
    private static let shortestRun = 6

    /// Whether any of the terms occurs where bytes read as text.
    func occur(inPrintable bytes: ArraySlice<UInt8>) -> Bool {
        guard !isEmpty else { return false }
        var start = bytes.startIndex
        for position in bytes.indices {
            let byte = bytes[position]
            if (0x20..<0x7F).contains(byte) || byte >= 0xC0 { continue }
            if position - start >= Self.shortestRun, occur(in: bytes[start..<position]) { return true }
            start = position + 1
        }
        return bytes.endIndex - start >= Self.shortestRun && occur(in: bytes[start...])
    }
}
