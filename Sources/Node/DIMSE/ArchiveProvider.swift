import DICOM
import DICOMNetwork
import DICOMPixels
import Deidentification
import Federation
import Logging
import Storage

/// What the node answers to its DICOM peers: the archive behind C-STORE, C-FIND, C-GET, C-MOVE and storage commitment.
struct ArchiveProvider: ServiceClassProvider {
    let node: Node
    private let conflicts: QuarantinedConflicts
    /// Bytes of objects that lie in memory to be sent, for all associations together.
    private let sending: Capacity

    init(node: Node, sending: Capacity = Capacity(limit: Self.sentBytes)) {
        self.node = node
        self.sending = sending
        conflicts = QuarantinedConflicts(quarantine: node.quarantine)
    }

    /// What ``sending`` is as a rule.
    static let sentBytes = 512 << 20

    private var configuration: DICOMConfiguration { node.configuration.dicom }

    func permits(_ service: AssociationPolicy.Services, for association: AssociationInformation) async -> Bool {
        let permissions = configuration.permissions(of: association.callingTitle)
        switch service {
        case .verification: return true
        case .storage, .storageCommitment: return permissions.contains(.store)
        case .find: return permissions.contains(.search)
        case .get, .move: return permissions.contains(.retrieve)
        default: return false
        }
    }

    private static func actor(_ association: AssociationInformation) -> String { "AE \(association.callingTitle)" }

    // MARK: Storing

    func store(_ instance: IncomingInstance) async -> StoreStatus {
        do {
            let file = try DICOMFile.bytes(
                around: instance.dataSet, as: instance.transferSyntax, sopClassUID: instance.sopClassUID,
                sopInstanceUID: instance.sopInstanceUID, source: instance.association.callingTitle)
            let outcome = try await node.objectIntake.take(
                file, source: "\(instance.association.callingTitle) at \(instance.association.peerAddress)",
                actor: Self.actor(instance.association))
            return Self.status(of: outcome)
        } catch let error as StorageError where error.code == .diskFull {
            node.logger.error("An object could not be stored: \(error)")
            return .outOfResources.commented("The disk is full.")
        } catch {
            node.logger.error("An object could not be stored: \(error)")
            return .processingFailure
        }
    }

    /// An object in quarantine is kept, but nobody finds it: the sender gets a warning with the reason, no success and no failure that
    /// would make it send for ever.
    static func status(of outcome: IntakeOutcome) -> StoreStatus {
        switch outcome {
        case .archived, .duplicate: .success
        case .quarantined(let notice) where notice.isUnreadable:
            .cannotUnderstand.commented(Self.comment("Kept in quarantine: \(notice.reason)"))
        case .quarantined(let notice):
            .coercionOfDataElements.commented(Self.comment("Kept in quarantine: \(notice.reason)"))
        // Refused: Not Authorized, without a word of why: the reason is the patient's own.
        case .optedOut: .notAuthorised
        case .notDICOM(let reason): .cannotUnderstand.commented(Self.comment(reason))
        }
    }

    /// Error Comment (0000,0902) holds 64 characters.
    private static func comment(_ text: String) -> String { String(text.prefix(64)) }

    // MARK: Searching

    func find(_ request: FindRequest) async throws -> FindAnswer {
        let query = FindIdentifier(request.identifier, level: request.level.archiveLevel, title: configuration.title)
        var matches = FoundMatches(archive: node.archive, query: query)
        let unsupportedKeys = try await matches.readFirstPage()
        // In the ledger before anything leaves.
        try await node.accessJournal.note(.init(actor: Self.actor(request.association), operation: .search, study: nil))
        return FindAnswer(matches, unsupportedKeys: unsupportedKeys)
    }

    // MARK: Fetching

    func retrieve(_ request: RetrieveRequest) async throws -> [RetrievableInstance] {
        let identifier = request.identifier
        func keys(_ tag: Tag) -> [String] { identifier.strings(tag).filter { !$0.isEmpty } }
        let (patients, studies, series, instances) = (
            keys(.patientID), keys(.studyInstanceUID), keys(.seriesInstanceUID), keys(.sopInstanceUID)
        )
        let unique =
            switch request.level {
            case .patient: patients
            case .study: studies
            case .series: series
            case .image: instances
            }
        // PS3.4 §C.4.2.2.1: the unique key of the level must be there; without it everything would be fetched.
        guard !unique.isEmpty else { throw ServiceFailure.identifierDoesNotMatch }
        var found: [ArchivedInstance] = []
        for key in unique {
            found += try await node.archive.instances(
                patient: request.level == .patient ? key : patients.first, study: request.level == .study ? key : studies.first,
                series: request.level == .series ? key : series.first, instance: request.level == .image ? key : nil)
        }
        try await note(found, request)
        let (archive, sending) = (node.archive, self.sending)
        return found.map { instance in
            RetrievableInstance(
                sopClassUID: instance.sopClassUID, sopInstanceUID: instance.sopInstanceUID, transferSyntax: instance.transferSyntax,
                load: { try DICOMFile(bytes: try await archive.load(instance)).dataSet.encoded(as: instance.transferSyntax) },
                transcode: { syntaxes in
                    let file = try DICOMFile(bytes: try await archive.load(instance))
                    for syntax in syntaxes where syntax.canEncodeFrames {
                        guard let transcoded = try? file.transcoded(to: syntax) else { continue }
                        return EncodedDataSet(bytes: try transcoded.dataSet.encoded(as: syntax), transferSyntax: syntax)
                    }
                    return nil
                },
                // The file, and the data set that is encoded from it.
                reserve: { await sending.lease(2 * instance.size) })
        }
    }

    /// In the ledger before anything leaves.
    private func note(_ instances: [ArchivedInstance], _ request: RetrieveRequest) async throws {
        guard !instances.isEmpty else { return }
        let draft = LedgerFile.Draft(
            "objects.retrieved", actor: Self.actor(request.association), subject: "archive",
            details: [
                "objects": "\(instances.count)", "studies": "\(Set(instances.map(\.studyUID)).count)",
                "to": request.destination ?? request.association.callingTitle,
            ])
        let node = self.node
        try await node.database.write { try node.record([draft], in: $0) }
        try await node.writeLedger()
    }

    func destination(for title: String) async -> RemoteApplicationEntity? { configuration.peer(title)?.address }

    // MARK: Storage commitment

    /// A modality that asks may delete its copy afterwards, so each object is read and hashed before it is confirmed. It asks by the UIDs it
    /// knows; here the objects have others.
    ///
    /// Where an object of that UID is in quarantine because another one has the UID in the archive, nobody can tell which of the two the
    /// modality means: it has to keep its own.
    func commit(_ request: StorageCommitmentRequest) async -> StorageCommitmentResult {
        let conflicting: Set<String>
        do {
            let originals = try await conflicts.sopInstanceUIDs()
            conflicting = originals.union(originals.map { node.pseudonyms.uid(for: $0) })
        } catch {
            node.logger.error("A storage commitment failed: the quarantine cannot be read: \(error)")
            return StorageCommitmentResult(committed: [], failed: request.references.map { .init($0, .processingFailure) })
        }
        var result = StorageCommitmentResult(committed: [], failed: [])
        for reference in request.references {
            if let reason = await failure(of: reference, conflicting) {
                result.failed.append(.init(reference, reason))
            } else {
                result.committed.append(reference)
            }
        }
        return result
    }

    /// Why an object cannot be confirmed (PS3.3 table C.14-1); nil where it is kept and whole.
    private func failure(of reference: InstanceReference, _ conflicting: Set<String>) async -> DIMSEStatus? {
        let uids = [node.pseudonyms.uid(for: reference.sopInstanceUID), reference.sopInstanceUID]
        do {
            for uid in uids {
                guard let instance = try await node.archive.instances(instance: uid).first else { continue }
                guard instance.sopClassUID == reference.sopClassUID else { return .classInstanceConflict }
                guard conflicting.isDisjoint(with: uids) else { return .processingFailure }
                _ = try await node.archive.load(instance)
                return nil
            }
            return .noSuchInstance
        } catch {
            node.logger.error("An object could not be confirmed: \(error)")
            return .processingFailure
        }
    }
}

extension QueryRetrieveLevel {
    fileprivate var archiveLevel: ArchiveQuery.Level {
        switch self {
        case .patient: .patient
        case .study: .study
        case .series: .series
        case .image: .instance
        }
    }
}
