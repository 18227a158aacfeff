/// Somebody who signs in at the hub.
public struct Person: Sendable, Equatable {
    /// What a person may do at the hub. Decisions about data are made at the nodes, by people the hub does not know.
    public enum Role: String, Sendable, Codable, CaseIterable {
        /// Searches, applies, computes under permits.
        case researcher
        /// Invites and revokes members, and sees the federation's state.
        case `operator`
    }

    /// The name to sign in with, usually an e-mail address.
    public let name: String
    /// The name for people to read.
    public let title: String
    /// What the person may do.
    public let role: Role
}
