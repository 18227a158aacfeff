import DICOM
import Testing

@testable import Node

/// PS3.4 §C.2.2.2, one kind of matching after the other.
@Suite("Attribute matching")
struct AttributeMatchTests {
    private func isMet(_ pattern: String, _ value: String, _ vr: VR, fuzzy: Bool = false) -> Bool {
        AttributeMatch(text: pattern, vr: vr).isMet(by: value, vr: vr, fuzzy: fuzzy)
    }

    @Test("an empty key and a lone asterisk match everything", arguments: ["", "  ", "*", "**"])
    func universal(pattern: String) {
        #expect(AttributeMatch(text: pattern, vr: .lo) == .universal)
    }

    @Test("a single value matches itself, padded or not, with regard to case")
    func single() {
        #expect(isMet("CT", "CT ", .cs))
        #expect(isMet("CT ", "CT", .cs))
        #expect(!isMet("CT", "ct", .cs))
        #expect(!isMet("C", "CT", .cs))
        #expect(isMet("1.2.3\0", "1.2.3", .ui))
        #expect(isMet("007", "7", .is))
    }

    @Test("UIDs come as a list, separated by backslash or comma")
    func list() {
        #expect(AttributeMatch(text: "1.2\\1.3", vr: .ui) == .list(["1.2", "1.3"]))
        #expect(isMet("1.2,1.3", "1.3", .ui))
        #expect(!isMet("1.2,1.3", "1.30", .ui))
    }

    @Test(
        "asterisk and question mark stand for characters",
        arguments: [
            ("CHE*", "CHEST", true), ("*EST", "CHEST", true), ("C?EST", "CHEST", true), ("C?EST", "CEST", false), ("*H*S*", "CHEST", true),
            ("*X*", "CHEST", false), ("CHEST?", "CHEST", false), ("CHEST*", "CHEST", true), ("?????", "CHEST", true),
            ("a*b*c*d", "aXbXcXdX", false), ("a*b*c*d", "aXbXcXd", true),
        ])
    func wildcard(pattern: String, value: String, expected: Bool) {
        #expect(isMet(pattern, value, .lo) == expected)
    }

    @Test("a pattern of many asterisks on a long value ends at once")
    func hostileWildcard() {
        let pattern = WildcardPattern(String(repeating: "*a", count: 2_000) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }

    @Test("in UIDs, numbers and dates wildcards mean themselves")
    func noWildcard() {
        #expect(AttributeMatch(text: "1.2.*", vr: .ui) == .single("1.2.*"))
        #expect(AttributeMatch(text: "1*", vr: .is) == .single("1*"))
    }

    @Test(
        "ranges include their ends",
        arguments: [
            ("20200101-20201231", "20200101", true), ("20200101-20201231", "20201231", true), ("20200101-20201231", "20210101", false),
            ("20200101-", "20991231", true), ("20200101-", "20191231", false), ("-20201231", "19000101", true),
            ("-20201231", "20210101", false),
            ("20200101-20201231", "", false), ("20200131", "2020.01.31", true),
        ])
    func dates(pattern: String, value: String, expected: Bool) {
        #expect(isMet(pattern, value, .da) == expected)
    }

    @Test(
        "the end of a range of times includes all that begin with it",
        arguments: [
            ("0700-1200", "070000", true), ("0700-1200", "120030.5", true), ("0700-1200", "120100", false), ("0700-1200", "065959", false),
            ("12", "123456", true), ("12:34", "123456", true), ("1235", "123456", false),
        ])
    func times(pattern: String, value: String, expected: Bool) {
        #expect(isMet(pattern, value, .tm) == expected)
    }

    @Test("a hyphen in a date and time may be the sign of its offset from UTC")
    func offsets() {
        #expect(AttributeMatch(text: "20200101-20200131", vr: .dt) == .range(from: "20200101", through: "20200131"))
        #expect(AttributeMatch(text: "20200101120000-0500", vr: .dt) == .single("20200101120000-0500"))
        #expect(AttributeMatch(text: "-20200131", vr: .dt) == .range(from: nil, through: "20200131"))
    }

    @Test("names match without regard to case and to empty components, in each of their writings")
    func names() {
        #expect(isMet("yamada^tarou", "Yamada^Tarou^^^", .pn))
        #expect(isMet("YAM*", "Yamada^Tarou=山田^太郎=やまだ^たろう", .pn))
        #expect(isMet("山田*", "Yamada^Tarou=山田^太郎=やまだ^たろう", .pn))
        #expect(!isMet("Tarou", "Yamada^Tarou", .pn))
        #expect(isMet("tar yam", "Yamada^Tarou", .pn, fuzzy: true))
        #expect(isMet("muller", "Müller^Jörg", .pn, fuzzy: true))
        #expect(!isMet("ller", "Müller^Jörg", .pn, fuzzy: true))
    }

    @Test("one of several values suffices, and all keys of a sequence have to hold in one item")
    func dataSets() {
        var item = DataSet()
        item.set(.codeValue, "A")
        item.set(.codingSchemeDesignator, "X")
        var other = DataSet()
        other.set(.codeValue, "B")
        other.set(.codingSchemeDesignator, "Y")
        var dataSet = DataSet()
        dataSet.set(.modalitiesInStudy, strings: ["CT", "SR"])
        dataSet.set(.conceptNameCodeSequence, items: [item, other])
        func sequence(_ code: String, _ scheme: String) -> AttributeCondition {
            AttributeCondition(
                .conceptNameCodeSequence,
                .items([AttributeCondition(.codeValue, text: code), AttributeCondition(.codingSchemeDesignator, text: scheme)]))
        }
        #expect(AttributeCondition(.modalitiesInStudy, text: "SR").isMet(by: dataSet, fuzzy: false))
        #expect(!AttributeCondition(.modalitiesInStudy, text: "MR").isMet(by: dataSet, fuzzy: false))
        #expect(sequence("A", "X").isMet(by: dataSet, fuzzy: false))
        #expect(!sequence("A", "Y").isMet(by: dataSet, fuzzy: false))
        #expect(AttributeCondition(.patientName, text: "").isMet(by: dataSet, fuzzy: false))
        #expect(!AttributeCondition(.patientName, text: "A").isMet(by: dataSet, fuzzy: false))
    }
}
