import ArgumentParser
import Catalogue
import Foundation
import Node

/// `mosaic node publish`
struct NodePublish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish a dataset, or a new version of it, in the federation's catalogue.",
        discussion: """
            The record is computed from the data; what it cannot know is given here. Example:
            mosaic node publish prostate --home /srv/mosaic --title 'Prostate MRI' --description '…' --contact data@hospital.example \\
              --keyword prostate --collection-method 'Routine care' --provenance 'PACS of the hospital' --condition GRU --where 'diagnosis = prostate'
            """)

    @Argument(help: "The dataset's name within the node: lower-case letters, digits, hyphens.") var name: String
    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "Title, in English.") var title: String
    @Option(name: .long, help: "Description, in English.") var description: String
    @Option(name: .long, help: "E-mail address for questions.") var contact: String
    @Option(name: .customLong("where"), help: "The cohort that belongs to it; all patients where left out.") var cohort: String = ""
    @Option(help: "Only patients of this index, by the name of its file; may be repeated. Without: all the node knows.") var index:
        [String] = []
    @Option(name: .long, help: "A keyword; may be repeated.") var keyword: [String] = []
    @Option(name: .long, help: "A condition of use, as DUO id or short form (GRU, IRB, NCU…); may be repeated.") var condition: [String] =
        []
    @Option(name: .long, help: "How the data were collected; may be repeated.") var collectionMethod: [String] = []
    @Option(name: .long, help: "Where the data come from; may be repeated.") var provenance: [String] = []
    @Option(name: .long, help: "The main condition, where the data do not say it.") var mainCondition: String?
    @Option(name: .long, help: "Legal basis; may be repeated.") var legalBasis: [String] = []

    func run() async throws {
        let node = try home.openNode()
        let contactPoint = ContactPoint(name: node.configuration.title, email: contact)
        let declaration = DatasetDeclaration(
            title: title, description: description, contact: contactPoint, conditions: try condition.map(Self.condition),
            publisher: Agent(name: node.configuration.title, contact: contactPoint), keywords: keyword, legalBases: legalBasis,
            collectionMethods: collectionMethod, provenance: provenance, primaryCondition: mainCondition)
        let record = try await node.publish(
            Node.Publication(name: name, declaration: declaration, cohort: cohort, indexes: index.isEmpty ? nil : index), actor: actor.actor
        )
        if output.json { return try Terminal.printJSON(record) }
        if record.previousVersion != nil {
            print("Permits for earlier versions end with them; their holders apply for \(record.version).")
        }
        let statistics = record.statistics
        print(
            "Published \(record.id) \(record.version): about \(statistics.patients) patients, \(statistics.studies) studies, \(statistics.series) series, tier \(statistics.tier.rawValue)."
        )
    }

    /// The short forms of the Data Use Ontology, beside its ids.
    private static func condition(_ text: String) throws -> DataUseCondition {
        guard let condition = DUOName.condition(text) else {
            throw ValidationError("'\(text)' is no condition of the Data Use Ontology. Examples: GRU, IRB, NCU, DUO:0000042.")
        }
        return condition
    }
}
