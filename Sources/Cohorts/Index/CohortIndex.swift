/// One dataset's patients, studies and series as columns and bitmaps: an immutable value, replaced whole when data change, so that a
/// query never waits for an ingest.
///
/// Rows are sorted by patient, then study, then series, so "a patient that has a series that…" is one linear pass. Instances are
/// counted, not indexed. UIDs are not kept: the database finds the objects of a patient.
public struct CohortIndex: Sendable {
    /// The vocabulary the values were normalised by.
    public let vocabulary: Vocabulary
    /// Hexadecimal digest of the content: the same for the same patients whatever order they came in, different when anything
    /// differs. It keys the noise and must stay inside the node: whoever knows it can test guesses about the content. Show
    /// ``NoiseKey/publicName(ofSnapshot:)`` instead.
    public let snapshot: String
    /// Names of the attributes that can be evaluated here.
    public let supportedAttributes: Set<String>

    let patientIdentifiers: [String]
    let patientDigests: [[UInt8]]
    /// First study of each patient, and the end.
    let studyStart: [Int]
    /// First series of each study, and the end.
    let seriesStart: [Int]
    let columns: [String: Column]
    let instanceCounts: [UInt32]
    let declared: Set<String>?

    /// Builds the index.
    ///
    /// Attributes that come from headers are always supported. A clinical attribute is supported when it is `declared`, that is
    /// when a loaded table has a column for it; without a declaration, when any patient has a value. Declare what you load: support
    /// that depends on single values would tell of single patients. When an identifier comes twice the last patient counts.
    public init(patients: [Patient], declared: Set<String>? = nil, vocabulary: Vocabulary = .standard) {
        var latest: [String: Int] = [:]
        for (index, patient) in patients.enumerated() { latest[patient.id] = index }
        var builder = CohortIndexBuilder(vocabulary: vocabulary)
        for (_, index) in latest.sorted(by: { $0.key < $1.key }) { builder.append(patients[index]) }
        self = builder.finished(declared: declared)
    }

    init(
        vocabulary: Vocabulary, declared: Set<String>?, patientIdentifiers: [String], patientDigests: [[UInt8]], studyStart: [Int],
        seriesStart: [Int], columns: [String: Column], instanceCounts: [UInt32]
    ) {
        self.vocabulary = vocabulary
        self.declared = declared
        self.patientIdentifiers = patientIdentifiers
        self.patientDigests = patientDigests
        self.studyStart = studyStart
        self.seriesStart = seriesStart
        self.columns = columns
        self.instanceCounts = instanceCounts
        supportedAttributes = Set(
            vocabulary.attributes.filter { attribute in
                if attribute.source == .header { return true }
                if let declared { return declared.contains(attribute.name) }
                return columns[attribute.name] != nil
            }.map(\.name))
        snapshot =
            SnapshotDigest.digest(of: patientDigests, attributes: supportedAttributes.sorted(), vocabulary: vocabulary.version)
            .hexadecimal
    }

    /// This index with patients replaced or added, and others removed by identifier. Rows of the patients that stay are copied as they are.
    public func applying(upserts: [Patient], removals: [String] = [], declared: Set<String>? = nil) -> CohortIndex {
        var latest: [String: Int] = [:]
        for (index, patient) in upserts.enumerated() { latest[patient.id] = index }
        let gone = Set(removals)
        let fresh = latest.filter { !gone.contains($0.key) }.sorted { $0.key < $1.key }
        var builder = CohortIndexBuilder(vocabulary: vocabulary)
        var next = fresh.startIndex
        for (row, identifier) in patientIdentifiers.enumerated() {
            while next < fresh.endIndex, fresh[next].key < identifier {
                builder.append(upserts[fresh[next].value])
                next += 1
            }
            if gone.contains(identifier) || latest[identifier] != nil { continue }
            builder.append(patient: row, of: self)
        }
        for (_, index) in fresh[next...] { builder.append(upserts[index]) }
        return builder.finished(declared: declared ?? self.declared)
    }

    /// Patients in the index.
    public var patientCount: Int { patientIdentifiers.count }
    /// Studies in the index.
    public var studyCount: Int { studyStart[patientCount] }
    /// Series in the index.
    public var seriesCount: Int { seriesStart[studyCount] }

    /// The row of a patient.
    func row(of identifier: String) -> Int? {
        var low = 0
        var high = patientIdentifiers.count
        while low < high {
            let middle = (low + high) / 2
            if patientIdentifiers[middle] < identifier { low = middle + 1 } else { high = middle }
        }
        return low < patientIdentifiers.count && patientIdentifiers[low] == identifier ? low : nil
    }

    func seriesRows(ofPatient patient: Int) -> Range<Int> { seriesStart[studyStart[patient]]..<seriesStart[studyStart[patient + 1]] }

    func rowCount(_ level: Level) -> Int {
        switch level {
        case .patient: patientCount
        case .study: studyCount
        case .series: seriesCount
        }
    }
}

/// Appends patients in ascending order of their identifiers.
struct CohortIndexBuilder {
    private let vocabulary: Vocabulary
    private var identifiers: [String] = []
    private var digests: [[UInt8]] = []
    private var studyStart = [0]
    private var seriesStart = [0]
    private var instanceCounts: [UInt32] = []
    private var patientColumns: [ColumnBuilder]
    private var studyColumns: [ColumnBuilder]
    private var seriesColumns: [ColumnBuilder]
    private let seriesValues = ModelValues.SeriesValue.allCases

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        patientColumns = vocabulary.attributes.filter { $0.level == .patient }.map(ColumnBuilder.init)
        studyColumns = vocabulary.attributes.filter { $0.level == .study }.map(ColumnBuilder.init)
        seriesColumns = ModelValues.SeriesValue.allCases.map { value in
            guard let attribute = vocabulary.attribute(named: value.rawValue), attribute.level == .series else {
                preconditionFailure("the vocabulary has no series attribute \(value.rawValue)")
            }
            return ColumnBuilder(attribute: attribute)
        }
    }

    mutating func append(_ patient: Patient) {
        identifiers.append(patient.id)
        digests.append(SnapshotDigest.digest(of: patient))
        for index in patientColumns.indices {
            patientColumns[index].append(ModelValues.value(of: patientColumns[index].attribute, in: patient))
        }
        for study in patient.studies {
            for index in studyColumns.indices {
                studyColumns[index].append(ModelValues.value(of: studyColumns[index].attribute, in: study))
            }
            for series in study.series {
                for index in seriesColumns.indices { seriesColumns[index].append(seriesValues[index].value(in: series)) }
                instanceCounts.append(UInt32(clamping: series.instanceCount))
            }
            seriesStart.append(instanceCounts.count)
        }
        studyStart.append(seriesStart.count - 1)
    }

    mutating func append(patient row: Int, of index: CohortIndex) {
        identifiers.append(index.patientIdentifiers[row])
        digests.append(index.patientDigests[row])
        let studies = index.studyStart[row]..<index.studyStart[row + 1]
        let series = index.seriesRows(ofPatient: row)
        for place in patientColumns.indices {
            patientColumns[place].append(row..<row + 1, of: index.columns[patientColumns[place].attribute.name])
        }
        for place in studyColumns.indices {
            studyColumns[place].append(studies, of: index.columns[studyColumns[place].attribute.name])
        }
        for place in seriesColumns.indices {
            seriesColumns[place].append(series, of: index.columns[seriesColumns[place].attribute.name])
        }
        for study in studies {
            seriesStart.append(seriesStart[seriesStart.count - 1] + index.seriesStart[study + 1] - index.seriesStart[study])
        }
        instanceCounts += index.instanceCounts[series]
        studyStart.append(seriesStart.count - 1)
    }

    func finished(declared: Set<String>?) -> CohortIndex {
        var patientOfStudy: [Int] = []
        var patientOfSeries: [Int] = []
        for patient in identifiers.indices {
            for study in studyStart[patient]..<studyStart[patient + 1] {
                patientOfStudy.append(patient)
                patientOfSeries.append(contentsOf: repeatElement(patient, count: seriesStart[study + 1] - seriesStart[study]))
            }
        }
        var columns: [String: Column] = [:]
        let count = identifiers.count
        for builder in patientColumns where builder.hasValues {
            columns[builder.attribute.name] = builder.finished(patientOfRow: { $0 }, patients: count)
        }
        for builder in studyColumns where builder.hasValues {
            columns[builder.attribute.name] = builder.finished(patientOfRow: { patientOfStudy[$0] }, patients: count)
        }
        for builder in seriesColumns where builder.hasValues {
            columns[builder.attribute.name] = builder.finished(patientOfRow: { patientOfSeries[$0] }, patients: count)
        }
        return CohortIndex(
            vocabulary: vocabulary, declared: declared, patientIdentifiers: identifiers, patientDigests: digests, studyStart: studyStart,
            seriesStart: seriesStart, columns: columns, instanceCounts: instanceCounts)
    }
}
