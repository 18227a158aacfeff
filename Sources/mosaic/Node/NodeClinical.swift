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
            abstract: "Load clinical records: a table, OMOP tables, or FHIR resources.",
            discussion: """
                A table is CSV or TSV with a header line. OMOP is a folder with tables of CDM 5.4 (person.csv, condition_occurrence.csv, …). FHIR \
                is a bundle or NDJSON of R4 resources in the mCODE profiles, or a folder of such files. A load is one transaction; loading \
                again replaces the records of the same patients. What could not be mapped is listed.
                Example: mosaic node clinical load --home /srv/mosaic clinical.csv --mapping clinical.yaml
                Example: mosaic node clinical load --home /srv/mosaic --fhir bundle.json
                """)

        @OptionGroup var home: HomeOption
        @OptionGroup var actor: ActorOption
        @OptionGroup var output: OutputOptions
        @Option(help: "A YAML file that says what columns and values mean; 'mosaic node clinical suggest' proposes one.") var mapping:
            String?
        @Option(help: ArgumentHelp("A folder with OMOP tables, instead of a table.", valueName: "folder")) var omop: String?
        @Option(help: ArgumentHelp("A file or folder of FHIR resources, instead of a table.", valueName: "path")) var fhir: String?
        @Argument(help: "The table.") var table: String?

        func validate() throws {
            guard [table, omop, fhir].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("Give a table, --omop or --fhir: one of them.")
            }
            if mapping != nil, table == nil { throw ValidationError("--mapping goes with a table.") }
        }

        private func source() throws -> ClinicalSource {
            if let omop { return .omop(omop) }
            if let fhir { return .fhir(fhir) }
            return .table(table ?? "", try mapping.map { try ClinicalMappingFile.mapping($0) } ?? .standard)
        }

        func run() async throws {
            let summary = try await home.openNode().loadClinical(source(), actor: actor.actor)
            if output.json { return try Terminal.printJSON(summary) }
            let report = summary.report
            if !report.ignoredColumns.isEmpty { print("columns not used: \(report.ignoredColumns.joined(separator: ", "))") }
            for value in report.unmapped { print("not mapped: \(value.column) = \"\(value.value)\" (\(value.count) ×)") }
            for row in report.rejected { print("rejected: \(row.file.map { "\($0), " } ?? "")line \(row.line): \(row.reason)") }
            if report.rejectedCount > 1 { for reason in report.reasons { print("rejected: \(reason.count) × \(reason.reason)") } }
            if summary.optedOut > 0 { print("left out: \(summary.optedOut) patients who opted out") }
            print(
                "\(report.rows) rows = \(report.mapped) mapped + \(report.unused) unused + \(report.rejectedCount) rejected; \(report.patients) patients: \(summary.joined) joined to images, \(summary.withoutImages) without images; \(summary.patientsWithoutRow) patients without a record"
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
