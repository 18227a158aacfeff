import ArgumentParser
import Node

/// `mosaic node`: what a data holder does.
struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Set up and run a node at a data holder.",
        subcommands: [
            NodeInit.self, NodeJoin.self, NodeServe.self, NodeIngest.self, NodePull.self, NodeRemove.self, NodeClinical.self,
            NodeLoadIndex.self, NodePublish.self, NodeCount.self, NodeCheck.self,
            NodeVerify.self,
            NodeQuarantine.self, NodeApplications.self, NodeDecide.self, NodeBudget.self, NodeToken.self,
            NodeLinkage.self, NodeOptOut.self, NodeReport.self, NodeRotateKey.self,
        ])
}

extension HomeOption {
    /// Opens the node in this home.
    func openNode() throws -> Node { try Node(home: NodeHome(home), now: systemClock, logger: commandLogger()) }
}
