public import Deidentification
import Federation
import Foundation
import Yams

/// The profile that a command or a configuration names: one that ships, or a file.
public enum ProfileFile {
    /// The profiles that ship.
    public static let names = ["standard", "eucaim", "basic"]
    /// What may be named, in words.
    static var allowed: String { names.joined(separator: ", ") + ", or the path of a profile file, PATH.yaml" }

    /// The profile of a name, or the one in a YAML file.
    ///
    /// - Parameter folder: where relative paths begin.
    /// - Throws: ``NodeError`` `configuration` where it is not what it should be.
    public static func profile(_ name: String, folder: String = ".") throws -> Profile {
        switch name {
        case "standard": return .standard
        case "eucaim": return .eucaim
        case "basic": return .basic
        default: break
        }
        guard name.hasSuffix(".yaml") || name.hasSuffix(".yml") else {
            throw NodeError(.configuration, "'\(name.prefix(80))' is no profile. Name \(allowed).")
        }
        let text = try ConfigurationText.read(name, folder: folder)
        // Paths in a profile count from where it lies.
        let own = URL(fileURLWithPath: name, relativeTo: URL(fileURLWithPath: folder)).deletingLastPathComponent().path
        let reader: @Sendable (String) throws -> String = { try ConfigurationText.read($0, folder: own) }
        do {
            return try YAMLDecoder().decode(Profile.self, from: text, userInfo: [.profileFileReader: reader])
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(name.prefix(200)) is no profile: \(error.explanation).")
        }
    }

    /// A profile with the device templates of a YAML file, a list `templates`, added to its own (``DeviceTemplate``).
    public static func adding(templates path: String, to profile: Profile, folder: String = ".") throws -> Profile {
        struct Templates: Decodable {
            var templates: [DeviceTemplate]
        }
        let text = try ConfigurationText.read(path, folder: folder)
        do {
            var pixels = profile.pixels
            pixels.templates += try YAMLDecoder().decode(Templates.self, from: text).templates
            return profile.with(pixels: pixels)
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(path.prefix(200)) has no list of templates: \(error.explanation).")
        }
    }

    /// A profile with the private attributes that a file lists in the place of its own (``SafePrivateList``).
    public static func replacing(safePrivate path: String, of profile: Profile, folder: String = ".") throws -> Profile {
        let text = try ConfigurationText.read(path, folder: folder)
        do {
            return profile.with(safePrivate: try SafePrivateList(text: text))
        } catch {
            throw NodeError(.configuration, "\(path.prefix(200)) is no list of private attributes: \(error.message)")
        }
    }
}

extension Profile {
    /// The profile with other parts.
    fileprivate func with(safePrivate: SafePrivateList? = nil, pixels: PixelPolicy? = nil) -> Profile {
        Profile(
            name: name, version: version, options: options, attributes: attributes, safePrivate: safePrivate ?? self.safePrivate,
            pixels: pixels ?? self.pixels, capsAges: capsAges)
    }
}
