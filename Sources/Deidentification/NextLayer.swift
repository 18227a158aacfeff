public import DICOM

/// Moves de-identified objects to the next layer of the pseudonyms' key, without their originals.
///
/// The outcome is what the key with the new layer would have made of the original: pseudonyms, UIDs and dates are moved on, everything
/// else stays byte for byte. Which elements hold such values, the report tells that was made when the object was de-identified: nothing is
/// guessed from a value's form.
public struct NextLayer: Sendable {
    private let key: PseudonymKey

    /// - Parameter key: the new layer alone, ``PseudonymKey/newest``.
    public init(key: PseudonymKey) { self.key = key }

    /// An object at the next layer.
    ///
    /// - Parameter report: the object's own report.
    /// - Throws: ``DeidentificationError`` `missingPatientID` where the object has no pseudonym.
    public func moved(_ file: DICOMFile, by report: DeidentificationReport) throws(DeidentificationError) -> DICOMFile {
        guard let pseudonym = file.dataSet.string(.patientID), Self.isPseudonym(pseudonym) else {
            throw DeidentificationError(
                .missingPatientID, "Patient ID (0010,0020) of the archived object is no pseudonym; it cannot be moved to the next layer.")
        }
        var actions: [String: DeidentificationReport.Action] = [:]
        for change in report.changes { actions[change.path] = change.action }
        var pass = Pass(
            key: key, actions: actions, sequences: Set(report.changes.compactMap { $0.item.isEmpty ? nil : String($0.item.prefix(11)) }),
            shift: DateShift(days: key.dateShift(forPatient: pseudonym)))
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
        let actions: [String: DeidentificationReport.Action]
        /// The sequences of the top level in which anything was changed; the others need not be looked into.
        let sequences: Set<String>
        let shift: DateShift
        var uids: [String: String] = [:]

        mutating func moved(_ dataSet: DataSet, _ prefix: String) -> DataSet {
            var elements: [DataElement] = []
            elements.reserveCapacity(dataSet.count)
            for element in dataSet.elements { elements.append(moved(element, prefix)) }
            return DataSet(elements)
        }

        private mutating func moved(_ element: DataElement, _ prefix: String) -> DataElement {
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
                guard [.ui, .da, .dt].contains(element.vr), let action = actions[prefix + element.tag.description] else { return element }
                switch (element.vr, action) {
                case (.ui, .replacedUID):
                    return DataElement(tag: element.tag, vr: .ui, bytes: Array(movedUIDs(bytes).joined(separator: "\\").utf8))
                case (.da, .cleaned), (.dt, .cleaned):
                    guard let moved = shift.shifted(bytes, vr: element.vr) else { return element }
                    return DataElement(tag: element.tag, vr: element.vr, bytes: moved)
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
