import Foundation

/// What a person sees: progress where a terminal is there to show it, errors on standard error.
enum Terminal {
    /// Whether standard error is a terminal that can redraw a line.
    static let isInteractive = isatty(STDERR_FILENO) == 1

    /// Prints a line on standard error.
    static func error(_ text: String) {
        FileHandle.standardError.write(Data((text.hasSuffix("\n") ? text : text + "\n").utf8))
    }

    /// Redraws the progress line; says nothing where there is no terminal.
    static func progress(_ text: String) {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    /// Clears the progress line.
    static func endProgress() {
        guard isInteractive else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }

    /// Prints a value as JSON for programs, keys sorted.
    static func printJSON(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Text from elsewhere without what a terminal would take for a command (C0 and C1 control characters).
    static func plain(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }

    /// A share as a percentage with one digit.
    static func share(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }

    /// Prints columns, padded to the widest cell of each.
    static func printTable(_ header: [String], _ rows: [[String]]) {
        let rows = rows.map { $0.map(plain) }
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [header] + rows {
            let cells = zip(row, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
            print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
        }
    }
}
