import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import TestSupport

@testable import Hub

/// A hub of its own for a test.
enum HubFixture {
    /// The hub's pages as Ana gets them, who is signed in.
    static func withPages(_ body: @escaping @Sendable (Hub, @Sendable (String) async throws -> TestResponse) async throws -> Void)
        async throws
    {
        try await withTemporaryFolder { folder in
            let home = HubHome(folder + "/hub")
            let configuration = HubConfiguration.initial(
                federation: "Test", address: "127.0.0.1", bind: "127.0.0.1", webPort: 0, federationPort: 0)
            try home.create(configuration, now: Date())
            let hub = try Hub(
                home: home, now: { Date() }, logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await hub.addPerson(name: "ana", title: "Ana", role: .researcher, password: "a long password")
            let token = try await hub.people.signIn(name: "ana", password: "a long password").token
            let router = Router(context: PersonContext.self)
            router.add(middleware: SessionMiddleware(people: hub.people))
            try HubPages(hub: hub).add(to: router)
            try await Application(router: router).test(.router) { client in
                try await body(hub) { path in
                    try await client.execute(uri: path, method: .get, headers: [.cookie: "\(SessionMiddleware.cookieName)=\(token)"])
                }
            }
        }
    }
}
