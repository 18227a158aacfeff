/// How a data set is laid out in bytes (PS3.5 section 10): explicit or implicit VR, byte order, deflation, encapsulated pixels.
public struct TransferSyntax: Hashable, Sendable {
    /// The registered UID.
    public let uid: String
    /// Whether the stream names the VR of every element.
    public let isExplicitVR: Bool
    /// Whether numbers have their most significant byte first.
    public let isBigEndian: Bool
    /// Whether the data set is deflated as a whole (RFC 1951).
    public let isDeflated: Bool
    /// Whether pixel data is a sequence of compressed fragments.
    public let isEncapsulated: Bool

    private init(_ uid: String, explicit: Bool = true, bigEndian: Bool = false, deflated: Bool = false, encapsulated: Bool = false) {
        self.uid = uid
        isExplicitVR = explicit
        isBigEndian = bigEndian
        isDeflated = deflated
        isEncapsulated = encapsulated
    }

    /// The syntax with this UID, nil when PS3.6 does not register it as a transfer syntax for data sets.
    public init?(uid: some StringProtocol) {
        let trimmed = String(decoding: uid.utf8.prefix { $0 != 0 && $0 != 0x20 }, as: UTF8.self)
        switch trimmed {
        case "1.2.840.10008.1.2": self = .implicitVRLittleEndian
        case "1.2.840.10008.1.2.1": self = .explicitVRLittleEndian
        case "1.2.840.10008.1.2.1.99": self = .deflatedExplicitVRLittleEndian
        case "1.2.840.10008.1.2.2": self = .explicitVRBigEndian
        case "1.2.840.10008.1.20": self.init(trimmed, explicit: false)
        // JPIP leaves the pixels on a server: the data set has a reference in their place.
        case "1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.204": self.init(trimmed)
        case "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205": self.init(trimmed, deflated: true)
        // MIME and XML (1.2.840.10008.1.2.6) and real-time video (.7) are not streams of data elements.
        case _ where trimmed.hasPrefix("1.2.840.10008.1.2.6.") || trimmed.hasPrefix("1.2.840.10008.1.2.7."): return nil
        // The syntax of GE that writes little endian headers and big endian pixels, seen in old archives, stays unread.
        default:
            guard UIDRegistry.entry(for: trimmed)?.kind == .transferSyntax else { return nil }
            self.init(trimmed, encapsulated: true)
        }
    }

    /// Implicit VR Little Endian, the default of the network.
    public static let implicitVRLittleEndian = TransferSyntax("1.2.840.10008.1.2", explicit: false)
    /// Explicit VR Little Endian.
    public static let explicitVRLittleEndian = TransferSyntax("1.2.840.10008.1.2.1")
    /// Deflated Explicit VR Little Endian.
    public static let deflatedExplicitVRLittleEndian = TransferSyntax("1.2.840.10008.1.2.1.99", deflated: true)
    /// Explicit VR Big Endian, retired.
    public static let explicitVRBigEndian = TransferSyntax("1.2.840.10008.1.2.2", bigEndian: true)
    /// Encapsulated Uncompressed Explicit VR Little Endian.
    public static let encapsulatedUncompressed = TransferSyntax("1.2.840.10008.1.2.1.98", encapsulated: true)
    /// JPEG Baseline, 8 bits, lossy.
    public static let jpegBaseline = TransferSyntax("1.2.840.10008.1.2.4.50", encapsulated: true)
    /// JPEG Extended, 12 bits, lossy.
    public static let jpegExtended = TransferSyntax("1.2.840.10008.1.2.4.51", encapsulated: true)
    /// JPEG Lossless, process 14.
    public static let jpegLossless = TransferSyntax("1.2.840.10008.1.2.4.57", encapsulated: true)
    /// JPEG Lossless, process 14, selection value 1.
    public static let jpegLosslessFirstOrder = TransferSyntax("1.2.840.10008.1.2.4.70", encapsulated: true)
    /// JPEG-LS lossless.
    public static let jpegLSLossless = TransferSyntax("1.2.840.10008.1.2.4.80", encapsulated: true)
    /// JPEG-LS near-lossless.
    public static let jpegLSNearLossless = TransferSyntax("1.2.840.10008.1.2.4.81", encapsulated: true)
    /// JPEG 2000, lossless only.
    public static let jpeg2000Lossless = TransferSyntax("1.2.840.10008.1.2.4.90", encapsulated: true)
    /// JPEG 2000.
    public static let jpeg2000 = TransferSyntax("1.2.840.10008.1.2.4.91", encapsulated: true)
    /// High-Throughput JPEG 2000, lossless only.
    public static let htj2kLossless = TransferSyntax("1.2.840.10008.1.2.4.201", encapsulated: true)
    /// High-Throughput JPEG 2000 with RPCL options, lossless only.
    public static let htj2kLosslessRPCL = TransferSyntax("1.2.840.10008.1.2.4.202", encapsulated: true)
    /// High-Throughput JPEG 2000.
    public static let htj2k = TransferSyntax("1.2.840.10008.1.2.4.203", encapsulated: true)
    /// RLE Lossless (PS3.5 annex G).
    public static let rleLossless = TransferSyntax("1.2.840.10008.1.2.5", encapsulated: true)
    // Equal syntaxes have equal UIDs: the other members follow from it.

    /// The name in the UID registry.
    public var name: String { UIDRegistry.name(of: uid) ?? uid }
}

extension TransferSyntax: CustomStringConvertible {
    /// The name in the UID registry.
    public var description: String { name }
}
