public import Foundation

/// A dataset as the catalogue shows it: what was declared, what was computed, which version, in which state.
public struct DatasetRecord: Codable, Hashable, Sendable, Identifiable {
    /// Where a version stands. A version that was public is never deleted, only invalidated.
    public enum State: String, Codable, Hashable, Sendable, CaseIterable {
        /// Being prepared; only its holder sees it.
        case draft
        /// In the catalogue.
        case published = "public"
        /// Was public and should not be used any more; stays resolvable.
        case invalidated
    }

    /// The version of this form that the program writes and reads.
    public static let currentForm = 1

    /// The version of the form.
    public var form: Int
    /// The dataset's identifier, the same for all its versions.
    public let id: String
    /// The node that holds it.
    public var holder: String
    /// The version of the data.
    public var version: DatasetVersion
    /// The version before it, if there was one.
    public var previousVersion: DatasetVersion?
    /// What changed since then.
    public var versionNotes: String?
    /// Where the version stands.
    public var state: State
    /// What the holder declares.
    public var declaration: DatasetDeclaration
    /// What the node computed, as it may be shown.
    public var statistics: DatasetStatistics
    /// The identifier of the snapshot of data that the version is.
    public var snapshot: String
    /// SHA-256 over the digests of the version's objects, in lowercase hexadecimal digits.
    public var contentHash: String?
    /// How its objects were de-identified; none in records from before this was said.
    public var deidentification: DeidentificationStatement?
    /// When the version was published; none for a draft.
    public var issued: Date?
    /// When the record changed last.
    public var modified: Date

    /// Makes a draft from declared and computed facts.
    public init(
        id: String, holder: String, declaration: DatasetDeclaration, statistics: DatasetStatistics, snapshot: String, now: Date,
        version: DatasetVersion = .first, contentHash: String? = nil
    ) {
        form = Self.currentForm
        self.id = id
        self.holder = holder
        self.version = version
        self.declaration = declaration
        self.statistics = statistics
        self.snapshot = snapshot
        self.contentHash = contentHash
        state = .draft
        modified = now
    }

    /// The title, in English.
    public var title: String { declaration.title }
    /// The description, in English.
    public var description: String { declaration.description }

    /// The record as published; throws with every fault that stands in the way.
    public func published(now: Date) throws(CatalogueError) -> DatasetRecord {
        guard state == .draft else {
            throw CatalogueError(.wrongState, "Dataset \(id) \(version) is \(state.rawValue); only a draft can be published.")
        }
        let faults = faults().filter { $0.severity == .error }
        guard faults.isEmpty else {
            throw CatalogueError(
                .incomplete,
                "Dataset \(id) \(version) cannot be published: "
                    + faults.map { "\($0.property): \($0.message)" }.joined(separator: "; ") + ".", faults: faults)
        }
        var record = self
        record.state = .published
        record.issued = now
        record.modified = now
        return record
    }

    /// The record as invalidated, with the reason in its notes.
    public func invalidated(because reason: String, now: Date) throws(CatalogueError) -> DatasetRecord {
        guard state == .published else {
            throw CatalogueError(.wrongState, "Dataset \(id) \(version) is \(state.rawValue); only a public version can be invalidated.")
        }
        var record = self
        record.state = .invalidated
        record.versionNotes = [versionNotes, "Invalidated: \(reason)"].compactMap { $0 }.joined(separator: " ")
        record.modified = now
        return record
    }

    /// A draft of the next version with new computed facts, linked to this one.
    public func nextVersion(
        _ version: DatasetVersion? = nil, statistics: DatasetStatistics, snapshot: String, contentHash: String?, notes: String?, now: Date
    ) throws(CatalogueError) -> DatasetRecord {
        let next = version ?? self.version.next()
        guard next > self.version else {
            throw CatalogueError(.wrongVersion, "Version \(next) of dataset \(id) does not come after \(self.version).")
        }
        var record = DatasetRecord(
            id: id, holder: holder, declaration: declaration, statistics: statistics, snapshot: snapshot, now: now, version: next,
            contentHash: contentHash)
        record.previousVersion = self.version
        record.versionNotes = notes
        return record
    }
}
