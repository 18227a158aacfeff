import DICOM

// A placeholder of the seam to the cleaning of text: the same interface, and nothing kept but a few words that name body and beam.

/// The names and numbers by which the object itself calls its patient, to be found again where they do not belong.
///
/// A name typed into a field that the profile keeps would pass every rule about attributes. Parts of names are compared as whole words
/// of at least three bytes, identifiers as whole words from four bytes on and anywhere from eight; ASCII letters in either case.
struct IdentityTerms: Sendable {
    private var words: [[UInt8]] = []
    private var identifiers: [[UInt8]] = []

    init(of dataSet: DataSet) {
        for tag in [Tag.patientName, .otherPatientNames, .patientBirthName, .patientMotherBirthName, .responsiblePerson] {
            let text = dataSet.strings(tag).joined(separator: "\\")
            for word in Array(text.utf8).split(whereSeparator: { !isWord($0) }) where word.count >= 3 { words.append(word.map(lowercased)) }
        }
        for tag in [Tag.patientID, .otherPatientIDs, .accessionNumber, .admissionID] {
            guard let bytes = dataSet[tag]?.bytes else { continue }
            for part in bytes.split(separator: 0x5C) where part.trimmed.count >= 4 { identifiers.append(part.trimmed.map(lowercased)) }
        }
        for item in dataSet.items(.otherPatientIDsSequence) {
            if let id = item[.patientID]?.bytes?.trimmed, id.count >= 4 { identifiers.append(id.map(lowercased)) }
        }
    }

    /// Adds the terms of another object.
    mutating func formUnion(_ other: IdentityTerms) {
        words += other.words
        identifiers += other.identifiers
    }

    /// Whether any of the terms occurs in a text.
    func occur(in text: String) -> Bool {
        if words.isEmpty && identifiers.isEmpty || text.utf8.count < 3 { return false }
        let text = text.utf8.map(lowercased)
        return words.contains { Self.contains($0, in: text, asWord: true) }
            || identifiers.contains { Self.contains($0, in: text, asWord: $0.count < 8) }
    }

    private static func contains(_ term: [UInt8], in text: [UInt8], asWord: Bool) -> Bool {
        guard text.count >= term.count else { return false }
        for start in 0...(text.count - term.count) where text[start] == term[0] {
            let end = start + term.count
            guard text[start..<end].elementsEqual(term) else { continue }
            if !asWord { return true }
            let opens = start == 0 || !isWord(text[start - 1])
            let closes = end == text.count || !isWord(text[end])
            if opens && closes { return true }
        }
        return false
    }
}

/// Letters, digits and all bytes beyond ASCII; the delimiters of names (PS3.5 section 6.2.1), blanks and punctuation are not.
private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    default: false
    }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
}

/// Takes out of a text what may identify.
struct TextCleaner: Sendable {
    private static let safe: Set<String> = ["CHEST", "THORAX", "CT", "MR", "AXIAL", "LUNG", "NODULE", "LIVER", "LEFT", "RIGHT", "REMOVED"]
    private let terms: IdentityTerms

    init(terms: IdentityTerms, shift: DateShift?) {
        self.terms = terms
    }

    func cleaned(_ text: String, as kind: TextKind) -> CleanedText {
        let words = text.split { !$0.isLetter }
        let isSafe = text.allSatisfy { $0.isLetter || $0 == " " } && words.allSatisfy { Self.safe.contains($0.uppercased()) }
        if isSafe, !terms.occur(in: text) { return CleanedText(text: text, isChanged: false, removals: [:]) }
        return CleanedText(text: "", isChanged: true, removals: [.unknownWord: 1])
    }
}

/// The use of a text.
enum TextKind: Sendable {
    case label
    case prose
    case personName
}

/// What is left of a text.
struct CleanedText: Sendable, Equatable {
    let text: String
    let isChanged: Bool
    let removals: [TextRemoval: Int]
}

/// Why a part of a text was taken out.
enum TextRemoval: String, Codable, Sendable {
    case ownIdentity, personName, date, telephone, electronicAddress, identifier, address, institution, unknownWord
}
