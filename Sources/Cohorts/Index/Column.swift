/// One value of a column: the number of a name, or a number.
enum Scalar: Sendable, Hashable {
    case name(UInt32)
    case number(Double)
}

/// What the codes of a column stand for. Code 0 is "missing"; code 1 stands for the first entry. An entry holds one value, or
/// several where an attribute has several at once.
struct ColumnDictionary: Sendable {
    enum Values: Sendable {
        /// Numbers of names in the attribute's ``NameTable``.
        case names([UInt32])
        case numbers([Double])
    }

    let values: Values
    /// The first value of each entry, and the end; nil when every entry has one value.
    private let starts: [UInt32]?

    init(values: Values, starts: [UInt32]? = nil) {
        self.values = values
        self.starts = starts
    }

    var entryCount: Int {
        if let starts { return starts.count - 1 }
        return switch values {
        case .names(let names): names.count
        case .numbers(let numbers): numbers.count
        }
    }

    /// Whether every entry has one value; then entries are in ascending order.
    var isSingle: Bool { starts == nil }

    /// Places of the values of a code.
    func places(_ code: Int) -> Range<Int> {
        if code == 0 { return 0..<0 }
        guard let starts else { return code - 1..<code }
        return Int(starts[code - 1])..<Int(starts[code])
    }

    /// The value at a place.
    subscript(place: Int) -> Scalar {
        switch values {
        case .names(let names): .name(names[place])
        case .numbers(let numbers): .number(numbers[place])
        }
    }

    /// The codes of each value.
    var codesByValue: [Scalar: [Int]] {
        var result: [Scalar: [Int]] = [:]
        for code in 1..<entryCount + 1 { for place in places(code) { result[self[place], default: []].append(code) } }
        return result
    }

    /// The same dictionary where names are numbered otherwise.
    func renamed(_ numbers: [UInt32]) -> ColumnDictionary {
        guard case .names(let names) = values else { return self }
        return ColumnDictionary(values: .names(names.map { numbers[Int($0)] }), starts: starts)
    }

    /// Codes with a value that meets the test, as ranges.
    func codes(meeting test: CompiledTest) -> [ClosedRange<Int>] {
        switch (test, values) {
        case (.known, _): return entryCount == 0 ? [] : [1...entryCount]
        case (.none, _), (.names, .numbers), (.numbers, .names): return []
        case (.numbers(let wanted), .numbers(let numbers)):
            if isSingle { return wanted.intervals.compactMap { Self.codes(of: $0, in: numbers) } }
            return runs { code in places(code).contains { wanted.contains(numbers[$0]) } }
        case (.names(let wanted), .names(let names)):
            return runs { code in places(code).contains { wanted[Int(names[$0])] } }
        }
    }

    private func runs(where isWanted: (Int) -> Bool) -> [ClosedRange<Int>] {
        var result: [ClosedRange<Int>] = []
        for code in 1..<entryCount + 1 where isWanted(code) {
            if let last = result.last, last.upperBound == code - 1 {
                result[result.count - 1] = last.lowerBound...code
            } else {
                result.append(code...code)
            }
        }
        return result
    }

    private static func codes(of interval: IntervalSet.Interval, in ascending: [Double]) -> ClosedRange<Int>? {
        let first = ascending.partitioningIndex { interval.lowerIsOpen ? $0 > interval.lower : $0 >= interval.lower }
        let end = ascending.partitioningIndex { interval.upperIsOpen ? $0 >= interval.upper : $0 > interval.upper }
        return first < end ? first + 1...end : nil
    }
}

extension [Double] {
    /// The first place where a condition holds that never ceases to hold later.
    fileprivate func partitioningIndex(where holds: (Double) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// One attribute of every row of its level in a segment.
final class Column: Sendable {
    let dictionary: ColumnDictionary
    let codes: Codes
    private let slices: BitSlices
    /// For a dictionary of moderate size, the patients that have each code in any row.
    private let patientsByCode: BitmapTable?
    /// Patients with any value.
    let known: Bitmap

    /// Above this many distinct entries in a segment, patients are found by walking over the rows.
    private static let mostPatientBitmaps = 256

    init(dictionary: ColumnDictionary, codes: [UInt32], patientOfRow: (Int) -> Int, patients: Int) {
        let largest = dictionary.entryCount
        self.dictionary = dictionary
        self.codes = Codes(codes, largest: largest)
        slices = BitSlices(codes, largest: largest)
        if largest <= Self.mostPatientBitmaps {
            let table = BitmapTable(codes: codes, largest: largest, owners: patients, ownerOfRow: patientOfRow)
            known = table.union([1...largest])
            patientsByCode = table
        } else {
            var known = Bitmap(count: patients)
            for (row, code) in codes.enumerated() where code > 0 { known.insert(patientOfRow(row)) }
            self.known = known
            patientsByCode = nil
        }
    }

    /// Patients with a row that meets the test, where that is known without looking at the rows.
    func patients(meeting test: CompiledTest) -> Bitmap? {
        if case .known = test { return known }
        return patientsByCode?.union(dictionary.codes(meeting: test))
    }

    /// Patients with any of these codes in a row; nil where it takes a walk over the rows.
    func patients(withAnyOf codes: [Int]) -> Bitmap? { patientsByCode?.union(codes.map { $0...$0 }) }

    /// With more ranges of codes than this, looking up each row is faster than comparing slices.
    private static let mostRuns = 8

    /// Rows that meet the test.
    func rows(meeting test: CompiledTest) -> Bitmap {
        let runs = dictionary.codes(meeting: test)
        guard runs.count > Self.mostRuns else { return slices.rows(in: runs) }
        var wanted = [Bool](repeating: false, count: dictionary.entryCount + 1)
        for run in runs { for code in run { wanted[code] = true } }
        return codes.rows(wanted: wanted)
    }

    /// Visits the codes that occur in the rows of a selection and how many of its patients have each.
    func countPatients(_ selected: Bitmap, rowsOfPatient: (Int) -> Range<Int>, _ body: (_ code: Int, _ patients: Int) -> Void) {
        if let patientsByCode {
            for code in 1..<dictionary.entryCount + 1 {
                let count = patientsByCode.intersectionCount(code, selected)
                if count > 0 { body(code, count) }
            }
            return
        }
        var counts = [UInt32](repeating: 0, count: dictionary.entryCount + 1)
        var lastPatient = [Int](repeating: -1, count: counts.count)
        selected.forEach { patient in
            codes.forEach(rowsOfPatient(patient)) { code in
                if lastPatient[code] != patient {
                    lastPatient[code] = patient
                    counts[code] += 1
                }
            }
        }
        for (code, count) in counts.enumerated() where code > 0 && count > 0 { body(code, Int(count)) }
    }

    /// The same column where names are numbered otherwise.
    func renamed(_ numbers: [UInt32]) -> Column { Column(self, dictionary: dictionary.renamed(numbers)) }

    private init(_ column: Column, dictionary: ColumnDictionary) {
        self.dictionary = dictionary
        codes = column.codes
        slices = column.slices
        patientsByCode = column.patientsByCode
        known = column.known
    }
}
