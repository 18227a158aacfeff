/// Distinct entries in the order in which they come, each with a code from 1 on.
private struct EntryTable<Entry: Hashable> {
    private(set) var entries: [Entry] = []
    private var codes: [Entry: UInt32] = [:]
    private var last: (entry: Entry, code: UInt32)?

    mutating func code(of entry: Entry) -> UInt32 {
        if let last, last.entry == entry { return last.code }
        let code: UInt32
        if let known = codes[entry] {
            code = known
        } else {
            entries.append(entry)
            code = UInt32(entries.count)
            codes[entry] = code
        }
        last = (entry, code)
        return code
    }
}

/// A column of a segment while it grows. Rows without a value need not be mentioned.
struct ColumnBuilder {
    private let isMultiple: Bool
    private let isNumeric: Bool
    private let domain: NumberDomain
    private var codes: [UInt32] = []
    private var numbers = EntryTable<Double>()
    private var names = EntryTable<UInt32>()
    private var numberLists = EntryTable<[Double]>()
    private var nameLists = EntryTable<[UInt32]>()
    /// Own codes by code of the column that is being copied; 0 where not yet met.
    private var codeOfForeign: [UInt32] = []

    init(attribute: Attribute) {
        isMultiple = attribute.isMultiple
        isNumeric = attribute.isNumeric
        domain = attribute.numberDomain
    }

    /// Appends a number unless it cannot be true.
    mutating func append(number: Double, at row: Int) {
        guard let number = domain.normalised(number) else { return }
        append(code: isMultiple ? numberLists.code(of: [number]) : numbers.code(of: number), at: row)
    }

    mutating func append(name: UInt32, at row: Int) {
        append(code: isMultiple ? nameLists.code(of: [name]) : names.code(of: name), at: row)
    }

    /// Appends numbers that hold at once, without those that cannot be true; of an attribute with single values the smallest.
    mutating func append(numbers: [Double], at row: Int) {
        let several = Set(numbers.compactMap(domain.normalised)).sorted()
        guard let first = several.first else { return }
        append(code: isMultiple ? numberLists.code(of: several) : self.numbers.code(of: first), at: row)
    }

    /// Appends names that hold at once; of an attribute with single values the first one.
    mutating func append(names: [UInt32], at row: Int) {
        let several = Set(names).sorted()
        guard let first = several.first else { return }
        append(code: isMultiple ? nameLists.code(of: several) : self.names.code(of: first), at: row)
    }

    private mutating func append(code: UInt32, at row: Int) {
        if codes.count < row { codes.append(contentsOf: repeatElement(0, count: row - codes.count)) }
        codes.append(code)
    }

    /// Call before rows of another segment are copied.
    mutating func startCopying(_ column: Column?) {
        codeOfForeign = column.map { [UInt32](repeating: 0, count: $0.dictionary.entryCount + 1) } ?? []
    }

    /// Copies rows of the column that was named to ``startCopying(_:)``.
    mutating func append(_ rows: Range<Int>, of column: Column, at first: Int) {
        if codes.count < first { codes.append(contentsOf: repeatElement(0, count: first - codes.count)) }
        codes.reserveCapacity(codes.count + rows.count)
        column.codes.forEach(rows) { foreign in
            if foreign > 0, codeOfForeign[foreign] == 0 { codeOfForeign[foreign] = code(of: foreign, in: column.dictionary) }
            codes.append(codeOfForeign[foreign])
        }
    }

    private mutating func code(of foreign: Int, in dictionary: ColumnDictionary) -> UInt32 {
        let places = dictionary.places(foreign)
        switch dictionary.values {
        case .numbers(let values):
            return isMultiple ? numberLists.code(of: Array(values[places])) : numbers.code(of: values[places.lowerBound])
        case .names(let values): return isMultiple ? nameLists.code(of: Array(values[places])) : names.code(of: values[places.lowerBound])
        }
    }

    /// The column of so many rows; nil when none has a value.
    func finished(rows: Int, patients: Int, patientOfRow: (Int) -> Int) -> Column? {
        var codes = codes
        codes.append(contentsOf: repeatElement(0, count: rows - codes.count))
        let dictionary: ColumnDictionary
        switch (isNumeric, isMultiple) {
        case (true, false): dictionary = ColumnDictionary(values: .numbers(Self.sorted(numbers.entries, &codes)))
        case (false, false): dictionary = ColumnDictionary(values: .names(Self.sorted(names.entries, &codes)))
        case (true, true):
            dictionary = ColumnDictionary(values: .numbers(numberLists.entries.flatMap(\.self)), starts: Self.starts(numberLists.entries))
        case (false, true):
            dictionary = ColumnDictionary(values: .names(nameLists.entries.flatMap(\.self)), starts: Self.starts(nameLists.entries))
        }
        if dictionary.entryCount == 0 { return nil }
        return Column(dictionary: dictionary, codes: codes, patientOfRow: patientOfRow, patients: patients)
    }

    /// Gives the codes the order of their entries, so that a range of values is a range of codes.
    private static func sorted<Entry: Comparable>(_ entries: [Entry], _ codes: inout [UInt32]) -> [Entry] {
        let order = entries.indices.sorted { entries[$0] < entries[$1] }
        var place = [UInt32](repeating: 0, count: entries.count + 1)
        for (rank, entry) in order.enumerated() { place[entry + 1] = UInt32(rank + 1) }
        for row in codes.indices { codes[row] = place[Int(codes[row])] }
        return order.map { entries[$0] }
    }

    private static func starts<Entry>(_ lists: [[Entry]]) -> [UInt32] {
        var result: [UInt32] = [0]
        for list in lists { result.append(result[result.count - 1] + UInt32(list.count)) }
        return result
    }
}
