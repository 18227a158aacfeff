public import Foundation
public import Ledger

/// A cohort to be counted under permits, as a data user signs it with the key that the permits name: the hub can neither ask in their name nor
/// change what they ask.
public struct PermittedQuestion: Codable, Sendable {
    /// What kind of text this is; a signature on another kind is none on this.
    public var type = PermittedQuestion.type
    /// Version of this form.
    public var version = 1
    /// Who asks, as the hub signs them in: nobody else is handed the answers.
    public var person: String
    /// The text of the query.
    public var query: String
    /// The attributes whose distributions are asked for.
    public var facets: [String]
    /// The datasets that are asked.
    public var datasets: [String]
    /// From when on a node no longer answers it.
    public var expires: Date

    /// How long a question is answered at most, in seconds; nodes refuse one that would be for longer.
    public static let lifetime: TimeInterval = 600
    /// How many datasets one question asks at most.
    public static let datasetLimit = 100
    /// The kind of text.
    public static let type = "mosaic.permitted-question"

    /// A question that nodes answer up to a moment.
    public init(person: String, query: String, facets: [String] = [], datasets: [String], expires: Date) {
        self.person = person
        self.query = query
        self.facets = facets
        self.datasets = datasets
        self.expires = expires
    }
}

/// A question under permits on its way from the hub to one node.
public struct PermittedQuestionNotice: Codable, Sendable {
    /// The question's id, which the answers repeat.
    public var id: String
    /// The datasets of this node that are asked.
    public var datasets: [String]
    /// A note signed by the data user, with a ``PermittedQuestion`` as its text.
    public var note: SignedNote

    /// A notice.
    public init(id: String, datasets: [String], note: SignedNote) {
        self.id = id
        self.datasets = datasets
        self.note = note
    }
}
