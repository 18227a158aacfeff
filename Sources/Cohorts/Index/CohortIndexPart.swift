/// Some patients of an index that is made in parts: one a task, from a chunk of the database each, joined at the end.
///
///     let parts = await withTaskGroup(of: CohortIndexPart.self) { ... }
///     let index = CohortIndex(joining: parts)
public struct CohortIndexPart: Sendable {
    let vocabulary: Vocabulary
    let segments: [Segment]
    let names: [NameTable]
    let segmentSize: SegmentSize

    /// A part with these patients, in any order. When an identifier comes twice the last patient counts.
    public init(patients: [Patient], vocabulary: Vocabulary = .standard) {
        self.init(patients: patients, vocabulary: vocabulary, segmentSize: .standard)
    }

    init(patients: [Patient], vocabulary: Vocabulary, segmentSize: SegmentSize) {
        self.vocabulary = vocabulary
        self.segmentSize = segmentSize
        var writer = SegmentWriter(vocabulary: vocabulary, size: segmentSize)
        if zip(patients, patients.dropFirst()).allSatisfy({ $0.id < $1.id }) {
            for patient in patients { writer.append(patient) }
        } else {
            var latest: [String: Int] = [:]
            for (index, patient) in patients.enumerated() { latest[patient.id] = index }
            for (_, index) in latest.sorted(by: { $0.key < $1.key }) { writer.append(patients[index]) }
        }
        (segments, names) = writer.finish()
    }
}

extension CohortIndex {
    /// Joins parts. When a patient is in several, the last part counts.
    ///
    /// It costs next to nothing where the parts follow each other by identifier, as chunks of one sorted list do; otherwise rows are
    /// copied. All parts must have the vocabulary of the index.
    public init(joining parts: [CohortIndexPart], declared: Set<String>? = nil, vocabulary: Vocabulary = .standard) {
        precondition(parts.allSatisfy { $0.vocabulary.version == vocabulary.version }, "a part speaks another vocabulary")
        var names = [NameTable](repeating: NameTable(), count: vocabulary.attributes.count)
        let renamed = parts.map { $0.segments(numberedBy: &names) }
        let segmentSize = parts.first?.segmentSize ?? .standard
        var writer = SegmentWriter(vocabulary: vocabulary, size: segmentSize, names: names)
        let ordered = renamed.flatMap(\.self).sorted { $0.identifiers[0] < $1.identifiers[0] }
        if zip(ordered, ordered.dropFirst()).allSatisfy({ $0.identifiers[$0.patientCount - 1] < $1.identifiers[0] }) {
            for segment in ordered { writer.append(whole: segment) }
        } else {
            var latest: [String: (segment: Segment, row: Int)] = [:]
            for segment in renamed.flatMap(\.self) {
                for (row, identifier) in segment.identifiers.enumerated() { latest[identifier] = (segment, row) }
            }
            for (_, place) in latest.sorted(by: { $0.key < $1.key }) { writer.append(place.row..<place.row + 1, of: place.segment) }
        }
        let (segments, _) = writer.finish()
        self.init(vocabulary: vocabulary, declared: declared, segments: segments, names: names, segmentSize: segmentSize)
    }
}

extension CohortIndexPart {
    /// The segments with names numbered by common tables, which take in what is new.
    fileprivate func segments(numberedBy common: inout [NameTable]) -> [Segment] {
        var numbers: [[UInt32]] = []
        var isSame = true
        for (place, table) in names.enumerated() {
            let renumbered = table.names.map { common[place].number(of: $0) }
            isSame = isSame && renumbered.indices.allSatisfy { renumbered[$0] == UInt32($0) }
            numbers.append(renumbered)
        }
        return isSame ? segments : segments.map { $0.renamed(numbers) }
    }
}

extension Segment {
    /// The same segment where names are numbered otherwise.
    fileprivate func renamed(_ numbers: [[UInt32]]) -> Segment {
        Segment(
            identifiers: identifiers, digests: digests, studiesOfPatients: studiesOfPatients, seriesOfStudies: seriesOfStudies,
            seriesOfPatients: seriesOfPatients, columns: columns.indices.map { columns[$0]?.renamed(numbers[$0]) }, instances: instances)
    }
}
