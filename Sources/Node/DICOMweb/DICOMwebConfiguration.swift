import Foundation

/// What a data manager may set about DICOMweb: the part `dicomweb` of `node.yaml`, all of it optional.
public struct DICOMwebConfiguration: Codable, Sendable, Equatable {
    /// Web applications on other servers whose pages may ask this node, as `https://viewer.hospital.example`.
    public var corsOrigins: [String]
    /// Further names under which this node's HTTP server is reached; the configured host and localhost are names anyway.
    public var hostNames: [String]
    /// The address that answers refer to, where a proxy stands before the node: `https://mosaic.hospital.example`. Empty: as asked.
    public var publicAddress: String

    /// A configuration.
    public init(corsOrigins: [String] = [], hostNames: [String] = [], publicAddress: String = "") {
        self.corsOrigins = corsOrigins
        self.hostNames = hostNames
        self.publicAddress = publicAddress
    }

    /// Decodes what is there; the rest is empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            corsOrigins: try container.decodeIfPresent([String].self, forKey: .corsOrigins) ?? [],
            hostNames: try container.decodeIfPresent([String].self, forKey: .hostNames) ?? [],
            publicAddress: try container.decodeIfPresent(String.self, forKey: .publicAddress) ?? "")
    }

    /// What cannot be used, in words; `nil` where all can.
    var fault: String? {
        for origin in corsOrigins where !Self.isOrigin(origin) {
            return "dicomweb.corsOrigins: '\(origin)' is not an origin such as https://viewer.hospital.example; '*' is not possible"
        }
        if !publicAddress.isEmpty, !Self.isOrigin(publicAddress) {
            return "dicomweb.publicAddress is written https://host or https://host:port, not '\(publicAddress)'"
        }
        return nil
    }

    /// Scheme and authority, nothing behind (RFC 6454 §6.2).
    private static func isOrigin(_ text: String) -> Bool {
        guard let start = text.range(of: "://"), ["http", "https"].contains(text[..<start.lowerBound]) else { return false }
        let authority = text[start.upperBound...]
        return !authority.isEmpty && authority.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/?#*@\"'\\".utf8.contains($0) }
    }
}
