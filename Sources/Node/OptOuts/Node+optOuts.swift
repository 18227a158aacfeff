import Deidentification
import Federation
public import Foundation
import Storage

extension Node {
    /// What opting patients out took away.
    public struct OptOutSummary: Codable, Sendable, Equatable {
        /// Patients who are out now and were not before.
        public var added = 0
        /// Patients who were out already.
        public var alreadyOut = 0
        /// Patients of whom there was something here.
        public var found = 0
        /// Studies, with their series and instances.
        public var studies = 0
        /// Instances that left the archive.
        public var instances = 0
        /// Clinical rows.
        public var clinicalRows = 0
        /// Items of the quarantine.
        public var quarantined = 0
        /// Published datasets that hold the patients no longer.
        public var datasets: [String] = []
    }

    /// A patient's opting out and in.
    public struct OptOut: Codable, Sendable, Equatable {
        /// A short name of the entry, which says nothing of the patient.
        public let entry: String
        /// Patient ID as it was given; only where the data manager opened the list.
        public let originalPatientID: String?
        /// When the patient opted out last.
        public let added: Date
        /// When that was withdrawn; `nil` while it is in force.
        public let withdrawn: Date?
    }

    /// So many patients in one transaction: few enough that senders do not wait long.
    private static let patientsAtOnce = 20
    private static let longestIdentifier = 256

    /// Takes patients out: their data leave the archive, the index, the quarantine and the published datasets, and no more are taken in.
    ///
    /// Saying it again is harmless, and removes what may have been left.
    ///
    /// - Parameter originalIDs: as the hospital writes them.
    /// - Throws: ``NodeError`` `input` where one is no identifier; nothing is changed then.
    @discardableResult
    public func optOut(_ originalIDs: [String], actor: String) async throws -> OptOutSummary {
        try await optOut(originalIDs, actor: actor) { _ in }
    }

    /// Where a test ends the process.
    enum OptOutStep: Sendable {
        case rowsRemoved
        case groupDone
    }

    func optOut(_ originalIDs: [String], actor: String, after step: @Sendable (OptOutStep) throws -> Void) async throws -> OptOutSummary {
        let events = try optOutEvents(.add, originalIDs)
        try await finishRemovals()
        try await quarantine.notePatients { [preparation = objectIntake.preparation] in preparation.patient(ofQuarantined: $0)?.digest }
        var summary = OptOutSummary()
        var datasets: Set<String> = []
        var rest = events[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(Self.patientsAtOnce))
            rest = rest.dropFirst(Self.patientsAtOnce)
            let sums = try await database.write { [self] connection in try remove(group, actor: actor, connection) }
            try step(.rowsRemoved)
            for (isNew, sum) in sums {
                summary.added += isNew ? 1 : 0
                summary.alreadyOut += isNew ? 0 : 1
                summary.found += sum.studies + sum.clinicalRows + sum.quarantined > 0 ? 1 : 0
                summary.studies += sum.studies
                summary.instances += sum.digests.count
                summary.clinicalRows += sum.clinicalRows
                summary.quarantined += sum.quarantined
                datasets.formUnion(sum.datasets)
            }
            try await finishRemovals()
            try step(.groupDone)
        }
        try await writeLedger()
        summary.datasets = datasets.sorted()
        return summary
    }

    /// The list's entries, the rows and the ledger's notes change together.
    private func remove(
        _ group: [(event: OptOutList.Event, patient: String)], actor: String, _ connection: any SQLConnection
    ) throws -> [(isNew: Bool, sum: PatientRemoval.Sum)] {
        let sums = try group.map { event, patient in
            let isNew = try !OptOutList.contains(event.digest, connection)
            if isNew { try OptOutList.append(event, connection) }
            return (isNew: isNew, sum: try PatientRemoval(patient: patient, digest: event.digest, archive: archive).remove(connection))
        }
        let digests = sums.flatMap(\.sum.digests)
        let datasets = Set(sums.flatMap(\.sum.datasets)).sorted()
        let added = sums.count(where: \.isNew)
        var drafts: [LedgerFile.Draft] = []
        if added > 0 {
            let details = ["patients": "\(added)", "datasets": datasets.joined(separator: " ")]
            drafts.append(.init("optout.added", actor: actor, subject: "archive", details: details))
        }
        if !digests.isEmpty {
            let digest = ObjectStore.digest(of: Array(digests.sorted().joined(separator: "\n").utf8))
            drafts.append(
                .init(
                    "objects.removed", actor: actor, subject: "archive", details: ["objects": "\(digests.count)", "digests": digest]))
        }
        try record(drafts, in: connection)
        return sums
    }

    /// Lets patients in again. What was removed is gone; what is sent again is taken.
    ///
    /// - Returns: how many were out.
    public func withdrawOptOut(_ originalIDs: [String], actor: String) async throws -> Int {
        let events = try optOutEvents(.withdraw, originalIDs)
        let count = try await database.write { [self] connection in
            var count = 0
            for (event, _) in events where try OptOutList.contains(event.digest, connection) {
                try OptOutList.append(event, connection)
                count += 1
            }
            try record([.init("optout.withdrawn", actor: actor, subject: "archive", details: ["patients": "\(count)"])], in: connection)
            return count
        }
        try await writeLedger()
        return count
    }

    /// The list without the patients' identifiers.
    public func optOuts() async throws -> [OptOut] { try await optOuts { _ in nil } }

    /// The list with the patients' identifiers, for the data manager; the ledger keeps how many entries, by whom and why.
    public func openOptOuts(secret: String, reason: String, actor: String) async throws -> [OptOut] {
        let key = try unlockLinkage(secret, reason: reason, actor: actor)
        let list = try await optOuts { key.open($0.sealed)?.id }
        try noteOpening("optout.opened", list.count, reason: reason, actor: actor)
        return list
    }

    private func optOuts(_ open: (OptOutList.Event) -> String?) async throws -> [OptOut] {
        let events = try await database.read { try OptOutList.events($0) }
        var order: [String] = []
        var entries: [String: OptOut] = [:]
        for event in events {
            let known = entries[event.digest]
            if known == nil { order.append(event.digest) }
            entries[event.digest] = OptOut(
                entry: String(event.digest.prefix(8)), originalPatientID: known?.originalPatientID ?? open(event),
                added: event.kind == .add ? event.time : known?.added ?? event.time,
                withdrawn: event.kind == .withdraw ? event.time : nil)
        }
        return order.compactMap { entries[$0] }
    }

    private func optOutEvents(_ kind: OptOutList.Kind, _ originalIDs: [String]) throws -> [(event: OptOutList.Event, patient: String)] {
        guard let linkageKey else { throw NodeHome.noLinkageKey(home.path) }
        guard !originalIDs.isEmpty else { throw NodeError(.misuse, "Name at least one Patient ID.") }
        let time = now()
        var seen: Set<String> = []
        var events: [(event: OptOutList.Event, patient: String)] = []
        for (number, id) in originalIDs.enumerated() {
            let id = id.trimmingCharacters(in: .whitespacesAndNewlines)
            guard !id.isEmpty, id.count <= Self.longestIdentifier, !id.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 })
            else {
                throw NodeError(
                    .misuse, "Entry \(number + 1) is no Patient ID: 1 to \(Self.longestIdentifier) characters without control characters.")
            }
            let digest = pseudonyms.originalPatientDigest(for: id)
            guard seen.insert(digest).inserted else { continue }
            let sealed = try linkageKey.seal(LinkedPatient(id: id, issuer: nil, firstSeen: time.milliseconds))
            events.append(
                (OptOutList.Event(kind: kind, digest: digest, sealed: sealed, time: time), pseudonyms.patientIdentifier(for: id)))
        }
        return events
    }
}
