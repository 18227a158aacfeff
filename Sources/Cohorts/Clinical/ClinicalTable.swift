public import Foundation

/// Why a clinical table could not be read at all. Faults of single rows are in the report instead.
public struct ClinicalTableError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    public enum Code: String, Sendable, Hashable, Codable {
        case empty, notText, duplicateColumn, tooLarge, unterminatedQuote, missingColumn, ambiguousColumns, contradictoryMapping
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

    /// Everything in one line.
    public var description: String { line.map { "line \($0): \(message)" } ?? message }
}

/// How large a clinical table may be.
public struct ClinicalTableLimits: Sendable, Hashable {
    /// Rows without the header.
    public var rows: Int
    /// Columns.
    public var columns: Int
    /// Bytes of one field.
    public var fieldBytes: Int

    /// Limits, each with the standard value unless given.
    public init(rows: Int = 20_000_000, columns: Int = 2_000, fieldBytes: Int = 65_536) {
        self.rows = rows
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
    private let bytes: [UInt8]
    private let start: Int
    private let startLine: Int
    private let limits: ClinicalTableLimits

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
        var begin = 0
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { begin = 3 }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw ClinicalTableError(.notText, "the table is in UTF-16; save it as CSV in UTF-8")
        }
        let separator = Self.separator(of: bytes[begin...])
        var reader = RecordReader(bytes: bytes, position: begin, line: 1, separator: separator, limits: limits)
        guard let header = try reader.next() else {
            throw ClinicalTableError(.empty, "the table is empty; its first line must name the columns")
        }
        let names = header.fields.map { $0.trimmingCharacters(in: .whitespaces) }
        var seen: Set<String> = []
        for name in names where !name.isEmpty && !seen.insert(name).inserted {
            throw ClinicalTableError(
                .duplicateColumn, "two columns are called \"\(name.prefix(80))\"; rename or remove one", line: header.line)
        }
        columns = names
        self.separator = Character(Unicode.Scalar(separator))
        self.bytes = bytes
        start = reader.position
        startLine = reader.line
        self.limits = limits
    }

    /// Visits every row below the header.
    ///
    /// - Parameters:
    ///   - most: how many rows are read at most.
    ///   - body: takes a row.
    public func forEachRow(atMost most: Int = .max, _ body: (Row) -> Void) throws(ClinicalTableError) {
        var reader = RecordReader(
            bytes: bytes, position: start, line: startLine, separator: separator.asciiValue ?? UInt8(ascii: ","), limits: limits)
        var count = 0
        while count < most, let row = try reader.next() {
            count += 1
            guard count <= limits.rows else {
                throw ClinicalTableError(.tooLarge, "the table has more than \(limits.rows) rows; split it", line: row.line)
            }
            body(row)
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

/// The state of reading records from bytes.
private struct RecordReader {
    let bytes: [UInt8]
    var position: Int
    var line: Int
    let separator: UInt8
    let limits: ClinicalTableLimits

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// The next record that is not an empty line.
    mutating func next() throws(ClinicalTableError) -> ClinicalTable.Row? {
        while position < bytes.count, bytes[position] == Self.lineFeed || bytes[position] == Self.carriageReturn { endLine() }
        guard position < bytes.count else { return nil }
        let first = line
        var fields: [String] = []
        while true {
            fields.append(try field())
            guard fields.count <= limits.columns else {
                throw ClinicalTableError(.tooLarge, "a row has more than \(limits.columns) fields", line: first)
            }
            guard position < bytes.count else { break }
            if bytes[position] == separator {
                position += 1
            } else {
                endLine()
                break
            }
        }
        return ClinicalTable.Row(line: first, fields: fields)
    }

    /// Steps over one line end.
    private mutating func endLine() {
        if bytes[position] == Self.carriageReturn, position + 1 < bytes.count, bytes[position + 1] == Self.lineFeed { position += 1 }
        position += 1
        line += 1
    }

    /// One field; afterwards the position is at a separator, a line end or the end.
    private mutating func field() throws(ClinicalTableError) -> String {
        let first = line
        var content: [UInt8] = []
        if position < bytes.count, bytes[position] == Self.quote {
            position += 1
            while true {
                guard position < bytes.count else {
                    throw ClinicalTableError(
                        .unterminatedQuote, "a quoted field is never closed; check the quotes from here on", line: first)
                }
                let byte = bytes[position]
                position += 1
                if byte == Self.quote {
                    guard position < bytes.count, bytes[position] == Self.quote else { break }
                    position += 1
                } else if byte == Self.lineFeed {
                    line += 1
                }
                content.append(byte)
                try check(content.count, first)
            }
        }
        // What follows a closing quote before the separator belongs to the field, as most programs read it.
        while position < bytes.count, bytes[position] != separator, bytes[position] != Self.lineFeed, bytes[position] != Self.carriageReturn
        {
            content.append(bytes[position])
            position += 1
            try check(content.count, first)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw ClinicalTableError(.notText, "a field is not UTF-8; save the table as CSV in UTF-8", line: first)
        }
        return text
    }

    private func check(_ count: Int, _ first: Int) throws(ClinicalTableError) {
        guard count <= limits.fieldBytes else {
            throw ClinicalTableError(
                .tooLarge, "a field is longer than \(limits.fieldBytes) bytes; is a quotation mark missing?", line: first)
        }
    }
}
