import Foundation

/// What the codes of clinical records mean here: those of `scripts/vocabulary/codes.tsv` and `omop.tsv`, and the codes of the vocabulary's own
/// concepts. The tables are built in as `ClinicalCodeTable`:
///
/// - `system | our name | its name in FHIR or OMOP`
/// - `codes | SYSTEM:CODE | meanings`
/// - `omop | concept_id | meanings`
public struct ClinicalCodes: Sendable {
    /// What a code says.
    enum Meaning: Sendable, Hashable {
        /// An observation with the code gives this attribute.
        case attribute(String)
        /// The code tells a value.
        case value(String, String)
        /// The code is an answer to whatever is asked.
        case answer(String)
        /// The code is a unit.
        case unit(String)
    }

    /// Raised whenever a change of the tables changes what a code means.
    public let version: Int
    let vocabulary: Vocabulary
    /// Attributes of which a code of the tables asks.
    private(set) var observed: Set<String> = []
    private let systems: [String: String]
    private var codes: [String: [Meaning]] = [:]
    private var concepts: [String: [Meaning]] = [:]

    /// Attributes whose concepts' codes tell a value wherever they stand.
    private static let toldByCode = ["diagnosis", "topography", "morphology", "surgery"]

    /// The codes this version of Mosaic knows.
    public static let standard = ClinicalCodes(
        version: ClinicalCodeTable.version, table: ClinicalCodeTable.text.description, vocabulary: .standard)

    /// Parses a table. A fault in it is a fault in the program, and ends it.
    init(version: Int, table: String, vocabulary: Vocabulary) {
        self.version = version
        self.vocabulary = vocabulary
        var systems: [String: String] = [:]
        for attribute in vocabulary.attributes where attribute.level == .patient {
            for coding in attribute.codings { codes[coding.description, default: []].append(.attribute(attribute.name)) }
            guard Self.toldByCode.contains(attribute.name) else { continue }
            for concept in attribute.concepts {
                for coding in concept.codings { codes[coding.description, default: []].append(.value(attribute.name, concept.name)) }
            }
        }
        var omop: [(id: String, meaning: String)] = []
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            precondition(fields.count == 3, "codes: 3 fields are needed: \(line)")
            switch fields[0] {
            case "system": systems[fields[2]] = fields[1]
            case "codes":
                let meanings = Self.meanings(fields[2])
                codes[fields[1]] = meanings
                observed.formUnion(meanings.compactMap { if case .attribute(let name) = $0 { name } else { nil } })
            default: omop.append((fields[1], fields[2]))
            }
        }
        self.systems = systems
        for (id, meaning) in omop {
            concepts[id] = meaning.contains(":") ? codes[meaning] ?? [] : Self.meanings(meaning)
        }
    }

    private static func meanings(_ field: String) -> [Meaning] {
        field.split(separator: ";").map { part in
            let text = part.trimmingCharacters(in: .whitespaces)
            if text.hasPrefix("unit ") { return .unit(String(text.dropFirst(5))) }
            guard let equals = text.firstIndex(of: "=") else { return .attribute(text) }
            let value = String(text[text.index(after: equals)...])
            return equals == text.startIndex ? .answer(value) : .value(String(text[..<equals]), value)
        }
    }

    /// What a code says; nothing where it is not known.
    ///
    /// - Parameter system: the URI as in FHIR, or the name of the vocabulary as in OMOP.
    func meanings(_ code: String, system: String) -> [Meaning] {
        guard let system = systems[system] else { return [] }
        switch system {
        case "ICDO3":
            // OMOP writes histology and site as one code: 8140/3-C61.9.
            let parts = code.split(separator: "-").map(String.init)
            guard parts.count == 2 else { return category(code, system) }
            let meanings = parts.flatMap { category($0, system) }
            // A malignant tumour of the site where it began is that cancer.
            guard parts[0].hasSuffix("/3"), let site = meanings.compactMap(\.topography).first,
                vocabulary.attribute(named: "diagnosis")?.concept(for: site)?.name == site
            else { return meanings }
            return meanings + [.value("diagnosis", site)]
        case "ICD10": return category(code, system)
        default: return codes["\(system):\(code)"] ?? []
        }
    }

    /// What a standard concept of OMOP says; nothing where it is not known.
    func meanings(ofConcept id: String) -> [Meaning] { concepts[id] ?? [] }

    /// A subcategory says at least what its category does: C50.91, C50.9, C50.
    private func category(_ code: String, _ system: String) -> [Meaning] {
        var rest = Substring(code)
        while !rest.isEmpty {
            if let meanings = codes["\(system):\(rest)"] { return meanings }
            guard rest.contains(".") else { break }
            rest.removeLast()
            if rest.last == "." { rest.removeLast() }
        }
        return []
    }
}

extension ClinicalCodes.Meaning {
    /// The site it tells, where it tells one.
    var topography: String? {
        if case .value("topography", let site) = self { site } else { nil }
    }

    /// Whether it says that the patient has a metastasis.
    var isMetastasis: Bool {
        if case .value("metastasis", _) = self { true } else { false }
    }

    /// Whether it says that the patient has a cancer here.
    var isDiagnosis: Bool {
        if case .value("diagnosis", _) = self { true } else { false }
    }
}
