/// Takes FHIR resources out of a file one at a time: the entries of a bundle, resources one after the other, or the lines of NDJSON. A bundle of
/// any size is never held as a whole.
struct FHIRElements {
    /// A resource or an entry of a bundle, as it stands in the file.
    struct Element {
        /// The line of NDJSON, else the number of the entry or resource, counted from one.
        let number: Int
        let bytes: [UInt8]
        let isEntry: Bool
    }

    private let pieces: BytePieces
    private let isLines: Bool
    private let longest: Int
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var number = 0
    /// What stands in the file outside of entries: the resource, or the bundle without them.
    private var outer: [UInt8] = []
    private var key: [UInt8] = []
    private var depth = 0
    private var isInEntries = false

    /// The largest resource in bytes, and how deep arrays and objects may nest in a file.
    static let longest = 16 << 20
    static let deepest = 64

    init(_ pieces: BytePieces, isLines: Bool, longest: Int = Self.longest) {
        self.pieces = pieces
        self.isLines = isLines
        self.longest = longest
    }

    private mutating func byte() throws(ClinicalTableError) -> UInt8? {
        if position == buffer.count {
            if isAtEnd { return nil }
            do {
                buffer = try pieces.next()
            } catch {
                throw ClinicalTableError(.unreadable, "the file cannot be read on: \(error)", line: number + 1)
            }
            position = 0
            if buffer.isEmpty {
                isAtEnd = true
                return nil
            }
        }
        position += 1
        return buffer[position - 1]
    }

    private func tooLarge(_ message: String) -> ClinicalTableError { ClinicalTableError(.tooLarge, message, line: number + 1) }

    private func check(_ count: Int) throws(ClinicalTableError) {
        guard count <= longest else { throw tooLarge("a resource is larger than \(longest) bytes") }
    }

    /// The next element; `nil` at the end.
    mutating func next() throws(ClinicalTableError) -> Element? { isLines ? try line() : try object() }

    private mutating func line() throws(ClinicalTableError) -> Element? {
        var line: [UInt8] = []
        while true {
            let byte = try byte()
            if let byte, byte != UInt8(ascii: "\n") {
                line.append(byte)
                try check(line.count)
                continue
            }
            number += byte == nil ? 0 : 1
            if line.allSatisfy({ $0 <= 0x20 }) {
                if byte == nil { return nil }
                line = []
                continue
            }
            try checkDepth(of: line)
            return Element(number: byte == nil ? number + 1 : number, bytes: line, isEntry: false)
        }
    }

    private func checkDepth(of bytes: [UInt8]) throws(ClinicalTableError) {
        var depth = 0
        var (isString, isEscaped) = (false, false)
        for byte in bytes {
            if isString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                if depth > Self.deepest { throw tooLarge("a resource nests deeper than \(Self.deepest) levels") }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
    }

    /// The next entry of a bundle, or the next resource that is none.
    private mutating func object() throws(ClinicalTableError) -> Element? {
        var inner: [UInt8] = []
        // The element of the list of entries has depth 3: file, bundle, list.
        while let byte = try byte() {
            if byte == UInt8(ascii: "\"") {
                let string = try string()
                if depth == 1 { key = string }
                if isInEntries, depth > 2 { inner += string } else { outer += string }
            } else {
                switch byte {
                case UInt8(ascii: "{"), UInt8(ascii: "["):
                    depth += 1
                    guard depth <= Self.deepest else { throw tooLarge("a resource nests deeper than \(Self.deepest) levels") }
                    if depth == 2, byte == UInt8(ascii: "["), key == Array("\"entry\"".utf8) { isInEntries = true }
                case UInt8(ascii: "}"), UInt8(ascii: "]"):
                    depth -= 1
                    if depth < 0 { throw notJSON() }
                default:
                    guard depth > 0 || byte <= 0x20 || byte == 0xEF || byte == 0xBB || byte == 0xBF else { throw notJSON() }
                }
                let closes = byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
                let isOfEntry = isInEntries && (depth > 2 || depth == 2 && closes)
                // Commas between entries belong to no one.
                let isBetween = isInEntries && depth == 2 && !closes && byte != UInt8(ascii: "[")
                if isOfEntry { inner.append(byte) } else if !isBetween, depth > 0 || closes { outer.append(byte) }
                if isOfEntry, depth == 2 {
                    number += 1
                    return Element(number: number, bytes: inner, isEntry: true)
                }
                if depth == 1 { isInEntries = false }
                if depth == 0, closes {
                    let bytes = outer
                    outer = []
                    key = []
                    number += 1
                    return Element(number: number, bytes: bytes, isEntry: false)
                }
            }
            try check(inner.count)
            try check(outer.count)
        }
        guard depth == 0 else {
            throw ClinicalTableError(.notText, "the file ends in the middle of a resource", line: number + 1)
        }
        return nil
    }

    private func notJSON() -> ClinicalTableError {
        ClinicalTableError(.notText, "this is no JSON of FHIR resources; resources begin with {", line: number + 1)
    }

    /// The rest of a string behind its first quotation mark, with both marks.
    private mutating func string() throws(ClinicalTableError) -> [UInt8] {
        var string = [UInt8(ascii: "\"")]
        var isEscaped = false
        while let byte = try byte() {
            string.append(byte)
            try check(string.count)
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return string
            }
        }
        throw ClinicalTableError(.notText, "the file ends in the middle of a string", line: number + 1)
    }
}
