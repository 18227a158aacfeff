/// The rules that C2SP signed-note sets for key names, key hashes and texts.
enum NoteRules {
    /// The type byte of plain Ed25519 signatures (signed-note, "Signature types").
    static let ed25519: UInt8 = 0x01
    /// Notes longer than this many bytes are not read (the limit of Go's `note` package).
    static let maximumBytes = 1_000_000
    /// Notes with more signatures than this are not read (the limit of Go's `note` package; C2SP asks for at least 16).
    static let maximumSignatures = 100
    /// What a signature line starts with: em dash (U+2014) and a space.
    static let signaturePrefix = Array("\u{2014} ".utf8)

    /// Whether a key may be called this: not empty, no Unicode space, no plus sign, no control character.
    static func isValidName(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy { scalar in
                !scalar.properties.isWhitespace && scalar != "+" && scalar.value >= 0x20
            }
    }

    /// Whether a text may be signed: ends in a newline, and no ASCII control character but newline.
    static func isValidText(_ text: String) -> Bool {
        text.utf8.last == 0x0A && text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x0A }
    }
}
