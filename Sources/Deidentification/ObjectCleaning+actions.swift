import DICOM

// What is done to one element: nothing left of it, a stand-in, itself.
extension ObjectCleaning {
    // MARK: Taken away

    mutating func removed(_ element: DataElement) -> DataElement? {
        record(element.tag, .removed, element.vr)
        return nil
    }

    mutating func emptied(_ element: DataElement) -> DataElement {
        let vr = representation(of: element)
        record(element.tag, .emptied, vr)
        return DataElement(tag: element.tag, vr: vr, value: vr == .sq ? .sequence([]) : .bytes([]))
    }

    // MARK: Replaced

    mutating func replaced(_ element: DataElement) -> DataElement {
        let vr = representation(of: element)
        if vr == .ui, let element = replacedUIDs(element), !element.isEmpty { return element }
        record(element.tag, .replaced, vr)
        guard let bytes = DummyValue.bytes(for: element.tag, vr: vr) else {
            return DataElement(tag: element.tag, items: element.items.first.flatMap { dummyItem($0, of: element.tag) }.map { [$0] } ?? [])
        }
        return DataElement(tag: element.tag, vr: vr, bytes: bytes)
    }

    /// The dummy of an item: what the profile keeps of it, with a dummy in the place of every text.
    ///
    /// Only the first item of a sequence is made into one: the others would be the same but for the numbers in them.
    private mutating func dummyItem(_ item: DataSet, of sequence: Tag) -> DataSet? {
        guard sequences.count < Self.depth else { return nil }
        return inItem(0, of: sequence) { $0.cleaned(item) }.withoutTexts()
    }

    /// Whether a text names the object's own people. Nearly all texts are plain ASCII, which needs no decoding.
    private func namesOwnPeople(_ element: DataElement, _ bytes: ArraySlice<UInt8>, of dataSet: DataSet) -> Bool {
        if bytes.isPlainASCII { return terms.occur(in: bytes) }
        return terms.occur(in: dataSet.wholeText(of: element))
    }

    /// Patient ID and Patient's Name, at any depth: the pseudonym of whoever the item is about, otherwise of the object's patient.
    mutating func named(_ element: DataElement, in dataSet: DataSet) -> DataElement {
        var name = pseudonym
        if !sequences.isEmpty, let other = dataSet.text(.patientID), !PseudonymKey.normalized(other).isEmpty {
            name = key.patientIdentifier(for: other)
        }
        let vr = representation(of: element)
        record(element.tag, .replaced, vr)
        return DataElement(tag: element.tag, vr: vr, bytes: Array(name.utf8))
    }

    /// The element with its UIDs replaced; nil when it holds none.
    mutating func replacedUIDs(_ element: DataElement) -> DataElement? {
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

    // MARK: Kept

    /// The element kept, its items cleaned; nil when its value is not what its VR promises, so that nothing unknown is kept.
    mutating func kept(_ element: DataElement, of dataSet: DataSet) -> DataElement? {
        kept(element, of: dataSet, vr: DataDictionary.vr(for: element.tag) ?? element.vr)
    }

    /// The same for an element whose VR the dictionary does not know.
    mutating func kept(_ element: DataElement, of dataSet: DataSet, vr: VR) -> DataElement? {
        let tag = element.tag
        switch element.value {
        case .sequence(let items):
            return keptItems(items, of: element)
        case .fragments:
            record(tag, .kept, element.vr)
            return element
        case .bytes(let bytes):
            switch vr {
            case .sq, .un:
                return nil
            // US or OW: whichever the object says.
            case _ where tag == .lutData:
                return bulk(element, bytes, of: dataSet)
            case .as:
                guard let age = PatientAge.capped(bytes, at: rules.capsAges ? PatientAge.cap : nil) else { return nil }
                let isSame = age.elementsEqual(bytes.trimmed)
                record(tag, isSame ? .kept : .cleaned, .as)
                return isSame ? element : DataElement(tag: tag, vr: .as, bytes: age)
            case .da, .dt, .tm:
                // Moved by no days: what is not a date or a time does not pass.
                guard let date = DateShift(days: 0).shifted(bytes, vr: vr) else { return nil }
                let isSame = date.elementsEqual(bytes.trimmed)
                record(tag, isSame ? .kept : .normalized, vr)
                return isSame ? element : DataElement(tag: tag, vr: vr, bytes: date)
            case .ds, .is:
                guard bytes.allSatisfy(isNumeric) else { return nil }
                // Shorter numbers are of the image by chance.
                if bytes.count >= 5, terms.occur(in: bytes) { return replaced(element) }
            case .ui:
                guard isUID(element) else { return nil }
            case .sh where tag == .timezoneOffsetFromUTC:
                guard bytes.trimmed.isEmpty || isZone(bytes.trimmed) else { return nil }
            case .lo, .sh, .uc, .lt, .st, .ut, .cs, .pn, .ae, .ur:
                if bytes.count >= 3, namesOwnPeople(element, bytes, of: dataSet) { return replaced(element) }
            case .ob, .ow, .of, .od, .ol, .ov:
                return bulk(element, bytes, of: dataSet)
            default:
                break
            }
            record(tag, .kept, element.vr)
            return element
        }
    }

    /// A sequence with its items cleaned; nil where it lies too deep.
    private mutating func keptItems(_ items: [DataSet], of element: DataElement) -> DataElement? {
        guard sequences.count < Self.depth else { return nil }
        let tag = element.tag
        record(tag, .kept, .sq)
        var cleaned: [DataSet] = []
        cleaned.reserveCapacity(items.count)
        for (number, item) in items.enumerated() {
            if let content = rules.content, item.contains(.valueType) {
                if let item = contentItem(item, number, of: tag, by: content) { cleaned.append(item) }
            } else {
                cleaned.append(inItem(number, of: tag) { $0.cleaned(item) })
            }
        }
        return element.with(value: .sequence(cleaned))
    }

    /// Whether the values are UIDs by their letters and length, so that no words hide in them.
    func isUID(_ element: DataElement) -> Bool {
        guard let bytes = element.bytes else { return false }
        var length = 0
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x2E: length += 1
            case 0x5C: length = 0
            case 0, 0x20: break
            default: return false
            }
            if length > 64 { return false }
        }
        return true
    }

    /// The VR to write: the dictionary's where the object's is unknown or not allowed.
    private func representation(of element: DataElement) -> VR {
        guard let entry = DataDictionary.entry(for: element.tag), entry.vr != element.vr else { return element.vr }
        return entry.alternatives.contains(element.vr) ? element.vr : entry.vr
    }
}

/// Whether the byte may stand in a DS or IS, its separator and its padding included.
func isNumeric(_ byte: UInt8) -> Bool {
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
                // A private element means nothing without its creator's name.
                if element.tag.isPrivate { return nil }
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
