import Federation
import Foundation
import Testing

@Suite("An invitation code")
struct InvitationCodeTests {
    private static let code = InvitationCode(
        address: "https://hub.example:8443", fingerprint: (0..<32).map { UInt8($0 * 7) }, secret: (0..<16).map { UInt8(255 - $0) })

    @Test(
        "is read as it was printed, with the blanks that copying adds",
        arguments: [
            "https://hub.example:8443", "https://127.0.0.1:1", "https://[::1]:8443",
            "https://a-very-long-name-of-a-hub.department.hospital.example",
        ])
    func roundTrip(_ address: String) throws {
        let code = InvitationCode(address: address, fingerprint: Self.code.fingerprint, secret: Self.code.secret)
        let text = code.description
        #expect(try InvitationCode(parsing: text) == code)
        #expect(try InvitationCode(parsing: "  \(text)\r\n") == code)
        #expect(!text.contains(" ") && text.hasPrefix("MOSAIC1-"))
    }

    @Test("with a typing error anywhere is told apart")
    func typingError() {
        let text = Array(Self.code.description)
        for position in text.indices {
            for typed in ["A", "z", "0", "-", "_"] where Character(typed) != text[position] {
                var wrong = text
                wrong[position] = Character(typed)
                do throws(FederationError) {
                    let read = try InvitationCode(parsing: String(wrong))
                    // The last character of base 64 may hold bits that mean nothing.
                    #expect(read == Self.code && position == text.count - 1, "position \(position)")
                } catch {
                    #expect(error.code == .invitationMalformed)
                }
            }
        }
    }

    @Test("with two characters exchanged, one left out or one doubled is told apart")
    func slips() {
        let text = Array(Self.code.description)
        for position in text.indices.dropLast() {
            var exchanged = text
            exchanged.swapAt(position, position + 1)
            var short = text
            short.remove(at: position)
            var long = text
            long.insert(text[position], at: position)
            for wrong in [exchanged, short, long] where wrong != text {
                let error = #expect(throws: FederationError.self) { try InvitationCode(parsing: String(wrong)) }
                #expect(error?.code == .invitationMalformed, "position \(position)")
            }
        }
    }

    @Test(
        "is no code when it is something else, and the words say which line is wanted",
        arguments: [
            "", "MOSAIC1-", "MOSAIC1-AAAA", "mosaic1-" + code.description.dropFirst(8), "https://hub.example",
            "MOSAIC2-" + code.description.dropFirst(8),
            "MOSAIC1-" + String(repeating: "A", count: 5_000), "MOSAIC1-🙂🙂🙂🙂",
        ])
    func noCode(_ text: String) {
        let error = #expect(throws: FederationError.self) { try InvitationCode(parsing: text) }
        #expect(error?.code == .invitationMalformed)
        #expect(error?.message.contains("mosaic hub invite") == true || error?.message.contains("Copy it again") == true)
    }

    @Test(
        "for anything but an https address is refused",
        arguments: ["http://hub.example", "hub.example:8443", "https://", "file:///etc/passwd", "https//hub"])
    func address(_ address: String) {
        let text = InvitationCode(address: address, fingerprint: Self.code.fingerprint, secret: Self.code.secret).description
        let error = #expect(throws: FederationError.self) { try InvitationCode(parsing: text) }
        #expect(error?.code == .invitationMalformed)
    }

    @Test("does not give its secret away by the hash that the hub keeps")
    func secretHash() {
        let hash = InvitationCode.secretHash(Self.code.secret)
        #expect(hash.count == 32 && hash == InvitationCode.secretHash(Self.code.secret))
        #expect(hash != InvitationCode.secretHash(Self.code.secret.reversed()))
    }
}
