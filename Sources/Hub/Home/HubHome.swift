import Crypto
import Federation
public import Foundation
import Ledger
import Storage

/// The folder that holds a hub's whole state.
///
/// ```
/// hub.yaml        configuration, commented
/// keys/           the authority's and the hub's own keys, mode 700
/// hub.db          members, catalogue, people, applications, queues
/// ```
public struct HubHome: Sendable {
    /// The folder's path.
    public let path: String

    /// A home at a path, whether there is one or not.
    public init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    var configurationPath: String { "\(path)/hub.yaml" }
    var databasePath: String { "\(path)/hub.db" }
    private var keysPath: String { "\(path)/keys" }
    private var authorityPath: String { "\(keysPath)/authority.pem" }

    /// Makes a new home: configuration, the certificate authority, and the hub's signing key.
    ///
    /// - Throws: ``HubError`` `alreadyInitialised`; nothing is changed then.
    public func create(_ configuration: HubConfiguration, now: Date) throws {
        guard !FileManager.default.fileExists(atPath: configurationPath) else {
            throw HubError(
                .alreadyInitialised, "There is a hub in \(path) already. Choose another --home, or start it with 'mosaic hub serve'.")
        }
        _ = try HubConfiguration(yaml: configuration.yaml, path: configurationPath)
        try DurableFile.makeDirectory(keysPath, mode: 0o700)
        let authority = try CertificateAuthority(federation: configuration.federation, now: now)
        let server = TransportKey()
        let signer = try NoteSigner(name: "hub", privateKey: Curve25519.Signing.PrivateKey())
        try write(authority.privateKeyPEM, "authority.key", secret: true)
        try write(authority.certificatePEM, "authority.pem")
        try write(server.pem, "server.key", secret: true)
        try write(signer.skey + "\n", "signing.key", secret: true)
        try DurableFile.write(Array(configuration.yaml.utf8), to: configurationPath)
    }

    /// Reads the configuration.
    ///
    /// - Throws: ``HubError`` `notInitialised` or `configuration`.
    public func configuration() throws -> HubConfiguration {
        guard FileManager.default.fileExists(atPath: configurationPath) else {
            throw HubError(.notInitialised, "There is no hub in \(path). Make one with 'mosaic hub init --home \(path)'.")
        }
        return try HubConfiguration(
            yaml: String(decoding: DurableFile.read(configurationPath, limit: 1 << 20), as: UTF8.self), path: configurationPath)
    }

    func authority() throws -> CertificateAuthority {
        try CertificateAuthority(privateKeyPEM: read("authority.key"), certificatePEM: read("authority.pem"))
    }

    func serverKey() throws -> TransportKey { try TransportKey(pem: read("server.key")) }

    func signer() throws -> NoteSigner { try NoteSigner(skey: read("signing.key").trimmingCharacters(in: .whitespacesAndNewlines)) }

    private func read(_ name: String) throws -> String {
        String(decoding: try DurableFile.read("\(keysPath)/\(name)", limit: 1 << 20), as: UTF8.self)
    }

    private func write(_ text: String, _ name: String, secret: Bool = false) throws {
        try DurableFile.write(Array(text.utf8), to: "\(keysPath)/\(name)", mode: secret ? 0o600 : 0o644)
    }
}
