import Catalogue
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Storage

extension Node {
    /// Makes a token for the archive.
    ///
    /// - Returns: the token and its secret, which is kept nowhere.
    /// - Throws: ``NodeError`` where what it should open is not there, or its time is no time.
    public func createAccessToken(
        label: String, scope: AccessScope, mayStore: Bool, days: Int, actor: String
    ) async throws -> (token: AccessToken, secret: String) {
        let label = label.trimmingBlanks
        guard (1...200).contains(label.count) else {
            throw NodeError(.misuse, "A token needs a label of 1 to 200 characters that says who uses it for what.")
        }
        guard (1...3_660).contains(days) else { throw NodeError(.misuse, "A token is good for 1 to 3660 days, not \(days).") }
        guard !mayStore || scope == .everything else {
            throw NodeError(
                .misuse,
                "A token that may store opens everything: what is stored, and what of it is here already, lies outside of any narrower scope. Make one token that stores and another that reads."
            )
        }
        try await check(scope)
        var generator = SystemRandomNumberGenerator()
        let secret = AccessSecret(using: &generator)
        let created = Date(milliseconds: now().milliseconds)
        let token = AccessToken(
            id: String(UUID().uuidString.lowercased().prefix(8)), label: label, opens: scope.words, mayStore: mayStore,
            created: created, expires: created.addingTimeInterval(Double(days) * 86_400), revoked: nil)
        let stored = try EventLog.encode(scope)
        try await database.write { [self] connection in
            try connection.execute(
                "INSERT INTO access_token (id, digest, label, scope, may_store, created_ms, expires_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    .text(token.id), .text(secret.digest), .text(label), .text(stored), .integer(mayStore ? 1 : 0),
                    .integer(token.created.milliseconds), .integer(token.expires.milliseconds),
                ])
            try record(
                [
                    .init(
                        "token.created", actor: actor, subject: token.id,
                        details: [
                            "label": label, "opens": token.opens, "mayStore": "\(mayStore)",
                            "expires": token.expires.ISO8601Format(),
                        ])
                ], in: connection)
        }
        try await writeLedger()
        return (token, secret.text)
    }

    /// All tokens, the newest first.
    public func accessTokens() async throws -> [AccessToken] {
        try await database.read { connection in
            try connection.query("SELECT * FROM access_token ORDER BY created_ms DESC, id").map { row in
                AccessToken(
                    id: row.string("id") ?? "", label: row.string("label") ?? "", opens: try row.accessScope().words,
                    mayStore: row.integer("may_store") == 1, created: Date(milliseconds: row.integer("created_ms") ?? 0),
                    expires: Date(milliseconds: row.integer("expires_ms") ?? 0),
                    revoked: row.integer("revoked_ms").map(Date.init(milliseconds:)))
            }
        }
    }

    /// Revokes a token; it opens nothing from the next request on.
    public func revokeAccessToken(_ id: String, actor: String) async throws {
        let time = now()
        try await database.write { [self] connection in
            let changed = try connection.execute(
                "UPDATE access_token SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL", [.integer(time.milliseconds), .text(id)])
            guard changed == 1 else {
                throw NodeError(.notFound, "There is no token \(id.prefix(40)) that could be revoked. 'mosaic node token list' names them.")
            }
            try record([.init("token.revoked", actor: actor, subject: id)], in: connection)
        }
        try await writeLedger()
    }

    /// The address that opens the node's pages in a browser with a token.
    public func signInAddress(secret: String) -> String {
        let named = configuration.dicomweb.publicAddress
        // A server that listens on all addresses is reached from this machine under this one.
        let host = ["0.0.0.0", "::"].contains(configuration.host) ? "localhost" : configuration.host
        let own = "http://\(host.contains(":") ? "[\(host)]" : host):\(configuration.port)"
        return (named.isEmpty ? own : named) + SignInRoute.path(secret: secret)
    }

    private func check(_ scope: AccessScope) async throws {
        switch scope {
        case .everything: return
        case .datasets(let ids):
            let known = Set(try await datasets().map(\.id))
            if let unknown = ids.first(where: { !known.contains($0) }) ?? (ids.isEmpty ? "" : nil) {
                throw NodeError(
                    .notFound, "There is no published dataset '\(unknown.prefix(80))' at this node. 'mosaic node check' names them.")
            }
        case .studies(let uids):
            guard !uids.isEmpty else { throw NodeError(.misuse, "Name at least one study.") }
            for uid in uids where try await archive.instances(study: uid, limit: 1).isEmpty {
                throw NodeError(
                    .notFound, "There is no study \(uid.prefix(64)) in the archive. Name it by its de-identified Study Instance UID.")
            }
        }
    }

    // MARK: Use

    /// What the bearer of a secret may do; `nil` where it is unknown, expired or revoked.
    func accessGrant(secret: some StringProtocol, isCookie: Bool = false) async throws -> AccessGrant? {
        guard let secret = AccessSecret(presented: secret) else { return nil }
        let time = now()
        return try await database.read { connection in
            let row = try connection.first(
                "SELECT * FROM access_token WHERE digest = ? AND revoked_ms IS NULL AND expires_ms > ?",
                [.text(secret.digest), .integer(time.milliseconds)])
            guard let row else { return nil }
            return AccessGrant(
                token: row.string("id") ?? "", label: row.string("label") ?? "", scope: try row.accessScope(),
                mayStore: row.integer("may_store") == 1 && !isCookie, expires: Date(milliseconds: row.integer("expires_ms") ?? 0))
        }
    }

    /// What the sender of a request may do: by `Authorization: Bearer`, or by the cookie that ``SignInRoute`` set.
    ///
    /// - Throws: ``Problem`` 401 where there is no token, or not one that is good.
    func accessGrant(for request: Request) async throws -> AccessGrant {
        if let header = request.headers[.authorization] {
            let sides = header.split(separator: " ", maxSplits: 1)
            if sides.count == 2, sides[0].lowercased() == "bearer", let grant = try await accessGrant(secret: sides[1].trimmingBlanks) {
                return grant
            }
            throw Problem(
                code: "token-invalid", title: "Token invalid", status: 401,
                detail: "The token is unknown, expired or revoked. The node's data manager makes a new one with 'mosaic node token create'."
            )
        }
        if let cookie = request.cookies[SignInRoute.cookieName], let grant = try await accessGrant(secret: cookie.value, isCookie: true) {
            return grant
        }
        throw Problem(
            code: "token-required", title: "Token required", status: 401,
            detail: "Send a token as 'Authorization: Bearer …'. The node's data manager makes one with 'mosaic node token create'.")
    }
}

extension SQLRow {
    fileprivate func accessScope() throws -> AccessScope { try EventLog.decode(AccessScope.self, from: string("scope") ?? "") }
}
