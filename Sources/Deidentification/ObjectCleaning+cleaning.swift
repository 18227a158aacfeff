import DICOM

// The action C: a value of similar meaning that does not identify.
extension ObjectCleaning {
    /// The element cleaned in the manner of its VR; nil when nothing could be left of it.
    mutating func cleanedValue(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        switch DataDictionary.vr(for: element.tag) ?? element.vr {
        case .sq: element.vr == .sq ? kept(element, of: dataSet) : nil
        case .da, .dt, .tm: dated(element, of: dataSet)
        case _ where element.tag == .timezoneOffsetFromUTC: dated(element, of: dataSet)
        case .ae: applicationEntity(element, of: dataSet)
        case .lo, .sh, .uc, .cs: cleanedText(element, as: .label, of: dataSet)
        case .lt, .st, .ut: cleanedText(element, as: .prose, of: dataSet)
        default: nil
        }
    }

    // MARK: Texts

    /// A narrative that no rule names, where the profile cleans such texts; nil where it does not.
    mutating func cleanedNarrative(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        guard [.lt, .st, .ut].contains(DataDictionary.vr(for: element.tag)) else { return nil }
        let isGraphic = rules.cleansGraphics && sequences.first == Tag.graphicAnnotationSequence.rawValue
        guard rules.cleansTexts || isGraphic else { return nil }
        let cleaned = cleanedText(element, as: .prose, of: dataSet)
        // A text object must have a text (PS3.3 section C.10.5).
        return cleaned ?? (element.tag == .unformattedTextValue ? replaced(element) : nil)
    }

    /// The element with its texts cleaned; nil when nothing is left of them.
    mutating func cleanedText(_ element: DataElement, as kind: TextKind, of dataSet: DataSet) -> DataElement? {
        guard let left = textLeft(of: element, as: kind, in: dataSet) else { return nil }
        record(element.tag, left.action, element.vr, dates: left.dates)
        return left.element
    }

    /// What is left of the texts of an element, counted by what was taken out; nil when nothing is.
    mutating func textLeft(of element: DataElement, as kind: TextKind, in dataSet: DataSet) -> ElementLeft? {
        guard element.vr.isText, let bytes = element.bytes else { return nil }
        let text = bytes.isPlainASCII ? bytes : Array(dataSet.wholeText(of: element).utf8)[...]
        let isMultiValued = element.vr.isMultiValued && text.contains(0x5C)
        let parts = isMultiValued ? text.split(separator: 0x5C, omittingEmptySubsequences: false) : [text]
        var isChanged = false
        var output: [UInt8] = []
        output.reserveCapacity(text.count + 8)
        var dates: [[DatePart]] = []
        for (number, part) in parts.enumerated() {
            if number > 0 { output.append(0x5C) }
            let part = part.withoutPadding
            let cleaned = part.isEmpty || part.elementsEqual(DummyValue.word.utf8) ? nil : cleaner.cleaned(part, as: kind)
            guard let cleaned, cleaned.isChanged else {
                output += part
                continue
            }
            isChanged = true
            report.count(cleaned.removals)
            // What was written in the place of words must fit; otherwise nothing is left of the value.
            let fits = scalarCount(cleaned.bytes) <= element.vr.characterLimit
            guard fits, !element.vr.isMultiValued || !cleaned.bytes.contains(0x5C) else { continue }
            dates += cleaned.movedDates.map { $0.map { $0.moved(by: output.count) } }
            output += cleaned.bytes
        }
        guard isChanged else { return ElementLeft(element, .kept) }
        if output.allSatisfy({ $0 == 0x5C || $0 == 0x20 || (0x09...0x0D).contains($0) }) { return nil }
        // What was put in the place of bytes are their atoms, which another date leaves what they are.
        let isPlain = output.isPlainASCII
        if !dates.isEmpty { dates = AtomizedText(output).atoms.numbered(dates) }
        let encoded = isPlain ? output : dataSet.characterSet.encode(String(decoding: output, as: UTF8.self))
        return encoded.map { ElementLeft(DataElement(tag: element.tag, vr: element.vr, bytes: $0), .cleaned, dates: dates) }
    }

    /// The element as it is where its values are designations and nothing more; otherwise cleaned as a label where the profile cleans texts, and
    /// nil where it does not.
    mutating func designation(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        guard let bytes = element.bytes, !bytes.isEmpty else { return kept(element, of: dataSet) }
        let text = bytes.isPlainASCII ? Array(bytes) : Array(dataSet.wholeText(of: element).utf8)
        guard cleaner.namesSomebody(text) else { return kept(element, of: dataSet) }
        return rules.cleansTexts ? cleanedText(element, as: .label, of: dataSet) : nil
    }

    // MARK: Dates and application entities

    /// The element with its dates moved or its times confirmed; nil when they cannot be.
    mutating func dated(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        guard let vr = DataDictionary.vr(for: element.tag) else { return nil }
        return dated(element, vr: vr, of: dataSet)
    }

    /// The same for an element whose VR the dictionary does not know.
    mutating func dated(_ element: DataElement, vr: VR, of dataSet: DataSet) -> DataElement? {
        guard let bytes = element.bytes else { return nil }
        if bytes.trimmed.isEmpty {
            record(element.tag, .kept, vr)
            return DataElement(tag: element.tag, vr: vr, value: .bytes([]))
        }
        switch (element.tag, vr) {
        case (.contextGroupVersion, _):
            // The version of one of the standard's own context groups is public: moved, it would give the shift away.
            guard dataSet.string(.mappingResource) == "DCMR", bytes.trimmed.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            record(element.tag, .kept, vr)
            return element
        case (.timezoneOffsetFromUTC, _):
            guard isZone(bytes.trimmed) else { return nil }
            record(element.tag, .cleaned, vr)
            return element
        case (_, .da), (_, .dt), (_, .tm):
            guard let moved = shift.shifted(bytes, vr: vr) else { return nil }
            record(element.tag, .cleaned, vr)
            return DataElement(tag: element.tag, vr: vr, bytes: moved)
        default:
            return nil
        }
    }

    /// Application entity titles name hosts and houses: each gets a pseudonym, so that devices can still be told apart.
    private mutating func applicationEntity(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        let titles = dataSet.wholeText(of: element).utf8.split(separator: 0x5C).map { Array($0)[...].withoutPadding }.filter { !$0.isEmpty }
        guard !titles.isEmpty else { return nil }
        let pseudonyms = titles.map {
            "AE" + key.identifier(for: String(decoding: $0, as: UTF8.self), domain: "application entity").prefix(14)
        }
        record(element.tag, .replaced, .ae)
        return DataElement(tag: element.tag, vr: .ae, bytes: Array(pseudonyms.joined(separator: "\\").utf8))
    }
}

/// What is left of an element, and what was done to it.
struct ElementLeft {
    let element: DataElement
    let action: DeidentificationReport.Action
    /// The dates that were moved in its text, by the atoms of their parts.
    let dates: [[DatePart]]

    init(_ element: DataElement, _ action: DeidentificationReport.Action, dates: [[DatePart]] = []) {
        self.element = element
        self.action = action
        self.dates = dates
    }
}

extension DataSet {
    /// The whole value of an element in Unicode, its several values with their backslashes.
    func wholeText(of element: DataElement) -> String {
        guard let bytes = element.bytes else { return "" }
        if bytes.isPlainASCII { return String(decoding: bytes, as: UTF8.self) }
        return (element.vr.usesCharacterSet ? characterSet : .standard).decode(bytes, isPersonName: element.vr == .pn)
    }
}

extension RandomAccessCollection<UInt8> {
    /// Whether there is no escape sequence and nothing beyond ASCII: then it reads the same in all character sets but two, which differ
    /// only in signs.
    var isPlainASCII: Bool {
        withContiguousStorageIfAvailable { buffer in
            for byte in buffer where byte >= 0x80 || byte == 0x1B { return false }
            return true
        } ?? allSatisfy { $0 < 0x80 && $0 != 0x1B }
    }
}

extension ArraySlice<UInt8> {
    /// The value without blanks and NULs at both ends.
    fileprivate var withoutPadding: ArraySlice<UInt8> {
        var bytes = self
        while let first = bytes.first, first == 0x20 || first == 0 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0 { bytes.removeLast() }
        return bytes
    }
}

extension [TextAtom] {
    /// The parts of dates by the atoms that begin at their bytes.
    fileprivate func numbered(_ dates: [[DatePart]]) -> [[DatePart]] {
        dates.map { parts in
            parts.compactMap { part in
                firstIndex { $0.start == part.position }.map { DatePart(position: $0, field: part.field) }
            }
        }
    }
}

extension VR {
    /// The most characters of a value (PS3.5 table 6.2-1).
    var characterLimit: Int {
        switch self {
        case .sh, .cs, .ae: 16
        case .lo: 64
        case .st: 1_024
        case .lt: 10_240
        default: .max
        }
    }

    /// Whether none of the values of a text in UTF-8 is too long.
    func holds(_ text: [UInt8]) -> Bool {
        guard isMultiValued else { return scalarCount(text) <= characterLimit }
        return text.split(separator: 0x5C).allSatisfy { scalarCount($0) <= characterLimit }
    }
}
