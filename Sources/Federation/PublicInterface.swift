public import Catalogue
public import Computation
public import Foundation
public import Governance
public import Ledger

/// The bodies of the hub's public interface, `/api/v1`, in the order of a data user's way.
public enum PublicInterface {
    /// `GET /datasets`: one entry of the catalogue.
    public struct Dataset: Codable, Sendable {
        /// The node that answers for it.
        public var node: String
        /// The record.
        public var record: DatasetRecord

        /// An entry.
        public init(node: String, record: DatasetRecord) {
            self.node = node
            self.record = record
        }
    }

    /// `POST /applications`: an application, signed by the applicant.
    public struct Submission: Codable, Sendable {
        /// The signed note with the application as its text.
        public var note: SignedNote
        /// The applicant's public key, as a note verifier.
        public var key: String

        /// A submission.
        public init(note: SignedNote, key: String) {
            self.note = note
            self.key = key
        }
    }

    /// `POST /search`: a question under permits, signed by the data user.
    public struct PermittedSearch: Codable, Sendable {
        /// The signed note with a ``PermittedQuestion`` as its text.
        public var note: SignedNote

        /// A question.
        public init(note: SignedNote) { self.note = note }
    }

    /// `GET /budget`: what the signed-in person has spent at a dataset, as its node said with its last answer.
    public struct Budget: Codable, Sendable {
        /// The dataset.
        public var dataset: String
        /// Its title.
        public var title: String?
        /// The node that keeps the budget.
        public var node: String
        /// What is spent and left.
        public var budget: BudgetNotice
        /// When the node said so.
        public var noted: Date

        /// A state.
        public init(dataset: String, title: String?, node: String, budget: BudgetNotice, noted: Date) {
            self.dataset = dataset
            self.title = title
            self.node = node
            self.budget = budget
            self.noted = noted
        }
    }

    /// What was made.
    public struct Made: Codable, Sendable {
        /// Its id.
        public var id: String

        /// An answer.
        public init(id: String) { self.id = id }
    }

    /// `GET /applications`: an application and where it stands for each dataset.
    public struct ApplicationState: Codable, Sendable {
        /// The application.
        public var application: Application
        /// Where it stands.
        public var negotiation: Negotiation

        /// A state.
        public init(application: Application, negotiation: Negotiation) {
            self.application = application
            self.negotiation = negotiation
        }
    }

    /// `POST /applications/ID/datasets/DATASET/acceptance`: the applicant accepts the holder's conditions.
    public struct Acceptance: Codable, Sendable {
        /// The signed note with a ``ConditionsAcceptance`` as its text.
        public var note: SignedNote

        /// An acceptance.
        public init(note: SignedNote) { self.note = note }
    }

    /// `POST /jobs/ID/rounds`: one round, signed by the data user.
    public struct Round: Codable, Sendable {
        /// The round, from 0.
        public var round: Int
        /// The signed note with a ``JobRound`` as its text.
        public var note: SignedNote

        /// A round.
        public init(round: Int, note: SignedNote) {
            self.round = round
            self.note = note
        }
    }

    /// What became of a round.
    public struct RoundOutcome: Codable, Sendable {
        /// What the nodes answered, for each dataset.
        public var answers: [AggregateNotice]
        /// The datasets whose nodes did not answer in time.
        public var missing: [String]

        /// An outcome.
        public init(answers: [AggregateNotice], missing: [String]) {
            self.answers = answers
            self.missing = missing
        }
    }

    /// `GET /jobs/ID`: a job with its result, where there is one.
    public struct Job: Codable, Sendable {
        /// What was asked.
        public var description: JobDescription
        /// What came out.
        public var result: JobResult?

        /// A job.
        public init(description: JobDescription, result: JobResult?) {
            self.description = description
            self.result = result
        }
    }
}
