public import Foundation
public import Ledger

/// One message on the link. It is the text of a signed note, so that neither the wire nor the hub's disk can change it.
public struct Message: Sendable {
    /// The version of the form.
    public static let currentVersion = 1
    /// The largest note that is sent or read, in bytes: what every reader of notes takes.
    public static let sizeLimit = 1_000_000

    /// Unique; the same message sent twice has the same id, and is acted on once.
    public let id: String
    /// A node's name, or `hub`.
    public let sender: String
    /// A node's name, or `hub`.
    public let recipient: String
    /// When it was written.
    public let sent: Date
    /// From when on acting on it would be wrong.
    public let expires: Date
    /// What it says.
    public let body: MessageBody

    /// A message.
    public init(
        id: String = UUID().uuidString.lowercased(), sender: String, recipient: String, sent: Date, lifetime: TimeInterval,
        body: MessageBody
    ) {
        self.id = id
        self.sender = sender
        self.recipient = recipient
        self.sent = sent
        self.expires = sent + lifetime
        self.body = body
    }

    /// Reads the text of a verified note.
    public init(text: String) throws {
        let wire = try Self.decoder.decode(Wire.self, from: Data(text.utf8))
        guard wire.version == Self.currentVersion else {
            throw FederationError(
                .requestInvalid,
                "The message is of version \(wire.version), this program reads \(Self.currentVersion). Update the older side.")
        }
        id = wire.id
        sender = wire.sender
        recipient = wire.recipient
        sent = Date(milliseconds: wire.sent)
        expires = Date(milliseconds: wire.expires)
        body = wire.body
    }

    var text: String {
        get throws {
            let wire = Wire(
                version: Self.currentVersion, id: id, sender: sender, recipient: recipient, sent: sent.milliseconds,
                expires: expires.milliseconds,
                body: body)
            return String(decoding: try Self.encoder.encode(wire), as: UTF8.self) + "\n"
        }
    }

    private struct Wire: Codable {
        var version: Int
        var id: String
        var sender: String
        var recipient: String
        var sent: Int
        var expires: Int
        var body: MessageBody
    }

    static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}

/// A message, signed by its sender and ready to be queued.
public struct SealedMessage: Sendable {
    /// The message's id.
    public let id: String
    /// For whom it is.
    public let recipient: String
    /// Until when it is worth sending.
    public let expires: Date
    /// The signed note as it goes over the wire.
    public let note: String

    /// Signs a message with the key of its sender.
    public init(_ message: Message, by signer: NoteSigner) throws {
        let note = try signer.sign(message.text).encoded
        guard note.utf8.count <= Message.sizeLimit else {
            throw FederationError(
                .messageTooLarge, "A message of kind \(message.body.kind) has \(note.utf8.count) bytes; the limit is \(Message.sizeLimit).")
        }
        id = message.id
        recipient = message.recipient
        expires = message.expires
        self.note = note
    }

    /// Checks signature, addressee and expiry, and reads the message.
    public static func open(_ note: String, from key: NoteVerifier, recipient: String, now: Date) throws(FederationError) -> Message {
        let text: String
        do {
            text = try SignedNote(note).verify(with: key)
        } catch {
            throw FederationError(.signatureInvalid, "The message is not signed by \(key.name), or was changed on the way: \(error)")
        }
        let message: Message
        do {
            message = try Message(text: text)
        } catch let error as FederationError {
            throw error
        } catch {
            // Well signed and not understood: a later version speaks, and asking again would not help.
            throw FederationError(.requestInvalid, "The message of \(key.name) cannot be read: \(explain(error)) Update the older side.")
        }
        guard message.sender == key.name else {
            throw FederationError(.signatureInvalid, "The message says it is from \(message.sender) but is signed by \(key.name).")
        }
        guard message.recipient == recipient else {
            throw FederationError(.messageMisdirected, "The message is for \(message.recipient), not for \(recipient).")
        }
        guard message.expires > now else {
            throw FederationError(
                .messageExpired, "The message of kind \(message.body.kind) expired at \(message.expires.formatted(.iso8601)).")
        }
        return message
    }

    private static func explain(_ error: any Error) -> String {
        (error as? DecodingError).map { $0.explanation + "." } ?? "it is no message."
    }
}
