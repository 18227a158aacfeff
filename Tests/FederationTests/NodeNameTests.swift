import Federation
import Testing

@Suite("A node's name")
struct NodeNameTests {
    @Test("is compared whole: ulm is not neu-ulm")
    func whole() throws {
        #expect(try NodeName("ulm") != NodeName("neu-ulm"))
        #expect(try NodeName("ulm") == NodeName("ulm"))
        #expect(try Set([NodeName("ulm"), NodeName("neu-ulm"), NodeName("ulm")]).count == 2)
        #expect(try "\(NodeName("neu-ulm"))" == "neu-ulm")
    }

    @Test(
        "is 2 to 40 lower-case letters, digits and inner hyphens",
        arguments: [
            "ab", "u1", "42", "a-b", "a--b", "hub1", "the-hub", String(repeating: "x", count: 40),
        ])
    func accepted(_ text: String) throws {
        #expect(try NodeName(text).value == text)
    }

    @Test(
        "of any other form is refused in words, and hub is reserved",
        arguments: [
            "", "a", "hub", "Ulm", "-ulm", "ulm-", "neu ulm", "neu.ulm", "neu_ulm", "ülm", "ulm\n", "ulm\0", "../ulm", "ulm+1", "ab/cd",
            String(repeating: "x", count: 41),
        ])
    func refused(_ text: String) {
        let error = #expect(throws: FederationError.self) { try NodeName(text) }
        #expect(error?.code == .nameInvalid)
        #expect(error?.message.contains("is no node name") == true)
    }
}
