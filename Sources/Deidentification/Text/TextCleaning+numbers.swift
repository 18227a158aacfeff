extension TextCleaning {
    /// Removes numbers of telephones, persons, cases and things, and ages above 89.
    mutating func removeNumbers() {
        var number = 0
        while number < atoms.count {
            guard isContent(number), isOpen(number) else {
                number += 1
                continue
            }
            let last = lastOfToken(from: number)
            if (number...last).contains(where: { isNumber($0) }) {
                if isWord(number) || last > number { removeMixed(number...last) }
                if isNumber(number), isOpen(number) {
                    removeAge(number)
                    number = max(number, removeChain(from: number) - 1)
                }
            }
            if isWord(number), isOpen(number), !traits[number].isDisjoint(with: [.identifierCue, .telephoneCue]) { removeCued(by: number) }
            number += 1
        }
        for number in atoms.indices where isNumber(number) && isOpen(number) { removePlain(number) }
    }

    /// The last of the words and numbers that stand together without anything between them.
    private func lastOfToken(from first: Int) -> Int {
        var last = first
        while isContent(last + 1), isOpen(last + 1) { last += 1 }
        return last
    }

    // MARK: Letters and digits together

    private mutating func removeMixed(_ range: ClosedRange<Int>) {
        if range.lowerBound > 0, isContent(range.lowerBound - 1) { return }
        let numbers = range.filter { isNumber($0) }
        let digits = numbers.reduce(0) { $0 + digitCount($1) }
        let isMatrix = range.allSatisfy { isNumber($0) ? digitCount($0) <= 4 : isTimes($0) || isTechnical($0) }
        if isMatrix, numbers.count <= 4,
            numbers.allSatisfy({ digitCount($0) <= 3 || isTimes($0 - 1) || isTimes($0 + 1) || isParameterized($0) })
        {
            return
        }
        let isShort = numbers.count <= 3 && digits <= 6 && numbers.allSatisfy { digitCount($0) <= 3 || isParameterized($0) }
        let hasKnownWords = range.allSatisfy { isNumber($0) || isTechnical($0) || isShortKernel($0, in: range) }
        if isShort, hasKnownWords { return }
        if numbers.count == 1, digits <= 2, range.contains(where: { isWord($0) && atoms[$0].length >= 3 }) { return }
        remove(range, .identifier)
    }

    private func isTimes(_ number: Int) -> Bool {
        isWord(number) && atoms[number].length == 1 && text.folded(atoms[number]).first == 0x78
    }

    /// Whether a word may stand beside digits.
    private func isTechnical(_ number: Int) -> Bool {
        atoms[number].length == 1 || traits[number].contains(.vocabulary)
    }

    /// Bl64, Br40: the names of reconstruction kernels are two letters and two digits.
    private func isShortKernel(_ number: Int, in range: ClosedRange<Int>) -> Bool {
        atoms[number].length == 2 && range.allSatisfy { !isNumber($0) || digitCount($0) <= 2 }
    }

    /// Whether a number is the value of a parameter or has a unit, so that it may have more digits.
    private func isParameterized(_ number: Int) -> Bool {
        if isUnit(after: number) || isTimes(number + 1) || isTimes(number - 1) { return true }
        if isSign(number + 1, of: "*%") || isSign(number - 1, "*") { return true }
        guard let before = previous(from: number - 1, over: "=:/_-", atMost: 2) else { return false }
        return traits[before].contains(.parameter)
    }

    // MARK: Numbers with signs between them

    /// A chain of numbers with one or two signs between each and the next.
    private struct Chain {
        var members: [Int]
        var separators: [UInt8] = []
        var last: Int { members.last ?? 0 }
    }

    private func chain(from first: Int) -> Chain {
        var chain = Chain(members: [first])
        while chain.members.count < 12 {
            let last = chain.last
            guard atoms.indices.contains(last + 1), isBlank(last + 1) || isSign(last + 1, of: "-./()_") else { break }
            var following = last + 2
            var separator = isBlank(last + 1) ? 0x20 : atoms[last + 1].sign
            if isBlank(following) || isSign(following, of: "-/()") {
                separator = separator == 0x20 ? (isBlank(following) ? 0x20 : atoms[following].sign) : separator
                following += 1
            }
            guard isNumber(following), isOpen(following), !isContent(following + 1) || following + 1 >= atoms.count else { break }
            chain.members.append(following)
            chain.separators.append(separator)
        }
        return chain
    }

    /// Removes what a chain of numbers says; returns the atom after what was looked at for good.
    private mutating func removeChain(from first: Int) -> Int {
        if first > 0, isContent(first - 1) { return first + 1 }
        let chain = chain(from: first)
        let counts = chain.members.map { digitCount($0) }
        let digits = counts.reduce(0, +)
        if counts.count >= 3, counts.dropLast().allSatisfy({ $0 == 4 }), counts[counts.count - 1] <= 4, digits >= 10,
            !isRound(chain, by: 10)
        {
            // IBAN: the country and its check digits go before.
            let hasCountry = isBlank(first - 1) && isNumber(first - 2) && isWord(first - 3) && atoms[first - 3].length == 2
            remove((hasCountry ? first - 3 : first)...chain.last, .identifier)
            return chain.last + 1
        }
        let isInternational = isSign(first - 1, "+") && !isContent(first - 2) && digits >= 7
        if isInternational || isTelephone(chain, counts, digits) {
            remove((isInternational ? first - 1 : first)...chain.last, .telephone)
            if isSign(first - 1, "("), isOpen(first - 1) { remove(first - 1, .telephone) }
            return chain.last + 1
        }
        if chain.separators.count >= 3, let end = dottedEnd(chain) {
            let members = chain.members.prefix { $0 <= end }
            let isAddress = members.count == 4 && members.allSatisfy { (value($0) ?? 256) <= 255 }
            remove(first...end, isAddress ? .electronicAddress : .identifier)
            return end + 1
        }
        if isIdentifier(chain, counts, digits) {
            remove(first...chain.last, .identifier)
            return chain.last + 1
        }
        return first + 1
    }

    /// The end of four and more numbers with full stops between them: an address of a computer, an object identifier.
    private func dottedEnd(_ chain: Chain) -> Int? {
        let dots = chain.separators.prefix { $0 == 0x2E }.count
        return dots >= 3 ? chain.members[dots] : nil
    }

    private func isTelephone(_ chain: Chain, _ counts: [Int], _ digits: Int) -> Bool {
        guard counts.count >= 2 else { return false }
        if digits >= 7, digits <= 16, counts[0] >= 2, text.folded(atoms[chain.members[0]]).first == 0x30, chain.separators[0] != 0x2E {
            return true
        }
        if isSign(chain.members[0] - 1, "("), digits >= 7, chain.separators.first == 0x29, counts[0] >= 2 { return true }
        if counts == [3, 3, 4] || counts == [1, 3, 3, 4], !isAscendingAndRound(chain) { return true }
        if counts == [3, 4], chain.separators[0] == 0x2D, !isRound(chain, by: 10) { return true }
        if counts == [3, 3, 3], chain.separators.allSatisfy({ $0 == 0x20 || $0 == 0x2D }), !isRound(chain, by: 10) { return true }
        return counts.count >= 4 && counts.allSatisfy { $0 == 2 } && !isRound(chain, by: 5) && !chain.separators.contains(0x2E)
    }

    private func isIdentifier(_ chain: Chain, _ counts: [Int], _ digits: Int) -> Bool {
        guard counts.count >= 2, !isRound(chain, by: 10) else { return false }
        // NIR (FR), NRN (BE).
        if counts.starts(with: [1, 2, 2, 2, 3, 3]) || counts == [2, 2, 2, 3, 2] { return true }
        let isTight = chain.separators.allSatisfy { $0 == 0x2D || $0 == 0x2E || $0 == 0x2F }
        if isTight, counts.count == 2, chain.separators[0] == 0x2E { return false }
        return isTight && digits >= 8 && !(chain.separators.allSatisfy { $0 == 0x2F } && counts.allSatisfy { $0 <= 4 })
    }

    /// Whether all numbers are multiples, as b values, fields and times are and telephone numbers are not.
    private func isRound(_ chain: Chain, by divisor: Int) -> Bool {
        chain.members.allSatisfy { (value($0) ?? 1) % divisor == 0 }
    }

    /// A list of b values, `50 400 800 1000`, read from any of its members.
    private func isAscendingAndRound(_ chain: Chain) -> Bool {
        isRound(chain, by: 10) && zip(chain.members, chain.members.dropFirst()).allSatisfy { (value($0) ?? 0) < (value($1) ?? 0) }
    }

    // MARK: Cues

    /// The number after ID, MRN, Tel. and such.
    private mutating func removeCued(by cue: Int) {
        let isTelephone = traits[cue].contains(.telephoneCue)
        guard var start = next(from: cue + 1, over: ".:#=-(+/", atMost: 5) else { return }
        // ID no. 123, Pat.-Nr. 123
        if isWord(start), !traits[start].isDisjoint(with: [.identifierCue, .telephoneCue]) { return }
        if isWord(start), !isNumber(start + 1) {
            guard let following = next(from: start + 1, over: "-/", atMost: 2), isNumber(following), atoms[start].length <= 3 else {
                return
            }
            start = min(start, following)
        }
        var last = lastOfToken(from: start)
        while last + 1 < atoms.count, isSign(last + 1, of: "-/._") || isBlank(last + 1) && isTelephone, isNumber(last + 2), isOpen(last + 2)
        {
            last = lastOfToken(from: last + 2)
        }
        guard isOpen(start), isContent(start) else { return }
        let digits = (start...last).reduce(0) { $0 + (isNumber($1) && isOpen($1) ? digitCount($1) : 0) }
        guard digits >= (isTelephone ? 4 : 3), !isUnit(after: last) else { return }
        remove((isSign(start - 1, "+") ? start - 1 : start)...last, isTelephone ? .telephone : .identifier)
    }

    // MARK: Plain numbers

    private mutating func removePlain(_ number: Int) {
        let count = digitCount(number)
        if count <= 3 { return }
        // Digits after a decimal point or comma.
        let isFraction = isSign(number - 1, of: ".,") && isNumber(number - 2) && isOpen(number - 2) && digitCount(number - 2) <= 4
        if count >= 6 {
            if isFraction, count <= 6 { return }
            remove(number, .identifier)
        } else if count == 5 {
            if !isFraction, !isUnit(after: number) { remove(number, .identifier) }
        } else if let year = value(number), (1_900...2_040).contains(year), !isFraction, !isParameterized(number) {
            remove(number, .date)
        }
    }

    /// Ages above 89 (45 CFR 164.514(b)(2)(i)(C)), as DICOM ages are capped too.
    private mutating func removeAge(_ number: Int) {
        guard let age = value(number), (90...130).contains(age), digitCount(number) <= 3 else { return }
        if let after = next(from: number + 1, over: "-.", atMost: 2), traits[after].contains(.years) {
            // One letter is a unit of time only directly after the number: 95y, 095Y.
            if atoms[after].length > 1 || after == number + 1 || isSign(after + 1, of: "./") { return remove(number, .date) }
        }
        if let before = previous(from: number - 1, over: ":=.(", atMost: 3), traits[before].contains(.ageCue) { remove(number, .date) }
    }
}
