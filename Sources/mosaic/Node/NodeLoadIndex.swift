import ArgumentParser
import Catalogue
import Node

/// `mosaic node load-index`
struct NodeLoadIndex: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load-index", abstract: "Load an index of series whose objects lie elsewhere, so that they can be counted.",
        discussion: """
            CSV or TSV with a line for each series and DICOM keywords as columns: PatientID, StudyInstanceUID and SeriesInstanceUID, and of
            Modality, BodyPartExamined, Manufacturer, ManufacturerModelName, PatientSex, PatientAge, StudyDate, instanceCount and others what
            there is. Identifiers become pseudonyms, as those of objects do; dates are moved, and serve to count days from the diagnosis that a
            clinical table names. Nothing can be retrieved or computed: there are no objects here, and the node only repeats what the index
            says. A file counts as a whole or not at all; loading one of the same name again replaces it.
            Example: mosaic node load-index --home /srv/mosaic series.csv --dataset public --title 'Public collection' --contact data@example.org
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Option(help: "Publish the patients of these files as the dataset of this name; they are counted in the next publication otherwise.")
    var dataset: String?
    @Option(help: "Title of the dataset, in English.") var title: String?
    @Option(help: "Description of the dataset, in English.") var description: String?
    @Option(help: "E-mail address for questions about the dataset.") var contact: String?
    @Option(help: "The main condition, where no clinical table says it.") var mainCondition: String = "not stated"
    @Argument(help: "The files.") var files: [String]

    func validate() throws {
        if dataset != nil, title == nil || contact == nil { throw ValidationError("--dataset needs --title and --contact.") }
    }

    /// What was done, for programs.
    private struct Outcome: Encodable {
        let indexes: [SeriesIndexSummary]
        let record: DatasetRecord?
    }

    func run() async throws {
        let node = try home.openNode()
        var summaries: [SeriesIndexSummary] = []
        for file in files {
            Terminal.progress("loading \(file)")
            let summary = try await node.loadSeriesIndex(file, actor: actor.actor)
            Terminal.endProgress()
            if !output.json { Self.show(summary) }
            summaries.append(summary)
        }
        var record: DatasetRecord?
        if let dataset, let title, let contact {
            let contactPoint = ContactPoint(name: node.configuration.title, email: contact)
            let declaration = DatasetDeclaration(
                title: title,
                description: description ?? "An index of imaging series whose objects are held elsewhere. It can be searched only.",
                contact: contactPoint, publisher: Agent(name: node.configuration.title, contact: contactPoint),
                keywords: ["cancer", "imaging", "index"], collectionMethods: ["Loaded from an index of series"],
                provenance: summaries.map { "Index \($0.index)" }, primaryCondition: mainCondition)
            record = try await node.publish(
                Node.Publication(name: dataset, declaration: declaration, cohort: "", indexes: summaries.map(\.index)), actor: actor.actor)
        }
        if output.json { return try Terminal.printJSON(Outcome(indexes: summaries, record: record)) }
        if let record { print("Published \(record.id) \(record.version): about \(record.statistics.patients) patients, for search only.") }
    }

    private static func show(_ summary: SeriesIndexSummary) {
        if !summary.unusedColumns.isEmpty {
            print("columns not used: \(summary.unusedColumns.map(Terminal.plain).joined(separator: ", "))")
        }
        for value in summary.unmapped.prefix(50) {
            print("not mapped: \(Terminal.plain(value.column)) = \"\(Terminal.plain(value.value))\" (\(value.count) ×)")
        }
        if summary.unmapped.count > 50 { print("not mapped: \(summary.unmapped.count - 50) values more; --json lists them") }
        for rejection in summary.rejected {
            print(
                "rejected: \(rejection.count) lines, \(rejection.reason) (line \(rejection.lines.map(String.init).joined(separator: ", ")))"
            )
        }
        if summary.optedOut > 0 { print("left out: \(summary.optedOut) lines of patients who opted out") }
        if summary.replaced > 0 { print("replaced: \(summary.replaced) series of an earlier load") }
        print(
            "\(Terminal.plain(summary.index)): \(summary.rows) rows = \(summary.series) series + \(summary.rejectedCount) rejected + \(summary.optedOut) left out; \(summary.patients) patients, \(summary.studies) studies, \(summary.instances) instances, none of them here"
        )
    }
}
