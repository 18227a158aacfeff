/// Writes segments from patients, and from rows of other segments, that come in ascending order of their identifiers.
struct SegmentWriter {
    private let vocabulary: Vocabulary
    private let size: SegmentSize
    private let values: ModelValues
    private var names: [AttributeNames]
    private var open: SegmentBuilder
    private var segments: [Segment] = []

    /// A writer whose names begin with those of another index.
    init(vocabulary: Vocabulary, size: SegmentSize, names: [NameTable]? = nil) {
        self.vocabulary = vocabulary
        self.size = size
        values = ModelValues(vocabulary: vocabulary)
        self.names = vocabulary.attributes.indices.map { AttributeNames(table: names?[$0] ?? NameTable()) }
        open = SegmentBuilder(vocabulary: vocabulary, size: size)
    }

    mutating func append(_ patient: Patient) {
        if open.isFull { close() }
        open.append(patient, values, &names)
    }

    /// Copies patients of a segment with the same names.
    mutating func append(_ patients: Range<Int>, of segment: Segment) {
        var next = patients.lowerBound
        while next < patients.upperBound {
            if open.isFull { close() }
            next += open.append(next..<patients.upperBound, of: segment)
        }
    }

    /// Takes a segment with the same names as it is, unless it fits to the few patients before it. A full segment is never copied, or one
    /// more patient would move all that follow.
    mutating func append(whole segment: Segment) {
        if open.shouldTake(segment) {
            append(0..<segment.patientCount, of: segment)
        } else {
            close()
            segments.append(segment)
        }
    }

    private mutating func close() {
        if open.isEmpty { return }
        segments.append(open.finished())
        open = SegmentBuilder(vocabulary: vocabulary, size: size)
    }

    /// All segments, and the names they use.
    mutating func finish() -> (segments: [Segment], names: [NameTable]) {
        close()
        return (segments, names.map(\.table))
    }
}
