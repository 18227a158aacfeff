import DICOM

/// The media types of compressed frames and their transfer syntaxes (PS3.18 table 8.7.3-5).
enum FrameMediaType {
    static let uncompressed = "application/octet-stream"

    /// Transfer syntaxes by media type; the first is the one a type means where the client names none.
    private static let table: [(type: String, uids: [String])] = [
        (
            "image/jpeg",
            [
                "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57",
            ]
        ),
        ("image/jls", ["1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81"]),
        ("image/jp2", ["1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91"]),
        ("image/jpx", ["1.2.840.10008.1.2.4.92", "1.2.840.10008.1.2.4.93"]),
        ("image/jphc", ["1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203"]),
        ("image/jxl", ["1.2.840.10008.1.2.4.110", "1.2.840.10008.1.2.4.111", "1.2.840.10008.1.2.4.112"]),
        ("image/dicom-rle", ["1.2.840.10008.1.2.5"]),
        ("video/mpeg", ["1.2.840.10008.1.2.4.100", "1.2.840.10008.1.2.4.101"]),
        (
            "video/mp4",
            [
                "1.2.840.10008.1.2.4.102", "1.2.840.10008.1.2.4.103", "1.2.840.10008.1.2.4.104", "1.2.840.10008.1.2.4.105",
                "1.2.840.10008.1.2.4.106",
            ]
        ),
        ("video/H265", ["1.2.840.10008.1.2.4.107", "1.2.840.10008.1.2.4.108"]),
    ]

    /// Names that older versions of the standard or other servers use.
    private static let synonyms = [
        "image/x-jls": "image/jls", "image/j2c": "image/jp2", "image/x-dicom-rle": "image/dicom-rle", "image/dicom+jpeg": "image/jpeg",
        "image/dicom+jpeg-ls": "image/jls", "image/dicom+jp2": "image/jp2", "image/dicom+rle": "image/dicom-rle", "image/jph": "image/jphc",
    ]

    /// The type of frames in a syntax; `nil` for one whose frames have none of their own.
    static func type(of syntax: TransferSyntax) -> String? { table.first { $0.uids.contains(syntax.uid) }?.type }

    /// The syntaxes of a type, its usual one first.
    static func syntaxes(of type: String) -> [TransferSyntax] {
        let name = synonyms[type] ?? type
        return table.first { $0.type.lowercased() == name.lowercased() }?.uids.compactMap { TransferSyntax(uid: $0) } ?? []
    }
}
