import DICOM
import Federation

/// The parameters of a search (PS3.18 §8.3.4 and §10.6.1), read and checked.
struct SearchParameters: Sendable, Equatable {
    var conditions: [AttributeCondition] = []
    var fuzzy = false
    var fields = ArchiveQuery.Fields.standard
    var limit: Int?
    var offset = 0
    /// What was asked and is left out, for the Warning header.
    var unsupported: [String] = []

    /// The most keys, and values of all keys together: each becomes a part of a statement, and the database takes so many.
    static let mostKeys = 200
    static let mostValues = 1_000

    /// - Throws: ``Problem`` 400 that names the parameter that cannot be used.
    init(_ query: QueryParameters) throws {
        var included: [Tag] = []
        var includesAll = false
        var keys: [(path: [Tag], texts: [String])] = []
        for (name, value) in query.all {
            switch name {
            case "limit": limit = try Self.number(name, value)
            case "offset": offset = try Self.number(name, value)
            case "fuzzymatching": fuzzy = try Self.flag(name, value)
            case "emptyvaluematching", "multiplevaluematching":
                if try Self.flag(name, value) { unsupported.append(name) }
            case "includefield":
                for field in value.split(separator: ",").map(\.trimmingBlanks) {
                    // The attributes of a sequence come with the sequence.
                    if field == "all" { includesAll = true } else { included.append(try Self.path(field, in: name)[0]) }
                }
            case "accept", "charset": break
            default:
                let path = try Self.path(name, in: name)
                if let known = keys.firstIndex(where: { $0.path == path }) {
                    keys[known].texts.append(value)
                } else {
                    guard keys.count < Self.mostKeys else { throw Self.tooMany }
                    keys.append((path, [value]))
                }
            }
        }
        fields = includesAll ? .all : included.isEmpty ? .standard : .standardAnd(included)
        var values = 0
        var count = 0
        for key in keys {
            let matches = Self.matches(key.texts, of: key.path[key.path.count - 1])
            for match in matches {
                if case .list(let list) = match { values += list.count } else { values += 1 }
            }
            count += matches.count
            guard count <= Self.mostKeys, values <= Self.mostValues else { throw Self.tooMany }
            for match in matches { add(match, at: key.path[...]) }
        }
    }

    private static var tooMany: Problem {
        Problem.badRequest("A search takes at most \(mostKeys) conditions with \(mostValues) values. Ask in several searches.")
    }

    // MARK: Values

    private static func number(_ name: String, _ text: String) throws -> Int {
        guard let number = Int(text), number >= 0, number <= 1_000_000_000 else {
            throw Problem.badRequest("The parameter '\(name)' is a whole number from 0.")
        }
        return number
    }

    private static func flag(_ name: String, _ text: String) throws -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default: throw Problem.badRequest("The parameter '\(name)' is true or false.")
        }
    }

    /// `PatientName`, `00100010`, or several joined by points for an attribute in a sequence (PS3.18 §8.3.4.1).
    private static func path(_ text: String, in parameter: String) throws -> [Tag] {
        let names = text.split(separator: ".", omittingEmptySubsequences: false)
        let tags = try names.map { name -> Tag in
            if let tag = name.utf8.count == 8 ? Tag(hex: name) : nil { return tag }
            if let tag = DataDictionary.tag(forKeyword: String(name)), !name.isEmpty { return tag }
            throw Problem.badRequest(
                "'\(parameter.prefix(80))'\(parameter == text ? "" : " names '\(text.prefix(80))', which") is neither a parameter of a search nor the keyword or tag of an attribute, such as PatientID or 00100020."
            )
        }
        guard tags.count <= 16 else { throw Problem.badRequest("The attribute in '\(parameter.prefix(80))' lies too deep in sequences.") }
        return tags
    }

    /// What the values of one key select. Several values of one key are alternatives.
    private static func matches(_ texts: [String], of tag: Tag) -> [AttributeMatch] {
        let vr = DataDictionary.vr(for: tag) ?? .lo
        // No code string and no UID holds a comma or backslash, so both can stand between several (PS3.18 §8.3.4.1.1).
        let values =
            vr == .cs || vr == .ui
            ? texts.flatMap { text in
                let parts = text.split(whereSeparator: { $0 == "," || $0 == "\\" }).map(String.init)
                return parts.isEmpty ? [""] : parts
            } : texts
        let matches = values.map { AttributeMatch(text: $0, vr: vr) }
        if matches.count < 2 { return matches }
        let singles = matches.compactMap { match in
            if case .single(let value) = match { value } else { nil }
        }
        // What cannot be put into one list has to be met together.
        return singles.count == matches.count ? [.list(singles)] : matches
    }

    /// Adds a condition; those in one sequence have to be met by the same item.
    private mutating func add(_ match: AttributeMatch, at path: ArraySlice<Tag>) {
        Self.add(match, at: path, to: &conditions)
    }

    private static func add(_ match: AttributeMatch, at path: ArraySlice<Tag>, to conditions: inout [AttributeCondition]) {
        guard let first = path.first else { return }
        if path.count == 1 {
            conditions.append(AttributeCondition(first, match))
            return
        }
        let known = conditions.firstIndex { condition in
            if case .items = condition.match { condition.tag == first } else { false }
        }
        var inner: [AttributeCondition] = []
        if let known, case .items(let present) = conditions[known].match { inner = present }
        add(match, at: path.dropFirst(), to: &inner)
        if let known {
            conditions[known].match = .items(inner)
        } else {
            conditions.append(AttributeCondition(first, .items(inner)))
        }
    }
}
