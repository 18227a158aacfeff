import DICOM

/// One pass over an object that applies the rules to every element at every depth.
struct ObjectCleaning {
    /// What was done so far.
    var report: DeidentificationReport

    let rules: EffectiveRules
    let key: PseudonymKey
    let types: AttributeTypes
    let pseudonym: String
    let shift: DateShift
    let terms: IdentityTerms
    let cleaner: TextCleaner
    /// The groups of the overlays that the pixels' cleaning found safe.
    let overlays: Set<UInt16>
    /// Whether content items refer to others by their position, so that none may be removed.
    let hasReferencesByPosition: Bool
    /// The sequences around the data set at hand, outermost first.
    private(set) var sequences: [UInt32] = []
    /// The path of the item at hand, up to and with the dot before an element.
    private var prefix = ""
    /// The UIDs met so far: headers of many frames repeat few of them.
    var knownUIDs: [String: String] = [:]

    /// How deep sequences may nest: what lies deeper is removed. Reading allows no more either (``ReadingLimits``).
    static let depth = 64

    init(
        original: DataSet, rules: EffectiveRules, key: PseudonymKey, pseudonym: String, shift: DateShift, terms: IdentityTerms,
        overlays: Set<UInt16> = [], report: DeidentificationReport
    ) {
        self.report = report
        self.rules = rules
        self.key = key
        self.pseudonym = pseudonym
        self.shift = shift
        self.terms = terms
        self.overlays = overlays
        let textShift: DateShift? =
            switch rules.dates {
            case .moved: shift
            case .kept: DateShift(days: 0)
            case .taken: nil
            }
        cleaner = TextCleaner(terms: terms, shift: textShift)
        types = AttributeTypes.ofClass(original.string(.sopClassUID) ?? "")
        hasReferencesByPosition = rules.content != nil && original.hasReferencesByPosition
    }

    /// The data set, or an item, with the rules applied and these elements, ascending, in place of its own.
    mutating func cleaned(
        _ dataSet: DataSet, adding additions: [DataElement] = [], as action: DeidentificationReport.Action = .added,
        dates: [[DatePart]] = []
    ) -> DataSet {
        var rest = additions[...]
        let originals = dataSet.elements
        var elements: [DataElement] = []
        elements.reserveCapacity(originals.count + additions.count)
        var position = originals.startIndex
        while position < originals.endIndex {
            let element = originals[position]
            while let addition = rest.first, addition.tag <= element.tag {
                elements.append(addition)
                record(addition.tag, action, addition.vr, dates: dates)
                rest.removeFirst()
            }
            if !rules.safePrivate.isEmpty, element.tag.isPrivate, element.tag.group > 8 {
                let end = originals[position...].firstIndex { $0.tag.group != element.tag.group } ?? originals.endIndex
                elements += privateElements(originals[position..<end], of: dataSet)
                position = end
                continue
            }
            position += 1
            if elements.last?.tag == element.tag { continue }
            guard let element = cleaned(element, of: dataSet) else { continue }
            // Content Sequence (0040,A730) is there only where there is content (PS3.3 table C.17-6).
            if element.tag == .contentSequence, element.isEmpty {
                _ = removed(element)
            } else {
                elements.append(element)
            }
        }
        for addition in rest {
            elements.append(addition)
            record(addition.tag, action, addition.vr, dates: dates)
        }
        return DataSet(elements)
    }

    /// Notes what was done to an element of the data set at hand.
    mutating func record(_ tag: Tag, _ action: DeidentificationReport.Action, _ vr: VR, dates: [[DatePart]] = []) {
        report.append(tag, action, vr, item: prefix, dates: dates)
    }

    /// Goes into an item, whose elements are recorded under its path.
    mutating func inItem<Result>(_ number: Int, of sequence: Tag, _ body: (inout ObjectCleaning) -> Result) -> Result {
        let outer = prefix
        prefix += "\(sequence)[\(number)]."
        sequences.append(sequence.rawValue)
        let result = body(&self)
        sequences.removeLast()
        prefix = outer
        return result
    }

    // MARK: One element

    private mutating func cleaned(_ original: DataElement, of dataSet: DataSet) -> DataElement? {
        let tag = original.tag
        let element = original.vr == .un ? withKnownRepresentation(original) : original
        // Groups below 0008 are commands, file meta information and directories: nothing of a data set.
        if ConfidentialityTable.isRemovedGroup(tag) || (sequences.isEmpty && tag.group < 8) {
            return safeOverlay(element, of: dataSet) ?? removed(element)
        }
        guard let rule = rules[tag] else { return unlisted(element, of: dataSet) }
        switch rule.action {
        case .keep: return kept(element, of: dataSet) ?? apply(rule.basic, to: element, of: dataSet)
        case .clean: return cleanedValue(element, of: dataSet) ?? apply(rule.basic, to: element, of: dataSet)
        default: return apply(rule.action, to: element, of: dataSet)
        }
    }

    /// An action of the Basic Profile.
    mutating func apply(_ code: ActionCode, to element: DataElement, of dataSet: DataSet) -> DataElement? {
        switch code.isConditional ? code.resolved(for: types.type(of: element.tag, inside: sequences)) : code {
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
            return cleanedNarrative(element, of: dataSet) ?? apply(.removeOrEmptyOrReplace, to: element, of: dataSet)
        case .temporal:
            let left: DataElement? =
                switch rules.dates {
                case .moved: dated(element, of: dataSet)
                case .kept: kept(element, of: dataSet)
                case .taken: nil
                }
            return left ?? apply(.removeOrEmptyOrReplace, to: element, of: dataSet)
        case .replaceUIDUnlessStandard:
            if rules.keepsUIDs, let element = kept(element, of: dataSet) { return element }
            return replacedUIDs(element) ?? removed(element)
        case .keepAge:
            return (rules.keepsAges ? kept(element, of: dataSet) : nil) ?? removed(element)
        case .designation where element.tag == .codeMeaning && namesPrivately(dataSet):
            return cleanedText(element, as: .label, of: dataSet) ?? replaced(element)
        case .label where rules.cleansTexts:
            return cleanedText(element, as: .label, of: dataSet) ?? replaced(element)
        case .label, .designation:
            return designation(element, of: dataSet) ?? replaced(element)
        case .code:
            guard let code = element.bytes, CodingScheme.mayHold(code.trimmed, dataSet.string(.codingSchemeDesignator) ?? "") else {
                return replaced(element)
            }
            return kept(element, of: dataSet) ?? removed(element)
        case .keepNumber, .keep, .recurse:
            return kept(element, of: dataSet) ?? removed(element)
        }
    }

    /// The element of an overlay that is safe to keep.
    private mutating func safeOverlay(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        guard sequences.isEmpty, overlays.contains(element.tag.group), element.isWordlessOverlay else { return nil }
        // Overlay Data (60xx,3000).
        if element.tag.element == 0x3000, let bytes = element.bytes { return bulk(element, bytes, of: dataSet) }
        record(element.tag, .kept, element.vr)
        return element
    }

    /// Whether the code's meaning is that of a scheme nobody publishes, under a profile that cleans such words.
    private func namesPrivately(_ item: DataSet) -> Bool {
        guard rules.cleansTexts || rules.content != nil else { return false }
        return !CodingScheme.isPublished(item.string(.codingSchemeDesignator) ?? "")
    }

    /// An element of VR UN with the VR of the dictionary: its bytes are those of the implicit syntax (PS3.5 section 6.2.2 note 2), which
    /// also leaves the VR to the dictionary. Items that were not read as such stay unknown.
    private func withKnownRepresentation(_ element: DataElement) -> DataElement {
        guard let vr = DataDictionary.vr(for: element.tag), vr != .sq, vr != .un, let bytes = element.bytes else { return element }
        return DataElement(tag: element.tag, vr: vr, value: .bytes(bytes))
    }
}

/// Whether the attribute gets the pseudonym: Z and D both allow one.
private func namesPatient(_ tag: Tag) -> Bool {
    tag == .patientID || tag == .patientName
}
