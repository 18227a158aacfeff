import Foundation

/// Reads `multipart/related` (RFC 2046 §5.1) while it arrives, however it is cut into pieces. Knows nothing of sockets.
///
/// ```swift
/// var reader = try MultipartReader(boundary: "frontier", limits: .init())
/// for try await piece in body { parts += try reader.append(piece) }
/// try reader.finish()
/// ```
struct MultipartReader: Sendable {
    /// One part, whole.
    struct Part: Sendable, Equatable {
        /// Header fields, names in lower case, in the order in which they came.
        var fields: [(name: String, value: String)]
        var body: [UInt8]

        /// The first field of a name.
        subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

        static func == (left: Part, right: Part) -> Bool {
            left.body == right.body && left.fields.map(\.name) == right.fields.map(\.name)
                && left.fields.map(\.value) == right.fields.map(\.value)
        }
    }

    /// What is accepted at most.
    struct Limits: Sendable {
        /// Bytes of one part's body.
        var partBytes = 2 << 30
        /// Bytes of one part's header.
        var headerBytes = 16 << 10
        /// Parts of one message.
        var parts = 100_000
        /// Bytes before the first boundary.
        var preambleBytes = 64 << 10
    }

    private enum State { case preamble, afterBoundary, header, body, epilogue }

    /// CRLF, two hyphens and the boundary: what ends a part.
    private let delimiter: [UInt8]
    private let limits: Limits
    private var state = State.preamble
    /// What has come and is not used up. It starts with the line break that a boundary at the very beginning lacks.
    private var buffer: [UInt8] = [0x0D, 0x0A]
    private var position = 0
    /// Where the search for what ends the present state goes on.
    private var searched = 0
    private var fields: [(name: String, value: String)] = []
    private(set) var partCount = 0

    /// - Throws: ``MultipartError`` where the boundary is not one of RFC 2046.
    init(boundary: String, limits: Limits = Limits()) throws(MultipartError) {
        guard (1...70).contains(boundary.utf8.count), boundary.utf8.allSatisfy({ (0x20...0x7E).contains($0) }), boundary.last != " " else {
            throw MultipartError(.malformed, "The boundary of the multipart message is not 1 to 70 printable characters.")
        }
        delimiter = Array("\r\n--\(boundary)".utf8)
        self.limits = limits
    }

    /// Bytes that are held for a part that is not whole yet.
    var heldBytes: Int { buffer.count - position }
    /// A buffer that grew beyond this for one large part is given back with the part.
    private static let keptCapacity = 8 << 20

    /// Takes in a piece; returns the parts that are whole with it.
    mutating func append(_ piece: some Sequence<UInt8>) throws(MultipartError) -> [Part] {
        if state == .epilogue { return [] }
        buffer.append(contentsOf: piece)
        var parts: [Part] = []
        while try step(&parts) {}
        // What is used up is at most one piece long when a part ends, so little is moved.
        if position > 0 {
            if buffer.capacity > Self.keptCapacity, !parts.isEmpty {
                buffer = Array(buffer[position...])
            } else {
                buffer.removeFirst(position)
            }
            searched = max(0, searched - position)
            position = 0
        }
        return parts
    }

    /// Tells that no more pieces come.
    ///
    /// - Throws: ``MultipartError`` `truncated` where the closing boundary has not been seen.
    func finish() throws(MultipartError) {
        guard state == .epilogue else {
            throw MultipartError(.truncated, "The multipart message ends before its closing boundary, in part \(partCount + 1).")
        }
    }

    /// Goes one state further; false where more bytes are needed.
    private mutating func step(_ parts: inout [Part]) throws(MultipartError) -> Bool {
        switch state {
        case .preamble: return try readPreamble()
        case .afterBoundary: return try readBoundaryEnd()
        case .header: return try readHeader()
        case .body: return try readBody(&parts)
        case .epilogue:
            position = buffer.count
            return false
        }
    }

    private mutating func readPreamble() throws(MultipartError) -> Bool {
        guard let found = find(delimiter) else {
            guard heldBytes <= limits.preambleBytes else {
                throw MultipartError(.limitExceeded, "The first \(limits.preambleBytes) bytes of the multipart message hold no boundary.")
            }
            return false
        }
        enter(.afterBoundary, at: found + delimiter.count)
        return true
    }

    /// Behind a boundary come two hyphens, where it is the last, or the line's end, perhaps after blanks.
    private mutating func readBoundaryEnd() throws(MultipartError) -> Bool {
        let rest = buffer[position...]
        if rest.starts(with: [0x2D, 0x2D]) {
            enter(.epilogue, at: buffer.count)
            return false
        }
        let padding = rest.prefix { $0 == 0x20 || $0 == 0x09 }.count
        let end = rest.dropFirst(padding)
        if end.starts(with: [0x0D, 0x0A]) {
            // The line break is left: a part without header has it and one more.
            enter(.header, at: position + padding)
            return true
        }
        let couldBecome = end.count < 2 && (end.isEmpty || end.first == 0x0D || (padding == 0 && end.first == 0x2D))
        guard couldBecome, padding <= 256 else {
            throw MultipartError(
                .malformed, "A boundary of the multipart message is followed by something else, before part \(partCount + 1).")
        }
        return false
    }

    private mutating func readHeader() throws(MultipartError) -> Bool {
        guard let found = find([0x0D, 0x0A, 0x0D, 0x0A]) else {
            guard heldBytes <= limits.headerBytes else { throw headerTooLong() }
            return false
        }
        guard found - position <= limits.headerBytes else { throw headerTooLong() }
        guard partCount < limits.parts else {
            throw MultipartError(.limitExceeded, "The multipart message has more than \(limits.parts) parts.")
        }
        fields = try Self.fields(buffer[position..<found])
        // The second line break may already be that of the next boundary: a part without body.
        enter(.body, at: found + 2)
        if let length = self["content-length"].flatMap({ Int($0) }), (0...limits.partBytes).contains(length) {
            buffer.reserveCapacity(buffer.count - position + min(length, 64 << 20) + delimiter.count)
        }
        return true
    }

    private mutating func readBody(_ parts: inout [Part]) throws(MultipartError) -> Bool {
        let found = find(delimiter)
        let length = (found ?? buffer.count) - position - 2
        guard length <= limits.partBytes else {
            throw MultipartError(.limitExceeded, "Part \(partCount + 1) of the multipart message is longer than \(limits.partBytes) bytes.")
        }
        guard let found else { return false }
        parts.append(Part(fields: fields, body: length > 0 ? Array(buffer[(position + 2)..<found]) : []))
        partCount += 1
        fields = []
        enter(.afterBoundary, at: found + delimiter.count)
        return true
    }

    private subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    private mutating func enter(_ state: State, at position: Int) {
        self.state = state
        self.position = position
        searched = position
    }

    /// The position of a pattern; what cannot begin it any more is not looked at again.
    private mutating func find(_ pattern: [UInt8]) -> Int? {
        let start = max(searched, position)
        let found: Int? = buffer.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress else { return nil }
            var next = start
            // Both patterns begin with a carriage return, which is rare even in pixels: one byte of 256.
            while bytes.count - next >= pattern.count,
                let hit = memchr(base + next, Int32(pattern[0]), bytes.count - next - pattern.count + 1)
            {
                let place = UnsafeRawPointer(hit) - base
                if memcmp(hit, pattern, pattern.count) == 0 { return place }
                next = place + 1
            }
            return nil
        }
        if found == nil { searched = max(start, buffer.count - pattern.count + 1) }
        return found
    }

    private func headerTooLong() -> MultipartError {
        MultipartError(
            .limitExceeded, "The header of part \(partCount + 1) of the multipart message is longer than \(limits.headerBytes) bytes.")
    }

    /// The fields of a header (RFC 5322 §2.2), continued lines joined.
    private static func fields(_ header: ArraySlice<UInt8>) throws(MultipartError) -> [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        for line in String(decoding: header, as: UTF8.self).split(whereSeparator: { $0 == "\r\n" || $0 == "\n" }) {
            if let first = line.first, first == " " || first == "\t", !fields.isEmpty {
                fields[fields.count - 1].value += " " + line.trimmingBlanks
                continue
            }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex else {
                throw MultipartError(.malformed, "A header line of a part is not of the form 'name: value'.")
            }
            fields.append((line[..<colon].trimmingBlanks.lowercased(), line[line.index(after: colon)...].trimmingBlanks))
        }
        return fields
    }
}

/// Why a multipart message cannot be read.
struct MultipartError: Error, Equatable, CustomStringConvertible {
    enum Code: Sendable { case malformed, truncated, limitExceeded }

    let code: Code
    let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    var description: String { message }
}

extension StringProtocol {
    /// Without blanks and tabs at both ends.
    var trimmingBlanks: String {
        var rest = Substring(self)
        while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
