/// A signed checkpoint as an audit finds it: trusted, or readable but not trusted, or neither.
struct CheckpointReading: Sendable {
    /// The checkpoint, if it is signed and of the ledger that is expected.
    let trusted: Checkpoint?
    /// What the text says, signed or not: a hint for finding what was changed.
    let claimed: Checkpoint?
    /// The names of signatures by other keys.
    let otherSigners: [String]
    /// Where the third line begins.
    let rootOffset: Int?

    private let origin: String
    private let note: SignedNote?
    private let noteError: NoteError?
    private let textError: LedgerError?

    init(bytes: [UInt8], verifier: NoteVerifier, origin: String) {
        self.origin = origin
        var note: SignedNote?
        var noteError: NoteError?
        var textError: LedgerError?
        var claimed: Checkpoint?
        do throws(NoteError) {
            let parsed = try SignedNote(bytes: bytes)
            note = parsed
            try parsed.verify(with: verifier)
        } catch {
            noteError = error
        }
        do throws(LedgerError) {
            if let note { claimed = try Checkpoint(text: note.text) }
        } catch {
            textError = error
        }
        self.note = note
        self.noteError = noteError
        self.textError = textError
        self.claimed = claimed
        let isTrusted = noteError == nil && claimed?.origin.utf8.elementsEqual(origin.utf8) == true
        trusted = isTrusted ? claimed : nil
        otherSigners = note?.signatures.filter { !verifier.names($0) }.map(\.name) ?? []
        rootOffset = claimed.map { $0.origin.utf8.count + 1 + String($0.size).utf8.count + 1 }
    }

    /// What is wrong with the checkpoint; where, is guessed from what the entries give.
    func faults(count: Int, root: TreeHash) -> [LedgerFault] {
        guard let noteError else {
            if let textError { return [LedgerFault(.malformed, in: .checkpoint, offset: textError.offset, textError.message)] }
            guard trusted == nil, let claimed else { return [] }
            return [
                LedgerFault(
                    .checkpointOrigin, in: .checkpoint, offset: 0, "the checkpoint is of ledger \(claimed.origin), not of \(origin)")
            ]
        }
        guard let note else { return [LedgerFault(.malformed, in: .checkpoint, offset: noteError.offset, noteError.message)] }
        guard let claimed else {
            return [LedgerFault(.checkpointSignature, in: .checkpoint, offset: textError?.offset ?? 0, noteError.message)]
        }
        let sizeOffset = claimed.origin.utf8.count + 1
        let (place, part): (Int, String) =
            if !claimed.origin.utf8.elementsEqual(origin.utf8) {
                (0, "its first line does not say \(origin)")
            } else if claimed.size != count {
                (sizeOffset, "its size does not fit the entries")
            } else if claimed.root != root {
                (rootOffset ?? sizeOffset, "its root does not fit the entries")
            } else {
                (note.text.utf8.count + 1, "its size and root fit the entries, so the signature line was changed")
            }
        return [LedgerFault(.checkpointSignature, in: .checkpoint, offset: place, "\(noteError.message); \(part)")]
    }
}
