import DICOM

/// What PS3.3 demands of an attribute in an object (PS3.5 section 7.4). Conditional types count as their plain ones, since whether
/// their condition is met cannot be told from the object alone.
enum AttributeType: Sendable, Equatable {
    /// Type 1 or 1C: present with a value.
    case mandatory
    /// Type 2 or 2C: present, maybe without a value.
    case mayBeEmpty
    /// Type 3, or not of this IOD at all: PS3.15 Table E.1-1 note 13 lets such attributes be removed.
    case optional
    /// The IOD is unknown, or the attribute lies in a functional group, whose macros are chosen by each object.
    case unknown
}

/// The types of attributes in one IOD, as far as actions depend on them.
struct AttributeTypes: Sendable {
    /// Those at the top of the object.
    private let top: [UInt32: AttributeType]
    /// Those in items, by the tags of the sequences around them and their own.
    private let nested: [[UInt32]: AttributeType]
    private let isKnown: Bool

    /// Nothing known: an object of a standard SOP class that the tables do not hold.
    static let none = AttributeTypes(nil)

    private init(_ types: [[UInt32]: AttributeType]?) {
        isKnown = types != nil
        let types = types ?? [:]
        nested = types.filter { $0.key.count > 1 }
        top = Dictionary(uniqueKeysWithValues: types.filter { $0.key.count == 1 }.map { ($0.key[0], $0.value) })
    }

    /// The type of the attribute with this tag in an item reached through these sequences.
    func type(of tag: Tag, inside sequences: [UInt32]) -> AttributeType {
        guard isKnown else { return .unknown }
        if sequences.isEmpty { return top[tag.rawValue] ?? .optional }
        guard !sequences.contains(where: Self.isFunctionalGroup) else { return .unknown }
        return nested[sequences + [tag.rawValue]] ?? .optional
    }

    /// Per-Frame (5200,9230) and Shared Functional Groups Sequence (5200,9229).
    private static func isFunctionalGroup(_ tag: UInt32) -> Bool {
        tag == 0x5200_9229 || tag == 0x5200_9230
    }

    /// The types in the IOD of a SOP class.
    static func ofClass(_ sopClassUID: String) -> AttributeTypes {
        table[sopClassUID] ?? .none
    }

    private static let table: [String: AttributeTypes] = {
        var modules: [Substring: [([UInt32], AttributeType)]] = [:]
        var table: [String: AttributeTypes] = [:]
        for line in lines(of: AttributeTypeTable.text) {
            let fields = line.split(separator: " ")
            guard fields.count > 1 else { continue }
            if fields[0] == "M" {
                modules[fields[1]] = fields.dropFirst(2).map { field in
                    let parts = field.split(separator: "=")
                    let path = parts[0].split(separator: ":").compactMap { UInt32($0, radix: 16) }
                    return (path, parts[1] == "1" ? .mandatory : .mayBeEmpty)
                }
            } else {
                var types: [[UInt32]: AttributeType] = [:]
                for module in fields.dropFirst(2) {
                    for (path, type) in modules[module] ?? [] where types[path] != .mandatory {
                        // An attribute of several modules must meet the strictest of them.
                        types[path] = type
                    }
                }
                let iod = AttributeTypes(types)
                for suffix in fields[1].split(separator: ",") { table["1.2.840.10008.\(suffix)"] = iod }
            }
        }
        return table
    }()
}
