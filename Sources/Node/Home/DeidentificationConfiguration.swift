import Deidentification
import Foundation
import Federation
import Storage
import Yams

/// How objects are de-identified: the part `deidentification` of `node.yaml`.
public struct DeidentificationConfiguration: Codable, Sendable, Equatable {
    /// A profile by name, or the path of a profile file.
    public var profile = "standard"
    /// The path of a list of safe private elements; empty for none beside the profile's own.
    public var safePrivate = ""
    /// The path of device templates for text in pixels; empty for none beside the profile's own.
    public var templates = ""

    /// The standard profile.
    public init() {}

    /// Reads the part of the file; what is not there has its initial value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        profile = try container.decodeIfPresent(String.self, forKey: .profile) ?? profile
        safePrivate = try container.decodeIfPresent(String.self, forKey: .safePrivate) ?? safePrivate
        templates = try container.decodeIfPresent(String.self, forKey: .templates) ?? templates
    }

    /// The profiles that are found by name.
    private static let named: [String: Profile] = ["standard": .standard, "basic": .basic]
    private static let fileLimit = 16 << 20

    /// What may stand behind `profile`, in words.
    static var allowedProfiles: String { named.keys.sorted(by: >).joined(separator: ", ") + ", or the path of a profile file, PATH.yaml" }

    /// Reads what the configuration names.
    ///
    /// - Throws: ``NodeError`` `configuration` with the key, what is wrong with it and what is allowed.
    func settings(home: String) throws -> DeidentificationSettings {
        DeidentificationSettings(
            profile: try chosenProfile(home), safePrivate: try text(safePrivate, "safePrivate", home),
            templates: try text(templates, "templates", home))
    }

    private func chosenProfile(_ home: String) throws -> Profile {
        if let known = Self.named[profile] { return known }
        guard profile.hasSuffix(".yaml") || profile.hasSuffix(".yml") else {
            throw NodeError(
                .configuration,
                "\(home)/node.yaml: deidentification.profile is \(Self.allowedProfiles), not '\(profile.prefix(80))'.")
        }
        guard let text = try text(profile, "profile", home) else { return .standard }
        do {
            return try YAMLDecoder().decode(Profile.self, from: text)
        } catch {
            throw NodeError(.configuration, "The profile file \(profile.prefix(200)) cannot be used: \(error)")
        }
    }

    private func text(_ path: String, _ key: String, _ home: String) throws -> String? {
        guard !path.isEmpty else { return nil }
        let path = path.hasPrefix("/") ? path : "\(home)/\(path)"
        do {
            return String(decoding: try DurableFile.read(path, limit: Self.fileLimit), as: UTF8.self)
        } catch {
            throw NodeError(.configuration, "\(home)/node.yaml: deidentification.\(key) names a file that cannot be read. \(error)")
        }
    }
}

/// What the configuration names, read.
struct DeidentificationSettings: Sendable {
    let profile: Profile
    let safePrivate: String?
    let templates: String?

    /// The de-identifier of these settings.
    func deidentifier(key: PseudonymKey) throws -> Deidentifier {
        for (name, text) in [("safePrivate", safePrivate), ("templates", templates)] where text != nil {
            throw NodeError(
                .configuration, "deidentification.\(name) of node.yaml: this version has no use for such a file. Leave it empty.")
        }
        do {
            return try Deidentifier(profile: profile, key: key)
        } catch {
            throw NodeError(.configuration, "deidentification.profile of node.yaml cannot be used: \(error.message)")
        }
    }

    /// Tells whether anything of the profile changed. The order of a list does not count: sets are written in any order.
    var digest: String {
        get throws {
            func ordered(_ value: Any) -> String {
                switch value {
                case let object as [String: Any]:
                    "{" + object.map { "\($0.key): \(ordered($0.value))" }.sorted().joined(separator: ", ") + "}"
                case let list as [Any]: "[" + list.map(ordered).sorted().joined(separator: ", ") + "]"
                default: "\(value)"
                }
            }
            let text = ordered(try JSONSerialization.jsonObject(with: JSONEncoder().encode(profile)))
            return ObjectStore.digest(of: Array([text, safePrivate ?? "", templates ?? ""].joined(separator: "\0").utf8))
        }
    }
}

extension Node {
    /// Notes in the ledger that objects are de-identified by another profile than those before.
    func noteProfile(actor: String) async throws {
        let settings = try configuration.deidentification.settings(home: home.path)
        let (name, digest) = ("\(settings.profile.name) \(settings.profile.version)", try settings.digest)
        let isKnown = try await database.read { connection in
            try connection.first("SELECT value FROM setting WHERE name = 'profile'")?.string("value") == digest
        }
        guard !isKnown else { return }
        try await database.write { [self] connection in
            let before = try connection.first("SELECT value FROM setting WHERE name = 'profile.name'")?.string("value")
            for (key, value) in [("profile", digest), ("profile.name", name)] {
                try connection.execute(
                    "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                    [.text(key), .text(value)])
            }
            let details = ["from": before ?? "none", "to": name, "digest": digest]
            try record([.init("profile.changed", actor: actor, subject: "deidentification", details: details)], in: connection)
        }
        try await writeLedger()
    }
}
