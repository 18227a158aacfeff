public import Cohorts
import Federation
import Foundation
import Storage
import Yams

/// A file that says how the columns of a clinical table are mapped (``ClinicalMapping``).
public enum ClinicalMappingFile {
    /// The mapping in a YAML file.
    ///
    /// - Throws: ``NodeError`` `configuration` where it cannot be read or is no mapping.
    public static func mapping(_ path: String) throws -> ClinicalMapping {
        let text = try ConfigurationText.read(path)
        do {
            var mapping = try YAMLDecoder().decode(ClinicalMapping.self, from: text)
            mapping.lines = try lines(ofColumnsIn: text)
            return mapping
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(path.prefix(200)) is no mapping: \(error.explanation).")
        }
    }

    /// What the columns of a table could mean, from their names and values. Nothing is loaded.
    public static func suggestion(for table: String) throws -> MappingSuggestion {
        try ClinicalTable(file: table).suggestedMapping()
    }

    /// In which line the rule of each column stands.
    private static func lines(ofColumnsIn text: String) throws -> [String: Int] {
        guard let columns = try Yams.compose(yaml: text)?.mapping?["columns"]?.mapping else { return [:] }
        var lines: [String: Int] = [:]
        for (key, _) in columns {
            if let name = key.string, let line = key.mark?.line { lines[name] = line }
        }
        return lines
    }
}
