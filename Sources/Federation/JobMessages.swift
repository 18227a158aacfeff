public import Computation
public import Foundation
public import Ledger

/// One round of a computation, signed by the data user whose key the permit names: the hub can neither start nor change one.
public struct RoundNotice: Codable, Sendable {
    /// The job's id.
    public var job: String
    /// The round, from 0.
    public var round: Int
    /// The datasets of this node that take part.
    public var datasets: [String]
    /// A note signed by the data user, with a ``JobRound`` as its text.
    public var note: SignedNote

    /// A notice.
    public init(job: String, round: Int, datasets: [String], note: SignedNote) {
        self.job = job
        self.round = round
        self.datasets = datasets
        self.note = note
    }
}

/// What a data user signs for each round.
public struct JobRound: Codable, Sendable {
    /// What kind of text this is; a signature on another kind is none on this.
    public var type = JobRound.type
    /// Version of this form.
    public var version = 1
    /// The whole job.
    public var description: JobDescription
    /// What this round asks for.
    public var request: RoundRequest
    /// From when on a node no longer answers it.
    public var expires: Date

    /// The kind of text.
    public static let type = "mosaic.job-round"

    /// A round.
    public init(description: JobDescription, request: RoundRequest, expires: Date) {
        self.description = description
        self.request = request
        self.expires = expires
    }
}

/// What a node answers to a round, for one dataset.
public struct AggregateNotice: Codable, Sendable {
    /// The job's id.
    public var job: String
    /// The round.
    public var round: Int
    /// The dataset's id.
    public var dataset: String
    /// What is released, `nil` where nothing is.
    public var aggregate: Aggregate?
    /// Why nothing is released; empty where something is.
    public var refusals: [String]

    /// An answer.
    public init(job: String, round: Int, dataset: String, aggregate: Aggregate?, refusals: [String]) {
        self.job = job
        self.round = round
        self.dataset = dataset
        self.aggregate = aggregate
        self.refusals = refusals
    }
}
