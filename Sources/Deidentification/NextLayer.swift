public import DICOM

/// Moves de-identified objects to the next layer of the pseudonyms' key, without their originals.
///
/// The outcome is what the key with the new layer would have made of the original: pseudonyms, UIDs and dates, those in texts too, are
/// moved on, everything else stays byte for byte. Which elements hold such values, and where in a text, the report tells that was made
/// when the object was de-identified: nothing is guessed from a value's form. A report of format 2 does not tell of dates in texts, which
/// stay then. Before format 4 a date that was kept and one that was moved look the same; of objects that declare full dates (113106) none is
/// moved.
///
/// A text that would be too long with a date moved on, or has letters that its character set does not, becomes a dummy.
public struct NextLayer: Sendable {
    private let key: PseudonymKey

    /// - Parameter key: the new layer alone, ``PseudonymKey/newest``.
    public init(key: PseudonymKey) { self.key = key }

    /// An object at the next layer.
    ///
    /// - Parameters:
    ///   - file: the object as it is archived.
    ///   - report: the object's own report.
    /// - Throws: ``DeidentificationError`` `missingPatientID` where the object has no pseudonym.
    public func moved(_ file: DICOMFile, by report: DeidentificationReport) throws(DeidentificationError) -> DICOMFile {
        guard let pseudonym = file.dataSet.string(.patientID), Self.isPseudonym(pseudonym) else {
            throw DeidentificationError(
                .missingPatientID, "Patient ID (0010,0020) of the archived object is no pseudonym; it cannot be moved to the next layer.")
        }
        var changes: [String: DeidentificationReport.Change] = [:]
        for change in report.changes { changes[change.path] = change }
        var pass = Pass(
            key: key, changes: changes, sequences: Set(report.changes.compactMap { $0.item.isEmpty ? nil : String($0.item.prefix(11)) }),
            shift: DateShift(days: key.dateShift(forPatient: pseudonym)),
            keepsDates: report.format < 4
                && report.codes.contains(ProfileOption.retainLongitudinalTemporalInformationFullDates.code))
        var dataSet = pass.moved(file.dataSet, "")
        if let characterSet = dataSet[.specificCharacterSet] { dataSet[.specificCharacterSet] = characterSet }
        return DICOMFile(dataSet: dataSet, transferSyntax: file.transferSyntax)
    }

    /// Whether a text has the form of ``PseudonymKey/patientIdentifier(for:)``.
    public static func isPseudonym(_ text: String) -> Bool {
        text.utf8.count == 25 && text.hasPrefix("P")
            && text.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x32...0x37).contains($0) }
    }

    /// One pass over an object.
    private struct Pass {
        let key: PseudonymKey
        let changes: [String: DeidentificationReport.Change]
        /// The sequences of the top level in which anything was changed; the others need not be looked into.
        let sequences: Set<String>
        let shift: DateShift
        let keepsDates: Bool
        var uids: [String: String] = [:]

        mutating func moved(_ dataSet: DataSet, _ prefix: String) -> DataSet {
            var elements: [DataElement] = []
            elements.reserveCapacity(dataSet.count)
            for element in dataSet.elements { elements.append(moved(element, of: dataSet, prefix)) }
            return DataSet(elements)
        }

        private mutating func moved(_ element: DataElement, of dataSet: DataSet, _ prefix: String) -> DataElement {
            switch element.value {
            case .fragments:
                return element
            case .sequence(let items):
                let path = prefix + element.tag.description
                if prefix.isEmpty, !sequences.contains(path) { return element }
                var result: [DataSet] = []
                for (number, item) in items.enumerated() { result.append(moved(item, "\(path)[\(number)].")) }
                return element.with(value: .sequence(result))
            case .bytes(let bytes):
                if element.tag == .patientID || element.tag == .patientName { return named(element, bytes) }
                let vr = element.vr
                guard vr == .ui || vr == .da || vr == .dt || vr.isText, let change = changes[prefix + element.tag.description] else {
                    return element
                }
                switch (vr, change.action) {
                case (.ui, .replacedUID):
                    return DataElement(tag: element.tag, vr: .ui, bytes: Array(movedUIDs(bytes).joined(separator: "\\").utf8))
                case (.da, .cleaned) where !keepsDates, (.dt, .cleaned) where !keepsDates:
                    guard let moved = shift.shifted(bytes, vr: element.vr) else { return element }
                    return DataElement(tag: element.tag, vr: element.vr, bytes: moved)
                case (_, .cleaned) where !change.dates.isEmpty:
                    return withMovedText(element, change.dates, of: dataSet)
                default:
                    return element
                }
            }
        }

        private func named(_ element: DataElement, _ bytes: ArraySlice<UInt8>) -> DataElement {
            let name = String(decoding: bytes.trimmed, as: UTF8.self)
            guard NextLayer.isPseudonym(name) else { return element }
            return DataElement(tag: element.tag, vr: element.vr, bytes: Array(key.patientIdentifier(for: name).utf8))
        }

        private func withMovedText(_ element: DataElement, _ dates: [[DatePart]], of dataSet: DataSet) -> DataElement {
            var text = Array(dataSet.wholeText(of: element).utf8)
            while let last = text.last, last == 0x20 || last == 0 { text.removeLast() }
            let moved = AtomizedText(text).moving(dates, by: shift)
            let bytes = moved.flatMap { moved -> [UInt8]? in
                guard element.vr.holds(moved) else { return nil }
                return moved.isPlainASCII ? moved : dataSet.characterSet.encode(String(decoding: moved, as: UTF8.self))
            }
            return DataElement(tag: element.tag, vr: element.vr, bytes: bytes ?? Array(DummyValue.word.utf8))
        }

        private mutating func movedUIDs(_ bytes: ArraySlice<UInt8>) -> [String] {
            bytes.split(separator: 0x5C, omittingEmptySubsequences: false).map { part in
                let uid = String(decoding: part.trimmed, as: UTF8.self)
                if uid.isEmpty || StandardUID.isStandard(uid) { return uid }
                let moved = uids[uid] ?? key.uid(for: uid)
                uids[uid] = moved
                return moved
            }
        }
    }
}
