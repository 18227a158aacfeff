extension TextCleaning {
    /// Removes e-mail addresses, URLs and the names of computers.
    mutating func removeElectronicAddresses() {
        guard text.bytes.contains(where: { $0 == 0x40 || $0 == 0x3A || $0 == 0x2E }) else { return }
        for number in atoms.indices {
            if isSign(number, "@") {
                removeMail(around: number)
            } else if isWord(number), isOpen(number), isSign(number + 1, of: ":.") {
                let letters = text.folded(atoms[number])
                let isScheme = isSign(number + 1, ":") && isSign(number + 2, "/") && isSign(number + 3, "/")
                if isScheme || (letters.elementsEqual("www".utf8) && isSign(number + 1, ".")) { removeLocator(from: number) }
            } else if isSign(number, "."), isWord(number - 1), isWord(number + 1), isHost(number) {
                removeMail(around: number)
            }
        }
    }

    /// Whether the full stop stands before the last part of a host's name.
    private func isHost(_ dot: Int) -> Bool {
        guard isOpen(dot), !isSign(dot + 2, "."), !traits[dot - 1].isPlain || isSign(dot - 2, of: ".-") else { return false }
        return [
            "com", "org", "net", "edu", "gov", "info", "de", "at", "ch", "fr", "it", "es", "nl", "be", "pl", "pt", "se", "uk", "eu", "gr",
            "local",
        ]
        .contains { text.folded(atoms[dot + 1]).elementsEqual($0.utf8) }
    }

    private mutating func removeMail(around number: Int) {
        var first = number
        while isOpen(first - 1), isContent(first - 1) || isSign(first - 1, of: ".-_+%") { first -= 1 }
        var last = number
        while isOpen(last + 1), isContent(last + 1) || isSign(last + 1, of: ".-_") { last += 1 }
        while last > number, !isContent(last) { last -= 1 }
        // A sign alone means at, which is no address.
        guard first < number, last > number else { return }
        remove(first...last, .electronicAddress)
    }

    private mutating func removeLocator(from first: Int) {
        var last = first
        while isOpen(last + 1), isContent(last + 1) || atoms[last + 1].kind == .sign { last += 1 }
        while last > first, isSign(last, of: ".,;)>]") { last -= 1 }
        remove(first...last, .electronicAddress)
    }

    // MARK: Postal addresses

    /// Removes streets with their numbers, and postcodes with their towns.
    mutating func removeAddresses() {
        for number in atoms.indices where isOpen(number) {
            if isWord(number), isStreet(number) { removeStreet(at: number) }
        }
        for number in atoms.indices where isOpen(number) && isNumber(number) { removePostcode(at: number) }
    }

    private func isStreet(_ number: Int) -> Bool {
        if traits[number].contains(.street) { return true }
        let letters = text.folded(atoms[number])
        guard letters.count >= 7, !traits[number].contains(.vocabulary) else { return false }
        return streetEndings.contains { letters.count > $0.count + 2 && letters.suffix($0.count).elementsEqual($0) }
    }

    private mutating func removeStreet(at number: Int) {
        var first = number
        var last = number
        var hasNumber = false
        // 12, rue; 12 High Street
        var before = number
        for _ in 0..<4 {
            guard let step = previous(from: before - 1, over: ",.'-", atMost: 2), isOpen(step) else { break }
            before = step
            if isNumber(step), digitCount(step) <= 4, !isContent(step - 1), !isSign(step - 1, of: ".,") || !isNumber(step - 2) {
                first = step
                hasNumber = true
                break
            }
            guard isCapitalized(step) else { break }
        }
        // rue de la Paix; Hauptstraße 5a
        var after = number
        for step in 0..<5 {
            guard let following = next(from: after + 1, over: step == 0 ? "." : ",.'-", atMost: 3), isOpen(following) else { break }
            if isNumber(following), !hasNumber, digitCount(following) <= 4, !isUnit(after: following), isName(of: number, upTo: following) {
                last = isWord(following + 1) && atoms[following + 1].length == 1 ? following + 1 : following
                hasNumber = true
                break
            }
            guard isCapitalized(following) || traits[following].contains(.particle) else { break }
            guard !traits[following].contains(.clinical) else { break }
            after = following
            if hasNumber || !isCapitalized(following) { continue }
        }
        guard hasNumber else { return }
        if last == number, isCapitalized(after) { last = after }
        remove(first...last, .address)
    }

    /// Whether what lies between a street word and a number can be a street's name: none for Hauptstraße 5, words for rue Monge 5.
    private func isName(of street: Int, upTo number: Int) -> Bool {
        if isCapitalized(street), !traits[street].contains(.vocabulary) { return true }
        return (street + 1..<number).contains { isCapitalized($0) && !traits[$0].contains(.clinical) }
    }

    /// 1010 Wien, 00-950 Warszawa, 1234 AB, SW1A 1AA.
    private mutating func removePostcode(at number: Int) {
        if isContent(number - 1) { return removeBritishPostcode(at: number) }
        var last = number
        if digitCount(number) == 2, isSign(number + 1, "-"), isNumber(number + 2), digitCount(number + 2) == 3 { last = number + 2 }
        if digitCount(number) == 3, isBlank(number + 1), isNumber(number + 2), digitCount(number + 2) == 2 { last = number + 2 }
        guard last > number || [4, 5].contains(digitCount(number)), isBlank(last + 1), isWord(last + 2), isCapitalized(last + 2) else {
            return
        }
        let town = last + 2
        let isDutch = digitCount(number) == 4 && atoms[town].length == 2 && !atoms[town].style.contains(.hasLower)
        if isDutch, !traits[town].contains(.vocabulary) {
            remove(number...town, .address)
        } else if traits[town].isDisjoint(with: [.vocabulary, .unit, .month]), atoms[town].length >= 3, isOpen(town),
            Vocabulary.refusal(of: atoms[town], in: text) != nil
        {
            remove(number...town, .address)
        }
    }

    /// Capital letters and digits, a blank, a digit and two capital letters. Called at the digit of the first half.
    private mutating func removeBritishPostcode(at number: Int) {
        guard isWord(number - 1), atoms[number - 1].length <= 2, !isContent(number - 2), digitCount(number) <= 2 else { return }
        let end = isWord(number + 1) && atoms[number + 1].length == 1 ? number + 1 : number
        guard isBlank(end + 1), isNumber(end + 2), digitCount(end + 2) == 1, isWord(end + 3), atoms[end + 3].length == 2,
            !atoms[end + 3].style.contains(.hasLower), !isContent(end + 4), !traits[end + 3].contains(.unit), isOpen(end + 3)
        else { return }
        remove((number - 1)...(end + 3), .address)
    }
}

/// How words that are names of streets end, folded.
private let streetEndings: [[UInt8]] = [
    "strasse", "straat", "gatan", "vagen", "gasse", "platz", "allee", "laan", "utca", "katu", "vej", "gade", "veien", "gaten", "plein",
    "gracht", "damm", "str",
].map { Array($0.utf8) }
