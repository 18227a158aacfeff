import ArgumentParser
import Foundation
import Node

/// `mosaic node verify`
struct NodeVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Find every archived object again: read it, hash it, parse it.",
        discussion: "Exit status 1 where one is missing or changed. Example: mosaic node verify --home /srv/mosaic")

    @OptionGroup var home: HomeOption
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let report = try await home.openNode().verifyArchive { done, total in Terminal.progress("\(done) of \(total) objects") }
        Terminal.endProgress()
        if output.json {
            try Terminal.printJSON(report)
        } else {
            for fault in report.faults { print("\(fault.sopInstanceUID): \(fault.message)") }
            print("\(report.sound) of \(report.objects) archived objects found again, whole and readable")
        }
        guard report.faults.isEmpty else { throw ExitCode(1) }
    }
}
