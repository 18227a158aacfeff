import Foundation
import Node

extension Demo {
    /// Each node takes in its files and its clinical table.
    func ingest() async throws -> String {
        guard let input else { return "skipped: no input" }
        var sum = IntakeSummary()
        for node in nodes {
            let home = federation.nodeHome(node)
            let summary = try await federation.must(
                ["node", "ingest", "--home", home, "--as", "data manager"] + input.ingestArguments(node), as: IntakeSummary.self)
            sum = sum + summary
            report.say("\(node): \(summary.line) (\(Int(Double(summary.files) / max(summary.seconds, 0.001))) files/s)")
            for (reason, count) in summary.reasons.sorted(by: { $0.key < $1.key }) { report.say("  in quarantine: \(count) × \(reason)") }
            for named in summary.notDICOM { report.say("  not DICOM: \(named.path) (\(named.reason))") }
            for named in summary.unreadable { report.say("  unreadable: \(named.path) (\(named.reason))") }
            report.say("  " + (try await federation.must(["node", "verify", "--home", home])))
            try await loadClinicalTable(node)
        }
        guard sum.isExact, sum.files == input.fileCount else {
            throw ClientHome.Failure(description: "The sum of the files does not add up: \(sum.line), \(input.fileCount) were given.")
        }
        return sum.line
    }

    private func loadClinicalTable(_ node: String) async throws {
        guard let table = input?.clinicalTable(node) else { return report.say("  no clinical table: nothing to join") }
        let result = try await federation.run(["node", "clinical", "--home", federation.nodeHome(node), "--as", "data manager", table])
        guard result.status == 0 else { return report.say("  the clinical table cannot be used: \(result.firstLine)") }
        for line in result.output.split(separator: "\n") { report.say("  " + line) }
    }
}
