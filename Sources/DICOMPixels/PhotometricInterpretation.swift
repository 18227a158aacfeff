/// What the samples of a pixel mean (PS3.3 section C.7.6.3.1.2).
public struct PhotometricInterpretation: RawRepresentable, Hashable, Sendable, Codable {
    /// The code string of (0028,0004).
    public let rawValue: String

    /// An interpretation from its code string; terms this library does not know are kept as they are.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The lowest value is white.
    public static let monochrome1 = PhotometricInterpretation(rawValue: "MONOCHROME1")
    /// The lowest value is black.
    public static let monochrome2 = PhotometricInterpretation(rawValue: "MONOCHROME2")
    /// Samples index a colour table.
    public static let paletteColor = PhotometricInterpretation(rawValue: "PALETTE COLOR")
    /// Red, green, blue.
    public static let rgb = PhotometricInterpretation(rawValue: "RGB")
    /// Luminance and two chrominances of full resolution.
    public static let ybrFull = PhotometricInterpretation(rawValue: "YBR_FULL")
    /// Luminance, and chrominances that two neighbours share.
    public static let ybrFull422 = PhotometricInterpretation(rawValue: "YBR_FULL_422")
    /// RGB under the reversible transformation of JPEG 2000.
    public static let ybrRCT = PhotometricInterpretation(rawValue: "YBR_RCT")
    /// RGB under the irreversible transformation of JPEG 2000.
    public static let ybrICT = PhotometricInterpretation(rawValue: "YBR_ICT")

    /// The number of samples a pixel must have; nil for terms this library does not know.
    public var samplesPerPixel: Int? {
        switch rawValue {
        case "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR": 1
        case "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT", "YBR_PARTIAL_420": 3
        default: nil
        }
    }
}
