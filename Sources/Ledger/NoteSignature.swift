/// One signature line of a note: `— name base64(key hash || signature)`.
public struct NoteSignature: Sendable, Equatable {
    /// The name of the key.
    public let name: String
    /// The hash of the key; name and hash together name it.
    public let keyHash: UInt32
    /// The bytes of the signature, 64 for Ed25519.
    public let signature: [UInt8]

    init(name: String, keyHash: UInt32, signature: [UInt8]) {
        self.name = name
        self.keyHash = keyHash
        self.signature = signature
    }

    /// Reads a line without its newline; `offset` is where it starts in the note.
    init(line: ArraySlice<UInt8>, offset: Int) throws(NoteError) {
        guard line.starts(with: NoteRules.signaturePrefix) else {
            throw NoteError(.malformed, "a signature line starts with an em dash and a space", offset: offset)
        }
        let rest = line.dropFirst(NoteRules.signaturePrefix.count)
        guard let space = rest.firstIndex(of: 0x20) else {
            throw NoteError(.malformed, "a signature line is an em dash, a key name and a signature", offset: offset)
        }
        let name = String(decoding: rest[..<space], as: UTF8.self)
        guard NoteRules.isValidName(name) else {
            throw NoteError(.malformed, "a key name must not be empty and holds no space and no plus sign", offset: offset)
        }
        guard let bytes = Base64.decode(String(decoding: rest[(space + 1)...], as: UTF8.self)), bytes.count >= 5 else {
            throw NoteError(.malformed, "the signature by \(name) is not base64 of a key hash and a signature", offset: offset)
        }
        self.name = name
        keyHash = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        signature = Array(bytes.dropFirst(4))
    }

    /// The line as it stands in the note, with its newline.
    var line: String {
        let hash = [UInt8(keyHash >> 24), UInt8(keyHash >> 16 & 0xFF), UInt8(keyHash >> 8 & 0xFF), UInt8(keyHash & 0xFF)]
        return "\u{2014} \(name) \(Base64.encode(hash + signature))\n"
    }

    /// Equal if the bytes are.
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.name.utf8.elementsEqual(right.name.utf8) && left.keyHash == right.keyHash && left.signature == right.signature
    }
}
