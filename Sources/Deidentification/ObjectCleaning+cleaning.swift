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
        record(element.tag, left.isChanged ? .cleaned : .kept, element.vr)
        return left.element
    }

    /// What is left of the texts of an element, counted by what was taken out; nil when nothing is.
    mutating func textLeft(of element: DataElement, as kind: TextKind, in dataSet: DataSet) -> (element: DataElement, isChanged: Bool)? {
        guard element.vr.isText, element.bytes != nil else { return nil }
        let text = text(of: element, in: dataSet)
        let parts = element.vr.isMultiValued ? text.split(separator: "\\", omittingEmptySubsequences: false) : [text[...]]
        var isChanged = false
        var removals: [TextRemoval: Int] = [:]
        var results: [String] = []
        for part in parts {
            let part = part.withoutPadding
            if part.isEmpty || part == DummyValue.word {
                results.append(String(part))
                continue
            }
            let cleaned = cleaner.cleaned(String(part), as: kind)
            // What was written in the place of words must fit; otherwise nothing is left of the value.
            let fits = cleaned.text.unicodeScalars.count <= element.vr.characterLimit
            let isOneValue = !element.vr.isMultiValued || !cleaned.text.contains("\\")
            results.append(!cleaned.isChanged ? String(part) : fits && isOneValue ? cleaned.text : "")
            isChanged = isChanged || cleaned.isChanged
            removals.merge(cleaned.removals, uniquingKeysWith: +)
        }
        report.count(removals)
        let isEmpty = results.allSatisfy { $0.allSatisfy(\.isWhitespace) }
        if isEmpty, isChanged { return nil }
        guard isChanged else { return (element, false) }
        let joined = results.joined(separator: "\\")
        let bytes = joined.utf8.allSatisfy { $0 < 0x80 } ? Array(joined.utf8) : dataSet.characterSet.encode(joined)
        return bytes.map { (DataElement(tag: element.tag, vr: element.vr, bytes: $0), true) }
    }

    /// The whole value in Unicode, its several values with their backslashes.
    func text(of element: DataElement, in dataSet: DataSet) -> String {
        guard let bytes = element.bytes else { return "" }
        // No escape sequence and nothing beyond ASCII: the same in all character sets but two, which the decoding below knows.
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return String(decoding: bytes, as: UTF8.self) }
        let characterSet: SpecificCharacterSet = element.vr.usesCharacterSet ? dataSet.characterSet : .standard
        return characterSet.decode(bytes, isPersonName: element.vr == .pn)
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
        let titles = text(of: element, in: dataSet).split(separator: "\\").map { $0.withoutPadding }.filter { !$0.isEmpty }
        guard !titles.isEmpty else { return nil }
        let pseudonyms = titles.map { "AE" + key.identifier(for: String($0), domain: "application entity").prefix(14) }
        record(element.tag, .replaced, .ae)
        return DataElement(tag: element.tag, vr: .ae, bytes: Array(pseudonyms.joined(separator: "\\").utf8))
    }
}

extension Substring {
    /// The value without blanks and NULs at both ends.
    fileprivate var withoutPadding: Substring {
        var bytes = utf8
        while let first = bytes.first, first == 0x20 || first == 0 { bytes.removeFirst() }
        while let last = bytes.last, last == 0x20 || last == 0 { bytes.removeLast() }
        return Substring(bytes)
    }
}

extension VR {
    /// The most characters of a value (PS3.5 table 6.2-1).
    fileprivate var characterLimit: Int {
        switch self {
        case .sh, .cs, .ae: 16
        case .lo: 64
        case .st: 1_024
        case .lt: 10_240
        default: .max
        }
    }
}
