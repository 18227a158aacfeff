/// Builds data sets from what an ``ElementReader`` reports. Values are slices of the buffer: nothing is copied but the values of
/// big endian streams, whose numbers are turned round.
struct DataSetReader {
    private let buffer: [UInt8]
    private let syntax: TransferSyntax
    private let limits: ReadingLimits
    private let stopBefore: Tag?
    /// The group to which reading is confined, for file meta information.
    private let group: UInt16?

    init(_ buffer: [UInt8], syntax: TransferSyntax, limits: ReadingLimits, stopBefore: Tag? = nil, group: UInt16? = nil) {
        self.group = group
        self.buffer = buffer
        self.syntax = syntax
        self.limits = limits
        self.stopBefore = stopBefore
    }

    /// What an item takes from the data sets around it.
    struct Surroundings {
        var characterSet = SpecificCharacterSet.standard
        /// Whether US or SS means SS: Pixel Representation (0028,0103) is 1.
        var isSigned = false
    }

    /// What the part of a data set that was read says about the rest of it.
    struct Continuation {
        fileprivate(set) var surroundings = Surroundings()
        /// Whether the elements are laid out contrary to the transfer syntax; nil before the first was seen.
        var contradictsSyntax: Bool?
        /// Whether zeros at the end may be padding: nothing follows them.
        var mayEndInPadding = true
        fileprivate var isBeginning = true

        init() {}
    }

    /// Reads the data set that begins at a position of the buffer, up to its end.
    func read(from start: Int) throws(DICOMError) -> (dataSet: DataSet, end: Int) {
        var continuation = Continuation()
        return try read(from: start, &continuation)
    }

    /// Reads the elements of a data set that begin at a position of the buffer, after those that were read before.
    func read(from start: Int, _ continuation: inout Continuation) throws(DICOMError) -> (dataSet: DataSet, end: Int) {
        var reader = ElementReader(buffer.span.bytes, syntax: syntax, limits: limits, startingAt: start)
        let dataSet = try readElements(&reader, &continuation)
        return (dataSet, reader.position)
    }

    /// Reads elements up to the end of the item that is open.
    private func readItem(_ reader: inout ElementReader, _ surroundings: Surroundings) throws(DICOMError) -> DataSet {
        var continuation = Continuation()
        continuation.surroundings = surroundings
        return try readElements(&reader, &continuation)
    }

    /// Reads elements up to the end of the item that is open, or of the bytes.
    private func readElements(_ reader: inout ElementReader, _ continuation: inout Continuation) throws(DICOMError) -> DataSet {
        let outer = continuation.surroundings
        var surroundings = outer
        var layout = DataSet.Layout()
        layout.contradictsSyntax = continuation.contradictsSyntax ?? reader.nextContradictsSyntax()
        if layout.contradictsSyntax { reader.setExplicit(!reader.readsExplicitVR) }
        let isOutermost = reader.depth == 0
        let isBeginning = continuation.isBeginning
        var elements: [DataElement] = []
        if isOutermost, isBeginning { elements.reserveCapacity(128) }
        var isAscending = true
        // Where US may mean SS and where numbers have to be turned round.
        let needsCare = reader.readsBigEndian || !reader.readsExplicitVR
        let plainLayout = DataElement.Layout()
        var padding: Int?
        while true {
            if isOutermost {
                if let stopBefore, let tag = reader.peekTag(), tag >= stopBefore { break }
                if let group, let tag = reader.peekTag(), tag.group != group { break }
                if !elements.isEmpty || !isBeginning, continuation.mayEndInPadding, isPadding(from: reader.position, &padding) { break }
            }
            let start = reader.position
            guard let found = try reader.next(), found.kind != .endOfItem else { break }
            if found.kind == .value, found.vr != .un, !needsCare {
                // The common case: nothing but a slice to take.
                if let last = elements.last, last.tag >= found.tag { isAscending = false }
                elements.append(DataElement(tag: found.tag, vr: found.vr, value: .bytes(buffer[found.valueRange]), layout: plainLayout))
                if found.tag == .specificCharacterSet { note(elements[elements.count - 1], &surroundings) }
                continue
            }
            let element = try self.element(found, at: start, &reader, surroundings)
            if let last = elements.last, last.tag >= element.tag { isAscending = false }
            if element.tag == .specificCharacterSet || element.tag == .pixelRepresentation {
                note(element, &surroundings)
            }
            elements.append(element)
        }
        var dataSet = DataSet(ascending: elements, inheritedCharacterSet: outer.characterSet, layout: layout)
        if !isAscending { dataSet.sort() }
        continuation.surroundings = surroundings
        continuation.contradictsSyntax = layout.contradictsSyntax
        continuation.isBeginning = continuation.isBeginning && elements.isEmpty
        return dataSet
    }

    /// Whether nothing but zeros follows, as some writers fill up their last block. They would read as elements (0000,0000).
    ///
    /// - Parameter padding: Where the zeros at the end begin, looked for at most once: many elements may look like padding.
    private func isPadding(from position: Int, _ padding: inout Int?) -> Bool {
        guard position < buffer.count, buffer[position] == 0, buffer[position...].prefix(8).allSatisfy({ $0 == 0 }) else { return false }
        if padding == nil { padding = (buffer[position...].lastIndex { $0 != 0 } ?? position - 1) + 1 }
        return position >= padding ?? .max
    }

    private func note(_ element: DataElement, _ surroundings: inout Surroundings) {
        let alone = DataSet(ascending: [element])
        if element.tag == .specificCharacterSet { surroundings.characterSet = alone.characterSet }
        if element.tag == .pixelRepresentation { surroundings.isSigned = alone.integer(.pixelRepresentation) == 1 }
    }

    private func element(
        _ found: ElementReader.Element, at start: Int, _ reader: inout ElementReader, _ surroundings: Surroundings
    ) throws(DICOMError) -> DataElement {
        var layout = DataElement.Layout(hasUndefinedLength: found.hasUndefinedLength)
        switch found.kind {
        case .sequence:
            let items = try readItems(of: found, &reader, surroundings)
            if found.vr == .un { layout.writtenLetters = VR.un.rawValue }
            let isKnown = found.vr == .un && DataDictionary.vr(for: found.tag) == .sq
            return DataElement(tag: found.tag, vr: isKnown ? .sq : found.vr, value: .sequence(items), layout: layout)
        case .fragments:
            return DataElement(tag: found.tag, vr: found.vr, value: try readFragments(of: found, &reader), layout: layout)
        default:
            break
        }
        guard found.vr == .un, reader.readsExplicitVR else {
            let vr = reader.readsExplicitVR ? found.vr : resolved(found.vr, found.tag, surroundings)
            return DataElement(tag: found.tag, vr: vr, value: .bytes(value(found, vr, reader.readsBigEndian)), layout: layout)
        }
        layout.writtenLetters = UInt16(buffer[start + 4]) << 8 | UInt16(buffer[start + 5])
        guard layout.writtenLetters == VR.un.rawValue, let known = DataDictionary.vr(for: found.tag) else {
            return DataElement(tag: found.tag, vr: .un, value: .bytes(buffer[found.valueRange]), layout: layout)
        }
        // A gateway did not know an attribute that the dictionary knows: its value is as in implicit VR little endian.
        if known == .sq {
            guard let items = itemsOfUnknown(found, reader.elementCount, surroundings) else {
                return DataElement(tag: found.tag, vr: .un, value: .bytes(buffer[found.valueRange]), layout: layout)
            }
            return DataElement(tag: found.tag, vr: .sq, value: .sequence(items), layout: layout)
        }
        let vr = resolved(known, found.tag, surroundings)
        return DataElement(tag: found.tag, vr: vr, value: .bytes(buffer[found.valueRange]), layout: layout)
    }

    /// US or SS, where the dictionary leaves the choice.
    private func resolved(_ vr: VR, _ tag: Tag, _ surroundings: Surroundings) -> VR {
        surroundings.isSigned && vr == .us && DataDictionary.followsPixelRepresentation(tag) ? .ss : vr
    }

    /// The bytes of a value, numbers little endian.
    private func value(_ found: ElementReader.Element, _ vr: VR, _ isBigEndian: Bool) -> ArraySlice<UInt8> {
        let slice = buffer[found.valueRange]
        guard isBigEndian, vr.elementSize > 1 else { return slice }
        return ByteOrder.swapped(slice, unit: vr.elementSize)
    }

    private func readItems(
        of sequence: ElementReader.Element, _ reader: inout ElementReader, _ surroundings: Surroundings
    ) throws(DICOMError) -> [DataSet] {
        var items: [DataSet] = []
        while true {
            do throws(DICOMError) {
                guard let found = try reader.next(), found.kind == .item else { return items }
                let end = reader.end
                var item = try readItem(&reader, surroundings)
                item.layout.hasUndefinedLength = found.hasUndefinedLength
                if !found.hasUndefinedLength { item.layout.overstatement = UInt32(max(0, found.valueRange.upperBound - end)) }
                items.append(item)
            } catch {
                throw error.inside(sequence.tag, item: items.count)
            }
        }
    }

    private func readFragments(of pixels: ElementReader.Element, _ reader: inout ElementReader) throws(DICOMError) -> DataElement.Value {
        var fragments: [ArraySlice<UInt8>] = []
        var offsetTable: ArraySlice<UInt8>?
        do throws(DICOMError) {
            while let found = try reader.next(), found.kind == .fragment {
                if offsetTable == nil { offsetTable = buffer[found.valueRange] } else { fragments.append(buffer[found.valueRange]) }
            }
        } catch {
            throw DICOMError(error.code, error.message, offset: error.offset, path: pixels.tag.description)
        }
        return .fragments(basicOffsetTable: offsetTable ?? [], fragments)
    }

    /// The items of a sequence that a gateway has written as UN of defined length, in implicit VR (PS3.5 section 6.2.2).
    private func itemsOfUnknown(_ found: ElementReader.Element, _ count: Int, _ surroundings: Surroundings) -> [DataSet]? {
        guard found.length >= 8 else { return nil }
        var inner = limits
        inner.elements = limits.elements - count
        inner.depth = limits.depth - Int(found.depth) / 2 - 1
        guard inner.depth > 0, inner.elements > 0 else { return nil }
        let little = DataSetReader(buffer, syntax: .implicitVRLittleEndian, limits: inner)
        return try? little.readItems(in: found, surroundings)
    }

    private func readItems(in found: ElementReader.Element, _ surroundings: Surroundings) throws(DICOMError) -> [DataSet] {
        var reader = ElementReader(buffer.span.bytes, itemsOf: found.valueRange, tag: found.tag, isExplicit: false, limits: limits)
        return try readItems(of: found, &reader, surroundings)
    }
}

/// Turning numbers round between big and little endian.
enum ByteOrder {
    /// The bytes with every whole unit reversed; a rest too short stays as it is.
    static func swapped(_ bytes: ArraySlice<UInt8>, unit: Int) -> ArraySlice<UInt8> {
        var result = Array(bytes)
        var start = 0
        while start + unit <= result.count {
            var low = start
            var high = start + unit - 1
            while low < high {
                result.swapAt(low, high)
                low += 1
                high -= 1
            }
            start += unit
        }
        return result[...]
    }
}
