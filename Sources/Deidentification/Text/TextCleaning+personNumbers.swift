extension TextCleaning {
    /// A run of words and numbers that may be one number written in groups.
    private struct Candidate {
        var letters: [UInt8] = []
        /// Its groups of letters and digits that stand together, by the atoms that they take.
        var groups: [ClosedRange<Int>] = []
        /// What stands between the groups: a blank, or a sign whatever blanks are around it.
        var gaps: Set<UInt8> = []
    }

    /// Removes numbers that pass the check of a national number, in whatever groups. Called before dates are read: many begin with one.
    mutating func removePersonNumbers() {
        guard atoms.contains(where: { $0.kind == .number }) else { return }
        var number = 0
        while number < atoms.count {
            guard isContent(number), isOpen(number), !isContent(number - 1), let last = personNumber(from: number) else {
                number += 1
                continue
            }
            remove(number...last, .identifier)
            number = last + 1
        }
    }

    /// The last atom of the longest number that begins here.
    private func personNumber(from first: Int) -> Int? {
        var candidate = Candidate()
        var start = first
        var found: Int?
        while candidate.groups.count < 12 {
            var last = start
            while isContent(last + 1), isOpen(last + 1) { last += 1 }
            for atom in start...last { candidate.letters += text.folded(atoms[atom]) }
            candidate.groups.append(start...last)
            guard candidate.letters.count <= PersonNumber.maximumLength else { break }
            if candidate.letters.count >= PersonNumber.minimumLength, isPersonNumber(candidate) { found = last }
            guard let (gap, following) = gap(after: last) else { break }
            candidate.gaps.insert(gap)
            start = following
        }
        return found
    }

    /// What stands between a group and the next one: at most one sign, and blanks.
    private func gap(after last: Int) -> (UInt8, Int)? {
        var gap: UInt8 = 0x20
        var number = last + 1
        var steps = 0
        while steps < 3 {
            if isSign(number, of: "-./_"), gap == 0x20 {
                gap = atoms[number].sign
            } else if !isBlank(number) {
                break
            }
            number += 1
            steps += 1
        }
        guard steps > 0, isContent(number), isOpen(number) else { return nil }
        return (gap, number)
    }

    private func isPersonNumber(_ candidate: Candidate) -> Bool {
        guard let first = candidate.groups.first?.lowerBound, let last = candidate.groups.last?.upperBound,
            let match = PersonNumber.match(candidate.letters[...])
        else { return false }
        if candidate.groups.count == 1 { return true }
        // Fractions and dates have full stops and slashes among numbers with blanks between them; a national number does not.
        if candidate.gaps.contains(0x20), candidate.gaps.contains(0x2E) || candidate.gaps.contains(0x2F) { return false }
        // One of a longer chain of numbers is chosen by chance.
        if isNumber(first), let before = previous(from: first - 1, over: "-./_", atMost: 3), isNumber(before), before < first - 1 {
            return false
        }
        if isNumber(last), let (_, following) = gap(after: last), isNumber(following) { return false }
        if isDateWithNumbers(first, last) || isMeasured(first, last) { return false }
        return match.certainty == .high || isTidy(candidate)
    }

    /// Whether a date is at the beginning and what follows is more than the serial number of one who was born then.
    private func isDateWithNumbers(_ first: Int, _ last: Int) -> Bool {
        guard let date = date(at: first) else { return false }
        let end = date.range.upperBound
        if isContent(end + 1) { return false }
        guard end < last else { return true }
        return !(isSign(end + 1, "-") && isNumber(end + 2) && digitCount(end + 2) >= 3)
    }

    /// Whether the numbers are values with a unit, of a parameter or of a matrix.
    private func isMeasured(_ first: Int, _ last: Int) -> Bool {
        if isUnit(after: last) || isSign(last + 1, of: "*%") || isSign(first - 1, "*") { return true }
        guard let before = previous(from: first - 1, over: "=:/_-", atMost: 2) else { return false }
        return traits[before].contains(.parameter)
    }

    /// Whether the groups are such as people make of a long number: few, none of one digit but the last, not all round.
    private func isTidy(_ candidate: Candidate) -> Bool {
        guard candidate.gaps.count == 1, candidate.groups.count <= 4 else { return false }
        let numbers = candidate.groups.flatMap { $0 }.filter { isNumber($0) }
        return numbers.dropLast().allSatisfy { digitCount($0) >= 2 } && !numbers.allSatisfy { (value($0) ?? 1) % 10 == 0 }
    }
}
