public import Foundation

/// Counts as an answer carries them.
public struct Counts: Sendable, Hashable, Codable {
    /// One bin of a released distribution.
    public struct Bin: Sendable, Hashable, Codable {
        /// The canonical value.
        public var value: String
        /// Patients with it; nil when suppressed.
        public var patients: Int?

        /// A bin.
        public init(value: String, patients: Int?) {
            self.value = value
            self.patients = patients
        }
    }

    /// A released distribution.
    public struct Distribution: Sendable, Hashable, Codable {
        /// The attribute.
        public var attribute: String
        /// Its bins, in the order of the vocabulary; numbers by ranges, written as in a query (`50..<60`).
        public var bins: [Bin]
        /// 95 of 100 of its counts are drawn within this distance of the truth; nil when they are exact.
        public var margin: Int?

        /// A distribution.
        public init(attribute: String, bins: [Bin], margin: Int? = nil) {
            self.attribute = attribute
            self.bins = bins
            self.margin = margin
        }
    }

    /// A distribution that was asked for and is not given. Nothing is left out without a word.
    public struct Withheld: Sendable, Hashable, Codable {
        /// Why it is not given. None of the reasons depends on a patient.
        public enum Reason: String, Sendable, Hashable, Codable {
            /// The dataset's policy does not release it.
            case policy
            /// The dataset does not hold this attribute, or the node's vocabulary does not know it.
            case unsupported
            /// It has no list of values, or so many that the answer would be too large.
            case size
        }

        /// The attribute, as it was asked for.
        public var attribute: String
        /// Why it is not given.
        public var reason: Reason

        /// A distribution that is not given.
        public init(attribute: String, reason: Reason) {
            self.attribute = attribute
            self.reason = reason
        }
    }

    /// Patients.
    public var patients: Int
    /// Studies of these patients that match the query (``MatchingCounts``); in protected counts at most so many of each patient as the policy
    /// says; nil when not released or suppressed.
    public var studies: Int?
    /// Series that match, likewise.
    public var series: Int?
    /// Instances of the series that match; only in exact counts.
    public var instances: Int?
    /// 95 of 100 patient counts are drawn within this distance of the truth; nil when the counts are exact.
    public var margin: Int?
    /// Distributions; nil when none are released.
    public var distributions: [Distribution]?
    /// Distributions that were asked for and are not given; nil when there are none.
    public var withheld: [Withheld]?

    /// Counts.
    public init(
        patients: Int, studies: Int? = nil, series: Int? = nil, instances: Int? = nil, margin: Int? = nil,
        distributions: [Distribution]? = nil, withheld: [Withheld]? = nil
    ) {
        self.patients = patients
        self.studies = studies
        self.series = series
        self.instances = instances
        self.margin = margin
        self.distributions = distributions
        self.withheld = withheld
    }

    /// Whether these are the true counts.
    public var isExact: Bool { margin == nil }
}

/// What a node says when asked: exactly one of five things, each honest. Zero is a value and protected like any other.
///
/// The JSON form is stable: `{"kind":"value","counts":{"patients":120,"margin":10}}`, `{"kind":"suppressed"}`,
/// `{"kind":"unsupported","criteria":["psa"]}`, `{"kind":"refused","reason":"..."}`, `{"kind":"offline","since":"2025-01-31T12:00:00Z"}`.
public enum Answer: Sendable, Hashable, Codable {
    /// The counts.
    case value(Counts)
    /// Too few to say.
    case suppressed
    /// These criteria cannot be evaluated there.
    case unsupported([String])
    /// Budget or policy forbid it, and which.
    case refused(reason: String)
    /// The node does not answer, since when if that is known.
    case offline(since: Date?)

    private enum Key: String, CodingKey { case kind, counts, criteria, reason, since }

    /// The word for this answer in JSON and on pages.
    public var kind: String {
        switch self {
        case .value: "value"
        case .suppressed: "suppressed"
        case .unsupported: "unsupported"
        case .refused: "refused"
        case .offline: "offline"
        }
    }

    /// Reads the JSON form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(String.self, forKey: .kind) {
        case "value": self = .value(try container.decode(Counts.self, forKey: .counts))
        case "suppressed": self = .suppressed
        case "unsupported": self = .unsupported(try container.decode([String].self, forKey: .criteria))
        case "refused": self = .refused(reason: try container.decode(String.self, forKey: .reason))
        case "offline":
            let text = try container.decodeIfPresent(String.self, forKey: .since)
            let since = try text.map { text in
                guard let date = try? Date(text, strategy: .iso8601) else {
                    throw DecodingError.dataCorruptedError(forKey: .since, in: container, debugDescription: "not an RFC 3339 time")
                }
                return date
            }
            self = .offline(since: since)
        default:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container, debugDescription: "an answer is value, suppressed, unsupported, refused or offline")
        }
    }

    /// Writes the JSON form, times in whole seconds of UTC.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .value(let counts): try container.encode(counts, forKey: .counts)
        case .suppressed: break
        case .unsupported(let criteria): try container.encode(criteria, forKey: .criteria)
        case .refused(let reason): try container.encode(reason, forKey: .reason)
        case .offline(let since): try container.encodeIfPresent(since?.formatted(.iso8601), forKey: .since)
        }
    }
}
