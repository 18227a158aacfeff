/// Takes out of free text what may identify somebody: descriptions, comments, the text of reports.
///
/// What stays is decided by allow-list. A word stays when it is on the vocabulary of the field (scripts/words) and neither a term of the
/// object's own people nor, by what stands around it, a name; a number when it is none of a person, place, date or thing. Everything
/// else is taken out and marked. Cleaning what was cleaned changes nothing, but that a text with dates must not be moved twice.
struct TextCleaner: Sendable {
    /// Each round takes out at least one word more; no text is known that needs more than three.
    private static let maximumRounds = 8

    private let terms: IdentityTerms
    private let shift: DateShift?

    /// A cleaner for the texts of an object. Complete dates are moved by the shift, or removed when there is none.
    init(terms: IdentityTerms, shift: DateShift?) {
        self.terms = terms
        self.shift = shift
    }

    /// A text in UTF-8 without what may identify. It is not longer than its value representation allows, or than it was.
    func cleaned(_ text: ArraySlice<UInt8>, as kind: TextKind) -> CleanedText {
        switch kind {
        case .personName:
            return CleanedText(bytes: [], isChanged: !text.isEmpty, removals: text.isEmpty ? [:] : [.personName: 1])
        case .prose:
            return cleaned(Array(text), limit: 1_024)
        case .label:
            guard text.contains(0x5C) else { return cleaned(Array(text), limit: 16) }
            return joined(text.split(separator: 0x5C, omittingEmptySubsequences: false).map { cleaned(Array($0), limit: 16) })
        }
    }

    /// Whether a text in UTF-8 names somebody although it should be no more than a designation.
    func namesSomebody(_ text: [UInt8]) -> Bool {
        var cleaning = TextCleaning(AtomizedText(text), terms: terms, shift: nil)
        return cleaning.namesSomebody()
    }

    private func joined(_ values: [CleanedText]) -> CleanedText {
        let isChanged = values.contains(where: \.isChanged)
        let removals = values.reduce(into: [:]) { $0.merge($1.removals, uniquingKeysWith: +) }
        if values.allSatisfy(\.bytes.isEmpty) { return CleanedText(bytes: [], isChanged: true, removals: removals) }
        var bytes: [UInt8] = []
        var dates: [[DatePart]] = []
        for (number, value) in values.enumerated() {
            if number > 0 { bytes.append(0x5C) }
            dates += value.movedDates.map { $0.map { $0.moved(by: bytes.count) } }
            bytes += value.bytes
        }
        return CleanedText(bytes: bytes, isChanged: isChanged, removals: removals, movedDates: dates)
    }

    /// One value of which at least so many characters fit into any value representation of its kind.
    private func cleaned(_ bytes: [UInt8], limit: Int) -> CleanedText {
        let text = AtomizedText(bytes)
        var cleaning = TextCleaning(text, terms: terms, shift: shift)
        cleaning.run()
        if !cleaning.isChanged { return CleanedText(bytes: bytes, isChanged: false, removals: [:]) }
        let limit = max(limit, scalarCount(bytes))
        var output = cleaning.rendered(limit: limit)
        if output == nil {
            // A moved date may be longer than the one it replaces.
            cleaning = TextCleaning(text, terms: terms, shift: nil)
            cleaning.run()
            output = cleaning.rendered(limit: limit)
        }
        var result = output?.bytes ?? []
        let dates = output.map { cleaning.movedDates(in: $0) } ?? []
        var removals = cleaning.removals
        // What stands beside a mark may be judged otherwise than beside what it replaces. Texts with moved dates are left at the first
        // result: their dates would be taken out.
        var rounds = 0
        while cleaning.replacements.isEmpty, rounds < Self.maximumRounds, !result.isEmpty {
            rounds += 1
            cleaning = TextCleaning(AtomizedText(result), terms: terms, shift: nil)
            cleaning.run()
            guard cleaning.isChanged else { break }
            result = cleaning.rendered(limit: limit)?.bytes ?? []
            removals.merge(cleaning.removals, uniquingKeysWith: +)
        }
        return CleanedText(bytes: result, isChanged: result != bytes, removals: removals, movedDates: dates)
    }
}

/// The characters of UTF-8, as DICOM counts them.
func scalarCount(_ bytes: some Sequence<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
}
