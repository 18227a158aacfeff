public import Deidentification
import Foundation
import Storage
import Yams

/// The profile that a command names: one that ships, or a file.
public enum FolderProfile {
    /// The profiles that ship.
    public static let names = ["standard", "basic"]

    /// The profile of a name, or the one in a YAML file.
    ///
    /// - Throws: ``NodeError`` `configuration` where it is neither or the file is no profile.
    public static func named(_ name: String) throws -> Profile {
        switch name {
        case "standard": return .standard
        case "basic": return .basic
        default: break
        }
        guard FileManager.default.fileExists(atPath: name) else {
            throw NodeError(
                .configuration, "\(name) is no profile (\(names.joined(separator: ", "))) and no file. Name one of these, or a YAML file.")
        }
        let text = String(decoding: try DurableFile.read(name, limit: 1 << 20), as: UTF8.self)
        do {
            return try YAMLDecoder().decode(Profile.self, from: text)
        } catch {
            throw NodeError(.configuration, "\(name) is no profile: \(error)")
        }
    }
}
