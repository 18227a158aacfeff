/// The values of one row of a column: none, one, or several.
enum Cell: Sendable, Hashable {
    case missing
    case one(Scalar)
    case several([Scalar])

    var scalars: [Scalar] {
        switch self {
        case .missing: []
        case .one(let scalar): [scalar]
        case .several(let scalars): scalars
        }
    }

    func meets(_ test: ValueTest) -> Bool {
        switch self {
        case .missing: false
        case .one(let scalar): test.matches(scalar)
        case .several(let scalars): scalars.contains { test.matches($0) }
        }
    }
}

/// One attribute of every row of its level: a dictionary of the cells that occur and one code a row. Code 0 is "missing".
struct Column: Sendable {
    let attribute: Attribute
    let cells: [Cell]
    let codes: [UInt32]
    /// For a small dictionary, the rows of each code.
    let rowsByCode: [Bitmap]?
    /// For a series or study column with a dictionary of moderate size, the patients that have each code in any row.
    let patientsByCode: [Bitmap]?

    /// Codes whose cells meet the test. A test costs as much as the dictionary is long, not the column.
    func codes(meeting test: ValueTest) -> [Bool] { cells.map { $0.meets(test) } }

    /// Rows that meet the test.
    func rows(meeting test: ValueTest) -> Bitmap {
        let wanted = codes(meeting: test)
        if let rowsByCode { return Self.union(rowsByCode, wanted, count: codes.count) }
        return codes.withUnsafeBufferPointer { codes in
            wanted.withUnsafeBufferPointer { wanted in
                Bitmap(count: codes.count) { first in
                    var word: UInt64 = 0
                    let last = min(first + 64, codes.count)
                    var row = first
                    while row < last {
                        word |= (wanted[Int(codes[row])] ? 1 : 0) << UInt64(row - first)
                        row += 1
                    }
                    return word
                }
            }
        }
    }

    /// Patients with at least one row that meets the test, when they are kept by code.
    func patients(meeting test: ValueTest, count: Int) -> Bitmap? {
        patientsByCode.map { Self.union($0, codes(meeting: test), count: count) }
    }

    /// Patients by code when they are kept and no cell holds several values, so that codes and values are the same.
    var patientsBySingleValue: [Bitmap]? {
        let kept = attribute.level == .patient ? rowsByCode : patientsByCode
        let isSingle = cells.allSatisfy { if case .several = $0 { false } else { true } }
        return isSingle ? kept : nil
    }

    private static func union(_ bitmaps: [Bitmap], _ wanted: [Bool], count: Int) -> Bitmap {
        var result = Bitmap(count: count)
        for (code, isWanted) in wanted.enumerated() where isWanted { result.formUnion(bitmaps[code]) }
        return result
    }
}

/// A column while it grows.
struct ColumnBuilder {
    let attribute: Attribute
    private(set) var cells: [Cell] = [.missing]
    private(set) var codes: [UInt32] = []
    private var codeOfCell: [Cell: UInt32] = [.missing: 0]
    private var codeOfText: [String: UInt32] = [:]
    private var codeOfNumber: [Double: UInt32] = [:]
    private var codeOfForeignCode: [UInt32] = []

    init(attribute: Attribute) { self.attribute = attribute }

    var hasValues: Bool { cells.count > 1 }

    mutating func append(_ value: ModelValue) {
        switch value {
        case .none: codes.append(0)
        case .text(let text):
            if let code = codeOfText[text] {
                codes.append(code)
            } else {
                let code = code(of: attribute.normalised(text).map { .one(.text($0)) } ?? .missing)
                codeOfText[text] = code
                codes.append(code)
            }
        case .number(let number):
            if let code = codeOfNumber[number] {
                codes.append(code)
            } else {
                let code = code(of: attribute.normalised(number).map { .one(.number($0)) } ?? .missing)
                if !number.isNaN { codeOfNumber[number] = code }
                codes.append(code)
            }
        case .flag(let flag): codes.append(code(of: .one(.text(flag ? "true" : "false"))))
        case .numbers(let numbers): append(several: Set(numbers.compactMap(attribute.normalised)).sorted().map(Scalar.number))
        case .texts(let texts): append(several: Set(texts.compactMap(attribute.normalised)).sorted().map(Scalar.text))
        }
    }

    private mutating func append(several scalars: [Scalar]) {
        codes.append(code(of: scalars.isEmpty ? .missing : scalars.count == 1 ? .one(scalars[0]) : .several(scalars)))
    }

    /// Copies rows of a finished column of the same attribute; nil copies as many missing values.
    mutating func append(_ rows: Range<Int>, of column: Column?) {
        guard let column else {
            codes.append(contentsOf: repeatElement(0, count: rows.count))
            return
        }
        if codeOfForeignCode.isEmpty {
            codeOfForeignCode = [UInt32](repeating: .max, count: column.cells.count)
        }
        for row in rows {
            let foreign = Int(column.codes[row])
            if codeOfForeignCode[foreign] == .max { codeOfForeignCode[foreign] = code(of: column.cells[foreign]) }
            codes.append(codeOfForeignCode[foreign])
        }
    }

    private mutating func code(of cell: Cell) -> UInt32 {
        if let code = codeOfCell[cell] { return code }
        let code = UInt32(cells.count)
        codeOfCell[cell] = code
        cells.append(cell)
        return code
    }

    /// Rows by code are kept up to this many bytes in a column, patients by code likewise.
    private static let bitmapBytes = 16 << 20

    func finished(patientOfRow: (Int) -> Int, patients: Int) -> Column {
        let rowsFit = cells.count <= 256 && cells.count * codes.count / 8 <= Self.bitmapBytes
        let patientsFit = attribute.level != .patient && cells.count <= 4096 && cells.count * patients / 8 <= Self.bitmapBytes
        var byCode = rowsFit ? [Bitmap](repeating: Bitmap(count: codes.count), count: cells.count) : []
        var byPatient = patientsFit ? [Bitmap](repeating: Bitmap(count: patients), count: cells.count) : []
        if rowsFit || patientsFit {
            for (row, code) in codes.enumerated() {
                if rowsFit { byCode[Int(code)].insert(row) }
                if patientsFit { byPatient[Int(code)].insert(patientOfRow(row)) }
            }
        }
        return Column(
            attribute: attribute, cells: cells, codes: codes, rowsByCode: rowsFit ? byCode : nil,
            patientsByCode: patientsFit ? byPatient : nil)
    }
}

/// A value as the model holds it, before the vocabulary normalises it.
enum ModelValue {
    case none
    case flag(Bool)
    case number(Double)
    case numbers([Double])
    case text(String)
    case texts([String])
}
