import Cohorts
import Testing

@Suite("Fields as tables and objects come with them")
struct BlankEndsTests {
    @Test(
        "lose what pads them and keep what is inside",
        arguments: [
            ("H-1", "H-1"), (" H-1 ", "H-1"), ("H 1\0", "H 1"), ("\u{FEFF}id", "id"), ("\t\r\nø\u{A0}", "ø"), ("é ", "é"), ("", ""),
            (" \u{200B}\u{2028} ", ""), ("a\u{301} b", "a\u{301} b"), ("a\u{200D}", "a"),
        ])
    func trimming(_ field: String, _ expected: String) {
        #expect(field.withoutBlankEnds == expected)
        #expect("|\(field)|".dropFirst().dropLast().withoutBlankEnds == expected)
    }
}
