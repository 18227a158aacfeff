import Catalogue
import Cohorts
import Crypto
import Federation
import Foundation
import Storage

/// Which content a stored record has: 16 bytes of its SHA-256.
struct RecordDigest: Sendable, Hashable {
    private let high: UInt64
    private let low: UInt64

    init(_ record: Data) {
        var words: (UInt64, UInt64) = (0, 0)
        for (place, byte) in SHA256.hash(data: record).prefix(16).enumerated() {
            if place < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
        }
        (high, low) = words
    }
}

/// Makes the index of a published dataset from the rows of its patients.
///
/// Rows are read in chunks, several of which are decoded at the same time; no more of them are in memory than are being worked on. Each chunk
/// is a transaction of its own that looks whether the dataset is still in the state of the first one, so that all together are one snapshot.
/// From an index of an earlier state only what differs is made anew.
struct DatasetLoader: Sendable {
    let database: Database
    let id: String

    /// A dataset, loaded.
    struct Result: Sendable {
        let record: DatasetRecord
        let state: SnapshotState
        let optOuts: Int
        let index: CohortIndex
        /// In the order of the index.
        let digests: [RecordDigest]
    }

    private struct Changed: Error {}

    /// What the first transaction saw.
    private struct Header: Sendable {
        let record: DatasetRecord
        let state: SnapshotState
        let optOuts: Int
        let declared: Set<String>
        let chunks: [Chunk]
    }

    /// Patients after one pseudonym and up to another.
    private struct Chunk: Sendable {
        let after: String
        let last: String?
    }

    /// The rows of a chunk and what was made of them.
    private struct Piece: Sendable {
        var identifiers: [String] = []
        var digests: [RecordDigest] = []
        /// Of all patients, or of none where only what changed is wanted.
        var part: CohortIndexPart?
        var changed: [Patient] = []
    }

    /// As many as a full segment of the index has.
    private static let patientsAtOnce = 4_096
    /// Readers of the database that are left to others are more than one.
    private static let workers = max(1, min(3, ProcessInfo.processInfo.activeProcessorCount))
    /// Above this share of changed patients an index is cheaper to make than to mend.
    private static let mostChanged = 0.25

    /// The dataset as it is now; `nil` where there is none.
    ///
    /// - Parameter before: an index of an earlier state, with the digests of its patients' records.
    func load(before: (index: CohortIndex, digests: [RecordDigest])?) async throws -> Result? {
        for _ in 0..<5 {
            do {
                guard let header = try await header() else { return nil }
                if let before, let mended = try await mend(before.index, before.digests, header) { return mended }
                return try await make(header)
            } catch is Changed {
                continue
            }
        }
        throw NodeError(.state, "The dataset '\(id)' changes faster than it can be loaded. Ask again when publishing has ended.")
    }

    private func header() async throws -> Header? {
        try await database.read { [id] connection in
            guard let state = try SnapshotState(of: id, connection),
                let row = try connection.first("SELECT record, declared FROM dataset WHERE id = ?", [.text(id)])
            else { return nil }
            let ends = try connection.query(
                """
                SELECT patient_id FROM (SELECT patient_id, ROW_NUMBER() OVER (ORDER BY patient_id) AS place FROM dataset_patient
                WHERE dataset_id = ?) AS numbered WHERE place % \(Self.patientsAtOnce) = 0 ORDER BY patient_id
                """, [.text(id)]
            ).map { $0.string("patient_id") }
            return Header(
                record: try EventLog.decode(DatasetRecord.self, from: row.string("record") ?? ""), state: state,
                optOuts: try SnapshotState.optOuts(connection),
                declared: Set(try EventLog.decode([String].self, from: row.string("declared") ?? "[]")),
                chunks: zip([""] + ends, ends + [nil]).map { Chunk(after: $0 ?? "", last: $1) })
        }
    }

    // MARK: Making

    private func make(_ header: Header) async throws -> Result {
        var parts: [CohortIndexPart] = []
        var digests: [String: RecordDigest] = [:]
        try await InOrder.forEach(header.chunks, ahead: Self.workers) { chunk in
            let rows = try await rows(chunk, header.state)
            let decoder = JSONDecoder()
            let patients = try rows.map { try decoder.decode(Patient.self, from: $0.record) }
            return Piece(
                identifiers: rows.map(\.identifier), digests: rows.map { RecordDigest($0.record) },
                part: CohortIndexPart(patients: patients))
        } use: { piece in
            if let part = piece.part { parts.append(part) }
            for (identifier, digest) in zip(piece.identifiers, piece.digests) { digests[identifier] = digest }
        }
        return result(header, CohortIndex(joining: parts, declared: header.declared), digests)
    }

    // MARK: Mending

    /// An earlier index with what changed since; `nil` where that is too much.
    private func mend(_ index: CohortIndex, _ known: [RecordDigest], _ header: Header) async throws -> Result? {
        let before = Dictionary(uniqueKeysWithValues: zip(index.patientIdentifiers(in: index.everyone), known))
        let most = Int(Double(before.count) * Self.mostChanged)
        var digests: [String: RecordDigest] = [:]
        var changed: [Patient] = []
        do {
            try await InOrder.forEach(header.chunks, ahead: Self.workers) { chunk in
                let decoder = JSONDecoder()
                var piece = Piece()
                for row in try await rows(chunk, header.state) {
                    let digest = RecordDigest(row.record)
                    piece.identifiers.append(row.identifier)
                    piece.digests.append(digest)
                    if before[row.identifier] == digest { continue }
                    guard piece.changed.count < most else { throw TooMuch() }
                    piece.changed.append(try decoder.decode(Patient.self, from: row.record))
                }
                return piece
            } use: { piece in
                changed += piece.changed
                guard changed.count <= most else { throw TooMuch() }
                for (identifier, digest) in zip(piece.identifiers, piece.digests) { digests[identifier] = digest }
            }
        } catch is TooMuch {
            return nil
        }
        let gone = before.keys.filter { digests[$0] == nil }
        return result(header, index.applying(upserts: changed, removals: gone, declared: header.declared), digests)
    }

    private struct TooMuch: Error {}

    // MARK: Rows

    private func rows(_ chunk: Chunk, _ state: SnapshotState) async throws -> [(identifier: String, record: Data)] {
        try await database.read { [id] connection in
            guard try SnapshotState(of: id, connection) == state else { throw Changed() }
            var rows: [(identifier: String, record: Data)] = []
            let (end, arguments): (String, [SQLValue]) = chunk.last.map { ("AND patient_id <= ?", [.text($0)]) } ?? ("", [])
            try connection.forEachRow(
                "SELECT patient_id, record FROM dataset_patient WHERE dataset_id = ? AND patient_id > ? \(end) ORDER BY patient_id",
                [.text(id), .text(chunk.after)] + arguments
            ) { row in rows.append((row.string("patient_id") ?? "", Data((row.string("record") ?? "").utf8))) }
            return rows
        }
    }

    private func result(_ header: Header, _ index: CohortIndex, _ digests: [String: RecordDigest]) -> Result {
        Result(
            record: header.record, state: header.state, optOuts: header.optOuts, index: index,
            digests: index.patientIdentifiers(in: index.everyone).compactMap { digests[$0] })
    }
}
