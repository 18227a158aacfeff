public import Foundation
internal import Ledger

/// The right to do something with one dataset: granted by its holder, signed by its node, for named persons and a limited time.
///
/// ```
/// let note = try permit.signed(by: signer)
/// let permit = try Permit.verify(
///     note, verifier: signer.verifier, now: now, revoked: revoked, user: user, dataset: "lung-ct", operation: .train)
/// ```
public struct Permit: Sendable, Hashable, Codable {
    /// What may be done with a dataset.
    public enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        /// Count patients, with noise.
        case count
        /// Count patients exactly.
        case exactCount
        /// Train a model where the data are.
        case train
    }

    /// The version of permits that this program writes.
    public static let currentVersion = 1
    /// What the text of every permit says it is, so that no other signed text passes for one.
    static let type = "mosaic.permit"

    /// The version of the form of this permit.
    public let version: Int
    /// The name of the permit.
    public let id: String
    /// The application that it answers.
    public let applicationID: String
    /// The dataset.
    public let datasetID: String
    /// The version of the dataset.
    public let datasetVersion: String
    /// The node that serves the dataset and signs the permit.
    public let node: String
    /// The data holder who grants it.
    public let holder: String
    /// Who may use it, as the sign-in names them.
    public let users: [String]
    /// What for.
    public let purpose: String
    /// What may be done.
    public let operations: Set<Operation>
    /// Under which conditions, which the applicant accepted.
    public let conditions: [Condition]
    /// From when, to the millisecond.
    public let issued: Date
    /// Up to when, to the millisecond.
    public let expires: Date

    /// A permit of the current version.
    public init(
        id: String, applicationID: String, datasetID: String, datasetVersion: String, node: String, holder: String, users: [String],
        purpose: String, operations: Set<Operation>, conditions: [Condition], issued: Date, expires: Date
    ) {
        self.version = Self.currentVersion
        self.id = id
        self.applicationID = applicationID
        self.datasetID = datasetID
        self.datasetVersion = datasetVersion
        self.node = node
        self.holder = holder
        self.users = users
        self.purpose = purpose
        self.operations = operations
        self.conditions = conditions
        self.issued = Timestamp(issued).date
        self.expires = Timestamp(expires).date
    }

    /// The permit that answers an application for one dataset.
    ///
    /// It begins now and ends with the period that was applied for, or with the shortest time limit among the conditions.
    public init(
        id: String, answering application: Application, datasetID: String, datasetVersion: String, node: String, holder: String,
        conditions: [Condition], now: Date
    ) {
        let limits = conditions.compactMap(\.months).map { LegalCalendar.adding(months: $0, to: now) }
        self.init(
            id: id, applicationID: application.id, datasetID: datasetID, datasetVersion: datasetVersion, node: node, holder: holder,
            users: application.users, purpose: application.intendedUse, operations: application.operations, conditions: conditions,
            issued: now, expires: (limits + [application.period.end]).min() ?? application.period.end)
    }

    /// Whether a moment lies in the time of the permit.
    public func isValid(at moment: Date) -> Bool { issued <= moment && moment < expires }
}
