import DICOM

/// One pass over an object that applies the rules to every element at every depth.
struct ObjectCleaning {
    /// What was done so far.
    private(set) var report: DeidentificationReport

    private let rules: EffectiveRules
    private let key: PseudonymKey
    private let types: AttributeTypes
    private let pseudonym: String
    private let shift: DateShift
    private let terms: IdentityTerms
    /// The sequences around the data set at hand, outermost first.
    private var sequences: [UInt32] = []
    /// The path of the item at hand, up to and with the dot before an element.
    private var prefix = ""
    /// The UIDs met so far: headers of many frames repeat few of them.
    private var knownUIDs: [String: String] = [:]

    init(
        original: DataSet, rules: EffectiveRules, key: PseudonymKey, pseudonym: String, shift: DateShift, report: DeidentificationReport
    ) {
        self.report = report
        self.rules = rules
        self.key = key
        self.pseudonym = pseudonym
        self.shift = shift
        types = AttributeTypes.ofClass(original.string(.sopClassUID) ?? "")
        terms = IdentityTerms(of: original)
    }

    /// The data set, or an item, with the rules applied and these elements, ascending, in place of its own.
    mutating func cleaned(_ dataSet: DataSet, adding additions: [DataElement] = []) -> DataSet {
        var rest = additions[...]
        var elements: [DataElement] = []
        elements.reserveCapacity(dataSet.count + additions.count)
        for element in dataSet.elements {
            while let addition = rest.first, addition.tag <= element.tag {
                elements.append(addition)
                record(addition.tag, .added, addition.vr)
                rest.removeFirst()
            }
            if elements.last?.tag == element.tag { continue }
            if let element = cleaned(element, of: dataSet) { elements.append(element) }
        }
        for addition in rest {
            elements.append(addition)
            record(addition.tag, .added, addition.vr)
        }
        return DataSet(elements)
    }

    /// Notes what was done to an element of the data set at hand.
    mutating func record(_ tag: Tag, _ action: DeidentificationReport.Action, _ vr: VR) {
        report.append(tag, action, vr, item: prefix)
    }

    // MARK: One element

    private mutating func cleaned(_ original: DataElement, of dataSet: DataSet) -> DataElement? {
        let tag = original.tag
        let element = original.vr == .un ? withKnownRepresentation(original) : original
        // Groups below 0008 are commands, file meta information and directories: nothing of a data set.
        if ConfidentialityTable.isRemovedGroup(tag) || (sequences.isEmpty && tag.group < 8) { return removed(element) }
        guard let rule = rules[tag] else { return unlisted(element, of: dataSet) }
        switch rule.action {
        case .keep: return kept(element, of: dataSet) ?? apply(rule.basic, to: element, of: dataSet)
        case .clean: return dated(element, of: dataSet) ?? apply(rule.basic, to: element, of: dataSet)
        default: return apply(rule.action, to: element, of: dataSet)
        }
    }

    /// An action of the Basic Profile.
    private mutating func apply(_ code: ActionCode, to element: DataElement, of dataSet: DataSet) -> DataElement? {
        switch code.resolved(for: types.type(of: element.tag, inside: sequences)) {
        case .empty:
            return namesPatient(element.tag) ? named(element, in: dataSet) : emptied(element)
        case .replace:
            return namesPatient(element.tag) ? named(element, in: dataSet) : replaced(element)
        case .replaceUID:
            return replacedUIDs(element) ?? removed(element)
        case .keep:
            return kept(element, of: dataSet) ?? removed(element)
        default:
            return removed(element)
        }
    }

    private mutating func unlisted(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        switch UnlistedAttribute.treatment(of: element) {
        case .remove:
            return removed(element)
        case .withdraw:
            return apply(.removeOrEmptyOrReplace, to: element, of: dataSet)
        case .temporal:
            let moved = rules.movesDates ? dated(element, of: dataSet) : nil
            return moved ?? apply(.removeOrEmptyOrReplace, to: element, of: dataSet)
        case .replaceUIDUnlessStandard:
            return replacedUIDs(element) ?? removed(element)
        case .keepAge:
            return (rules.keepsAges ? kept(element, of: dataSet) : nil) ?? removed(element)
        case .keepNumber, .keep, .recurse:
            return kept(element, of: dataSet) ?? removed(element)
        }
    }

    // MARK: Actions

    private mutating func removed(_ element: DataElement) -> DataElement? {
        record(element.tag, .removed, element.vr)
        return nil
    }

    private mutating func emptied(_ element: DataElement) -> DataElement {
        let vr = representation(of: element)
        record(element.tag, .emptied, vr)
        return DataElement(tag: element.tag, vr: vr, value: vr == .sq ? .sequence([]) : .bytes([]))
    }

    private mutating func replaced(_ element: DataElement) -> DataElement {
        let vr = representation(of: element)
        if vr == .ui, let element = replacedUIDs(element), !element.isEmpty { return element }
        record(element.tag, .replaced, vr)
        guard let bytes = DummyValue.bytes(for: element.tag, vr: vr) else {
            return DataElement(tag: element.tag, items: element.items.first.map { [dummyItem($0, of: element.tag)] } ?? [])
        }
        return DataElement(tag: element.tag, vr: vr, bytes: bytes)
    }

    /// The dummy of an item: what the profile keeps of it, with a dummy in the place of every text.
    ///
    /// Only the first item of a sequence is made into one: the others would be the same but for the numbers in them.
    private mutating func dummyItem(_ item: DataSet, of sequence: Tag) -> DataSet {
        inItem(0, of: sequence) { $0.cleaned(item) }.withoutTexts()
    }

    /// Patient ID and Patient's Name, at any depth: the pseudonym of whoever the item is about, otherwise of the object's patient.
    private mutating func named(_ element: DataElement, in dataSet: DataSet) -> DataElement {
        var name = pseudonym
        if !sequences.isEmpty, let other = dataSet.text(.patientID), !PseudonymKey.normalized(other).isEmpty {
            name = key.patientIdentifier(for: other)
        }
        let vr = representation(of: element)
        record(element.tag, .replaced, vr)
        return DataElement(tag: element.tag, vr: vr, bytes: Array(name.utf8))
    }

    /// The element with its UIDs replaced; nil when it holds none.
    private mutating func replacedUIDs(_ element: DataElement) -> DataElement? {
        guard let bytes = element.bytes else { return nil }
        var changed = false
        let uids = bytes.split(separator: 0x5C, omittingEmptySubsequences: false).map { part in
            let uid = String(decoding: part.trimmed, as: UTF8.self)
            if uid.isEmpty { return "" }
            if let known = knownUIDs[uid] {
                changed = changed || known != uid
                return known
            }
            let replacement = StandardUID.isStandard(uid) ? uid : key.uid(for: uid)
            knownUIDs[uid] = replacement
            changed = changed || replacement != uid
            return replacement
        }
        guard changed else {
            record(element.tag, .kept, .ui)
            return element
        }
        record(element.tag, .replacedUID, .ui)
        return DataElement(tag: element.tag, vr: .ui, bytes: Array(uids.joined(separator: "\\").utf8))
    }

    /// The element kept, its items cleaned; nil when its value is not what its VR promises, so that nothing unknown is kept.
    private mutating func kept(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        let tag = element.tag
        switch element.value {
        case .sequence(let items):
            record(tag, .kept, .sq)
            let cleaned = items.enumerated().map { number, item in inItem(number, of: tag) { $0.cleaned(item) } }
            return element.with(value: .sequence(cleaned))
        case .fragments:
            record(tag, .kept, element.vr)
            return element
        case .bytes(let bytes):
            switch DataDictionary.vr(for: tag) ?? element.vr {
            case .sq, .un:
                return nil
            case .as:
                guard let age = PatientAge.capped(bytes) else { return nil }
                let isSame = age.elementsEqual(bytes.trimmed)
                record(tag, isSame ? .kept : .cleaned, .as)
                return isSame ? element : DataElement(tag: tag, vr: .as, bytes: age)
            case .ds, .is:
                guard bytes.allSatisfy(isNumeric) else { return nil }
            case .lo, .sh, .uc:
                if namesOwnPeople(element, bytes, of: dataSet) { return replaced(element) }
            default:
                break
            }
            record(tag, .kept, element.vr)
            return element
        }
    }

    /// Whether a text names the object's own people. Nearly all texts are plain ASCII, which needs no decoding.
    private func namesOwnPeople(_ element: DataElement, _ bytes: ArraySlice<UInt8>, of dataSet: DataSet) -> Bool {
        if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x1B }) { return terms.occur(in: bytes) }
        return dataSet.strings(of: element).contains { terms.occur(in: $0) }
    }

    /// The element with its dates moved or its times confirmed; nil when they cannot be.
    private mutating func dated(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        guard let bytes = element.bytes, let vr = DataDictionary.vr(for: element.tag) else { return nil }
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

    // MARK: Parts

    private mutating func inItem<Result>(_ number: Int, of sequence: Tag, _ body: (inout ObjectCleaning) -> Result) -> Result {
        let outer = prefix
        prefix += "\(sequence)[\(number)]."
        sequences.append(sequence.rawValue)
        let result = body(&self)
        sequences.removeLast()
        prefix = outer
        return result
    }

    /// An element of VR UN with the VR of the dictionary: its bytes are those of the implicit syntax (PS3.5 section 6.2.2 note 2), which
    /// also leaves the VR to the dictionary. Items that were not read as such stay unknown.
    private func withKnownRepresentation(_ element: DataElement) -> DataElement {
        guard let vr = DataDictionary.vr(for: element.tag), vr != .sq, vr != .un, let bytes = element.bytes else { return element }
        return DataElement(tag: element.tag, vr: vr, value: .bytes(bytes))
    }

    /// The VR to write: the dictionary's where the object's is unknown or not allowed.
    private func representation(of element: DataElement) -> VR {
        guard let entry = DataDictionary.entry(for: element.tag), entry.vr != element.vr else { return element.vr }
        return entry.alternatives.contains(element.vr) ? element.vr : entry.vr
    }
}

/// Whether the attribute gets the pseudonym: Z and D both allow one.
private func namesPatient(_ tag: Tag) -> Bool {
    tag == .patientID || tag == .patientName
}

/// Whether the byte may stand in a DS or IS, its separator and its padding included.
private func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65, 0x5C, 0x20, 0: true
    default: false
    }
}

extension DataSet {
    /// The data set with dummies for all texts and without bytes of unknown meaning. Codes, UIDs, numbers and what was dated stay.
    fileprivate func withoutTexts() -> DataSet {
        DataSet(
            elements.compactMap { element -> DataElement? in
                switch element.vr {
                case .sq:
                    return element.with(value: .sequence(element.items.map { $0.withoutTexts() }))
                case .lo, .lt, .pn, .sh, .st, .uc, .ut, .ur, .ae:
                    if element.isEmpty { return element }
                    // A designator that begins with 99 names a private scheme (PS3.16 section 8.2).
                    if element.tag == .codingSchemeDesignator {
                        return DataElement(tag: element.tag, vr: element.vr, bytes: Array("99REMOVED".utf8))
                    }
                    return DataElement(tag: element.tag, vr: element.vr, bytes: DummyValue.bytes(for: element.tag, vr: element.vr) ?? [])
                case .ob, .un:
                    return nil
                default:
                    return element
                }
            })
    }
}
