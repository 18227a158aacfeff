import Foundation

/// What a node sends to join: the secret of its invitation and the public halves of the keys that it made.
public struct EnrolmentRequest: Codable, Sendable {
    /// Version of this format.
    public var version = 1
    /// The invitation's secret, base 64 URL.
    public var secret: String
    /// The name the node wishes to have; must be the invitation's where that names one.
    public var name: String
    /// The holder's name for people to read.
    public var title: String
    /// PKCS #10 request for the TLS certificate.
    public var certificateRequest: String
    /// The node's signing key as a note verifier (`name+hash+key`).
    public var signingKey: String
    /// A note, signed with that key, whose text is ``proofText(secret:certificateRequest:)``: the node holds the private half.
    public var proof: String

    /// A request.
    public init(secret: String, name: String, title: String, certificateRequest: String, signingKey: String, proof: String) {
        self.secret = secret
        self.name = name
        self.title = title
        self.certificateRequest = certificateRequest
        self.signingKey = signingKey
        self.proof = proof
    }

    /// The text that binds the signing key to this request and no other.
    public static func proofText(secret: String, certificateRequest: String) -> String {
        "mosaic enrolment\n\(secret)\n\(certificateRequest.trimmingCharacters(in: .whitespacesAndNewlines))\n"
    }
}

/// What the hub answers to a node that may join.
public struct EnrolmentResponse: Codable, Sendable {
    /// Version of this format.
    public var version = 1
    /// The federation's name.
    public var federation: String
    /// The node's certificate, PEM.
    public var certificate: String
    /// The hub's signing key as a note verifier.
    public var hubKey: String

    /// A response.
    public init(federation: String, certificate: String, hubKey: String) {
        self.federation = federation
        self.certificate = certificate
        self.hubKey = hubKey
    }
}

/// The paths of the hub's port for nodes.
public enum FederationPath {
    /// `GET`: the authority's root certificate, PEM. Trusted only after its fingerprint matched.
    public static let authority = "/federation/v1/authority"
    /// `POST` ``EnrolmentRequest``.
    public static let enrolments = "/federation/v1/enrolments"
    /// `POST` a certificate request (PEM) over mutual TLS; answers a certificate (PEM).
    public static let renewals = "/federation/v1/renewals"
    /// `GET ?after=N&wait=SECONDS`: messages for the caller. `POST`: one message from the caller.
    public static let messages = "/federation/v1/messages"
}

/// What the hub answers to a node that asks for its messages.
public struct MessageBatch: Codable, Sendable {
    /// A message with its place in the queue.
    public struct Item: Codable, Sendable {
        /// The place: asking `after` it acknowledges it.
        public var sequence: Int
        /// The signed note that carries the message.
        public var note: String
    }

    /// Version of this format.
    public var version = 1
    /// The messages, in order.
    public var items: [Item]

    /// A batch.
    public init(items: [Item]) { self.items = items }
}
