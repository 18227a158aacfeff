import Cohorts
import Federation
import Foundation
import Storage

/// Takes everything of a patient out of the node's tables, within one transaction; the files are noted and go afterwards.
struct PatientRemoval: Sendable {
    /// The pseudonym.
    let patient: String
    /// The digest of the original Patient ID.
    let digest: String
    let archive: Archive

    /// What a removal took.
    struct Sum: Sendable {
        var digests: [String] = []
        var studies = 0
        var clinicalRows = 0
        var quarantined = 0
        var datasets: Set<String> = []
    }

    func remove(_ connection: any SQLConnection) throws -> Sum {
        var sum = Sum()
        sum.studies = try connection.count("SELECT COUNT(*) FROM study WHERE patient_id = ?", [.text(patient)])
        let reports = try ObjectReports(ofStudies: "SELECT uid FROM study WHERE patient_id = ?", [.text(patient)], connection)
        sum.digests = try archive.removeRows(ofPatient: patient, connection)
        try reports.removeUnused(connection)
        try PendingRemovals.note(.object, Set(sum.digests), connection)
        try connection.execute("DELETE FROM clinical_staging WHERE patient_id = ?", [.text(patient)])
        sum.clinicalRows = try connection.execute("DELETE FROM clinical WHERE patient_id = ?", [.text(patient)])
        try connection.execute("DELETE FROM indexed_series WHERE patient_id = ?", [.text(patient)])
        try connection.execute("DELETE FROM index_linkage WHERE digest = ?", [.text(digest)])
        try removeFromDatasets(connection, &sum)
        let items = try connection.query("SELECT id FROM quarantine WHERE patient_digest = ?", [.text(digest)])
            .compactMap { $0.string("id") }
        try PendingRemovals.note(.quarantine, items, connection)
        sum.quarantined = try connection.execute("DELETE FROM quarantine WHERE patient_digest = ?", [.text(digest)])
        try connection.execute("DELETE FROM linkage WHERE digest = ?", [.text(digest)])
        return sum
    }

    /// The record of a published version stays; its rows of the patient go, and with them the snapshot's name, so that noise and budgets
    /// take what is answered next for something new.
    private func removeFromDatasets(_ connection: any SQLConnection, _ sum: inout Sum) throws {
        let datasets = try connection.query("SELECT dataset_id FROM dataset_patient WHERE patient_id = ?", [.text(patient)])
            .compactMap { $0.string("dataset_id") }
        sum.datasets = Set(datasets)
        try connection.execute("DELETE FROM dataset_patient WHERE patient_id = ?", [.text(patient)])
        try connection.execute("DELETE FROM dataset_series WHERE patient_id = ?", [.text(patient)])
        for dataset in datasets {
            try connection.execute("UPDATE dataset SET removals = removals + 1 WHERE id = ?", [.text(dataset)])
            try withdrawAnswers(of: dataset, connection)
        }
    }

    /// Rounds of jobs that were answered with the patient's data are not answered again from memory. They stay counted.
    private func withdrawAnswers(of dataset: String, _ connection: any SQLConnection) throws {
        for row in try connection.query("SELECT job, round, answer FROM job_round WHERE dataset_id = ?", [.text(dataset)]) {
            let answer = try EventLog.decode(AggregateNotice.self, from: row.string("answer") ?? "")
            guard answer.aggregate != nil else { continue }
            let withdrawn = AggregateNotice(
                job: answer.job, round: answer.round, dataset: answer.dataset, aggregate: nil,
                refusals: ["the dataset's data changed since this round was answered; start a new job"])
            try connection.execute(
                "UPDATE job_round SET answer = ? WHERE job = ? AND round = ? AND dataset_id = ?",
                [.text(try EventLog.encode(withdrawn)), row["job"], row["round"], .text(dataset)])
        }
    }
}
