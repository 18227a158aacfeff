import Crypto
public import Foundation
import Storage

/// A token for the archive as it may be listed: without the secret, of which only a digest is kept.
public struct AccessToken: Codable, Sendable {
    /// Its name in lists, in the ledger and for revoking it.
    public let id: String
    /// What it is for, in the data manager's words.
    public let label: String
    /// What it opens, in words.
    public let opens: String
    /// Whether objects may be stored with it.
    public let mayStore: Bool
    /// When it was made.
    public let created: Date
    /// Until when it is good.
    public let expires: Date
    /// When it was revoked, `nil` while it is not.
    public let revoked: Date?
}

/// What the bearer of a token may do, found for one request.
struct AccessGrant: Sendable {
    let token: String
    let label: String
    let scope: AccessScope
    /// Never with a cookie, which browsers send along by themselves.
    let mayStore: Bool
    let expires: Date

    /// The name in the ledger.
    var actor: String { "token \(token)" }
}

/// The secret half of a token. It is shown once, when it is made.
struct AccessSecret: Sendable {
    static let prefix = "mosaic_"
    let text: String

    /// 32 random bytes.
    init<Generator: RandomNumberGenerator>(using generator: inout Generator) {
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        text = Self.prefix + hexadecimal(bytes)
    }

    /// A secret that somebody presents; `nil` where it has not the form of one.
    init?(presented text: some StringProtocol) {
        guard text.hasPrefix(Self.prefix), text.utf8.count == Self.prefix.utf8.count + 64 else { return nil }
        self.text = String(text)
    }

    /// SHA-256: enough for a secret with 256 random bits, which nobody can find by trying.
    var digest: String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }
}
