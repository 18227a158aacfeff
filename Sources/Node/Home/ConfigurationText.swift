import Foundation
import Storage

/// Texts beside the configuration that a person wrote for the node: profiles, lists, mappings.
enum ConfigurationText {
    /// In bytes; nobody writes more by hand.
    private static let limit = 16 << 20

    /// The text of a file.
    ///
    /// - Parameter folder: where a relative path begins.
    /// - Throws: ``NodeError`` `configuration` where it cannot be read.
    static func read(_ path: String, folder: String = ".") throws -> String {
        let path = URL(fileURLWithPath: path, relativeTo: URL(fileURLWithPath: folder)).path
        do {
            return String(decoding: try DurableFile.read(path, limit: limit), as: UTF8.self)
        } catch {
            throw NodeError(.configuration, "The file \(path.prefix(200)) cannot be read: \(error)")
        }
    }
}
