/// A segment while it grows: patients in ascending order of their identifiers.
struct SegmentBuilder {
    private let vocabulary: Vocabulary
    private let size: SegmentSize
    private var identifiers: [String] = []
    private var digests: [UInt8] = []
    private var studyStart: [UInt32] = [0]
    private var seriesStart: [UInt32] = [0]
    private var instances: [UInt32] = []
    private var columns: [ColumnBuilder]
    private var source: Segment?

    init(vocabulary: Vocabulary, size: SegmentSize) {
        self.vocabulary = vocabulary
        self.size = size
        columns = vocabulary.attributes.map(ColumnBuilder.init)
    }

    var isEmpty: Bool { identifiers.isEmpty }
    var isFull: Bool { identifiers.count >= size.patients || instances.count >= size.series }

    /// Whether a segment should be copied to the end of this one instead of standing beside it: this one has few patients, and both fit.
    func shouldTake(_ segment: Segment) -> Bool {
        if isEmpty { return false }
        let isSmall = identifiers.count < size.patients / 4 && instances.count < size.series / 4
        return isSmall && identifiers.count + segment.patientCount <= size.patients && instances.count + segment.seriesCount <= size.series
    }

    /// Appends a patient; `write` turns values into numbers or names and hands them to the column of an attribute.
    mutating func append(_ patient: Patient, _ values: ModelValues, _ names: inout [AttributeNames]) {
        let row = identifiers.count
        values.forEachValue(of: patient) { place, value in append(value, place, row, &names[place]) }
        for study in patient.studies {
            let row = seriesStart.count - 1
            values.forEachValue(of: study, of: patient) { place, value in append(value, place, row, &names[place]) }
            for series in study.series {
                let row = instances.count
                values.forEachValue(of: series) { place, value in append(value, place, row, &names[place]) }
                instances.append(UInt32(clamping: series.instanceCount))
            }
            seriesStart.append(UInt32(instances.count))
        }
        studyStart.append(UInt32(seriesStart.count - 1))
        identifiers.append(patient.id)
        digests += SnapshotDigest.digest(of: patient)
    }

    private mutating func append(_ value: ModelValue, _ place: Int, _ row: Int, _ names: inout AttributeNames) {
        switch value {
        case .text(let text):
            if let name = names.number(ofRaw: text, place, vocabulary) { columns[place].append(name: name, at: row) }
        case .number(let number): columns[place].append(number: number, at: row)
        case .flag(let flag): columns[place].append(name: names.number(of: flag), at: row)
        case .numbers(let numbers): columns[place].append(numbers: numbers, at: row)
        case .texts(let texts):
            columns[place].append(names: texts.compactMap { names.number(ofRaw: $0, place, vocabulary) }, at: row)
        }
    }

    /// Copies patients of a segment whose names are numbered alike, until this one is full; the number of those copied.
    mutating func append(_ patients: Range<Int>, of segment: Segment) -> Int {
        if source !== segment {
            source = segment
            for place in columns.indices { columns[place].startCopying(segment.columns[place]) }
        }
        var end = patients.lowerBound
        var series = instances.count
        while end < patients.upperBound, identifiers.count + end - patients.lowerBound < size.patients, series < size.series {
            series += segment.seriesOfPatients.innerRows(of: end).count
            end += 1
        }
        let taken = patients.lowerBound..<end
        if taken.isEmpty { return 0 }
        let studies = Int(segment.studiesOfPatients.start[taken.lowerBound])..<Int(segment.studiesOfPatients.start[taken.upperBound])
        let rows = Int(segment.seriesOfPatients.start[taken.lowerBound])..<Int(segment.seriesOfPatients.start[taken.upperBound])
        for (place, attribute) in vocabulary.attributes.enumerated() {
            guard let column = segment.columns[place] else { continue }
            switch attribute.level {
            case .patient: columns[place].append(taken, of: column, at: identifiers.count)
            case .study: columns[place].append(studies, of: column, at: seriesStart.count - 1)
            case .series: columns[place].append(rows, of: column, at: instances.count)
            }
        }
        let firstSeries = UInt32(instances.count)
        let firstStudy = UInt32(seriesStart.count - 1)
        for study in studies { seriesStart.append(firstSeries + segment.seriesOfStudies.start[study + 1] - UInt32(rows.lowerBound)) }
        for patient in taken { studyStart.append(firstStudy + segment.studiesOfPatients.start[patient + 1] - UInt32(studies.lowerBound)) }
        instances += segment.instances[rows]
        identifiers += segment.identifiers[taken]
        digests += segment.digests[taken.lowerBound * 32..<taken.upperBound * 32]
        return taken.count
    }

    func finished() -> Segment {
        let studiesOfPatients = Nesting(start: studyStart)
        let seriesOfStudies = Nesting(start: seriesStart)
        let seriesOfPatients = Nesting(start: studyStart.map { seriesStart[Int($0)] })
        let patients = identifiers.count
        let columns: [Column?] = vocabulary.attributes.indices.map { place in
            switch vocabulary.attributes[place].level {
            case .patient: self.columns[place].finished(rows: patients, patients: patients) { $0 }
            case .study:
                self.columns[place].finished(rows: studiesOfPatients.innerCount, patients: patients) { Int(studiesOfPatients.owner[$0]) }
            case .series:
                self.columns[place].finished(rows: instances.count, patients: patients) { Int(seriesOfPatients.owner[$0]) }
            }
        }
        return Segment(
            identifiers: identifiers, digests: digests, studiesOfPatients: studiesOfPatients, seriesOfStudies: seriesOfStudies,
            seriesOfPatients: seriesOfPatients, columns: columns, instances: instances)
    }
}

/// The names of one attribute while an index is written, with what each raw value came to.
struct AttributeNames {
    private(set) var table: NameTable
    private var numberOfRaw: [String: UInt32?] = [:]
    private var lastRaw: (raw: String, number: UInt32?)?
    private var numberOfFlag: [UInt32?] = [nil, nil]

    init(table: NameTable = NameTable()) { self.table = table }

    /// The number of the canonical name of a raw value; nil when it means nothing.
    mutating func number(ofRaw raw: String, _ place: Int, _ vocabulary: Vocabulary) -> UInt32? {
        if let lastRaw, lastRaw.raw == raw { return lastRaw.number }
        let number: UInt32?
        if let known = numberOfRaw[raw] {
            number = known
        } else {
            number = vocabulary.attributes[place].normalised(raw).map { table.number(of: $0) }
            numberOfRaw[raw] = .some(number)
        }
        lastRaw = (raw, number)
        return number
    }

    /// The number of yes or no.
    mutating func number(of flag: Bool) -> UInt32 {
        if let known = numberOfFlag[flag ? 1 : 0] { return known }
        let number = table.number(of: flag ? "true" : "false")
        numberOfFlag[flag ? 1 : 0] = number
        return number
    }
}
