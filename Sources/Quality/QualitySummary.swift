import DICOM

/// The quality of a dataset: how complete its metadata are and how many objects have which finding.
///
/// It grows object by object and summaries merge in any order to the same result, so parts can be inspected side by side.
public struct QualitySummary: Codable, Hashable, Sendable {
    /// How many objects could have an attribute and how many have it.
    public struct Completeness: Codable, Hashable, Sendable {
        /// Objects to which the attribute applies.
        public var applicable = 0
        /// Objects that have it.
        public var present = 0

        /// The share in percent; 100 when it applies to no object.
        public var percent: Double { applicable == 0 ? 100 : 100 * Double(present) / Double(applicable) }
    }

    /// How many objects have one kind of finding.
    public struct Count: Codable, Hashable, Sendable {
        /// The rule.
        public let rule: Rule
        /// How grave.
        public let severity: Finding.Severity
        /// The tags from the outermost sequence to the element, as numbers.
        public let tags: String
        /// What was found, in the words of the finding.
        public let message: String
        /// The objects that have it.
        public internal(set) var objects: Int
    }

    /// The objects inspected.
    public private(set) var objects = 0
    /// The objects without any error.
    public private(set) var objectsWithoutError = 0
    /// The completeness of each attribute of the minimum metadata.
    public private(set) var completeness: [MinimumAttribute: Completeness] = [:]
    private var counts: [String: Count] = [:]

    /// A summary of no object.
    public init() {}

    /// The findings, gravest and most frequent first.
    public var findings: [Count] {
        counts.values.sorted {
            ($1.severity, $1.objects, $0.rule.rawValue, $0.tags, $0.message) < (
                $0.severity, $0.objects, $1.rule.rawValue, $1.tags, $1.message
            )
        }
    }

    /// How many kinds of finding and in how many objects, by rule: the most objects of any of its findings.
    public var objectsByRule: [Rule: Int] {
        counts.values.reduce(into: [:]) { $0[$1.rule] = max($0[$1.rule] ?? 0, $1.objects) }
    }

    /// The completeness in percent by the attribute's name, as the catalogue shows it.
    public var percentages: [String: Double] {
        Dictionary(uniqueKeysWithValues: completeness.map { ($0.key.rawValue, $0.value.percent) })
    }

    /// Adds one object.
    public mutating func add(_ report: InspectionReport) {
        objects += 1
        if !report.findings.contains(where: { $0.severity == .error }) { objectsWithoutError += 1 }
        for (attribute, isPresent) in report.completeness {
            completeness[attribute, default: Completeness()].applicable += 1
            if isPresent { completeness[attribute, default: Completeness()].present += 1 }
        }
        // An object with the same finding in many items counts once.
        var seen: Set<String> = []
        for finding in report.findings {
            let tags = finding.path.tags.map(\.description).joined(separator: ".")
            let key = [finding.rule.rawValue, finding.severity.rawValue, tags, finding.message].joined(separator: "|")
            guard seen.insert(key).inserted else { continue }
            counts[key, default: Count(rule: finding.rule, severity: finding.severity, tags: tags, message: finding.message, objects: 0)]
                .objects += 1
        }
    }

    /// Adds the objects of another part of the dataset.
    public mutating func merge(_ other: QualitySummary) {
        objects += other.objects
        objectsWithoutError += other.objectsWithoutError
        for (attribute, part) in other.completeness {
            completeness[attribute, default: Completeness()].applicable += part.applicable
            completeness[attribute, default: Completeness()].present += part.present
        }
        for (key, part) in other.counts {
            var count = counts[key] ?? part
            if counts[key] != nil { count.objects += part.objects }
            counts[key] = count
        }
    }
}
