/// What a node or hub answers to an explorer of the EUCAIM federation.
///
/// Its form knows no suppressed, unsupported, refused or offline answer. A dataset that gives no value is therefore left out of the list,
/// as theirs leaves out what does not answer; the honest answer is in our own interface. A released count is what disclosure control
/// made of it.
public struct EUCAIMResponse: Sendable, Hashable, Codable {
    /// The ages of a collection's patients in years.
    public struct AgeRange: Sendable, Hashable, Codable {
        /// The lowest.
        public var min: Int
        /// The highest.
        public var max: Int

        /// A range of ages.
        public init(min: Int, max: Int) {
            self.min = min
            self.max = max
        }
    }

    /// One dataset with patients that meet the query.
    public struct Collection: Sendable, Hashable, Codable {
        /// The dataset's identifier.
        public var id: String
        /// Its title.
        public var name: String
        /// Its description.
        public var description: String
        /// Studies that were released; nil, written as `null`, where none were: their form wants the key, and a zero would be made up.
        public var studiesCount: Int?
        /// Patients that were released.
        public var subjectsCount: Int
        /// Ages, from the dataset's public record.
        public var ageRange: AgeRange?
        /// Sexes, from the dataset's public record.
        public var gender: [String]
        /// Modalities, from the dataset's public record.
        public var modalities: [String]
        /// Body parts, from the dataset's public record.
        public var bodyParts: [String]

        private enum CodingKeys: String, CodingKey {
            case id, name, description, gender, modalities
            case studiesCount = "studies_count"
            case subjectsCount = "subjects_count"
            case ageRange = "age_range"
            case bodyParts = "body_parts"
        }

        /// Writes every key that theirs has.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(name, forKey: .name)
            try container.encode(description, forKey: .description)
            try container.encode(studiesCount, forKey: .studiesCount)
            try container.encode(subjectsCount, forKey: .subjectsCount)
            try container.encodeIfPresent(ageRange, forKey: .ageRange)
            try container.encode(gender, forKey: .gender)
            try container.encode(modalities, forKey: .modalities)
            try container.encode(bodyParts, forKey: .bodyParts)
        }

        /// A collection for an answer; nil when the answer is not a value.
        ///
        /// Everything but the counts describes the dataset as its public record does, never the patients that were found.
        public init?(
            id: String, name: String, description: String, answer: Answer, ageRange: AgeRange? = nil, gender: [String] = [],
            modalities: [String] = [], bodyParts: [String] = []
        ) {
            guard case .value(let counts) = answer else { return nil }
            self.id = id
            self.name = name
            self.description = description
            studiesCount = counts.studies
            subjectsCount = counts.patients
            self.ageRange = ageRange
            self.gender = gender
            self.modalities = modalities
            self.bodyParts = bodyParts
        }
    }

    /// The node's name.
    public var provider: String
    /// An image of the node, as a URL or data URL; empty when it has none.
    public var providerIcon: String
    /// The datasets.
    public var collections: [Collection]

    private enum CodingKeys: String, CodingKey {
        case provider, collections
        case providerIcon = "provider_icon"
    }

    /// A response.
    public init(provider: String, providerIcon: String = "", collections: [Collection]) {
        self.provider = provider
        self.providerIcon = providerIcon
        self.collections = collections
    }
}
