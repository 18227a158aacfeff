import Foundation

/// What is refused between a node, the hub and a person, in words that name the next step.
public struct FederationError: Error, Sendable, CustomStringConvertible {
    /// The kinds of refusal; each is also the last part of a problem type URI on the wire.
    public enum Code: String, Sendable, Codable {
        case invitationMalformed = "invitation-malformed"
        case invitationUnknown = "invitation-unknown"
        case invitationUsed = "invitation-used"
        case invitationExpired = "invitation-expired"
        case invitationRevoked = "invitation-revoked"
        case fingerprintMismatch = "fingerprint-mismatch"
        case nameTaken = "name-taken"
        case nameInvalid = "name-invalid"
        case nameNotInvited = "name-not-invited"
        case requestInvalid = "request-invalid"
        case certificateRequired = "certificate-required"
        case certificateInvalid = "certificate-invalid"
        case nodeRevoked = "node-revoked"
        case signatureInvalid = "signature-invalid"
        case messageExpired = "message-expired"
        case messageMisdirected = "message-misdirected"
        case messageTooLarge = "message-too-large"
        case hubUnreachable = "hub-unreachable"
        case unexpectedResponse = "unexpected-response"
    }

    /// The kind of refusal.
    public let code: Code
    /// What happened, where, and what to do next.
    public let message: String

    /// A refusal of a kind, in words.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
    /// The words.
    public var description: String { message }

    /// Whether the same request would be refused again, whoever sends it and whenever.
    var isFinal: Bool {
        switch code {
        case .requestInvalid, .signatureInvalid, .messageExpired, .messageMisdirected, .messageTooLarge: true
        default: false
        }
    }
}

/// An HTTP problem as RFC 9457 writes it.
public struct Problem: Codable, Sendable, Error, CustomStringConvertible {
    /// A URI that names the kind of problem.
    public var type: String
    /// The kind of problem in a few words.
    public var title: String
    /// The HTTP status.
    public var status: Int
    /// What happened and what to do next.
    public var detail: String

    /// A problem of a kind; `code` becomes the last part of the type.
    public init(code: String, title: String, status: Int, detail: String) {
        type = "urn:mosaic:problem:\(code)"
        self.title = title
        self.status = status
        self.detail = detail
    }

    /// A federation error as the other side should see it.
    public init(_ error: FederationError, status: Int) {
        self.init(
            code: error.code.rawValue, title: error.code.rawValue.replacingOccurrences(of: "-", with: " ").capitalized, status: status,
            detail: error.message)
    }

    /// The federation error that this problem carries, where it carries one.
    public var federationError: FederationError? {
        guard let code = type.split(separator: ":").last.flatMap({ FederationError.Code(rawValue: String($0)) }) else { return nil }
        return FederationError(code, detail)
    }
    /// The words.
    public var description: String { detail }
}
