import Crypto
import Deidentification
import Foundation
import Storage

/// The layers of the pseudonyms' key. The first comes from the node's secret; each change of the key adds one, which lies in a file.
struct PseudonymLayers: Sendable {
    private let first: [UInt8]
    private let path: String
    /// The layer that a change is adding; there only while it goes on.
    private var nextPath: String { "\(path).next" }
    private static let layerBytes = 32
    private static let mostLayers = 1_000

    init(keys: NodeKeys, home: NodeHome) {
        first = keys.derived(for: "pseudonyms")
        path = home.layersPath
    }

    /// Whether a change of the key was begun and not ended.
    var isChanging: Bool { FileManager.default.fileExists(atPath: nextPath) }

    /// The key as it is.
    func key() throws -> PseudonymKey { try PseudonymKey(layers: [first] + Self.layers(path)) }

    /// The key with the layer that is being added, which is made where there is none yet.
    func nextKey() throws -> PseudonymKey {
        if !isChanging {
            let added = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
            try DurableFile.write(try Self.layers(path).flatMap(\.self) + added, to: nextPath, mode: 0o600)
        }
        return try PseudonymKey(layers: [first] + Self.layers(nextPath))
    }

    /// The layer that was being added is now the key's.
    func adopt() throws {
        try DurableFile.write(try DurableFile.read(nextPath, limit: Self.layerBytes * Self.mostLayers), to: path, mode: 0o600)
        try FileManager.default.removeItem(atPath: nextPath)
    }

    private static func layers(_ path: String) throws -> [[UInt8]] {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let bytes = try DurableFile.read(path, limit: layerBytes * mostLayers)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: layerBytes) else {
            throw NodeError(
                .configuration, "\(path) is damaged: it must hold 32 bytes for each change of the key. Restore it from a backup.")
        }
        return stride(from: 0, to: bytes.count, by: layerBytes).map { Array(bytes[$0..<$0 + layerBytes]) }
    }
}
