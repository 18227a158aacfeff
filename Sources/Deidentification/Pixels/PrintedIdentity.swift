import DICOM
import Foundation

/// The object's identifying values as they may be printed into its pixels, to be recognised through the mistakes of an OCR.
///
/// ``IdentityTerms`` knows whole words of the header's text. What is read from pixels has 0 for O, rn for m, or a letter wrong: both sides are
/// folded to one letter of each confusable class, and longer values may differ by an edit or two.
struct PrintedIdentity: Sendable {
    private let terms: IdentityTerms
    private let words: [[UInt8]]
    /// Numbers and dates, digits only.
    private let numbers: [[UInt8]]

    init(of dataSet: DataSet, terms: IdentityTerms) {
        self.terms = terms
        var words: Set<[UInt8]> = []
        var numbers: Set<[UInt8]> = []
        let names: [Tag] = [
            .patientName, .otherPatientNames, .patientBirthName, .patientMotherBirthName, .responsiblePerson, .referringPhysicianName,
            .performingPhysicianName, .operatorsName, .physiciansOfRecord, .nameOfPhysiciansReadingStudy, .institutionName,
            .institutionAddress, .institutionalDepartmentName, .stationName,
        ]
        for tag in names {
            guard let text = dataSet.text(tag) else { continue }
            for word in text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) where word.count >= 3 {
                words.insert(Self.folded(word))
            }
        }
        for tag in [Tag.patientID, .otherPatientIDs, .accessionNumber, .admissionID, .studyID] {
            for value in dataSet.strings(tag) {
                let folded = Self.folded(value)
                if folded.count >= 4 { words.insert(folded) }
            }
        }
        for tag in [Tag.patientBirthDate, .studyDate, .seriesDate, .acquisitionDate, .contentDate] {
            guard let date = dataSet.string(tag), date.utf8.count == 8 else { continue }
            let digits = Array(date.utf8)
            let (year, month, day) = (Array(digits[0..<4]), Array(digits[4..<6]), Array(digits[6..<8]))
            for order in [year + month + day, day + month + year, month + day + year] { numbers.insert(order) }
        }
        self.words = words.filter { $0.count >= 3 }.sorted { $0.count > $1.count }
        self.numbers = Array(numbers)
    }

    /// Whether what was read may be one of the values.
    func mayOccur(in text: String) -> Bool {
        if terms.occur(in: text) { return true }
        let pieces = text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map { Self.folded($0) }
        let whole = pieces.flatMap { $0 }
        for word in words {
            let slack = word.count >= 9 ? 2 : word.count >= 5 ? 1 : 0
            if pieces.contains(where: { Self.differ($0, word, atMost: slack) }) { return true }
            if word.count >= 6, Self.holds(whole, word) { return true }
        }
        let digits = text.utf8.filter { (0x30...0x39).contains($0) }
        return numbers.contains { Self.holds(digits, $0) }
    }

    /// Letters and digits that an OCR confuses, as one of them; letters without their marks, in lower case.
    static func folded(_ text: some StringProtocol) -> [UInt8] {
        var result: [UInt8] = []
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar {
            case "0", "o", "q": result.append(UInt8(ascii: "o"))
            case "1", "i", "l", "j", "|", "!", "ı": result.append(UInt8(ascii: "i"))
            case "5", "s", "$": result.append(UInt8(ascii: "s"))
            case "8", "b", "ß": result.append(UInt8(ascii: "b"))
            case "2", "z": result.append(UInt8(ascii: "z"))
            case "6", "g", "9": result.append(UInt8(ascii: "g"))
            case "u", "v": result.append(UInt8(ascii: "v"))
            case "a"..."z", "0"..."9": result.append(UInt8(scalar.value))
            case let other where other.value > 0x2FF && !(0x300...0x36F).contains(other.value):
                result.append(contentsOf: String(other).utf8)
            default: break
            }
        }
        return result
    }

    private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0..<$0 + part.count].elementsEqual(part) }
    }

    /// Whether one becomes the other by at most so many insertions, deletions and substitutions.
    private static func differ(_ left: [UInt8], _ right: [UInt8], atMost limit: Int) -> Bool {
        guard abs(left.count - right.count) <= limit, left.count <= 128 else { return false }
        var row = Array(0...right.count)
        for (index, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            var least = row[0]
            for column in right.indices {
                let above = row[column + 1]
                row[column + 1] = min(diagonal + (byte == right[column] ? 0 : 1), above + 1, row[column] + 1)
                diagonal = above
                least = min(least, row[column + 1])
            }
            if least > limit { return false }
        }
        return row[right.count] <= limit
    }
}

/// The identity of an object, worked out when it is first asked for: most slices show nothing that would be compared with it.
final class IdentityOnDemand {
    private let dataSet: DataSet
    private let terms: IdentityTerms
    private lazy var identity = PrintedIdentity(of: dataSet, terms: terms)

    init(of dataSet: DataSet, terms: IdentityTerms) {
        self.dataSet = dataSet
        self.terms = terms
    }

    func mayOccur(in text: String) -> Bool { identity.mayOccur(in: text) }
}
