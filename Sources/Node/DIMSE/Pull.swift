import DICOM
import Deidentification
public import DICOMNetwork
import Federation
import Foundation
import Logging
import Storage

extension Node {
    /// How objects come from a PACS.
    public enum PullMethod: String, Sendable, CaseIterable {
        /// C-GET: they come back on the association that asked. Nothing has to be open towards the node.
        case get
        /// C-MOVE: the PACS sends them to the node's own DICOM service, which has to run and be known there.
        case move
    }

    /// Finds studies at a PACS and takes them in.
    ///
    /// - Parameters:
    ///   - source: where the PACS is.
    ///   - keys: the query at study level, as `Keyword=value`; at least one, so that nobody fetches all by mistake.
    ///   - method: how objects come.
    ///   - progress: called after each study with the studies done and in all, and the sum so far.
    /// - Returns: what became of the objects; with ``PullMethod/move`` the running service takes them in, and what became of them is told by
    ///   what archive and quarantine hold of the study before and after.
    public func pull(
        from source: RemoteApplicationEntity, keys: [String], method: PullMethod, actor: String,
        progress: @escaping @Sendable (Int, Int, IntakeSummary) -> Void
    ) async throws -> IntakeSummary {
        let start = ContinuousClock.now
        try await noteProfile(actor: actor)
        let source = try configuration.dicom.known(source)
        let options = try configuration.dicom.outgoing()
        let studies = try await studies(at: source, matching: keys, options)
        let tally = PullTally()
        let contexts: [ProposedContext] =
            switch method {
            case .get: [.get(.studyRoot)] + ProposedContext.receptions
            case .move: [.move(.studyRoot)]
            }
        try await Association.with(
            source, as: configuration.dicom.title, proposing: contexts, options: options, logger: logger
        ) { association in
            for (number, study) in studies.enumerated() {
                var identifier = DataSet()
                identifier.set(.queryRetrieveLevel, "STUDY")
                identifier.set(.studyInstanceUID, study)
                let result: RetrieveResult
                switch method {
                case .get:
                    result = try await association.get(.studyRoot, identifier) { instance in
                        await self.take(instance, from: source, actor: actor, tally)
                    }
                case .move:
                    let before = try await self.holdings(ofStudy: study)
                    result = try await association.move(.studyRoot, identifier, to: configuration.dicom.title)
                    await tally.add(
                        MovedObjects(
                            completed: result.counts.completed, warned: result.counts.warning, before: before,
                            after: try await self.holdings(ofStudy: study)))
                }
                // What we answered with a failure is in the sum already.
                let lost = max(0, result.counts.failed - (await tally.takeRefused()))
                if lost > 0 || result.status.category == .failure && result.counts.failed == 0 {
                    await tally.add(
                        unreadable: "study \(number + 1) of \(studies.count) at \(source.title)",
                        "\(result.status)\(result.comment.map { ": \($0)" } ?? ""); \(lost) objects did not come")
                }
                progress(number + 1, studies.count, await tally.summary)
            }
        }
        try await writeLedger()
        var summary = await tally.summary
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        try ledger.append(
            [
                .init(
                    "pull.finished", actor: actor, subject: "archive",
                    details: [
                        "from": source.title, "studies": "\(studies.count)", "objects": "\(summary.files)",
                        "archived": "\(summary.archived)",
                        "duplicates": "\(summary.duplicates)", "quarantined": "\(summary.quarantined)",
                        "optedOut": "\(summary.optedOut)",
                    ])
            ], now: now())
        return summary
    }

    /// What the node holds of a study, by the UID it has at the source, and in quarantine.
    private func holdings(ofStudy study: String) async throws -> MovedObjects.Holdings {
        // A profile may keep UIDs as they are.
        let uids = Set([pseudonyms.uid(for: study), study])
        return try await database.read { connection in
            let instances = try uids.reduce(0) { sum, uid in
                try sum
                    + connection.count(
                        "SELECT COUNT(*) FROM instance i JOIN series r ON r.uid = i.series_uid WHERE r.study_uid = ?", [.text(uid)])
            }
            let reasons = try connection.query("SELECT reason, COUNT(*) AS n FROM quarantine GROUP BY reason")
            return MovedObjects.Holdings(
                instances: instances,
                quarantine: Dictionary(reasons.map { ($0.string("reason") ?? "", $0.integer("n") ?? 0) }, uniquingKeysWith: +))
        }
    }

    private func take(_ instance: IncomingInstance, from source: RemoteApplicationEntity, actor: String, _ tally: PullTally) async
        -> StoreStatus
    {
        do {
            let file = try DICOMFile.bytes(
                around: instance.dataSet, as: instance.transferSyntax, sopClassUID: instance.sopClassUID,
                sopInstanceUID: instance.sopInstanceUID, source: source.title)
            let outcome = try await objectIntake.take(file, source: source.title, actor: actor)
            let status = ArchiveProvider.status(of: outcome)
            await tally.add(outcome, bytes: file.count, isRefused: !status.isStored)
            return status
        } catch {
            logger.error("An object could not be stored: \(error)")
            await tally.add(unreadable: "an object from \(source.title)", "\(error)", isRefused: true)
            return .outOfResources
        }
    }

    /// Study Instance UIDs that match, each once.
    private func studies(
        at source: RemoteApplicationEntity, matching keys: [String], _ options: AssociationOptions
    ) async throws -> [String] {
        guard !keys.isEmpty else {
            throw NodeError(.misuse, "Say which studies: --query StudyDate=20240101-20240131, --query ModalitiesInStudy=CT and so on.")
        }
        var identifier = try DataSet(queryKeys: keys)
        identifier.set(.queryRetrieveLevel, "STUDY")
        if !identifier.contains(.studyInstanceUID) { identifier.set(.studyInstanceUID, "") }
        let query = identifier
        return try await Association.with(
            source, as: configuration.dicom.title, proposing: [.find(.studyRoot)], options: options, logger: logger
        ) {
            association in
            var found: [String] = []
            for try await match in association.find(.studyRoot, query) {
                if let uid = match.string(.studyInstanceUID), !found.contains(uid) { found.append(uid) }
            }
            return found
        }
    }
}

/// The sum of a pull, added to as objects come.
private actor PullTally {
    var summary = IntakeSummary()
    private var refused = 0

    /// How many objects were answered with a failure since this was last asked.
    func takeRefused() -> Int {
        defer { refused = 0 }
        return refused
    }

    func add(_ outcome: IntakeOutcome, bytes: Int, isRefused: Bool) {
        if isRefused { refused += 1 }
        summary.files += 1
        summary.bytes += bytes
        switch outcome {
        case .archived: summary.archived += 1
        case .duplicate: summary.duplicates += 1
        case .quarantined(let notice): summary.quarantine(notice.reason)
        case .optedOut: summary.optedOut += 1
        case .notDICOM(let reason): summary.notDICOM.append(.init(path: "object \(summary.files)", reason: reason))
        }
    }

    func add(unreadable name: String, _ reason: String, isRefused: Bool = false) {
        if isRefused { refused += 1 }
        summary.files += 1
        summary.unreadable.append(.init(path: name, reason: reason))
    }

    /// Objects that the node's own service has taken in meanwhile.
    func add(_ moved: MovedObjects) {
        summary.files += moved.count
        summary.archived += moved.archived
        summary.duplicates += moved.duplicates
        for (reason, count) in moved.quarantined {
            for _ in 0..<count { summary.quarantine(reason) }
        }
    }
}
