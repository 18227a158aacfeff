import Federation
import Foundation
import Ledger
import Testing

@Suite("A sealed message")
struct SealedMessageTests {
    private func open(_ note: String, from sender: String = "hub", seed: UInt8 = 1, recipient: String = "north", now: Date = noon) throws
        -> Message
    {
        try SealedMessage.open(note, from: makeSigner(sender, seed: seed).verifier, recipient: recipient, now: now)
    }

    private func refusal(
        _ note: String, from sender: String = "hub", seed: UInt8 = 1, recipient: String = "north", now: Date = noon
    ) -> FederationError.Code? {
        #expect(throws: FederationError.self) { try open(note, from: sender, seed: seed, recipient: recipient, now: now) }?.code
    }

    @Test("is opened as it was written")
    func roundTrip() throws {
        let (message, sealed) = try makeMessage("m-1", query: "age 50..75 and body_part = \"Łódź\"")
        let opened = try open(sealed.note)
        #expect(opened.id == "m-1" && opened.sender == "hub" && opened.recipient == "north")
        #expect(opened.sent == noon && opened.expires == noon + 60)
        #expect(sealed.id == message.id && sealed.recipient == "north" && sealed.expires == message.expires)
        guard case .question(let question) = opened.body else { return #expect(Bool(false), "another kind") }
        #expect(question.query == "age 50..75 and body_part = \"Łódź\"" && question.user == "ana")
    }

    @Test("that was changed anywhere is refused")
    func changed() throws {
        let note = try makeMessage("m-1").sealed.note
        for position in note.utf8.indices {
            var bytes = Array(note.utf8)
            bytes[note.utf8.distance(from: note.utf8.startIndex, to: position)] ^= 1
            #expect(throws: FederationError.self) { try open(String(decoding: bytes, as: UTF8.self)) }
        }
        #expect(refusal(note.replacingOccurrences(of: "modality = MR", with: "modality = CT")) == .signatureInvalid)
        #expect(refusal("") == .signatureInvalid)
    }

    @Test("from another sender is refused, whatever name it bears")
    func wrongSender() throws {
        let note = try makeMessage("m-1").sealed.note
        #expect(refusal(note, from: "south") == .signatureInvalid)
        #expect(refusal(note, seed: 2) == .signatureInvalid)
        let posing = Message(
            sender: "hub", recipient: "north", sent: noon, lifetime: 60, body: .question(Question(id: "q", user: "u", query: "")))
        let signed = try SealedMessage(posing, by: makeSigner("south")).note
        #expect(refusal(signed, from: "south") == .signatureInvalid)
    }

    @Test("for another recipient is refused: neu-ulm does not open what is for ulm")
    func wrongRecipient() throws {
        let note = try makeMessage("m-1", to: "ulm").sealed.note
        #expect(refusal(note, recipient: "neu-ulm") == .messageMisdirected)
        #expect(refusal(note, recipient: "ul") == .messageMisdirected)
        #expect(try open(note, recipient: "ulm").recipient == "ulm")
    }

    @Test("is good until it expires, and not then")
    func expired() throws {
        let note = try makeMessage("m-1", lifetime: 60).sealed.note
        #expect(try open(note, now: noon + 59.9).id == "m-1")
        #expect(refusal(note, now: noon + 60) == .messageExpired)
    }

    @Test(
        "of an unknown kind, version or form is told apart from a forged one",
        arguments: [
            ("\"kind\":\"question\"", "\"kind\":\"telegram\"", "telegram"), ("\"version\":1", "\"version\":2", "version 2"),
            ("\"query\":\"modality = MR\"", "\"query\":7", ""), ("\"id\":\"m-1\",", "", "'id' is missing"),
        ])
    func unknown(_ old: String, _ new: String, _ words: String) throws {
        let signer = try makeSigner("hub")
        let text = try SignedNote(try makeMessage("m-1").sealed.note).text
        try #require(text.contains(old))
        let note = try signer.sign(text.replacingOccurrences(of: old, with: new)).encoded
        let error = #expect(throws: FederationError.self) { try open(note) }
        #expect(error?.code == .requestInvalid)
        #expect(words.isEmpty || error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test("that would be too large is not made")
    func tooLarge() throws {
        let error = #expect(throws: FederationError.self) {
            try makeMessage("m-1", query: String(repeating: "x", count: Message.sizeLimit))
        }
        #expect(error?.code == .messageTooLarge)
    }
}
