/// A text signed by one or more keys, in the C2SP signed-note format (c2sp.org/signed-note).
///
/// ```
/// let note = try signer.sign("permit 7\n")
/// let text = try SignedNote(note.encoded).verify(with: verifier)
/// ```
/// The text means nothing until ``verify(with:)`` has returned.
public struct SignedNote: Sendable, Equatable, CustomStringConvertible {
    /// The text with its final newline.
    public let text: String
    /// The signatures, in the order in which they stand under the text.
    public let signatures: [NoteSignature]

    /// A note of these parts, not checked.
    init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads an encoded note; no signature is checked.
    public init(_ encoded: String) throws(NoteError) {
        try self.init(bytes: Array(encoded.utf8))
    }

    /// Reads the bytes of an encoded note; no signature is checked.
    public init(bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= NoteRules.maximumBytes else {
            throw NoteError(.tooLarge, "a note of \(bytes.count) bytes is longer than the \(NoteRules.maximumBytes) that are read")
        }
        if let offset = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x0A }) {
            throw NoteError(.malformed, "a note holds no control character but newline", offset: offset)
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw NoteError(.malformed, "a note is UTF-8 text")
        }
        guard let blank = Self.lastBlankLine(in: bytes) else {
            throw NoteError(.malformed, "a note is a text, an empty line and signature lines")
        }
        text = String(decoding: bytes[...blank], as: UTF8.self)
        signatures = try Self.signatures(in: bytes, from: blank + 2)
    }

    /// The note as it is stored and sent.
    public var encoded: String {
        text + "\n" + signatures.map { $0.line }.joined()
    }

    /// The bytes of the note as it is stored and sent.
    public var bytes: [UInt8] { Array(encoded.utf8) }

    /// The encoded note.
    public var description: String { encoded }

    /// Returns the text if the key signed it.
    ///
    /// Signatures by other keys are ignored. Every signature that says it is by this key must be right.
    @discardableResult
    public func verify(with verifier: NoteVerifier) throws(NoteError) -> String {
        var found = false
        for signature in signatures where verifier.names(signature) {
            guard verifier.isValidSignature(signature.signature, on: text) else {
                throw NoteError(.invalidSignature, "the signature by \(verifier.name) does not fit the text: the note was changed")
            }
            found = true
        }
        guard found else {
            throw NoteError(.notSigned, "the note is not signed by \(verifier.name)+\(verifier.keyHashText)")
        }
        return text
    }

    /// Equal if the bytes are; Swift's own string equality would call different spellings of a letter equal.
    public static func == (left: SignedNote, right: SignedNote) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8) && left.signatures == right.signatures
    }

    /// The index of the newline that ends the text, if an empty line follows somewhere; the last such place counts.
    private static func lastBlankLine(in bytes: [UInt8]) -> Int? {
        guard bytes.count >= 2 else { return nil }
        return stride(from: bytes.count - 2, through: 0, by: -1).first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
    }

    private static func signatures(in bytes: [UInt8], from start: Int) throws(NoteError) -> [NoteSignature] {
        guard start < bytes.count else { throw NoteError(.malformed, "a note has at least one signature line", offset: start) }
        guard bytes.last == 0x0A else { throw NoteError(.malformed, "the last signature line ends in a newline", offset: bytes.count) }
        var signatures: [NoteSignature] = []
        var offset = start
        for line in bytes[start..<(bytes.count - 1)].split(separator: 0x0A, omittingEmptySubsequences: false) {
            guard signatures.count < NoteRules.maximumSignatures else {
                throw NoteError(.tooLarge, "a note has at most \(NoteRules.maximumSignatures) signatures", offset: offset)
            }
            signatures.append(try NoteSignature(line: line, offset: offset))
            offset += line.count + 1
        }
        return signatures
    }
}

extension SignedNote: Codable {
    /// Reads an encoded note from a single string.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
            try self.init(container.decode(String.self))
        } catch let error as NoteError {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: error.message)
        }
    }

    /// Writes the encoded note as a single string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(encoded)
    }
}
