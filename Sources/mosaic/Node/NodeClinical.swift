import ArgumentParser
import Cohorts
import Node

/// `mosaic node clinical load|suggest`
struct NodeClinical: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clinical", abstract: "Load clinical tables and join them to the images by the original patient id.",
        subcommands: [Load.self, Suggest.self], defaultSubcommand: Load.self)

    /// `mosaic node clinical load`
    struct Load: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Load a clinical table.",
            discussion: """
                CSV or TSV with a header line. Loading again replaces rows of the same patients. What could not be mapped is listed.
                Example: mosaic node clinical load --home /srv/mosaic clinical.csv --mapping clinical.yaml
                """)

        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var output: OutputOptions
        @Option(help: "A YAML file that says what columns and values mean; 'mosaic node clinical suggest' proposes one.") var mapping:
            String?
        @Argument(help: "The table.") var table: String

        func run() async throws {
            let mapping = try mapping.map { try ClinicalMappingFile.mapping($0) } ?? .standard
            let summary = try await home.openNode().loadClinicalTable(table, mapping: mapping, actor: actor.actor)
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

    /// `mosaic node clinical suggest`
    struct Suggest: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Propose what the columns and values of a clinical table mean.",
            discussion: """
                Looks at the names of columns and at the values of up to 20,000 rows, and prints a mapping to read, correct and load with.
                Nothing is loaded. The mapping names values of the table: keep it at the node.
                Example: mosaic node clinical suggest clinical.csv > clinical.yaml
                """)

        @OptionGroup var output: OutputOptions
        @Argument(help: "The table.") var table: String

        func run() async throws {
            let suggestion = try ClinicalMappingFile.suggestion(for: table)
            if output.json { return try Terminal.printJSON(suggestion) }
            print(suggestion.yaml, terminator: "")
        }
    }
}
