import Federation
import Foundation
import Yams

/// What a hub's operator may set, read from `hub.yaml` in the hub's home.
public struct HubConfiguration: Codable, Sendable {
    /// The federation's name.
    public var federation: String
    /// The host or address under which people and nodes reach the hub.
    public var address: String
    /// The address the hub binds to.
    public var bind: String
    /// The port of the web pages and the public interface.
    public var webPort: Int
    /// The port for nodes.
    public var federationPort: Int
    /// How long a question waits for nodes, in seconds.
    public var answerSeconds: Int

    /// What a new hub starts from.
    public static func initial(federation: String, address: String, bind: String, webPort: Int, federationPort: Int) -> HubConfiguration {
        HubConfiguration(
            federation: federation, address: address, bind: bind, webPort: webPort, federationPort: federationPort, answerSeconds: 10)
    }

    private init(federation: String, address: String, bind: String, webPort: Int, federationPort: Int, answerSeconds: Int) {
        self.federation = federation
        self.address = address
        self.bind = bind
        self.webPort = webPort
        self.federationPort = federationPort
        self.answerSeconds = answerSeconds
    }

    /// Reads a configuration file's text.
    ///
    /// - Throws: ``HubError`` `configuration` with the key and what is wrong with it.
    public init(yaml: String, path: String) throws {
        do {
            self = try YAMLDecoder().decode(HubConfiguration.self, from: yaml)
        } catch let error as DecodingError {
            throw HubError(
                .configuration, "\(path): \(error.explanation). The commented original is what 'mosaic hub init' writes.")
        } catch {
            throw HubError(.configuration, "\(path) cannot be read: \(error)")
        }
        for port in [webPort, federationPort] where !(0...65_535).contains(port) {
            throw HubError(.configuration, "\(path): port \(port) is not between 0 and 65535.")
        }
        guard !address.isEmpty, !federation.isEmpty else {
            throw HubError(.configuration, "\(path): federation and address must not be empty.")
        }
        guard (1...300).contains(answerSeconds) else { throw HubError(.configuration, "\(path): answerSeconds is between 1 and 300.") }
    }

    /// Where people reach the hub.
    public var webAddress: String { "http://\(address):\(webPort)" }
    /// Where nodes reach the hub.
    public var federationAddress: String { "https://\(address):\(federationPort)" }

    /// The commented file that `mosaic hub init` writes.
    public var yaml: String {
        """
        # A Mosaic hub. Change and restart.

        # The federation's name, as people read it.
        federation: \(quoted(federation))
        # The host name or address under which people and nodes reach the hub; it is in the hub's certificate.
        address: \(quoted(address))
        # The address to bind to.
        bind: \(quoted(bind))
        # Web pages and public interface. Put a TLS proxy in front of it where it is not on loopback.
        webPort: \(webPort)
        # The port for nodes: TLS 1.3, nodes show their certificate.
        federationPort: \(federationPort)
        # How long a question waits for nodes, in seconds; who has not answered then is shown as offline.
        answerSeconds: \(answerSeconds)

        """
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"") + "\""
    }
}
