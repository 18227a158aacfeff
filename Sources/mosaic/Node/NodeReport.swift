import ArgumentParser
import DICOM
import Deidentification
import Foundation
import Node

/// `mosaic node report`
struct NodeReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Show what was done to each element of an archived object.",
        discussion: """
            X removed, Z emptied, D replaced, U UIDs replaced, C cleaned, A added, K kept (only counted). No value is shown.
            Example: mosaic node report --home /srv/mosaic 2.25.1234
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions
    @Argument(help: "The de-identified SOP Instance UID, as searches show it.") var object: String

    func run() async throws {
        let record = try await home.openNode().objectRecord(object)
        if output.json { return try Terminal.printJSON(record) }
        let report = record.report
        print("profile   \(report.profile) \(report.profileVersion)")
        print("archived  \(record.archived.formatted(.iso8601))")
        for code in report.codes { print("method    \(code.value) \(code.meaning)") }
        let counts = report.counts.sorted { $0.key.rawValue < $1.key.rawValue }
        print("elements  \(counts.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", "))")
        Terminal.printTable(
            ["", "element", "VR", "name"],
            report.changes.map {
                [$0.action.rawValue, $0.path, "\($0.vr)", DataDictionary.entry(for: $0.tag)?.name ?? ""]
            })
    }
}
