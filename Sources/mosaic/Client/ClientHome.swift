import Crypto
import Foundation
import Ledger
import Storage

/// What the client keeps for a data user: where the hub is, the session, and the key that signs what the user asks for.
struct ClientHome {
    /// A failure of the client, in words that name the next step.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The file's content.
    struct State: Codable {
        var version = 1
        var hub: String
        var person: String
        var token: String
        /// The private signing key; nodes know its public half from the application.
        var signingKey: String
    }

    let path: String

    /// `$MOSAIC_CLIENT`, else `~/.config/mosaic/client.json`.
    static var standard: ClientHome {
        if let path = ProcessInfo.processInfo.environment["MOSAIC_CLIENT"] { return ClientHome(path: path) }
        return ClientHome(path: FileManager.default.homeDirectoryForCurrentUser.appending(path: ".config/mosaic/client.json").path)
    }

    func load() throws -> State {
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(description: "You are not signed in. Run 'mosaic login http://HUB:PORT --name YOU'.")
        }
        do {
            return try JSONDecoder().decode(State.self, from: Data(DurableFile.read(path, limit: 1 << 20)))
        } catch {
            throw Failure(description: "\(path) cannot be read (\(error)). Sign in again with 'mosaic login'.")
        }
    }

    /// Stores a session, keeping the signing key that this person already has at this hub.
    func store(hub: String, person: String, token: String) throws {
        let known = try? load()
        let key = known?.person == person && known?.hub == hub ? known?.signingKey : nil
        let signingKey = try key ?? NoteSigner(name: person, privateKey: Curve25519.Signing.PrivateKey()).skey
        let state = State(hub: hub, person: person, token: token, signingKey: signingKey)
        try DurableFile.makeDirectory(URL(fileURLWithPath: path).deletingLastPathComponent().path, mode: 0o700)
        try DurableFile.write(Array(JSONEncoder().encode(state)), to: path, mode: 0o600)
    }
}
