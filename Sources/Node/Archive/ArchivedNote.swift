import Federation
import Storage

/// What the ledger says of archived objects: how many, and a digest over theirs.
///
/// Objects that arrive one by one are noted one by one, in the transaction that stores them; the ledger gets one entry for all that came
/// from one sender since it was last written.
enum ArchivedNote {
    static let kind = "objects.archived"
    /// The digests themselves, until the entry is written.
    private static let list = "list"

    static func draft(_ digests: [String], actor: String) -> LedgerFile.Draft {
        .init(kind, actor: actor, subject: "archive", details: [list: digests.joined(separator: "\n")])
    }

    /// Joins the notes of each sender; others stay as they are, in order.
    static func joined(_ drafts: [LedgerFile.Draft]) -> [LedgerFile.Draft] {
        var joined: [LedgerFile.Draft] = []
        var digests: [String: [Substring]] = [:]
        var notes: [String: String] = [:]
        for draft in drafts {
            guard draft.kind == kind, let list = draft.details[list] else {
                joined.append(draft)
                continue
            }
            digests[draft.actor, default: []] += list.split(separator: "\n")
            // The first of them stands for all: an entry that a crash repeats is known by it.
            if notes[draft.actor] == nil { notes[draft.actor] = draft.details["note"] }
        }
        for (actor, digests) in digests.sorted(by: { $0.key < $1.key }) {
            let digest = ObjectStore.digest(of: Array(digests.sorted().joined(separator: "\n").utf8))
            let details = ["objects": "\(digests.count)", "digests": digest, "note": notes[actor] ?? ""]
            joined.append(.init(kind, actor: actor, subject: "archive", details: details))
        }
        return joined
    }
}
