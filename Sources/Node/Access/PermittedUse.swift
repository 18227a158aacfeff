import Foundation
import Governance
import Ledger
import Storage

/// What a data user asks for by their signature, and the permits of this node that allow it.
struct PermittedUse: Sendable {
    /// The permits that hold now and allow it, at least one.
    let permits: [Permit]
    /// Who signed, as their key names them.
    let user: String
    /// All permits for the dataset that name the same key, whether or not they still hold: what was told under one was told to this user.
    let permitsOfUser: [String]
}

/// Why something is not done, in words that do not depend on any patient's data.
struct PermitRefusal: Error {
    let reason: String
    var permit = "none"
    var user = "unknown"
}

extension Node {
    /// Finds the permits under which something is asked, by who signed it.
    ///
    /// - Throws: ``PermitRefusal`` where there is none that allows it now.
    func permittedUse(of dataset: String, version: String, for operation: Permit.Operation, signed note: SignedNote) async throws
        -> PermittedUse
    {
        let rows = try await database.read { connection in
            try connection.query("SELECT id, note, revoked_ms FROM permit WHERE dataset_id = ? ORDER BY id", [.text(dataset)])
        }
        guard !rows.isEmpty else {
            throw PermitRefusal(reason: "There is no permit for dataset '\(dataset)'. Apply for it with 'mosaic apply'.")
        }
        let revoked = Set(rows.filter { $0.integer("revoked_ms") != nil }.compactMap { $0.string("id") })
        var own: [(note: SignedNote, id: String, key: NoteVerifier)] = []
        for row in rows {
            let signed = try SignedNote(row.string("note") ?? "")
            guard let permit = try? Permit(text: signed.text) else { continue }
            let keys = permit.users.compactMap { try? NoteVerifier(vkey: $0) }
            if let key = keys.first(where: { (try? note.verify(with: $0)) != nil }) { own.append((signed, permit.id, key)) }
        }
        var reason = "No permit for dataset '\(dataset)' names the key that signed this."
        var permits: [Permit] = []
        for (signed, _, key) in own {
            do {
                permits.append(
                    try Permit.verify(
                        signed, verifier: keys.signer.verifier, now: now(), revoked: revoked, user: key.vkey, dataset: dataset,
                        datasetVersion: version, operation: operation))
            } catch {
                reason = error.message
            }
        }
        if let user = own.first?.key.name, !permits.isEmpty {
            return PermittedUse(permits: permits, user: user, permitsOfUser: own.map(\.id))
        }
        throw PermitRefusal(reason: reason)
    }
}

extension PermittedUse {
    /// Whether a permit still stands: its holder may have revoked it since it was found.
    static func stands(_ permit: Permit, _ connection: any SQLConnection) throws -> Bool {
        try connection.first("SELECT 1 AS n FROM permit WHERE id = ? AND revoked_ms IS NULL", [.text(permit.id)]) != nil
    }
}
