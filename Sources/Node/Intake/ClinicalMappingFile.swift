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
            return try YAMLDecoder().decode(ClinicalMapping.self, from: text)
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(path.prefix(200)) is no mapping: \(error.explanation).")
        }
    }

    /// What the columns of a table could mean, from their names and values. Nothing is loaded.
    public static func suggestion(for table: String) throws -> MappingSuggestion {
        try ClinicalTable(bytes: try DurableFile.read(table)).suggestedMapping()
    }
}
