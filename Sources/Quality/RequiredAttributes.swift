public import DICOM

/// The attributes that PS3.3 requires of an object, by SOP class. The table is parsed once, on first use.
public enum RequiredAttributes {
    /// What one SOP class requires at the top level of its objects.
    public struct Requirement: Sendable, Hashable {
        /// Type 1: present with a value.
        public let type1: [Tag]
        /// Type 2: present, perhaps empty.
        public let type2: [Tag]
    }

    /// What a SOP class requires; none when the class is not in the table.
    public static func requirement(ofSOPClass uid: String) -> Requirement? { table[uid] }

    private static let table: [String: Requirement] = {
        let modules = moduleTable.description.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).map { tags in
                tags.split(separator: " ").compactMap { UInt32($0, radix: 16).map(Tag.init(rawValue:)) }
            }
        }
        var table: [String: Requirement] = [:]
        for line in sopClassTable.description.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false)
            guard fields.count == 2 else { continue }
            let parts = fields[1].split(separator: " ").compactMap { Int($0) }.filter { modules.indices.contains($0) }.map { modules[$0] }
            // An attribute of type 1 in one module and type 2 in another is required as type 1.
            let type1 = Set(parts.compactMap(\.first).joined())
            let type2 = Set(parts.compactMap { $0.dropFirst().first }.joined()).subtracting(type1)
            table[String(fields[0])] = Requirement(type1: type1.sorted(), type2: type2.sorted())
        }
        return table
    }()
}
