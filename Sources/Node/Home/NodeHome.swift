import Federation
import Foundation
import Ledger
import Storage

/// The folder that holds a node's whole state.
///
/// ```
/// node.yaml       configuration, commented
/// keys/           secrets, mode 700
/// federation/     what joining brought: authority, certificate, the hub's key
/// node.db         everything that is searched
/// objects/        de-identified DICOM objects
/// quarantine/     what could not be de-identified or read, encrypted
/// ledger/         what happened, append-only
/// ```
public struct NodeHome: Sendable {
    /// The folder's path.
    public let path: String

    /// A home at a path, whether there is one or not.
    public init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    var configurationPath: String { "\(path)/node.yaml" }
    var keysPath: String { "\(path)/keys" }
    /// The layers of the pseudonyms' key that were added to the first.
    var layersPath: String { "\(keysPath)/layers" }
    /// Who works in the home.
    var lockPath: String { "\(path)/lock" }
    var clinicalLockPath: String { "\(path)/clinical.lock" }
    var indexLockPath: String { "\(path)/index.lock" }
    /// The public half of the linkage key.
    var linkageKeyPath: String { "\(keysPath)/linkage.pub" }
    /// The private half under the data manager's passphrase, where it was given one.
    var sealedLinkageKeyPath: String { "\(keysPath)/linkage.sealed" }
    var databasePath: String { "\(path)/node.db" }
    var objectsPath: String { "\(path)/objects" }
    var quarantinePath: String { "\(path)/quarantine" }
    /// The folder of the ledger, for `mosaic ledger verify`.
    public var ledgerPath: String { "\(path)/ledger" }
    var membershipPath: String { "\(path)/federation/membership.json" }
    var certificatePath: String { "\(path)/federation/certificate.pem" }
    /// The public half of the node's signing key, for whoever verifies its ledger or permits.
    public var verifierPath: String { "\(path)/ledger/verifier" }

    /// Makes a new home: configuration and keys, nothing else yet.
    ///
    /// - Parameter linkagePassphrase: what opens the linkage table; `nil` for a recovery code.
    /// - Returns: the recovery code of the linkage table, which is kept nowhere; `nil` where there is a passphrase.
    /// - Throws: ``NodeError`` `alreadyInitialised`; nothing is changed then.
    @discardableResult
    public func create(_ configuration: NodeConfiguration, linkagePassphrase: String? = nil) throws -> String? {
        guard !FileManager.default.fileExists(atPath: configurationPath) else {
            throw NodeError(
                .alreadyInitialised, "There is a node in \(path) already. Choose another --home, or go on with 'mosaic node join'.")
        }
        _ = try NodeConfiguration(yaml: configuration.yaml, path: configurationPath)
        try DurableFile.makeDirectory(path, mode: 0o750)
        let keys = try NodeKeys.create(in: keysPath, name: configuration.name)
        let code = try LinkagePrivateKey.create(
            publicPath: linkageKeyPath, sealedPath: sealedLinkageKeyPath, passphrase: linkagePassphrase)
        try DurableFile.makeDirectory(ledgerPath)
        try DurableFile.write(Array((keys.signer.verifier.vkey + "\n").utf8), to: verifierPath)
        try DurableFile.write(Array(configuration.yaml.utf8), to: configurationPath)
        return code
    }

    /// Reads the configuration.
    ///
    /// - Throws: ``NodeError`` `notInitialised` or `configuration`.
    public func configuration() throws -> NodeConfiguration {
        guard FileManager.default.fileExists(atPath: configurationPath) else {
            throw NodeError(.notInitialised, "There is no node in \(path). Make one with 'mosaic node init --home \(path) --name NAME'.")
        }
        let yaml = String(decoding: try DurableFile.read(configurationPath, limit: 1 << 20), as: UTF8.self)
        return try NodeConfiguration(yaml: yaml, path: configurationPath)
    }

    /// What joining brought, `nil` before.
    func membership() throws -> FederationMembership? {
        guard FileManager.default.fileExists(atPath: membershipPath) else { return nil }
        return try JSONDecoder().decode(FederationMembership.self, from: Data(DurableFile.read(membershipPath, limit: 1 << 20)))
    }
}

/// The node's place in a federation.
struct FederationMembership: Codable, Sendable {
    var version = 1
    /// The federation's name.
    var federation: String
    /// `https://host:port` of the hub's port for nodes.
    var address: String
    /// The hub's root certificate, PEM, whose fingerprint was in the invitation.
    var authority: String
    /// The hub's signing key as a note verifier.
    var hubKey: String
}
