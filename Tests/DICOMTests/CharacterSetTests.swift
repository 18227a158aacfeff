import DICOM
import TestSupport
import Testing

/// Names from the annexes of PS3.5, as bytes and as text.
struct NameExample: CustomTestStringConvertible, Sendable {
    let annex: String
    let terms: [String]
    let bytes: [UInt8]
    let text: String
    var testDescription: String { annex }

    init(_ annex: String, _ terms: [String], _ escaped: String, _ text: String) {
        self.annex = annex
        self.terms = terms
        self.text = text
        // Octal escapes as the standard prints them.
        var bytes: [UInt8] = []
        var rest = Array(escaped.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let value = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        self.bytes = bytes
    }
}

@Suite("Character sets") struct CharacterSetTests {
    static let examples = [
        NameExample(
            "H.3.1", ["", "ISO 2022 IR 87"],
            #"Yamada^Tarou=\033$B;3ED\033(B^\033$BB@O:\033(B=\033$B$d$^$@\033(B^\033$B$?$m$&\033(B"#, "Yamada^Tarou=山田^太郎=やまだ^たろう"),
        NameExample(
            "H.3.2", ["ISO 2022 IR 13", "ISO 2022 IR 87"],
            #"\324\317\300\336^\300\333\263=\033$B;3ED\033(J^\033$BB@O:\033(J=\033$B$d$^$@\033(J^\033$B$?$m$&\033(J"#,
            "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"),
        NameExample(
            "I.2", ["", "ISO 2022 IR 149"],
            #"Hong^Gildong=\033$)C\373\363^\033$)C\321\316\324\327=\033$)C\310\253^\033$)C\261\346\265\277"#, "Hong^Gildong=洪^吉洞=홍^길동"),
        NameExample(
            "Kim", ["", "ISO 2022 IR 149"], #"Kim^Hee=\033$)C\321\321^\033$)C\375\367=\033$)C\261\350^\033$)C\310\361"#, "Kim^Hee=金^熙=김^희"),
        NameExample("J.1", ["ISO_IR 192"], #"Wang^XiaoDong=\347\216\213^\345\260\217\346\235\261="#, "Wang^XiaoDong=王^小東="),
        NameExample("J.3", ["GB18030"], #"Wang^XiaoDong=\315\365^\320\241\266\253="#, "Wang^XiaoDong=王^小东="),
        NameExample("GBK", ["GBK"], #"Wang^XiaoDong=\315\365^\320\241\226\174="#, "Wang^XiaoDong=王^小東="),
        NameExample("K.2", ["", "ISO 2022 IR 58"], #"Zhang^XiaoDong=\033$)A\325\305^\033$)A\320\241\266\253="#, "Zhang^XiaoDong=张^小东="),
        NameExample("latin 1", ["ISO_IR 100"], #"Buc^J\351r\364me"#, "Buc^Jérôme"),
        NameExample("latin 2", ["ISO_IR 101"], #"Wa\263\352sa"#, "Wałęsa"),
        NameExample("latin 3", ["ISO_IR 109"], #"\306ar\375"#, "Ĉarŭ"),
        NameExample("latin 4", ["ISO_IR 110"], #"Vi\360is"#, "Viđis"),
        NameExample("latin 5", ["ISO_IR 148"], #"\307avu\376o\360lu"#, "Çavuşoğlu"),
        NameExample("latin 9", ["ISO_IR 203"], #"\244uro"#, "€uro"),
        NameExample("Cyrillic", ["ISO_IR 144"], #"\273\356\332ce\334\321yp\323"#, "Люкceмбypг"),
        NameExample("Arabic", ["ISO_IR 127"], #"\342\310\307\346\352^\344\346\322\307\321"#, "قباني^لنزار"),
        NameExample("Greek", ["ISO_IR 126"], #"\304\351\357\355\365\363\351\357\362"#, "Διονυσιος"),
        NameExample("Hebrew", ["ISO_IR 138"], #"\371\370\345\357^\343\341\345\370\344"#, "שרון^דבורה"),
        NameExample("Thai", ["ISO_IR 166"], #"\351\306\247"#, "้ฦง"),
        NameExample("JIS X 0212", ["", "ISO 2022 IR 159"], #"\033$(D\060\041\033(B"#, "丂"),
        NameExample(
            "extended Latin and Greek", ["ISO 2022 IR 100", "ISO 2022 IR 126"], #"J\351r\364me\134\033-F\304\351\357"#, #"Jérôme\Διο"#),
    ]

    @Test("The examples of the standard are decoded", arguments: examples)
    func decodes(_ example: NameExample) {
        let characterSet = SpecificCharacterSet(definedTerms: example.terms)
        #expect(characterSet.decode(example.bytes[...], isPersonName: true) == example.text)
    }

    @Test("… and encoded into the same bytes", arguments: examples)
    func encodes(_ example: NameExample) {
        let characterSet = SpecificCharacterSet(definedTerms: example.terms)
        #expect(characterSet.encode(example.text, isPersonName: true) == example.bytes)
    }

    @Test("Bytes that are no characters become U+FFFD and nothing else is lost")
    func undecodable() {
        func decode(_ terms: [String], _ bytes: [UInt8]) -> String { SpecificCharacterSet(definedTerms: terms).decode(bytes[...]) }
        #expect(decode([], [0x41, 0xE9, 0x42]) == "A\u{FFFD}B")
        #expect(decode(["ISO_IR 192"], [0x41, 0xE9, 0x42]) == "A\u{FFFD}B")
        #expect(decode(["GB18030"], [0x41, 0xFF, 0x42]) == "A\u{FFFD}B")
        #expect(decode(["ISO_IR 127"], [0x41, 0xA1, 0x42]) == "A\u{FFFD}B")
        #expect(decode(["", "ISO 2022 IR 87"], [0x1B, 0x24, 0x42, 0x3B]) == "\u{FFFD}")
        #expect(decode(["", "ISO 2022 IR 149"], [0x1B, 0x24, 0x29, 0x43, 0xFB]) == "\u{FFFD}")
        #expect(decode(["no such set"], [0x41, 0xE9]) == "A\u{FFFD}")
        #expect(decode([""], [0x1B, 0x7A]) == "\u{FFFD}z")
    }

    @Test("Any bytes decode in any character set") func anything() {
        var generator = SeededGenerator(seed: 7)
        for example in Self.examples {
            let characterSet = SpecificCharacterSet(definedTerms: example.terms)
            for _ in 0..<60 {
                let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                    Bool.random(using: &generator)
                        ? example.bytes.randomElement(using: &generator) ?? 0 : UInt8.random(in: 0...255, using: &generator)
                }
                _ = characterSet.decode(bytes[...], isPersonName: Bool.random(using: &generator))
            }
        }
    }

    @Test("Items inherit the character set of the data set around them") func inheritance() throws {
        var body = Bytes()
        body.element(0x0008, 0x0005, "CS", "ISO_IR 144")
        body.header(0x0040, 0x0275, "SQ", length: Bytes.undefined)
        body.item()
        body.element(0x0040, 0x0007, "LO", [0xBB, 0xEE])
        body.endOfItem()
        body.item()
        body.element(0x0008, 0x0005, "CS", "ISO_IR 100")
        body.element(0x0040, 0x0007, "LO", [0xE9, 0xE8])
        body.endOfItem()
        body.endOfSequence()
        let file = try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all))
        let items = file.dataSet.items(.requestAttributesSequence)
        #expect(items.map { $0.string(.scheduledProcedureStepDescription) } == ["Лю", "éè"])
    }

    @Test("Text beyond the character set turns the data set into UTF-8, nothing lost") func widening() {
        var item = DataSet()
        item.set(.patientComments, "été")
        var dataSet = DataSet()
        dataSet.set(.specificCharacterSet, "ISO_IR 100")
        dataSet.set(.patientName, "Jérôme")
        dataSet.set(.requestAttributesSequence, items: [item])
        #expect(dataSet.characterSet == .latin1)
        dataSet.set(.patientComments, "山")
        #expect(dataSet.characterSet == .utf8)
        #expect(dataSet.string(.patientName) == "Jérôme")
        #expect(dataSet.string(.patientComments) == "山")
        #expect(dataSet.items(.requestAttributesSequence).first?.string(.patientComments) == "été")
    }

    @Test("Sloppy spellings of terms are understood") func spellings() {
        for term in ["ISO_IR 100", "ISO_IR_100", "ISO-IR 100", "ISO IR 100", "iso_ir 100", "ISO 2022 IR 100", "ISO 8859-1"] {
            #expect(SpecificCharacterSet(definedTerms: [term]) == .latin1, "\(term)")
        }
        #expect(SpecificCharacterSet(definedTerms: []) == .standard)
        #expect(SpecificCharacterSet(definedTerms: ["", "ISO 2022 IR 87"]).description == #"ISO 2022 IR 6\ISO 2022 IR 87"#)
    }
}
