/// A colour profile (ICC.1:2022), as ICC Profile (0028,2000) holds one.
enum ICCProfile {
    private static let headerLength = 128
    private static let tagLimit = 100
    /// Types of tags that hold numbers only: matrices, curves, tables.
    private static let numeric: Set<String> = [
        "XYZ ", "curv", "para", "mft1", "mft2", "mAB ", "mBA ", "sf32", "uf32", "ui08", "ui16", "sig ", "view", "meas", "chrm",
    ]

    /// The profile with its texts emptied (description, copyright, names of devices) and with nothing outside its tags, every tag at its
    /// place; nil where it is no profile. The colours it makes are the same.
    static func withoutTexts(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let start = bytes.startIndex
        guard let size = bytes.bigEndian(at: start, size: 4), size >= headerLength + 4, size <= bytes.count,
            bytes[start + 36..<start + 40].elementsEqual("acsp".utf8),
            let count = bytes.bigEndian(at: start + headerLength, size: 4), count <= tagLimit, headerLength + 4 + 12 * count <= size
        else { return nil }
        var output = [UInt8](repeating: 0, count: size + size % 2)
        func copy(_ range: Range<Int>) {
            for position in range { output[position] = bytes[start + position] }
        }
        // Bytes 84 to 99 are an identifier that is a hash of the whole; the last 28 are reserved.
        copy(0..<84)
        copy(headerLength..<headerLength + 4 + 12 * count)
        for number in 0..<count {
            let entry = start + headerLength + 4 + 12 * number
            guard let offset = bytes.bigEndian(at: entry + 4, size: 4), let length = bytes.bigEndian(at: entry + 8, size: 4), length >= 8,
                offset >= headerLength + 4 + 12 * count, offset + length <= size
            else { return nil }
            let type = String(decoding: bytes[start + offset..<start + offset + 4], as: UTF8.self)
            if numeric.contains(type) {
                copy(offset..<offset + length)
            } else {
                // The type alone: a text of no letters.
                copy(offset..<offset + 4)
                // An ASCII description counts its terminator (ICC.1:2001 section 6.5.17).
                if type == "desc", length >= 12 { output[offset + 11] = 1 }
                // Records of twelve bytes, of which there are none (section 10.15).
                if type == "mluc", length >= 16 { output[offset + 15] = 12 }
            }
        }
        return output[...]
    }
}
