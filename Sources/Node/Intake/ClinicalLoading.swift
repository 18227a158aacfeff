public import Cohorts
import Deidentification
import Foundation
import Storage

extension Node {
    /// What became of a clinical load.
    public struct ClinicalSummary: Codable, Sendable {
        /// Rows, mapped columns, unmapped values, rejected rows.
        public var report: ClinicalReport
        /// Patients of the load who have images here.
        public var joined: Int
        /// Patients of the load who have no image here (yet); their records are kept and join when images come.
        public var withoutImages: Int
        /// Patients with images and no clinical record.
        public var patientsWithoutRow: Int
        /// Patients who were left out because they opted out.
        public var optedOut: Int
    }

    /// Loads a clinical table. See ``loadClinical(_:actor:)``.
    public func loadClinicalTable(
        _ path: String, mapping: ClinicalMapping = .standard, actor: String
    ) async throws -> ClinicalSummary {
        try await loadClinical(.table(path, mapping), actor: actor)
    }

    /// Loads clinical records: they are joined to images by the original patient id, which becomes the pseudonym here and is kept only
    /// sealed, in the linkage table. Dates are treated as those of the patient's images, so that intervals between them survive.
    /// A load is one transaction; loading again replaces the records of the same patients, never doubles them.
    ///
    /// - Throws: `ClinicalTableError` where the source cannot be used at all; nothing is changed then. ``NodeError`` `state` where another
    ///   load is under way.
    public func loadClinical(_ source: ClinicalSource, actor: String) async throws -> ClinicalSummary {
        let lock = try HomeLock(
            path: home.clinicalLockPath, isExclusive: true, busy: "Another clinical load is under way. Wait for its end, then load again.")
        defer { lock.release() }
        let pseudonyms = self.pseudonyms
        let deidentifier = objectIntake.preparation.deidentifier
        // The days between diagnosis and studies are only known where the profile treats both alike and takes neither away.
        let keepsDay = deidentifier.profile.dates != .taken
        let time = now()
        let digest = try source.digest()
        var staging = ClinicalStaging(archive: archive, pseudonyms: pseudonyms, now: time)
        try await staging.clear()
        var rows = try source.rows { patient, date in deidentifier.clinicalDate(date, ofPatient: patient) }
        do {
            while let row = try rows.nextRow() { try await staging.add(row, keepsDay: keepsDay) }
            try await staging.flush()
        } catch {
            try await staging.clear()
            throw error
        }
        let report = rows.report
        let attributes = keepsDay ? rows.attributes : rows.attributes.subtracting(["days_from_diagnosis"])
        let outcome = try await staging.commit(attributes: attributes) { [self] outcome, connection in
            let details = [
                "rows": "\(report.rows)", "patients": "\(report.patients)", "joined": "\(outcome.joined)",
                "rejected": "\(report.rejectedCount)", "optedOut": "\(outcome.optedOut)", "unmappedValues": "\(report.unmapped.count)",
                "digest": digest, "codes": "\(ClinicalCodes.standard.version)",
            ]
            try record([.init("clinical.loaded", actor: actor, subject: "archive", details: details)], in: connection)
        }
        try await writeLedger()
        return ClinicalSummary(
            report: report, joined: outcome.joined, withoutImages: outcome.withoutImages, patientsWithoutRow: outcome.patientsWithoutRow,
            optedOut: outcome.optedOut)
    }
}
