import DICOM
import TestSupport
import Testing

@testable import Deidentification

@Suite("Numbers of persons with check digits")
struct PersonNumberTests {
    /// Numbers that pass, from the documents of those who give them or made for this test, and none of a person that is known.
    static let examples: [(name: String, number: String)] = [
        ("AT", "1237010180"), ("BE", "85073003328"), ("BG", "7523169263"), ("CH", "7569217076985"), ("CZ", "7103192745"),
        ("DE Krank", "A123456780"), ("DE Renten", "15070649C103"), ("DE Steuer", "36574261809"), ("DK", "2110625629"),
        ("EE", "36805280109"), ("EE", "38703181745"), ("ES DNI", "54362315K"), ("ES NIE", "X2482300W"), ("ES número", "281234567840"),
        ("FI", "311280A888Y"), ("FR", "295109912611193"), ("GB", "9434765870"), ("GR AMKA", "01013099997"), ("GR AFM", "023456780"),
        ("HR", "33392005961"), ("HU", "111111110"), ("IE PPS", "6433435F"), ("IE PPS", "6433435OA"), ("IS", "4504013150"),
        ("IT", "RCCMNL83S18D969H"), ("LV", "16117519997"), ("NL", "111222333"), ("NO", "15108695088"), ("PL", "44051401359"),
        ("PT NIF", "501964843"), ("PT cartão", "000000000ZZ4"), ("RO", "1630615123457"), ("SE", "8803200016"),
        ("SI", "0101006500006"), ("TR", "17291716060"), ("IBAN", "GB82WEST12345698765432"), ("IBAN", "DE89370400440532013000"),
    ]

    private func match(_ number: String) -> PersonNumber? { PersonNumber.match(Array(number.lowercased().utf8)[...]) }

    @Test("an example of each country passes", arguments: examples.map(\.number))
    func known(number: String) {
        #expect(match(number) != nil)
    }

    /// A number of a shape that passes, found by trying the last signs of a random one.
    private func random(_ number: PersonNumber, _ generator: inout SeededGenerator) -> [UInt8]? {
        for _ in 0..<20_000 {
            let shape = number.shape.withUTF8Buffer { Array($0) }
            let letters = shape.enumerated().map { position, sign -> UInt8 in
                // A date where one may be: else hardly any number passes.
                if sign == 0x39 || (sign == 0x2A && Bool.random(using: &generator)) {
                    return UInt8.random(in: 0x30...0x39, using: &generator)
                }
                return UInt8.random(in: 0x61...0x7A, using: &generator)
            }
            if number.isValid(letters[...]) { return letters }
        }
        return nil
    }

    @Test("one digit changed does not pass the same check, but for a few", arguments: PersonNumber.all.indices)
    func changed(index: Int) throws {
        let number = PersonNumber.all[index]
        var generator = SeededGenerator(seed: UInt64(700 + index))
        var (tried, passed) = (0, 0)
        for _ in 0..<20 {
            guard var letters = random(number, &generator) else { continue }
            for position in letters.indices where letters[position] < 0x3A {
                let before = letters[position]
                letters[position] = 0x30 + (before - 0x30 + UInt8.random(in: 1...9, using: &generator)) % 10
                tried += 1
                passed += number.isValid(letters[...]) ? 1 : 0
                letters[position] = before
            }
        }
        // An Austrian or Latvian check is taken by 11 and then by 10, a second letter of an Irish one is a digit's: some errors are not seen.
        #expect(tried >= 20 && Double(passed) <= 0.06 * Double(tried), "\(number.name): \(passed) of \(tried)")
    }

    /// The groups in which people write a number.
    private func grouped(_ number: String, _ generator: inout SeededGenerator) -> String {
        let separator = [" ", "-", "."].randomElement(using: &generator) ?? " "
        var rest = Substring(number)
        var groups: [Substring] = []
        while rest.count > 5 {
            let count = Int.random(in: 2...4, using: &generator)
            groups.append(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        return (groups + [rest]).joined(separator: separator)
    }

    @Test("a number that passes goes from a text in any grouping, letters included", arguments: examples.indices)
    func groupings(index: Int) throws {
        let (_, number) = Self.examples[index]
        let isSure = match(number)?.certainty == .high
        var generator = SeededGenerator(seed: UInt64(index))
        for _ in 0..<30 {
            let text = grouped(number, &generator)
            // One check digit says enough only of a few groups.
            let groups = text.split(whereSeparator: { " -.".contains($0) })
            guard isSure || (groups.count <= 4 && groups.allSatisfy { $0.filter(\.isNumber).count > 1 }) else { continue }
            let cleaned = plainCleaner.cleaned("liver \(text), normal", as: .prose).text
            #expect(cleaned == "liver [removed], normal", "from \(text)")
        }
    }

    @Test(
        "numbers as they are printed go whole",
        arguments: [
            "85.07.30-033.28", "12 345 678 Z", "12.345.678-Z", "X-2482300-W", "44 05 14 01359", "756.9217.0769.85", "1237 010180",
            "311280-888Y", "710319/2745", "15 070649 C 103", "A 123 456 780", "RCC MNL 83S18 D969H", "2 95 10 99 126 111 93",
            "GB82 WEST 1234 5698 7654 32", "6433435 F", "880320-0016", "880320 0016", "19880320-0016", "1234.56.782", "111 111 110",
            "211062-5629",
        ])
    func printed(text: String) {
        #expect(plainCleaner.cleaned("liver \(text), normal", as: .prose).text == "liver [removed], normal")
    }

    @Test(
        "measurements, doses, dates and the numbers of series stay",
        arguments: [
            "12.5 mm", "120 kVp 250 mAs", "120 kV, 250 mAs, 512 x 512", "TE 80 TR 2000 FA 90",
            "lesion 12.5 x 13.7 x 9.1 mm",
            "3.4 2.1 5.6 cm", "series 3 image 45", "1.25 2.50 3.75 mm", "L4/5 L5/S1", "kV 120 mAs 85 pitch 1.2",
            "FOV 350 350 120", "10 20 30 40 50 60", "Gleason 3+4", "SUV 4.2 3.1 2.8", "lot 4711",
        ])
    func measurements(text: String) {
        #expect(plainCleaner.cleaned(text, as: .prose).text == text)
    }

    @Test("dates and times are moved, not taken for numbers of persons")
    func dates() {
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<2_000 {
            guard let day = CalendarDate(dayNumber: Int.random(in: 8_000...19_000, using: &generator)) else { continue }
            let (year, month, number) = (
                String(day.year), (day.month < 10 ? "0" : "") + "\(day.month)", (day.day < 10 ? "0" : "") + "\(day.day)"
            )
            let time = "1\(Int.random(in: 0...9, using: &generator))"
            let texts = [
                "\(number).\(month).\(year) \(time):15", "\(year)-\(month)-\(number) \(time):15", "\(year)\(month)\(number) \(time)1530",
                "\(number).\(month).\(year.suffix(2)) \(time):15",
                "\(number).\(month).\(year.suffix(2))-\(number).\(month).\(year.suffix(2))",
                "\(number)/\(month)/\(year) \(time)",
            ]
            for text in texts {
                let cleaned = shiftingCleaner.cleaned("CT \(text), normal", as: .prose)
                #expect(cleaned.removals.isEmpty && cleaned.isChanged, "\(text)")
            }
        }
    }

    @Test("few chains of numbers that mean nothing are taken for a number of a person")
    func chance() {
        var generator = SeededGenerator(seed: 78)
        var removed = 0
        let cases = 4_000
        for _ in 0..<cases {
            let numbers = (0..<Int.random(in: 3...6, using: &generator)).map { _ in
                String(Int.random(in: 1...[9, 99, 999, 1_999].randomElement(using: &generator)!, using: &generator))
            }
            let text = numbers.joined(separator: " ")
            var cleaning = TextCleaning(AtomizedText(Array("values \(text) normal".utf8)), terms: IdentityTerms(of: DataSet()), shift: nil)
            cleaning.removePersonNumbers()
            removed += cleaning.verdicts.contains { $0 != nil } ? 1 : 0
        }
        #expect(Double(removed) / Double(cases) < 0.05, "\(removed) of \(cases)")
    }
}
