/// The Specific Character Set a hospital writes (PS3.3 C.12.1.1.2), and its encoding. The generator encodes by itself, so
/// that what the DICOM room decodes is checked against bytes it did not write.
enum CharacterRepertoire: String, Sendable {
    /// Latin alphabet No. 1.
    case latin1 = "ISO_IR 100"
    /// Cyrillic, ISO 8859-5.
    case cyrillic = "ISO_IR 144"
    case utf8 = "ISO_IR 192"

    /// The bytes of `text`; a character outside the repertoire is a mistake in the generator's own lists.
    func encoded(_ text: String) -> [UInt8] {
        switch self {
        case .utf8: Array(text.utf8)
        case .latin1:
            text.unicodeScalars.map { scalar in
                precondition(scalar.value <= 0xFF, "U+\(String(scalar.value, radix: 16)) is not in Latin alphabet No. 1")
                return UInt8(scalar.value)
            }
        case .cyrillic:
            text.unicodeScalars.map { scalar in
                switch scalar.value {
                case 0x00...0xA0: return UInt8(scalar.value)
                // ISO 8859-5: A1-AC and AE-FF are U+0401...U+045F in order, but for AD (soft hyphen), F0 (No.) and FD (section).
                case 0x0401...0x040C, 0x040E...0x044F, 0x0451...0x045C, 0x045E, 0x045F: return UInt8(scalar.value - 0x0360)
                case 0x2116: return 0xF0
                case 0xA7: return 0xFD
                default: preconditionFailure("U+\(String(scalar.value, radix: 16)) is not in ISO 8859-5")
                }
            }
        }
    }
}
