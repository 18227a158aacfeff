/// An application entity to call: its AE title and where it listens.
public struct RemoteApplicationEntity: Sendable, Hashable {
    /// The AE title, up to 16 characters.
    public var title: String
    /// Host name or address.
    public var host: String
    /// TCP port; 104 and 11112 are the registered ones, 2762 with TLS.
    public var port: Int
    /// Whether it expects TLS. The context is that of ``AssociationOptions/tls``.
    public var usesTLS: Bool

    /// An application entity to call.
    public init(title: String, host: String, port: Int, usesTLS: Bool = false) {
        self.title = title
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
    }

    /// Whether a text can be an AE title: 1 to 16 characters of ASCII, no backslash.
    public static func isTitle(_ text: String) -> Bool { ApplicationEntityTitle.isValid(text) }

    /// Reads `AE@host:port`; an IPv6 address stands in brackets.
    public init?(_ text: some StringProtocol) {
        guard let at = text.firstIndex(of: "@"), let colon = text.lastIndex(of: ":"), at < colon,
            let port = Int(text[text.index(after: colon)...]), (1...65535).contains(port)
        else { return nil }
        let title = String(text[..<at])
        var host = text[text.index(after: at)..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard ApplicationEntityTitle.isValid(title), !host.isEmpty else { return nil }
        self.init(title: title, host: String(host), port: port)
    }
}

extension RemoteApplicationEntity: CustomStringConvertible {
    /// `AE@host:port`.
    public var description: String { host.contains(":") ? "\(title)@[\(host)]:\(port)" : "\(title)@\(host):\(port)" }
}

/// What an AE title may be (PS3.5 table 6.2-1, value representation AE).
enum ApplicationEntityTitle {
    static func isValid(_ title: String) -> Bool {
        (1...16).contains(title.utf8.count) && title.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x5C }
            && title.contains { $0 != " " }
    }
}
