import Crypto
import Federation
import Foundation
import Storage

/// The people who may sign in, and their sessions.
struct People: Sendable {
    let database: Database
    let now: @Sendable () -> Date

    static let sessionLifetime: TimeInterval = 12 * 3600

    /// Adds a person, or gives a known one a new password.
    func add(name: String, title: String, role: Person.Role, password: String) async throws {
        let isValid = (2...100).contains(name.utf8.count) && name.utf8.allSatisfy { $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "+") }
        guard isValid else {
            throw HubError(
                .input, "'\(name.prefix(60))' is no name to sign in with: 2 to 100 printable ASCII characters without spaces and '+'.")
        }
        guard password.utf8.count >= 10 else { throw HubError(.input, "The password is shorter than 10 characters.") }
        let hashed = try Password(password, salt: (0..<16).map { _ in UInt8.random(in: 0...255) })
        let time = now()
        try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO person (name, title, role, salt, password_hash, created_ms) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET title = excluded.title, role = excluded.role, salt = excluded.salt, password_hash = excluded.password_hash
                """,
                [.text(name), .text(title), .text(role.rawValue), .blob(hashed.salt), .blob(hashed.hash), .integer(time.milliseconds)])
            try connection.execute("DELETE FROM session WHERE person = ?", [.text(name)])
        }
    }

    /// Opens a session; the token is shown once, the hub keeps its hash.
    func signIn(name: String, password: String) async throws -> (token: String, person: Person) {
        let row = try await database.read {
            try $0.first("SELECT name, title, role, salt, password_hash FROM person WHERE name = ?", [.text(name)])
        }
        // An unknown name costs the same time as a wrong password, so that names cannot be tried out.
        let stored = Password(salt: row?.bytes("salt") ?? Array(repeating: 0, count: 16), hash: row?.bytes("password_hash") ?? [])
        guard try stored.matches(password), let row, let person = Person(row) else {
            throw HubError(.signInRequired, "The name or the password is wrong.")
        }
        let token = Data((0..<32).map { _ in UInt8.random(in: 0...255) }).base64URL
        let time = now()
        try await database.write { connection in
            try connection.execute("DELETE FROM session WHERE expires_ms < ?", [.integer(time.milliseconds)])
            try connection.execute(
                "INSERT INTO session (token_hash, person, expires_ms) VALUES (?, ?, ?)",
                [.text(Self.hash(token)), .text(person.name), .integer((time + Self.sessionLifetime).milliseconds)])
        }
        return (token, person)
    }

    /// Whose session a token is, `nil` where it is nobody's or has expired.
    func person(forToken token: String) async throws -> Person? {
        let time = now()
        return try await database.read { connection in
            try connection.first(
                "SELECT p.name, p.title, p.role FROM session s JOIN person p ON p.name = s.person WHERE s.token_hash = ? AND s.expires_ms > ?",
                [.text(Self.hash(token)), .integer(time.milliseconds)]
            ).flatMap(Person.init)
        }
    }

    /// Ends a session.
    func signOut(token: String) async throws {
        try await database.write { try $0.execute("DELETE FROM session WHERE token_hash = ?", [.text(Self.hash(token))]) }
    }

    private static func hash(_ token: String) -> String { hexadecimal(SHA256.hash(data: Data(token.utf8))) }
}

extension Person {
    fileprivate init?(_ row: SQLRow) {
        guard let name = row.string("name"), let title = row.string("title"), let role = row.string("role").flatMap(Role.init(rawValue:))
        else { return nil }
        self.init(name: name, title: title, role: role)
    }
}
