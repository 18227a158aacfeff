public import Foundation

/// Why a clinical table could not be read at all. Faults of single rows are in the report instead.
public struct ClinicalTableError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    public enum Code: String, Sendable, Hashable, Codable {
        case empty, notText, duplicateColumn, tooLarge, unterminatedQuote, missingColumn, ambiguousColumns, contradictoryMapping, unreadable
    }

    /// The kind of fault.
    public let code: Code
    /// What is wrong and what to do. Names columns, never values.
    public let message: String
    /// The line of the file, counted from one.
    public let line: Int?

    init(_ code: Code, _ message: String, line: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
    }

    /// The same with the name of the file before the message.
    public func inFile(_ name: String) -> ClinicalTableError { ClinicalTableError(code, "\(name): \(message)", line: line) }

    /// Everything in one line.
    public var description: String { line.map { "line \($0): \(message)" } ?? message }
}

/// How large a clinical table may be.
public struct ClinicalTableLimits: Sendable, Hashable {
    /// Rows without the header.
    public var rows: Int
    /// Patients of one load: what is held in memory grows with them, not with the rows.
    public var patients: Int
    /// Columns.
    public var columns: Int
    /// Bytes of one field.
    public var fieldBytes: Int

    /// Limits, each with the standard value unless given.
    public init(rows: Int = 100_000_000, patients: Int = 1_000_000, columns: Int = 2_000, fieldBytes: Int = 65_536) {
        self.rows = rows
        self.patients = patients
        self.columns = columns
        self.fieldBytes = fieldBytes
    }

    /// The standard limits.
    public static let standard = ClinicalTableLimits()
}

/// A table in CSV (RFC 4180) or TSV: a header and rows, read one at a time.
///
/// The separator is the one of comma, semicolon and tab that the header uses most outside quotes. Fields may be quoted, with `""` for a quote
/// and line breaks inside; lines end in LF, CRLF or CR; a byte order mark is skipped; empty lines are too.
public struct ClinicalTable: Sendable {
    /// The column names as they stand in the header, without outer spaces.
    public let columns: [String]
    /// The separator that was found.
    public let separator: Character
    private let open: @Sendable () throws -> BytePieces
    private let isQuoted: Bool
    let limits: ClinicalTableLimits

    /// One row and the line it begins on.
    public struct Row: Sendable, Hashable {
        /// The line of the file, counted from one.
        public let line: Int
        /// As many fields as the row has; compare with the columns before use.
        public let fields: [String]
    }

    /// Opens a table.
    public init(_ data: Data, limits: ClinicalTableLimits = .standard) throws(ClinicalTableError) {
        try self.init(bytes: Array(data), limits: limits)
    }

    /// Opens a table.
    public init(bytes: [UInt8], limits: ClinicalTableLimits = .standard) throws(ClinicalTableError) {
        try self.init(limits: limits) { BytePieces(bytes) }
    }

    /// Opens a table that is read piece by piece, from the start each time it is visited. Its header must lie within the first piece.
    ///
    /// - Parameters:
    ///   - isQuoted: false where a quotation mark is a character like any other, as in the vocabulary files of OMOP.
    ///   - open: gives the pieces from the start.
    public init(
        limits: ClinicalTableLimits = .standard, isQuoted: Bool = true, open: @escaping @Sendable () throws -> BytePieces
    ) throws(ClinicalTableError) {
        var reader = try RecordReader(Self.opened(open), limits: limits, isQuoted: isQuoted)
        guard let header = try reader.next() else {
            throw ClinicalTableError(.empty, "the table is empty; its first line must name the columns")
        }
        let names = header.fields.map { $0.withoutBlankEnds }
        var seen: Set<String> = []
        for name in names where !name.isEmpty && !seen.insert(name).inserted {
            throw ClinicalTableError(
                .duplicateColumn, "two columns are called \"\(name.prefix(80))\"; rename or remove one", line: header.line)
        }
        columns = names
        separator = Character(Unicode.Scalar(reader.separator))
        self.open = open
        self.isQuoted = isQuoted
        self.limits = limits
    }

    private static func opened(_ open: () throws -> BytePieces) throws(ClinicalTableError) -> BytePieces {
        do {
            return try open()
        } catch {
            throw ClinicalTableError(.unreadable, "the table cannot be read: \(error)")
        }
    }

    /// The rows below the header, one after the other.
    public func rows() throws(ClinicalTableError) -> Rows {
        var reader = try RecordReader(Self.opened(open), limits: limits, isQuoted: isQuoted)
        _ = try reader.next()
        return Rows(reader: reader, limit: limits.rows)
    }

    /// Rows on their way out of a table.
    public struct Rows {
        fileprivate var reader: RecordReader
        fileprivate let limit: Int
        private var count = 0

        fileprivate init(reader: RecordReader, limit: Int) {
            self.reader = reader
            self.limit = limit
        }

        /// The next row; `nil` at the end.
        public mutating func next() throws(ClinicalTableError) -> Row? {
            guard let row = try reader.next() else { return nil }
            count += 1
            guard count <= limit else {
                throw ClinicalTableError(.tooLarge, "the table has more than \(limit) rows; split it", line: row.line)
            }
            return row
        }
    }

    /// Visits every row below the header.
    ///
    /// - Parameters:
    ///   - most: how many rows are read at most.
    ///   - body: takes a row.
    public func forEachRow(atMost most: Int = .max, _ body: (Row) -> Void) throws(ClinicalTableError) {
        var rows = try rows()
        var count = 0
        while count < most, let row = try rows.next() {
            count += 1
            body(row)
        }
    }
}

/// The state of reading records from pieces of bytes.
private struct RecordReader {
    let separator: UInt8
    private let pieces: BytePieces
    private let limits: ClinicalTableLimits
    private let isQuoted: Bool
    private var buffer: [UInt8]
    private var position = 0
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ pieces: BytePieces, limits: ClinicalTableLimits, isQuoted: Bool) throws(ClinicalTableError) {
        self.pieces = pieces
        self.limits = limits
        self.isQuoted = isQuoted
        buffer = try Self.piece(of: pieces, line: 1)
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        if buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) {
            throw ClinicalTableError(.notText, "the table is in UTF-16; save it as CSV in UTF-8")
        }
        separator = Self.separator(of: buffer[position...])
    }

    private static func piece(of pieces: BytePieces, line: Int) throws(ClinicalTableError) -> [UInt8] {
        do {
            return try pieces.next()
        } catch {
            throw ClinicalTableError(.unreadable, "the table cannot be read on: \(error)", line: line)
        }
    }

    /// The byte at the position; `nil` at the end of the table.
    private mutating func peek() throws(ClinicalTableError) -> UInt8? {
        if position < buffer.count { return buffer[position] }
        if buffer.isEmpty { return nil }
        buffer = try Self.piece(of: pieces, line: line)
        position = 0
        return buffer.first
    }

    /// The next record that is not an empty line.
    mutating func next() throws(ClinicalTableError) -> ClinicalTable.Row? {
        while let byte = try peek(), byte == Self.lineFeed || byte == Self.carriageReturn { try endLine() }
        guard try peek() != nil else { return nil }
        let first = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard fields.count <= limits.columns else {
                throw ClinicalTableError(.tooLarge, "a row has more than \(limits.columns) fields", line: first)
            }
            guard let byte = try peek() else { break }
            if byte == separator {
                position += 1
            } else {
                try endLine()
                break
            }
        }
        return ClinicalTable.Row(line: first, fields: fields)
    }

    /// Steps over one line end.
    private mutating func endLine() throws(ClinicalTableError) {
        let isReturn = try peek() == Self.carriageReturn
        position += 1
        if isReturn, try peek() == Self.lineFeed { position += 1 }
        line += 1
    }

    /// One field; afterwards the position is at a separator, a line end or the end.
    private mutating func field() throws(ClinicalTableError) -> String {
        let first = line
        var content: [UInt8] = []
        if isQuoted, try peek() == Self.quote {
            position += 1
            while true {
                guard let byte = try peek() else {
                    throw ClinicalTableError(
                        .unterminatedQuote, "a quoted field is never closed; check the quotes from here on", line: first)
                }
                position += 1
                if byte == Self.quote {
                    guard try peek() == Self.quote else { break }
                    position += 1
                } else if byte == Self.lineFeed {
                    line += 1
                }
                content.append(byte)
                try check(content.count, first)
            }
        }
        // Most fields are not quoted and end within the piece: they are taken at once.
        if content.isEmpty, let whole = plainField() {
            try check(whole.count, first)
            guard let text = String(validating: buffer[whole], as: UTF8.self) else { throw notText(first) }
            position = whole.upperBound
            return text
        }
        // What follows a closing quote before the separator belongs to the field, as most programs read it.
        while let byte = try peek(), byte != separator, byte != Self.lineFeed, byte != Self.carriageReturn {
            content.append(byte)
            position += 1
            try check(content.count, first)
        }
        guard let text = String(validating: content, as: UTF8.self) else { throw notText(first) }
        return text
    }

    private func notText(_ line: Int) -> ClinicalTableError {
        ClinicalTableError(.notText, "a field is not UTF-8; save the table as CSV in UTF-8", line: line)
    }

    /// Where the rest of the field stands, if it ends within the piece.
    private func plainField() -> Range<Int>? {
        var end = position
        while end < buffer.count {
            let byte = buffer[end]
            if byte == separator || byte == Self.lineFeed || byte == Self.carriageReturn { return position..<end }
            end += 1
        }
        return nil
    }

    private func check(_ count: Int, _ first: Int) throws(ClinicalTableError) {
        guard count <= limits.fieldBytes else {
            throw ClinicalTableError(
                .tooLarge, "a field is longer than \(limits.fieldBytes) bytes; is a quotation mark missing?", line: first)
        }
    }

    /// The separator the first line uses most outside quotes; a comma when it uses none.
    private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes.prefix(1 << 20) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
                if counts.isEmpty { continue }
                break
            }
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\t") { counts[byte, default: 0] += 1 }
        }
        let order: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        return order.max { (counts[$0] ?? 0, -(order.firstIndex(of: $0) ?? 0)) < (counts[$1] ?? 0, -(order.firstIndex(of: $1) ?? 0)) }
            ?? UInt8(ascii: ",")
    }
}
