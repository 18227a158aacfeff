import ArgumentParser
import Hub

/// `mosaic hub`: what a federation's operator does.
struct HubCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hub", abstract: "Set up and run a hub.",
        subcommands: [HubInit.self, HubServe.self, HubInvite.self, HubMembers.self, HubRevoke.self, HubPerson.self])
}

extension HomeOption {
    /// Opens the hub in this home.
    func openHub() throws -> Hub { try Hub(home: HubHome(home), now: systemClock, logger: commandLogger()) }
}
