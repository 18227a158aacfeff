/// Comments that encoders leave in codestreams: their names and versions, which say nothing of anybody.
enum EncoderComment {
    private static let words: Set<String> = [
        "Created", "by", "Creator", "GDCM", "OpenJPEG", "OpenJPH", "Kakadu", "JasPer", "CharLS", "DCMTK", "Version", "version", "Ver", "v",
        "MITRA", "DICOM", "STANDARD",
    ]
    private static let digitLimit = 8

    /// Whether a comment has words of such a kind only, and no more digits than a version.
    static func isOne(_ comment: ArraySlice<UInt8>) -> Bool {
        guard comment.count <= 64 else { return false }
        var digits = 0
        var word = ""
        for byte in comment + [0] {
            switch byte {
            case 0x41...0x5A, 0x61...0x7A:
                word.unicodeScalars.append(Unicode.Scalar(byte))
                continue
            case 0x30...0x39: digits += 1
            case 0, 0x20, 0x2D...0x2F, 0x3A, 0x5F: break
            default: return false
            }
            guard word.isEmpty || words.contains(word) else { return false }
            word = ""
        }
        return digits <= digitLimit
    }
}
