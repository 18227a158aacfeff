import Foundation
public import Governance
public import Ledger

/// An application as a node's representative gets it: signed by the applicant, so that the hub cannot change a word of it.
public struct ApplicationNotice: Codable, Sendable {
    /// The application's text, signed by the applicant.
    public var note: SignedNote
    /// The applicant's public key, as a note verifier; permits name it, and jobs are signed with it.
    public var applicantKey: String
    /// The datasets of this node that are asked for.
    public var datasets: [String]

    /// A notice.
    public init(note: SignedNote, applicantKey: String, datasets: [String]) {
        self.note = note
        self.applicantKey = applicantKey
        self.datasets = datasets
    }
}

/// What happened to the application for one dataset, told by the side where it happened.
public struct NegotiationNotice: Codable, Sendable {
    /// The application's id.
    public var application: String
    /// The dataset's id.
    public var dataset: String
    /// The new events.
    public var events: [NegotiationEvent]
    /// Where the applicant accepts conditions: a note that they signed, with a ``ConditionsAcceptance`` as its text.
    public var proof: SignedNote?

    /// A notice.
    public init(application: String, dataset: String, events: [NegotiationEvent], proof: SignedNote? = nil) {
        self.application = application
        self.dataset = dataset
        self.events = events
        self.proof = proof
    }
}

/// What an applicant signs to accept a holder's conditions.
public struct ConditionsAcceptance: Codable, Sendable, Equatable {
    /// What kind of text this is; a signature on another kind is none on this.
    public var type = "mosaic.conditions-acceptance"
    /// Version of this form.
    public var version = 1
    /// The application's id.
    public var application: String
    /// The dataset's id.
    public var dataset: String
    /// The conditions that are accepted, as they were put.
    public var conditions: [Condition]

    /// An acceptance.
    public init(application: String, dataset: String, conditions: [Condition]) {
        self.application = application
        self.dataset = dataset
        self.conditions = conditions
    }
}

/// A permit that a node issued.
public struct PermitNotice: Codable, Sendable {
    /// The application's id.
    public var application: String
    /// The dataset's id.
    public var dataset: String
    /// The permit, signed by the node.
    public var permit: SignedNote

    /// A notice.
    public init(application: String, dataset: String, permit: SignedNote) {
        self.application = application
        self.dataset = dataset
        self.permit = permit
    }
}

/// JSON as the text of a note: sorted keys, one line, a newline at the end.
public enum NoteText {
    /// Writes a value.
    public static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try Message.encoder.encode(value), as: UTF8.self) + "\n"
    }

    /// Reads a value.
    public static func decode<Value: Decodable>(_ type: Value.Type, from text: String) throws -> Value {
        try Message.decoder.decode(type, from: Data(text.utf8))
    }
}
