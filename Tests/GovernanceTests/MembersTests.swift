import Foundation
import Governance
import Testing

@Suite struct MembersTests {
    private let year = noon.addingTimeInterval(365 * day)

    private func code(_ body: () throws -> Void) -> MembershipError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? MembershipError)?.code
        }
    }

    @Test("a member is let in by its exact name and present certificate, until it expires or is revoked")
    func life() throws {
        var members = Members()
        var events: [MembershipEvent] = []
        func record(_ event: MembershipEvent) {
            members.apply(event)
            events.append(event)
        }
        record(try members.join(node: "neu-ulm", holder: "Ulm", fingerprint: "aa", expires: noon.addingTimeInterval(day), now: noon))
        #expect(try members.authorise(node: "neu-ulm", fingerprint: "aa", now: noon).holder == "Ulm")
        #expect(code { _ = try members.authorise(node: "ulm", fingerprint: "aa", now: noon) } == .unknown)
        #expect(code { _ = try members.authorise(node: "neu-ulm", fingerprint: "ab", now: noon) } == .wrongKey)
        let later = noon.addingTimeInterval(2 * day)
        #expect(code { _ = try members.authorise(node: "neu-ulm", fingerprint: "aa", now: later) } == .expired)
        record(try members.renew(node: "neu-ulm", fingerprint: "bb", expires: year, now: later))
        #expect(code { _ = try members.authorise(node: "neu-ulm", fingerprint: "aa", now: later) } == .wrongKey)
        #expect(try members.authorise(node: "neu-ulm", fingerprint: "bb", now: later).state(at: later) == .active)
        record(try members.revoke(node: "neu-ulm", reason: "key lost", by: "carl", now: later))
        #expect(code { _ = try members.authorise(node: "neu-ulm", fingerprint: "bb", now: later) } == .revoked)
        #expect(code { _ = try members.renew(node: "neu-ulm", fingerprint: "cc", expires: year, now: later) } == .revoked)
        #expect(code { _ = try members.revoke(node: "neu-ulm", reason: "", by: "carl", now: later) } == .revoked)
        record(try members.join(node: "neu-ulm", holder: "Ulm", fingerprint: "dd", expires: year, now: later))
        #expect(try members.authorise(node: "neu-ulm", fingerprint: "dd", now: later).state(at: later) == .active)
        #expect(Members(events: events) == members)
    }

    @Test("a second node of the same name, or with the same certificate, is refused")
    func twice() throws {
        let members = Members(events: [try Members().join(node: "north", holder: "N", fingerprint: "aa", expires: year, now: noon)])
        #expect(code { _ = try members.join(node: "north", holder: "M", fingerprint: "bb", expires: year, now: noon) } == .nameTaken)
        #expect(code { _ = try members.join(node: "south", holder: "M", fingerprint: "aa", expires: year, now: noon) } == .keyTaken)
        #expect(code { _ = try members.join(node: "so uth", holder: "M", fingerprint: "bb", expires: year, now: noon) } == .invalidName)
        #expect(code { _ = try members.renew(node: "south", fingerprint: "bb", expires: year, now: noon) } == .unknown)
    }
}
