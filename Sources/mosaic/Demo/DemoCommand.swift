import ArgumentParser
import Foundation

/// `mosaic demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "A hub and three nodes on this machine, the whole loop, then the summary.",
        discussion: """
            Every step runs the command that a person would run, against separate processes on loopback. Nothing is written outside the
            folder, which is removed at the end unless --keep. Examples:
            mosaic demo
            mosaic demo --data /data/export --clinical table.csv
            mosaic demo --keep, and later mosaic demo --stop
            """)

    @Option(name: .long, help: "A folder with your own DICOM files, any depth; synthetic cohorts where left out.") var data: String?
    @Option(name: .long, help: "A clinical table to go with --data.") var clinical: String?
    @Option(name: .long, help: "Where the demo writes; must not exist yet, or be a demo's.") var folder: String = "demo"
    @Option(name: .long, help: "Synthetic patients of each holder.") var patients: Int = 120
    @Option(name: .long, help: "The seed of the synthetic cohorts.") var seed: UInt64 = 1
    @Flag(name: .long, help: "Leave everything up, and print the address and the sign-ins.") var keep = false
    @Flag(name: .long, help: "End a demo that was left up, and remove its folder.") var stop = false

    func validate() throws {
        // A third has prostate cancer; a node answers a model of five parameters from 25 rows on.
        guard patients >= 80 else { throw ValidationError("--patients is at least 80: fewer are too few to count and to model.") }
        guard clinical == nil || data != nil else { throw ValidationError("--clinical goes with --data.") }
    }

    func run() async throws {
        let path = URL(fileURLWithPath: folder).standardizedFileURL.path
        let folder = try DemoFolder(path)
        if stop {
            try await folder.endProcesses()
            try folder.remove()
            return print("The demo in \(path) is ended and removed.")
        }
        if let data, !FileManager.default.fileExists(atPath: data) { throw ValidationError("There is no folder \(data).") }
        try await folder.endProcesses()
        try folder.begin()
        let federation = DemoFederation(folder: folder)
        let interrupts = folder.endOnInterrupt()
        defer { for interrupt in interrupts { interrupt.cancel() } }
        let demo = Demo(federation: federation, data: data, clinical: clinical, patients: patients, seed: seed)
        do {
            try await demo.run()
        } catch {
            try? await folder.endProcesses()
            Terminal.error("The demo stopped; logs and state are in \(path).")
            throw error
        }
        if keep {
            demo.printKept()
        } else {
            try await folder.endProcesses()
            try folder.remove()
        }
    }
}
