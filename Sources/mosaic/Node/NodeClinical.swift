import ArgumentParser
import Cohorts
import Node

/// `mosaic node clinical`
struct NodeClinical: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clinical", abstract: "Load a clinical table and join it to the images by the original patient id.",
        discussion: """
            CSV or TSV with a header line. Loading again replaces rows of the same patients. What could not be mapped is listed.
            Example: mosaic node clinical --home /srv/mosaic clinical.csv
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The table.") var table: String

    func run() async throws {
        let summary = try await home.openNode().loadClinicalTable(table, actor: actor.actor)
        if output.json { return try Terminal.printJSON(summary) }
        let report = summary.report
        if !report.ignoredColumns.isEmpty { print("columns not used: \(report.ignoredColumns.joined(separator: ", "))") }
        for value in report.unmapped { print("not mapped: \(value.column) = \"\(value.value)\" (\(value.count) ×)") }
        for row in report.rejected { print("rejected: line \(row.line): \(row.reason)") }
        if summary.optedOut > 0 { print("left out: \(summary.optedOut) rows of patients who opted out") }
        print(
            "\(report.rows) rows = \(report.mapped) mapped + \(report.rejectedCount) rejected; \(summary.joined) joined to images, \(summary.withoutImages) without images, \(summary.patientsWithoutRow) patients without a row"
        )
    }
}
