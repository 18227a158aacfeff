import Deidentification
import Federation
import Foundation
import Storage
import TextRecognition

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

    /// The profile with all that the configuration adds to it.
    ///
    /// - Throws: ``NodeError`` `configuration` with the key, what is wrong with it and what is allowed.
    func chosenProfile(home: String) throws -> Profile {
        func value<Value>(of key: String, _ read: () throws -> Value) throws -> Value {
            do {
                return try read()
            } catch let error as NodeError {
                throw NodeError(.configuration, "\(home)/node.yaml: deidentification.\(key): \(error.message)")
            }
        }
        var chosen = try value(of: "profile") { try ProfileFile.profile(profile, folder: home) }
        if !safePrivate.isEmpty {
            chosen = try value(of: "safePrivate") { try ProfileFile.replacing(safePrivate: safePrivate, of: chosen, folder: home) }
        }
        if !templates.isEmpty {
            chosen = try value(of: "templates") { try ProfileFile.adding(templates: templates, to: chosen, folder: home) }
        }
        return chosen
    }
}

extension Deidentifier {
    /// The de-identifier of a profile, with a finder of text where the profile has it looked for.
    init(reading profile: Profile, key: PseudonymKey) throws {
        let finder = profile.pixels.text == .clean ? try TesseractTextFinder(engines: ProcessInfo.processInfo.activeProcessorCount) : nil
        do {
            try self.init(profile: profile, key: key, textFinder: finder)
        } catch {
            throw NodeError(.configuration, "The profile \(profile.name) cannot be used: \(error.message)")
        }
    }
}

extension Profile {
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
            let text = ordered(try JSONSerialization.jsonObject(with: JSONEncoder().encode(self)))
            return ObjectStore.digest(of: Array(text.utf8))
        }
    }
}

extension Node {
    /// Notes in the ledger that objects are de-identified by another profile than those before.
    func noteProfile(actor: String) async throws {
        let profile = try configuration.deidentification.chosenProfile(home: home.path)
        let (name, digest) = ("\(profile.name) \(profile.version)", try profile.digest)
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
