/// The DICOM service of a node, and who may use it: the part `dicom` of `node.yaml`.
public struct DICOMConfiguration: Codable, Sendable, Equatable {
    /// What a peer may do.
    public enum Permission: String, Codable, Sendable, CaseIterable {
        /// Send objects (C-STORE) and have them confirmed (storage commitment).
        case store
        /// Search (C-FIND).
        case search
        /// Fetch (C-GET), or have objects sent to a peer (C-MOVE).
        case retrieve
    }

    /// A PACS, modality or workstation.
    public struct Peer: Codable, Sendable, Equatable {
        /// Its AE title.
        public var title: String
        /// Its host name or address; where there is one, it may call from nowhere else.
        public var host: String?
        /// Where it listens, for C-MOVE, storage commitment and `mosaic node pull`.
        public var port: Int?
        /// Whether it is called with TLS.
        public var tls: Bool?
        /// What it may do here; nothing where empty.
        public var may: [Permission]?
    }

    /// Certificate and key, as PEM files.
    public struct TLS: Codable, Sendable, Equatable {
        /// The certificate chain.
        public var certificate: String
        /// The private key.
        public var key: String
        /// Authorities whose certificates peers must have; any peer may connect where there are none.
        public var authorities: String?
    }

    /// The address to listen on.
    public var host: String
    /// The port; 0 for no DICOM service.
    public var port: Int
    /// The node's own AE title.
    public var title: String
    /// Who may call, and be called.
    public var peers: [Peer]
    /// What a caller that is no peer may do; nothing where empty.
    public var strangersMay: [Permission]
    /// TLS; none where the network is the hospital's own and closed.
    public var tls: TLS?

    /// No service.
    public static let none = DICOMConfiguration(host: "127.0.0.1", port: 0, title: "MOSAIC", peers: [], strangersMay: [], tls: nil)

    init(host: String, port: Int, title: String, peers: [Peer], strangersMay: [Permission], tls: TLS?) {
        self.host = host
        self.port = port
        self.title = title
        self.peers = peers
        self.strangersMay = strangersMay
        self.tls = tls
    }

    /// Reads the part of the file; what is not there has its initial value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let none = Self.none
        host = try container.decodeIfPresent(String.self, forKey: .host) ?? none.host
        port = try container.decodeIfPresent(Int.self, forKey: .port) ?? none.port
        title = try container.decodeIfPresent(String.self, forKey: .title) ?? none.title
        peers = try container.decodeIfPresent([Peer].self, forKey: .peers) ?? []
        strangersMay = try container.decodeIfPresent([Permission].self, forKey: .strangersMay) ?? []
        tls = try container.decodeIfPresent(TLS.self, forKey: .tls)
    }

    /// - Throws: ``NodeError`` `configuration` with the key and what is wrong with it.
    func check(path: String) throws {
        guard (0...65_535).contains(port) else {
            throw NodeError(.configuration, "\(path): dicom.port \(port) is not between 0 and 65535.")
        }
        for name in [title] + peers.map(\.title) where !Self.isTitle(name) {
            throw NodeError(
                .configuration, "\(path): '\(name)' is no AE title: 1 to 16 ASCII characters without backslash and control characters.")
        }
        guard Set(peers.map(\.title)).count == peers.count else {
            throw NodeError(.configuration, "\(path): two of dicom.peers have the same title.")
        }
        if tls == nil, let peer = peers.first(where: { $0.tls == true }) {
            throw NodeError(
                .configuration, "\(path): the peer \(peer.title) is called with TLS, which needs dicom.tls with the node's own certificate."
            )
        }
        for peer in peers {
            if let port = peer.port, !(1...65_535).contains(port) || peer.host == nil {
                throw NodeError(
                    .configuration, "\(path): the peer \(peer.title) needs a host, and a port between 1 and 65535, to be called.")
            }
        }
    }

    /// PS3.5 §6.2, AE.
    private static func isTitle(_ text: String) -> Bool {
        (1...16).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 32 && $0 < 127 && $0 != 0x5C } && !text.allSatisfy { $0 == " " }
    }

    /// The peer with an AE title.
    func peer(_ title: String) -> Peer? { peers.first { $0.title == title } }

    /// What a caller may do.
    func permissions(of title: String) -> Set<Permission> { Set(peer(title)?.may ?? (peer(title) == nil ? strangersMay : [])) }
}
