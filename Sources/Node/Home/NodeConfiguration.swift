import Cohorts
import Federation
import Foundation
import Yams

/// What a data manager may set, read from `node.yaml` in the node's home.
public struct NodeConfiguration: Codable, Sendable {
    /// The node's name in the federation.
    public var name: String
    /// The holder's name for people to read.
    public var title: String
    /// Where the federation can write to.
    public var contact: String
    /// The host on which the node's own page is served to its staff.
    public var host: String
    /// The port of that page.
    public var port: Int
    /// The hospital's HTTP proxy towards the hub, as `host:port`; none where empty.
    public var proxy: String
    /// How counts leave the node.
    public var disclosure: Disclosure

    /// Disclosure control: zero-concentrated differential privacy.
    public struct Disclosure: Codable, Sendable {
        /// Noisy counts below this are not shown.
        public var floor: Int
        /// Privacy loss rho of one count of patients; the noise has the variance 1 / (2 rho).
        public var rhoPerCount: Double
        /// Privacy loss rho that one user may cause at one dataset in all.
        public var budget: Double
        /// Privacy loss rho that all users together may cause at one dataset.
        public var budgetOfAllUsers: Double

        /// Privacy loss that all users together may cause at one dataset.
        var sharedBudget: Rho { Self.rho(budgetOfAllUsers) }

        /// The policy that these numbers mean.
        var policy: DisclosurePolicy {
            DisclosurePolicy(
                mode: .counts, floor: floor, patients: Self.rho(rhoPerCount),
                budget: Self.rho(budget))
        }

        private static func rho(_ value: Double) -> Rho { Rho(micro: Int((value * 1_000_000).rounded())) }
    }

    /// What a new node starts from.
    public static func initial(name: String, title: String, contact: String, port: Int) -> NodeConfiguration {
        NodeConfiguration(
            name: name, title: title, contact: contact, host: "127.0.0.1", port: port, proxy: "",
            disclosure: Disclosure(floor: 10, rhoPerCount: 0.02, budget: 1, budgetOfAllUsers: 10))
    }

    private init(name: String, title: String, contact: String, host: String, port: Int, proxy: String, disclosure: Disclosure) {
        self.name = name
        self.title = title
        self.contact = contact
        self.host = host
        self.port = port
        self.proxy = proxy
        self.disclosure = disclosure
    }

    /// Reads a configuration file's text.
    ///
    /// - Throws: ``NodeError`` `configuration` with the key and what is wrong with it.
    public init(yaml: String, path: String) throws {
        do {
            self = try YAMLDecoder().decode(NodeConfiguration.self, from: yaml)
        } catch let error as DecodingError {
            throw NodeError(.configuration, "\(path): \(Self.explain(error)). The commented original is what 'mosaic node init' writes.")
        } catch {
            throw NodeError(.configuration, "\(path) is no YAML: \(error)")
        }
        _ = try NodeName(name)
        guard (1...65_535).contains(port) || port == 0 else {
            throw NodeError(.configuration, "\(path): port \(port) is not between 1 and 65535.")
        }
        guard (0...1_000_000).contains(disclosure.floor), (0.000_001...1).contains(disclosure.rhoPerCount),
            (0...1_000).contains(disclosure.budget),
            (0...1_000).contains(disclosure.budgetOfAllUsers)
        else {
            throw NodeError(
                .configuration,
                "\(path): disclosure.floor is at least 0, rhoPerCount between 0.000001 and 1, budget and budgetOfAllUsers between 0 and 1000."
            )
        }
        if !proxy.isEmpty { _ = try proxyAddress(path: path) }
    }

    /// The proxy as host and port.
    public func proxyAddress(path: String = "node.yaml") throws -> (host: String, port: Int)? {
        guard !proxy.isEmpty else { return nil }
        let parts = proxy.split(separator: ":")
        guard parts.count == 2, let port = Int(parts[1]) else {
            throw NodeError(.configuration, "\(path): proxy is written host:port, not '\(proxy)'.")
        }
        return (String(parts[0]), port)
    }

    /// The commented file that `mosaic node init` writes.
    public var yaml: String {
        """
        # A Mosaic node. Change and restart; 'mosaic node check' tells whether it can be used.

        # The node's name in the federation. It is in the certificate: changing it means joining again.
        name: \(quoted(name))
        # The holder's name, as people read it in the catalogue.
        title: \(quoted(title))
        # Where the federation can write to.
        contact: \(quoted(contact))

        # The node's own page, for its staff. The hub never connects to it; keep it inside the hospital.
        host: \(quoted(host))
        port: \(port)

        # The hospital's HTTP proxy towards the hub, as host:port. Empty: straight.
        proxy: \(quoted(proxy))

        # How counts leave the node: zero-concentrated differential privacy with discrete Gaussian noise.
        disclosure:
          # Noisy counts below this are answered "suppressed".
          floor: \(disclosure.floor)
          # Privacy loss (rho) of one count of patients; the noise has the variance 1 / (2 rho): 0.02 gives a standard deviation of 5.
          rhoPerCount: \(disclosure.rhoPerCount)
          # Privacy loss (rho) that one user may cause at one dataset in all. Repeating a question costs nothing.
          budget: \(disclosure.budget)
          # The same for all users together, so that new users, real or invented, do not bring budgets without end.
          budgetOfAllUsers: \(disclosure.budgetOfAllUsers)

        """
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "the key '\(key.stringValue)' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "the key '\(context.codingPath.map(\.stringValue).joined(separator: "."))' has a value that does not fit"
        @unknown default: "\(error)"
        }
    }
}
