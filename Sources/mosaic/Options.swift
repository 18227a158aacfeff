import ArgumentParser
import Foundation
import Logging

/// `--home` of a server.
struct HomeOption: ParsableArguments {
    @Option(name: .long, help: "The folder that holds the whole state.")
    var home: String
}

/// `--json`, for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON for programs.")
    var json = false
}

/// `--as`, for the ledger.
struct ActorOption: ParsableArguments {
    @Option(name: .customLong("as"), help: ArgumentHelp("Who does this, for the ledger.", valueName: "person"))
    var actor: String = ProcessInfo.processInfo.userName
}

/// The log of a command: standard error, warnings and worse unless a server runs.
func commandLogger(_ level: Logger.Level = .warning) -> Logger {
    var logger = Logger(label: "mosaic") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = level
    return logger
}

/// The clock of the program; everything below takes it as a parameter.
let systemClock: @Sendable () -> Date = { Date() }
