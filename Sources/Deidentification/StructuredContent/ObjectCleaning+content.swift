import DICOM

extension ObjectCleaning {
    /// A content item (PS3.3 section C.17.3) as the profile leaves it; nil when it is removed.
    mutating func contentItem(_ item: DataSet, _ number: Int, of sequence: Tag, by content: ContentRules) -> DataSet? {
        let type = item.string(.valueType) ?? ""
        let concept = item.items(.conceptNameCodeSequence).first
        let code = concept?.string(.codeValue) ?? ""
        let scheme = concept?.string(.codingSchemeDesignator) ?? ""
        var disposition = content.disposition(of: type, scheme: scheme, code: code)
        if disposition == .remove, hasReferencesByPosition { disposition = .replace }
        return inItem(number, of: sequence) { cleaning -> DataSet? in
            if disposition == .remove {
                cleaning.record(.conceptNameCodeSequence, .removed, .sq)
                return nil
            }
            let value = cleaning.contentValue(of: item, type: type, subject: scheme == "DCM" ? code : "", disposition)
            var item = item
            if type == "CONTAINER", disposition == .replace {
                item.remove(.contentSequence)
                cleaning.record(.contentSequence, .removed, .sq)
            }
            return cleaning.cleaned(
                item, adding: value.map { [$0.element] } ?? [], as: value?.action ?? .added, dates: value?.dates ?? [])
        }
    }

    /// The value of a content item where it is not what the rules for its element would leave.
    private mutating func contentValue(
        of item: DataSet, type: String, subject code: String, _ disposition: ContentRules.Disposition
    ) -> ElementLeft? {
        func text(_ tag: Tag, _ vr: VR, _ value: String) -> ElementLeft {
            ElementLeft(DataElement(tag: tag, vr: vr, bytes: Array(value.utf8)), .replaced)
        }
        switch (type, disposition) {
        // Subject ID and Subject Name (TID 1007) are the patient's: they get the pseudonym, as Patient ID and Patient's Name do.
        case ("TEXT", _) where code == "121030": return text(.textValue, .ut, pseudonym)
        case ("PNAME", _) where code == "121029": return text(.personName, .pn, pseudonym)
        case ("TEXT", .replace): return text(.textValue, .ut, DummyValue.word)
        case ("TEXT", _):
            guard let element = item[.textValue] else { return nil }
            if disposition == .keep, !element.isEmpty, !terms.occur(in: item.wholeText(of: element)) { return ElementLeft(element, .kept) }
            return textLeft(of: element, as: .prose, in: item) ?? text(.textValue, .ut, DummyValue.word)
        case ("DATE", .replace): return dummy(.date, .da)
        case ("TIME", .replace): return dummy(.time, .tm)
        case ("DATETIME", .replace): return dummy(.dateTime, .dt)
        case ("UIDREF", .keep):
            return item[.uid].flatMap { isUID($0) && rules.keepsUIDs ? ElementLeft($0, .kept) : nil }
        case ("CODE", .replace):
            return ElementLeft(DataElement(tag: .conceptCodeSequence, items: [Self.unknown]), .replaced)
        case ("NUM", .replace):
            return ElementLeft(DataElement(tag: .measuredValueSequence, items: []), .replaced)
        case ("NUM", _) where code == "121033" && rules.capsAges:
            return cappedAge(item)
        default: return nil
        }
    }

    private func dummy(_ tag: Tag, _ vr: VR) -> ElementLeft? {
        DummyValue.bytes(for: tag, vr: vr).map { ElementLeft(DataElement(tag: tag, vr: vr, bytes: $0), .replaced) }
    }

    /// Subject Age (DCM 121033) in years above 89, as 90: see ``PatientAge``. In other units such an age is emptied.
    private mutating func cappedAge(_ item: DataSet) -> ElementLeft? {
        guard let values = item[.measuredValueSequence], let value = values.items.first else { return nil }
        let years: [String: Double] = ["a": 1, "mo": 12, "wk": 52.1775, "d": 365.2425]
        let units = value.items(.measurementUnitsCodeSequence).first?.string(.codeValue) ?? ""
        guard let number = value.double(.numericValue), let unit = years[units] else {
            return ElementLeft(DataElement(tag: .measuredValueSequence, items: []), .replaced)
        }
        guard values.items.count > 1 || number / unit >= 90 else { return nil }
        guard unit == 1, values.items.count == 1 else { return ElementLeft(DataElement(tag: .measuredValueSequence, items: []), .replaced) }
        var capped = DataSet()
        capped.set(.numericValue, "90")
        capped[.measurementUnitsCodeSequence] = value[.measurementUnitsCodeSequence]
        let cleaned = inItem(0, of: .measuredValueSequence) { $0.cleaned(capped) }
        return ElementLeft(DataElement(tag: .measuredValueSequence, items: [cleaned]), .cleaned)
    }

    /// A code in the place of one that is taken away.
    private static let unknown: DataSet = {
        var item = DataSet()
        item.set(.codeValue, "261665006")
        item.set(.codingSchemeDesignator, "SCT")
        item.set(.codeMeaning, "Unknown")
        return item
    }()
}

extension DataSet {
    /// Whether a content item below refers to another by its position (PS3.3 section C.17.3.2.5), so that none may be removed.
    var hasReferencesByPosition: Bool {
        items(.contentSequence).contains { $0.contains(.referencedContentItemIdentifier) || $0.hasReferencesByPosition }
    }
}
