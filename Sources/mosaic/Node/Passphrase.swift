import Foundation
import Node

/// The secret that opens the linkage table: from a file, or typed where nobody can read it.
enum Passphrase {
    private static let longest = 1_024

    /// The first line of a file.
    static func read(file path: String) throws -> String {
        // Not by its size: it may be a pipe.
        guard let file = FileHandle(forReadingAtPath: path) else { throw NodeError(.input, "The file \(path) cannot be read.") }
        let text = String(decoding: try file.read(upToCount: longest) ?? Data(), as: UTF8.self)
        guard let line = text.split(whereSeparator: \.isNewline).first.map(String.init), !line.isEmpty else {
            throw NodeError(.input, "\(path) is empty; its first line has to be the passphrase or recovery code.")
        }
        return line
    }

    /// From the file, or asked for at the terminal without showing what is typed.
    static func read(file path: String?) throws -> String {
        if let path { return try read(file: path) }
        guard isatty(STDIN_FILENO) == 1 else {
            throw NodeError(.misuse, "There is no terminal to ask for the passphrase. Give it with --passphrase-file.")
        }
        FileHandle.standardError.write(Data("Passphrase or recovery code: ".utf8))
        defer { Terminal.error("") }
        return try withoutEcho {
            guard let line = readLine(), !line.isEmpty else { throw NodeError(.input, "Nothing was typed.") }
            return line
        }
    }

    /// Prints a recovery code once.
    static func show(code: String) {
        print(
            """

            Recovery code of the linkage table: \(code)
            It is shown once and kept nowhere. Whoever has it, and the home, finds out who the patients are; without it nobody does.
            Give it to the data manager on paper, or keep it in a safe.
            """)
    }

    private static func withoutEcho<Result>(_ body: () throws -> Result) throws -> Result {
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { return try body() }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
        return try body()
    }
}
