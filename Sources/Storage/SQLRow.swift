/// One row of a result, its columns found by name.
public struct SQLRow: Sendable {
    private let columns: [String]
    private let values: [SQLValue]

    init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// The value of a column; `NULL` where the result has no such column.
    public subscript(_ column: String) -> SQLValue {
        columns.firstIndex(of: column).map { values[$0] } ?? .null
    }

    /// The column as text, `nil` where it is `NULL` or no text.
    public func string(_ column: String) -> String? {
        if case .text(let value) = self[column] { value } else { nil }
    }

    /// The column as an integer, `nil` where it is `NULL` or no integer.
    public func integer(_ column: String) -> Int? {
        if case .integer(let value) = self[column] { Int(value) } else { nil }
    }

    /// The column as a number, `nil` where it is `NULL` or no number.
    public func double(_ column: String) -> Double? {
        switch self[column] {
        case .real(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }

    /// The column as bytes, `nil` where it is `NULL` or no blob.
    public func bytes(_ column: String) -> [UInt8]? {
        if case .blob(let value) = self[column] { value } else { nil }
    }
}
