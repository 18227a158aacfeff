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
    @Flag(name: .long, help: "Remove files that an interrupted intake left behind and nothing points to.") var clean = false

    func run() async throws {
        let report = try await home.openNode().verifyArchive(removesLeftovers: clean) { done, total in
            Terminal.progress("\(done) of \(total) objects")
        }
        Terminal.endProgress()
        if output.json {
            try Terminal.printJSON(report)
        } else {
            for fault in report.faults { print("\(fault.sopInstanceUID): \(fault.message)") }
            print("\(report.sound) of \(report.objects) archived objects found again, whole and readable")
            if report.leftovers > 0 {
                print("\(report.leftovers) files that nothing points to\(clean ? ", removed" : "; --clean removes them")")
            }
        }
        guard report.faults.isEmpty else { throw ExitCode(1) }
    }
}
