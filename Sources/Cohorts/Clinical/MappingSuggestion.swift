/// A proposal of how a clinical table is mapped: made of the names of its columns and of the values in them, for a person to read and correct.
///
/// It holds values of the table and therefore stays at the node.
public struct MappingSuggestion: Sendable, Hashable, Codable {
    /// How sure a proposal is.
    public enum Confidence: String, Sendable, Hashable, Codable {
        /// The name is one that the vocabulary knows, and the values are its values.
        case sure
        /// The name or the values speak for it: read it before use.
        case likely
        /// Neither does: the column is left alone.
        case none
    }

    /// What is proposed for one column.
    public struct Column: Sendable, Hashable, Codable {
        /// The column as the table calls it.
        public let name: String
        /// The attribute; nil where none fits.
        public let attribute: String?
        /// How sure that is.
        public let confidence: Confidence
        /// Values of the table that the vocabulary does not know, with the concept that is nearest to each.
        public let values: [String: String]
        /// Values without any near concept, most frequent first; at most 20.
        public let unknown: [String]
        /// Whether the column holds dates, of which the year is read.
        public let readsYear: Bool
        /// Of the fields that are filled, the share that the attribute takes as they are or by `values`.
        public let share: Double
    }

    /// The column with the patient's identifier; nil where none is found.
    public let patientColumn: String?
    /// All other columns, in the order of the table.
    public let columns: [Column]
    /// How many rows were looked at.
    public let rows: Int

    /// The proposal as a mapping.
    public var mapping: ClinicalMapping {
        var mapping = ClinicalMapping(patientColumn: patientColumn)
        for column in columns {
            guard let attribute = column.attribute else { continue }
            mapping.columns[column.name] = ClinicalMapping.ColumnRule(
                attribute: attribute, reading: column.readsYear ? .yearOfDate : .value, values: column.values)
        }
        return mapping
    }

    /// The proposal as a file to read, correct and load with.
    public var yaml: String {
        var lines = [
            "# Proposed by 'mosaic node clinical suggest' from the names of columns and \(rows) rows. Read it, correct it, and load with",
            "# 'mosaic node clinical load TABLE --mapping THIS-FILE'. It names values of the table: keep it at the node.",
            "form: \(ClinicalMapping.form)",
        ]
        if let patientColumn {
            lines.append("patient: \(Self.quoted(patientColumn))")
        } else {
            lines.append("# No column is named like an identifier of patients: name it here.")
            lines.append("# patient: \"...\"")
        }
        lines.append(columns.contains { $0.attribute != nil } ? "columns:" : "columns: {}")
        for column in columns where column.attribute != nil { lines += Self.lines(of: column) }
        let alone = columns.filter { $0.attribute == nil }
        if !alone.isEmpty { lines.append("# Left alone: \(alone.map { Self.quoted($0.name) }.joined(separator: ", "))") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func lines(of column: Column) -> [String] {
        let percent = Int((column.share * 100).rounded(.down))
        var lines = [
            "  # \(column.confidence == .sure ? "sure" : "likely, check it"); \(percent) % of its fields are understood",
            "  \(quoted(column.name)):", "    attribute: \(column.attribute ?? "")",
        ]
        if column.readsYear { lines.append("    reading: yearOfDate") }
        if !column.values.isEmpty {
            lines.append("    values:   # guessed by likeness: check each")
            for (raw, concept) in column.values.sorted(by: { $0.key < $1.key }) { lines.append("      \(quoted(raw)): \(quoted(concept))") }
        }
        if !column.unknown.isEmpty {
            lines.append("    # Not understood: \(column.unknown.map(quoted).joined(separator: ", "))")
        }
        return lines
    }

    /// Whether a character neither ends a line for a reader of YAML, as U+2028 does for some, nor turns what stands around it.
    private static func isSeen(_ scalar: Unicode.Scalar) -> Bool {
        ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }

    /// A double-quoted scalar of YAML 1.2, in one line whatever the text.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\u{20}"..."\u{7E}": result.unicodeScalars.append(scalar)
            case "\u{A0}"..."\u{D7FF}" where Self.isSeen(scalar): result.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
            }
        }
        return result + "\""
    }
}
