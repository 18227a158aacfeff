import DICOM

/// A C-FIND identifier as a query of the archive, and how its matches are answered (PS3.4 §C.4.1.1.3).
struct FindIdentifier: Sendable {
    let query: ArchiveQuery
    private let requested: DataSet
    private let levelName: String
    private let title: String

    /// - Parameter title: the node's AE title, answered as Retrieve AE Title.
    init(_ identifier: DataSet, level: ArchiveQuery.Level, title: String) {
        var requested = identifier
        for tag in [Tag.queryRetrieveLevel, .specificCharacterSet, .timezoneOffsetFromUTC, .retrieveAETitle, .instanceAvailability] {
            requested.remove(tag)
        }
        self.requested = requested
        levelName = identifier.string(.queryRetrieveLevel) ?? ""
        self.title = title
        // Of a whole series or study only what is kept of it is told; an instance is its own, and its header may be read.
        query = ArchiveQuery(
            level: level, conditions: Self.conditions(requested),
            fields: level == .instance ? .standardAnd(requested.elements.map(\.tag)) : .standard)
    }

    private static func conditions(_ dataSet: DataSet) -> [AttributeCondition] {
        dataSet.elements.filter { !$0.tag.isGroupLength }.map { element in
            if case .sequence(let items) = element.value {
                return AttributeCondition(element.tag, .items(items.first.map(conditions) ?? []))
            }
            return AttributeCondition(
                element.tag, AttributeMatch(text: dataSet.strings(of: element).joined(separator: "\\"), vr: element.vr))
        }
    }

    private static func empty(_ element: DataElement) -> DataElement {
        if case .sequence = element.value { return DataElement(tag: element.tag, items: []) }
        return DataElement(tag: element.tag, vr: element.vr, bytes: [])
    }

    /// A match with exactly the attributes that were asked for; those that are not known are empty.
    func response(for match: DataSet) -> DataSet {
        var response = DataSet()
        for element in requested.elements where !element.tag.isGroupLength {
            response[element.tag] = match[element.tag] ?? Self.empty(element)
        }
        for tag in [Tag.patientID, .studyInstanceUID, .seriesInstanceUID, .sopInstanceUID] where response[tag] == nil {
            // The unique keys down to the level, so that the match can be asked for.
            if let element = match[tag] { response[tag] = element }
        }
        response.set(.queryRetrieveLevel, levelName)
        response.set(.retrieveAETitle, title)
        response.set(.instanceAvailability, "ONLINE")
        response[.specificCharacterSet] = match[.specificCharacterSet]
        return response
    }
}
