import NIOCore

/// Reads the fields of one PDU. Every read is checked against the bytes that are left, so lengths that lie end in an error.
struct PDUReader {
    private var buffer: ByteBuffer

    init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    var isAtEnd: Bool { buffer.readableBytes == 0 }
    var remaining: Int { buffer.readableBytes }

    mutating func integer<Number: FixedWidthInteger>(_ what: String, as: Number.Type = Number.self) throws(PDUError) -> Number {
        guard let number = buffer.readInteger(as: Number.self) else { throw truncated(what) }
        return number
    }

    mutating func skip(_ count: Int, _ what: String) throws(PDUError) {
        guard buffer.readableBytes >= count else { throw truncated(what) }
        buffer.moveReaderIndex(forwardBy: count)
    }

    mutating func bytes(_ count: Int, _ what: String) throws(PDUError) -> [UInt8] {
        guard let bytes = buffer.readBytes(length: count) else { throw truncated(what) }
        return bytes
    }

    mutating func rest() -> [UInt8] {
        buffer.readBytes(length: buffer.readableBytes) ?? []
    }

    /// What a length encloses, as a reader that cannot leave it.
    mutating func part(_ count: Int, _ what: String) throws(PDUError) -> PDUReader {
        guard let slice = buffer.readSlice(length: count) else { throw truncated(what) }
        return PDUReader(slice)
    }

    /// An item: its type and a reader of what it holds (type, reserved byte, 16 bits of length).
    mutating func item() throws(PDUError) -> (type: UInt8, content: PDUReader) {
        let type = try integer("item type", as: UInt8.self)
        try skip(1, "item header")
        let length = try integer("item length", as: UInt16.self)
        return (type, try part(Int(length), "item of type \(String(type, radix: 16, uppercase: true))H"))
    }

    /// Text of the ISO 646 basic set, padding with spaces and NULs removed.
    mutating func text(_ count: Int, _ what: String) throws(PDUError) -> String {
        let field = try bytes(count, what)
        let padding: Set<UInt8> = [0, 0x20]
        guard let first = field.firstIndex(where: { !padding.contains($0) }),
            let last = field.lastIndex(where: { !padding.contains($0) })
        else { return "" }
        let trimmed = field[first...last]
        guard trimmed.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw PDUError(.invalidValue, "The \(what) has characters outside the basic character set.")
        }
        return String(decoding: trimmed, as: UTF8.self)
    }

    mutating func uid(_ count: Int, _ what: String) throws(PDUError) -> String {
        // 64 characters and a padding byte, which the network does not use but some peers send.
        guard count <= 66 else { throw PDUError(.invalidValue, "The \(what) has \(count) characters where a UID has up to 64.") }
        return try text(count, what)
    }

    /// The whole rest as a UID.
    mutating func uid(_ what: String) throws(PDUError) -> String {
        try uid(remaining, what)
    }

    /// A UID behind its 16 bits of length.
    mutating func countedUID(_ what: String) throws(PDUError) -> String {
        let length = try integer("length of the \(what)", as: UInt16.self)
        return try uid(Int(length), what)
    }

    func requireEnd(_ what: String) throws(PDUError) {
        guard isAtEnd else { throw PDUError(.badLength, "The \(what) has \(remaining) bytes too many.") }
    }

    private func truncated(_ what: String) -> PDUError {
        PDUError(.badLength, "The PDU ends inside the \(what).")
    }
}
