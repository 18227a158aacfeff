/// The identifiers of one object, as they stand after de-identification.
public struct ObjectIdentity: Codable, Hashable, Sendable {
    /// (0010,0020)
    public let patient: String
    /// (0020,000D)
    public let study: String
    /// (0020,000E)
    public let series: String
    /// (0008,0018)
    public let instance: String
    /// A digest of the content, for example SHA-256 of the pixel data, in any notation that is always the same.
    public let contentDigest: String?

    /// Makes an identity.
    public init(patient: String, study: String, series: String, instance: String, contentDigest: String? = nil) {
        self.patient = patient
        self.study = study
        self.series = series
        self.instance = instance
        self.contentDigest = contentDigest
    }
}

/// What the identifiers of a dataset's objects say together (tier 1: one patient identifier joins everything, no entity twice).
public struct EntityConsistency: Codable, Hashable, Sendable {
    /// Studies that belong to more than one patient.
    public let studiesOfSeveralPatients: [String]
    /// Series that belong to more than one study.
    public let seriesOfSeveralStudies: [String]
    /// Instance UIDs that stand for more than one object.
    public let repeatedInstances: [String]
    /// Groups of instances with the same content under different UIDs, two or more each.
    public let duplicates: [[String]]

    /// Whether nothing was found.
    public var isConsistent: Bool {
        studiesOfSeveralPatients.isEmpty && seriesOfSeveralStudies.isEmpty && repeatedInstances.isEmpty && duplicates.isEmpty
    }

    /// Compares the identities of all objects of a dataset; their order does not matter.
    public init(of objects: some Sequence<ObjectIdentity>) {
        var patients: [String: Set<String>] = [:]
        var studies: [String: Set<String>] = [:]
        var instances: [String: Int] = [:]
        var digests: [(String, String)] = []
        for object in objects {
            patients[object.study, default: []].insert(object.patient)
            studies[object.series, default: []].insert(object.study)
            instances[object.instance, default: 0] += 1
            if let digest = object.contentDigest { digests.append((object.instance, digest)) }
        }
        studiesOfSeveralPatients = patients.filter { $0.value.count > 1 }.keys.sorted()
        seriesOfSeveralStudies = studies.filter { $0.value.count > 1 }.keys.sorted()
        repeatedInstances = instances.filter { $0.value > 1 }.keys.sorted()
        duplicates = Self.duplicates(of: digests)
    }

    /// The groups of identifiers that share a digest, each sorted, in order of their first.
    public static func duplicates(of digests: some Sequence<(identifier: String, digest: String)>) -> [[String]] {
        var groups: [String: Set<String>] = [:]
        for (identifier, digest) in digests { groups[digest, default: []].insert(identifier) }
        return groups.values.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
    }
}
