/// One dataset's patients, studies and series as columns of codes: an immutable value. A change makes another value that shares what
/// stayed the same, so that a query never waits for an ingest and a reader keeps the snapshot it began with.
///
/// Patients are sorted by identifier and cut into segments of a few thousand; studies and series lie in the order of their patients, so
/// "a patient that has a series that…" is one linear pass. Instances are counted, not indexed. UIDs are not kept: the database finds
/// the objects of a patient.
public struct CohortIndex: Sendable {
    /// The vocabulary the values were normalised by.
    public let vocabulary: Vocabulary
    /// Hexadecimal digest of the content: the same for the same patients whatever order they came in, different when anything
    /// differs. It keys the noise and must stay inside the node: whoever knows it can test guesses about the content. Show
    /// ``NoiseKey/publicName(ofSnapshot:)`` instead.
    public let snapshot: String
    /// Names of the attributes that can be evaluated here.
    public let supportedAttributes: Set<String>

    let segments: [Segment]
    /// The first patient of each segment among all, and the end.
    let firstPatient: [Int]
    /// By place of the attribute in the vocabulary.
    let names: [NameTable]
    let declared: Set<String>?
    let segmentSize: SegmentSize

    /// Builds the index.
    ///
    /// Attributes that come from headers are always supported. A clinical attribute is supported when it is `declared`, that is
    /// when a loaded table has a column for it; without a declaration, when any patient has a value. Declare what you load: support
    /// that depends on single values would tell of single patients. When an identifier comes twice the last patient counts.
    public init(patients: [Patient], declared: Set<String>? = nil, vocabulary: Vocabulary = .standard) {
        self.init(joining: [CohortIndexPart(patients: patients, vocabulary: vocabulary)], declared: declared, vocabulary: vocabulary)
    }

    init(vocabulary: Vocabulary, declared: Set<String>?, segments: [Segment], names: [NameTable], segmentSize: SegmentSize) {
        self.vocabulary = vocabulary
        self.segmentSize = segmentSize
        self.declared = declared
        self.segments = segments
        self.names = names
        var firstPatient = [0]
        for segment in segments { firstPatient.append(firstPatient[firstPatient.count - 1] + segment.patientCount) }
        self.firstPatient = firstPatient
        supportedAttributes = Set(
            vocabulary.attributes.enumerated().filter { place, attribute in
                if attribute.source == .header { return true }
                if let declared {
                    // What is computed from others is known where these are.
                    return declared.contains(attribute.name) || ModelValues.sources[attribute.name].map(declared.isSuperset) ?? false
                }
                return segments.contains { $0.columns[place] != nil }
            }.map(\.element.name))
        snapshot =
            SnapshotDigest.digest(
                of: segments.map(\.digests), patients: firstPatient[segments.count], attributes: supportedAttributes.sorted(),
                vocabulary: vocabulary.version
            ).hexadecimal
    }

    /// Patients in the index.
    public var patientCount: Int { firstPatient[segments.count] }
    /// Studies in the index.
    public var studyCount: Int { segments.reduce(0) { $0 + $1.studyCount } }
    /// Series in the index.
    public var seriesCount: Int { segments.reduce(0) { $0 + $1.seriesCount } }

    /// The segment of a patient and the row there.
    func row(of identifier: String) -> (segment: Segment, row: Int)? {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].identifiers[0] <= identifier { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        return segments[low - 1].row(of: identifier).map { (segments[low - 1], $0) }
    }
}
