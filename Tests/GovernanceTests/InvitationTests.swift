import Foundation
import Governance
import TestSupport
import Testing

@Suite struct InvitationTests {
    private let secret = [UInt8](repeating: 7, count: 16)

    private func makeInvitation() throws -> Invitation {
        let event = try Invitation.issue(
            id: "i-1", secret: secret, for: "North Hospital", by: "carl", now: noon, expires: noon.addingTimeInterval(day))
        return try #require(Invitation(events: [event]))
    }

    private func code(_ body: () throws -> Void) -> InvitationError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? InvitationError)?.code
        }
    }

    @Test("an invitation is used once")
    func once() throws {
        var invitation = try makeInvitation()
        #expect(invitation.state(at: noon) == .issued)
        let event = try invitation.use(secret: secret, by: "north", now: noon)
        invitation.apply(event)
        #expect(invitation.state(at: noon.addingTimeInterval(9 * day)) == .used(by: "north", at: noon))
        #expect(code { _ = try invitation.use(secret: secret, by: "north", now: noon) } == .used)
        #expect(code { _ = try invitation.revoke(by: "carl", now: noon) } == .used)
    }

    @Test("an invitation that is over, taken back, or shown with another secret is refused with words that say why")
    func refused() throws {
        var invitation = try makeInvitation()
        let later = noon.addingTimeInterval(day)
        #expect(invitation.state(at: later) == .expired(since: later))
        #expect(code { _ = try invitation.use(secret: secret, by: "n", now: later) } == .expired)
        #expect(code { _ = try invitation.use(secret: [1], by: "n", now: later) } == .wrongSecret)
        invitation.apply(try invitation.revoke(by: "carl", now: noon))
        #expect(invitation.state(at: later) == .revoked(by: "carl", at: noon))
        #expect(code { _ = try invitation.use(secret: secret, by: "n", now: noon) } == .revoked)
        #expect(throws: InvitationError.self) {
            try Invitation.issue(id: "i", secret: [1, 2], for: "x", by: "y", now: noon, expires: later)
        }
        #expect(throws: InvitationError.self) {
            try Invitation.issue(id: "i", secret: secret, for: "x", by: "y", now: noon, expires: noon)
        }
    }

    @Test("the secret itself is not kept")
    func digest() throws {
        let invitation = try makeInvitation()
        #expect(!String(decoding: try JSONEncoder().encode(invitation), as: UTF8.self).contains("7,7,7,7"))
        #expect(try JSONDecoder().decode(Invitation.self, from: JSONEncoder().encode(invitation)) == invitation)
    }

    @Test("the first end of an invitation is its last, in whatever order events come")
    func property() throws {
        var generator = SeededGenerator(seed: 6)
        let issue = try Invitation.issue(id: "i", secret: secret, for: "x", by: "y", now: noon, expires: noon.addingTimeInterval(day))
        for _ in 0..<200 {
            let ends = (0..<3).map { index in
                Bool.random(using: &generator) ? Invitation.Event.used(by: "\(index)", at: noon) : .revoked(by: "\(index)", at: noon)
            }
            let all = try #require(Invitation(events: [issue] + ends))
            let first = try #require(Invitation(events: [issue, ends[0]]))
            #expect(all == first)
        }
        #expect(Invitation(events: [.used(by: "x", at: noon)]) == nil)
    }
}
