import Foundation

/// Measures parts of Mosaic; the scripts in `Benchmarks` run it beside the programs it is compared with.
@main struct Benchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("headers", 2...3):
            try Headers.run(folder: arguments[1], threads: arguments.count > 2 ? Int(arguments[2]) ?? 1 : 1)
        default:
            FileHandle.standardError.write(Data("mosaic-benchmark headers FOLDER [THREADS]\n".utf8))
            exit(2)
        }
    }
}
