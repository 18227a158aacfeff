import Crypto
import Federation
import Foundation
import Storage

/// What could not be read or de-identified, kept encrypted until the data manager releases or destroys it.
///
/// An item's name is a keyed hash of its content: offering the same file again finds the item that is there.
struct Quarantine: Sendable {
    private let database: Database
    private let folder: String
    private let key: SymmetricKey
    private let now: @Sendable () -> Date

    /// One item as it may be listed: without content and without the name of the file it came from.
    struct Item: Sendable {
        let id: String
        let reason: String
        let message: String
        let size: Int
        let quarantined: Date
    }

    /// What is encrypted: where it came from and the bytes.
    private struct Envelope: Codable {
        var version = 1
        var source: String
        var content: Data
    }

    init(database: Database, folder: String, secret: [UInt8], now: @escaping @Sendable () -> Date) throws {
        self.database = database
        self.folder = folder
        key = SymmetricKey(data: secret)
        self.now = now
        try DurableFile.makeDirectory(folder, mode: 0o700)
    }

    /// Puts bytes aside with the reason; returns the item's id when it is durable, `nil` where the patient opted out and nothing is kept.
    ///
    /// - Parameter patient: the digest of the original Patient ID, where the bytes tell it.
    @discardableResult
    func put(_ bytes: [UInt8], source: String, reason: String, message: String, patient: String?) async throws -> String? {
        let id = String(hexadecimal(HMAC<SHA256>.authenticationCode(for: bytes, using: key)).prefix(32))
        let (known, isOptedOut) = try await database.read { connection in
            let row = try connection.first("SELECT 1 AS n FROM quarantine WHERE id = ?", [.text(id)])
            return (row != nil, try patient.map { try OptOutList.contains($0, connection) } ?? false)
        }
        if isOptedOut { return nil }
        if known { return id }
        let plain = try PropertyListEncoder.binary.encode(Envelope(source: source, content: Data(bytes)))
        guard let sealed = try AES.GCM.seal(plain, using: key, authenticating: Data(id.utf8)).combined else {
            throw StorageError(.failed, "Encrypting a quarantined object failed.")
        }
        try DurableFile.write([UInt8](sealed), to: path(of: id), mode: 0o600)
        let time = now()
        let isKept = try await database.write { connection in
            // Asked again inside the transaction: the patient may have opted out meanwhile.
            if let patient, try OptOutList.contains(patient, connection) {
                try PendingRemovals.note(.quarantine, [id], connection)
                return false
            }
            try connection.execute(
                """
                INSERT INTO quarantine (id, reason, message, size, quarantined_ms, patient_digest) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO NOTHING
                """,
                [
                    .text(id), .text(reason), .text(message), .integer(bytes.count), .integer(time.milliseconds), .text(patient ?? ""),
                ])
            return true
        }
        if !isKept { try await finishRemovals() }
        return isKept ? id : nil
    }

    /// Finds out whom older items are about, as far as they tell.
    ///
    /// - Parameter patient: the digest of the patient of an item's bytes.
    func notePatients(_ patient: ([UInt8]) -> String?) async throws {
        let ids = try await database.read { connection in
            try connection.query("SELECT id FROM quarantine WHERE patient_digest IS NULL").compactMap { $0.string("id") }
        }
        for id in ids {
            let digest = (try? await open(id)).flatMap { patient($0.bytes) } ?? ""
            try await database.write { connection in
                try connection.execute("UPDATE quarantine SET patient_digest = ? WHERE id = ?", [.text(digest), .text(id)])
            }
        }
    }

    /// Removes the files of items whose rows are gone.
    func finishRemovals() async throws {
        try await PendingRemovals.finish(.quarantine, database) { names, connection in
            for name in names
            where try connection.first("SELECT 1 AS n FROM quarantine WHERE id = ?", [.text(name)]) == nil
                && FileManager.default.fileExists(atPath: path(of: name))
            {
                try FileManager.default.removeItem(atPath: path(of: name))
            }
        }
    }

    /// The items, oldest first.
    func items() async throws -> [Item] {
        try await database.read { connection in
            try connection.query("SELECT id, reason, message, size, quarantined_ms FROM quarantine ORDER BY quarantined_ms, id").map {
                Item(
                    id: $0.string("id") ?? "", reason: $0.string("reason") ?? "", message: $0.string("message") ?? "",
                    size: $0.integer("size") ?? 0,
                    quarantined: Date(milliseconds: $0.integer("quarantined_ms") ?? 0))
            }
        }
    }

    /// The original bytes of an item and the file they came from.
    func open(_ id: String) async throws -> (source: String, bytes: [UInt8]) {
        guard id.utf8.allSatisfy({ ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }),
            FileManager.default.fileExists(atPath: path(of: id))
        else {
            throw NodeError(.notFound, "There is no item \(id.prefix(40)) in quarantine. 'mosaic node quarantine list' names them.")
        }
        let sealed = try AES.GCM.SealedBox(combined: DurableFile.read(path(of: id)))
        let envelope = try PropertyListDecoder().decode(
            Envelope.self, from: AES.GCM.open(sealed, using: key, authenticating: Data(id.utf8)))
        return (envelope.source, [UInt8](envelope.content))
    }

    /// Destroys an item: its row and its bytes.
    func destroy(_ id: String) async throws {
        let isKnown = try await database.read { try $0.first("SELECT 1 AS n FROM quarantine WHERE id = ?", [.text(id)]) != nil }
        guard isKnown else {
            throw NodeError(.notFound, "There is no item \(id.prefix(40)) in quarantine. 'mosaic node quarantine list' names them.")
        }
        // The bytes first: as long as they are on the disk, the list names them.
        if FileManager.default.fileExists(atPath: path(of: id)) { try FileManager.default.removeItem(atPath: path(of: id)) }
        try await database.write { try $0.execute("DELETE FROM quarantine WHERE id = ?", [.text(id)]) }
    }

    private func path(of id: String) -> String { "\(folder)/\(id)" }
}

extension PropertyListEncoder {
    static var binary: PropertyListEncoder {
        let encoder = PropertyListEncoder()
        encoder.outputFormat = .binary
        return encoder
    }
}
