import Deidentification
import Federation
public import Foundation
import Storage

extension Node {
    /// A patient of the linkage table, opened.
    public struct LinkedPerson: Codable, Sendable {
        /// The pseudonym in the archive.
        public let pseudonym: String
        /// Patient ID as the hospital gave it.
        public let originalPatientID: String
        /// Who issued it, where an object said so.
        public let issuer: String?
        /// When the patient's first object or clinical row came.
        public let firstSeen: Date
    }

    /// Which rows of the linkage table are opened.
    public enum LinkageSelection: Sendable {
        /// All.
        case everyone
        /// The one of a pseudonym.
        case pseudonym(String)
        /// The one of an original Patient ID.
        case original(String)
    }

    /// Whether the node has a linkage key: without one it seals no rows.
    public var hasLinkageKey: Bool { linkageKey != nil }

    /// Opens rows of the linkage table for the data manager. The ledger keeps how many, by whom and why, before any is shown.
    ///
    /// - Parameter secret: the passphrase or recovery code.
    /// - Throws: ``NodeError`` `input` where the secret is not the right one or there is no reason; `state` where a row was changed.
    public func openLinkage(
        _ selection: LinkageSelection, secret: String, reason: String, actor: String
    ) async throws -> [LinkedPerson] {
        let key = try unlockLinkage(secret, reason: reason, actor: actor)
        let pseudonyms = self.pseudonyms
        let rows = try await database.read { connection in
            switch selection {
            case .everyone: try LinkageTable.rows(connection)
            case .pseudonym(let patient): try LinkageTable.rows(patient: patient, connection)
            case .original(let id): try LinkageTable.rows(digest: pseudonyms.originalPatientDigest(for: id), connection)
            }
        }
        try noteOpening("linkage.opened", rows.count, reason: reason, actor: actor)
        return try rows.map { row in
            // The sealed text names the patient; the row around it only claims to. Whoever swaps rows is found here.
            guard let patient = key.open(row.sealed), pseudonyms.patientIdentifier(for: patient.id) == row.patient,
                pseudonyms.originalPatientDigest(for: patient.id) == row.digest
            else {
                throw NodeError(.state, "The linkage row of \(row.patient) was changed. Restore the database from a backup.")
            }
            return LinkedPerson(
                pseudonym: row.patient, originalPatientID: patient.id, issuer: patient.issuer,
                firstSeen: Date(milliseconds: patient.firstSeen))
        }
    }

    /// The private half of the linkage key. A secret that is refused is noted too.
    func unlockLinkage(_ secret: String, reason: String, actor: String) throws -> LinkagePrivateKey {
        guard !reason.trimmingBlanks.isEmpty, reason.count <= 500 else {
            throw NodeError(.misuse, "Say why, in at most 500 characters: the ledger keeps the reason of every opening.")
        }
        guard let linkageKey else { throw NodeHome.noLinkageKey(home.path) }
        do {
            return try LinkagePrivateKey(secret, publicKey: linkageKey, sealedPath: home.sealedLinkageKeyPath)
        } catch {
            try ledger.append([.init("linkage.refused", actor: actor, subject: "linkage", details: ["reason": reason])], now: now())
            throw error
        }
    }

    func noteOpening(_ kind: String, _ count: Int, reason: String, actor: String) throws {
        let details = ["rows": "\(count)", "reason": reason]
        try ledger.append([.init(kind, actor: actor, subject: "linkage", details: details)], now: now())
    }
}

extension NodeHome {
    /// Makes the linkage key of a home that has none: one from before there was a linkage table.
    ///
    /// - Parameter passphrase: `nil` for a recovery code.
    /// - Returns: the recovery code, which is kept nowhere; `nil` where there is a passphrase.
    /// - Throws: ``NodeError`` `alreadyInitialised`; nothing is changed then.
    public func createLinkageKey(passphrase: String?) throws -> String? {
        guard !FileManager.default.fileExists(atPath: linkageKeyPath) else {
            throw NodeError(
                .alreadyInitialised, "The node in \(path) has a linkage key already. Rows sealed for it open only with its own secret.")
        }
        return try LinkagePrivateKey.create(publicPath: linkageKeyPath, sealedPath: sealedLinkageKeyPath, passphrase: passphrase)
    }

    static func noLinkageKey(_ path: String) -> NodeError {
        NodeError(
            .state, "This node has no linkage key yet. Make one with 'mosaic node linkage init --home \(path)', then start the node again.")
    }
}
