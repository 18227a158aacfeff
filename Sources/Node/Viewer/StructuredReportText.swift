import DICOM

/// The content of a structured report as nested text (PS3.3 §C.17.3).
///
/// A report may be as deep and long as its sender likes; beyond ``Limits`` it is cut, and says so.
struct StructuredReportText: Sendable, Equatable {
    /// An item of the content tree.
    struct Item: Sendable, Equatable {
        /// How it belongs to the item above, in words; empty for what that simply contains.
        var relation = ""
        /// The concept's name.
        var name = ""
        /// The value, with its unit.
        var value = ""
        /// The codes behind the value.
        var code = ""
        /// What more is to be said: coordinates, references, times.
        var lines: [String] = []
        var items: [Item] = []
    }

    /// How much of a report is shown.
    struct Limits: Sendable {
        var depth = 24
        var items = 5_000
        /// Characters of one value.
        var characters = 20_000
    }

    /// A fact about the document as a whole.
    struct Fact: Sendable, Equatable { var name, value: String }

    /// The document's title, a concept of its own.
    let title: String
    let facts: [Fact]
    let items: [Item]
    /// Whether the document has more than is shown.
    let isCut: Bool

    /// Reads a report; `nil` where the object is none.
    init?(_ dataSet: DataSet, limits: Limits = Limits()) {
        guard dataSet.contains(.contentSequence) || dataSet.string(.valueType) == "CONTAINER" else { return nil }
        var reading = Reading(limits: limits)
        items = reading.items(of: dataSet, depth: 1)
        isCut = reading.isCut
        title = CodedConcept(dataSet.items(.conceptNameCodeSequence).first)?.meaning ?? "Report"
        facts = Self.facts(dataSet)
    }

    /// The whole report as plain text, two blanks for each level.
    var text: String {
        var lines = [title]
        func write(_ item: Item, _ level: Int) {
            let indentation = String(repeating: "  ", count: level)
            let relation = item.relation.isEmpty ? "" : "[\(item.relation)] "
            let colon = item.name.isEmpty || item.value.isEmpty ? "" : ": "
            let code = item.code.isEmpty ? "" : " (\(item.code))"
            let value = item.value.replacing("\n", with: "\n\(indentation)  ")
            lines.append("\(indentation)\(relation)\(item.name)\(colon)\(value)\(code)")
            lines += item.lines.map { "\(indentation)  \($0)" }
            for below in item.items { write(below, level + 1) }
        }
        for item in items { write(item, 1) }
        if isCut { lines.append("(cut: the object holds more)") }
        return lines.joined(separator: "\n")
    }

    private static func facts(_ dataSet: DataSet) -> [Fact] {
        var facts: [Fact] = []
        func add(_ name: String, _ value: String?) {
            if let value, !value.isEmpty { facts.append(Fact(name: name, value: value)) }
        }
        add("Date", dataSet.string(.contentDate).map { DICOMWords.date($0) })
        add("Completion", dataSet.string(.completionFlag)?.lowercased())
        add("Verification", dataSet.string(.verificationFlag)?.lowercased())
        add("Template", dataSet.items(.contentTemplateSequence).first?.string(.templateIdentifier).map { "TID \($0)" })
        return facts
    }
}

/// Walks a content tree and keeps count.
private struct Reading {
    let limits: StructuredReportText.Limits
    var count = 0
    var isCut = false

    mutating func items(of container: DataSet, depth: Int) -> [StructuredReportText.Item] {
        let content = container.items(.contentSequence)
        guard depth <= limits.depth else {
            if !content.isEmpty { isCut = true }
            return []
        }
        var items: [StructuredReportText.Item] = []
        for item in content {
            guard count < limits.items else {
                isCut = true
                break
            }
            count += 1
            items.append(read(item, depth: depth))
        }
        return items
    }

    private mutating func read(_ dataSet: DataSet, depth: Int) -> StructuredReportText.Item {
        var item = StructuredReportText.Item()
        item.relation = Self.relations[dataSet.string(.relationshipType) ?? ""] ?? ""
        // An item may only point to another one (PS3.3 §C.17.3.2.5).
        let target = dataSet.integers(.referencedContentItemIdentifier)
        if !target.isEmpty {
            item.value = "see item \(target.map(String.init).joined(separator: "."))"
            return item
        }
        item.name = CodedConcept(dataSet.items(.conceptNameCodeSequence).first)?.meaning ?? ""
        let content = ContentValue(dataSet)
        item.value = clipped(content.value)
        item.code = content.code
        item.lines = content.lines.map { clipped($0) }
        if let time = dataSet.string(.observationDateTime) { item.lines.append("observed \(DICOMWords.dateTime(time))") }
        item.items = items(of: dataSet, depth: depth + 1)
        return item
    }

    private mutating func clipped(_ text: String) -> String {
        guard text.count > limits.characters else { return text }
        isCut = true
        return text.prefix(limits.characters) + "…"
    }

    /// Defined terms of Relationship Type (0040,A010). What contains needs no word.
    private static let relations = [
        "HAS PROPERTIES": "property", "HAS OBS CONTEXT": "context", "HAS ACQ CONTEXT": "acquisition", "INFERRED FROM": "inferred from",
        "SELECTED FROM": "selected from", "HAS CONCEPT MOD": "modifier",
    ]
}
