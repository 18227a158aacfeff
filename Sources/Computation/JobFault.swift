import Foundation

/// One fault of a job description: the field and what is wrong with it.
public struct JobFault: Codable, Hashable, Sendable {
    /// The field, as it is called in the JSON form.
    public let field: String
    /// What is wrong and what is wanted.
    public let message: String
}

extension JobDescription {
    /// The limits of a job description; they keep a hostile one from costing a node memory.
    public enum Limits {
        /// Characters in the job's identifier.
        public static let identifier = 64
        /// Characters in the name of an attribute.
        public static let attribute = 200
        /// Features in one model.
        public static let features = 50
        /// Characters in the cohort query.
        public static let cohort = 10_000
        /// Datasets in one job.
        public static let datasets = 1_000
        /// Rounds in one job.
        public static let rounds = 30
    }

    /// Every fault of the description, so that it can be mended in one go; empty when it is sound.
    public func faults() -> [JobFault] {
        var faults: [JobFault] = []
        func fault(_ field: String, _ message: String) { faults.append(JobFault(field: field, message: message)) }

        if version != Self.currentVersion {
            fault("version", "version is \(version), this program knows \(Self.currentVersion)")
        }
        if !Self.isIdentifier(id) {
            fault("id", "id must be 1 to \(Limits.identifier) letters, digits, '.', '_' or '-'")
        }
        switch (kind, outcome) {
        case (.logisticRegression, nil):
            fault("outcome", "outcome is missing; a logistic regression explains one yes/no attribute")
        case (.logisticRegression, let name?):
            if !Self.isAttribute(name) { fault("outcome", Self.attributeRule("outcome")) }
            if features.contains(name) { fault("outcome", "outcome is also a feature; it would predict itself") }
        case (.descriptiveStatistics, .some):
            fault("outcome", "outcome is given, but descriptive statistics have none; leave it out or list it as a feature")
        case (.descriptiveStatistics, nil):
            break
        }
        if features.isEmpty { fault("features", "features is empty; name at least one") }
        if features.count > Limits.features {
            fault("features", "\(features.count) features, at most \(Limits.features) are allowed")
        }
        for (position, name) in features.prefix(Limits.features).enumerated() where !Self.isAttribute(name) {
            fault("features", Self.attributeRule("feature \(position + 1)"))
        }
        if Set(features).count != features.count { fault("features", "a feature is listed twice") }
        if cohort.allSatisfy(\.isWhitespace) { fault("cohort", "cohort is empty; give the query that selects the patients") }
        if cohort.count > Limits.cohort { fault("cohort", "cohort is longer than \(Limits.cohort) characters") }
        if datasets.isEmpty { fault("datasets", "datasets is empty; name at least one") }
        if datasets.count > Limits.datasets {
            fault("datasets", "\(datasets.count) datasets, at most \(Limits.datasets) are allowed")
        }
        if datasets.contains(where: { !Self.isAttribute($0) }) { fault("datasets", Self.attributeRule("each dataset")) }
        if Set(datasets).count != datasets.count { fault("datasets", "a dataset is listed twice") }
        let fewest = kind == .logisticRegression ? 3 : 1
        if !(fewest...Limits.rounds).contains(maximumRounds) {
            fault("maximumRounds", "maximumRounds must be \(fewest) to \(Limits.rounds)")
        }
        return faults
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...Limits.identifier).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func isAttribute(_ text: String) -> Bool {
        !text.allSatisfy(\.isWhitespace) && text.count <= Limits.attribute
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func attributeRule(_ what: String) -> String {
        "\(what) must be 1 to \(Limits.attribute) characters, not blank and without control characters"
    }
}
