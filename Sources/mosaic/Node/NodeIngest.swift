import ArgumentParser
import Foundation
import Node
import Storage

/// `mosaic node ingest`
struct NodeIngest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Take in DICOM files: read, de-identify, inspect, archive.",
        discussion: """
            Takes every file below the folders, at any depth. What is not DICOM is named and left alone; what cannot be read or
            de-identified goes to quarantine. Running it again is harmless. Exit status 0: every file has one of these fates.
            Example: mosaic node ingest --home /srv/mosaic /data/export
            """)

    @OptionGroup var home: HomeOption
    @OptionGroup var actor: ActorOption
    @OptionGroup var output: OutputOptions
    @Option(name: .long, help: "A file that names files, one on each line.") var list: String?
    @Argument(help: "Folders or files.")
    var paths: [String] = []

    func validate() throws {
        guard list != nil || !paths.isEmpty else { throw ValidationError("Name folders or files, or give --list.") }
    }

    func run() async throws {
        let node = try home.openNode()
        var files = try paths.flatMap { try FolderFiles.list($0) }
        if let list {
            files += String(decoding: try DurableFile.read(list), as: UTF8.self).split(whereSeparator: \.isNewline).map(String.init)
        }
        let sum = try await node.ingest(files, actor: actor.actor) { summary, total in
            Terminal.progress("\(summary.files) of \(total) files, \(summary.archived) archived, \(summary.quarantined) in quarantine")
        }
        Terminal.endProgress()
        if output.json { return try Terminal.printJSON(sum) }
        for named in sum.notDICOM { print("not DICOM: \(named.path) (\(named.reason))") }
        for named in sum.unreadable { print("unreadable: \(named.path) (\(named.reason))") }
        for (reason, count) in sum.reasons.sorted(by: { $0.key < $1.key }) { print("quarantine: \(count) × \(reason)") }
        let rate = sum.seconds > 0 ? Double(sum.files) / sum.seconds : 0
        print("\(sum.line) (\(String(format: "%.1f", sum.seconds)) s, \(Int(rate)) files/s)")
        guard sum.isExact else { throw NodeError(.state, "The sum does not add up; this is a defect of Mosaic. Please report it.") }
    }
}
