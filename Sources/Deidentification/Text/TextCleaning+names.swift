extension TextCleaning {
    /// Titles take the name after them, cue words what may be one.
    mutating func removeNamesAfterTitles() {
        var number = 0
        while number < atoms.count {
            defer { number += 1 }
            guard isWord(number), isOpen(number) else { continue }
            if isTitle(number) {
                removeName(from: number + 1, afterTitle: true)
            } else if traits[number].contains(.personCue) {
                removeName(from: number + 1, afterTitle: false)
            }
        }
    }

    /// Whether a word is a title here. DR, MR, HR are modalities and techniques; as titles they are written Dr or Dr.
    private func isTitle(_ number: Int) -> Bool {
        if traits[number].contains(.shortTitle) {
            let style = atoms[number].style
            return isSign(number + 1, ".") || style.contains([.startsUpper, .hasLower])
        }
        return traits[number].contains(.title)
    }

    /// Removes a name of which the title or the cue stands before `start`.
    ///
    /// Until the surname has come, a word of the field is taken for it where it is written as a name: after a title, an initial or a given
    /// name. Whoever is called after the liver is still called by it: Dr. Leber, Patient J. Leber.
    private mutating func removeName(from start: Int, afterTitle: Bool) {
        guard var number = next(from: start, over: ".:;=()", atMost: 4) else { return }
        var needsSurname = true
        var announced = afterTitle
        var count = 0
        while count < 8, isWord(number), isOpen(number) {
            count += 1
            let traits = traits[number]
            if traits.isDisjoint(with: [.title, .particle]) || !(traits.contains(.particle) || isTitle(number)) {
                let isInitial = atoms[number].length == 1 && isCapitalized(number)
                let isGiven = traits.contains(.givenName) && !traits.contains(.vocabulary)
                let isName = !traits.contains(.vocabulary) || (traits.isAmbiguous && (isCapitalized(number) || afterTitle))
                let isSecondPart = announced && count > 1 && isSign(number - 1, "-")
                let isTaken = announced && (needsSurname || isSecondPart) && isWrittenAsName(number)
                let isSubject = !announced && isSubject(number)
                guard isInitial || isName || isTaken || isSubject else { return }
                // What is on no list is removed by a later step, which knows compounds and endings.
                if announced || traits.contains(.vocabulary) || isInitial || isSubject { remove(number, .personName) }
                announced = announced || isInitial || isGiven
                if !isInitial, !isGiven { needsSurname = false }
            }
            guard let following = next(from: number + 1, over: ".-'^,"), !isMark(following) else { return }
            number = following
        }
    }

    /// Whether a word that is no abbreviation begins with a capital, in a text all of capitals too.
    private func isWrittenAsName(_ number: Int) -> Bool {
        if atoms[number].style.contains(.isStrange) { return true }
        guard isCapitalized(number), atoms[number].length >= 3 else { return false }
        return atoms[number].style.contains(.hasLower) || atoms[number].length >= 4
    }

    /// Whether a word is what a sentence about a patient begins with: Patient Leber was seen.
    private func isSubject(_ number: Int) -> Bool {
        guard isBlank(number - 1), isWord(number - 2), isSurnameLike(number),
            let verb = next(from: number + 1, atMost: 1), isWord(verb)
        else { return false }
        return verbsOfPatients.contains(atoms[verb].hash)
    }

    private func isTitleCase(_ number: Int) -> Bool {
        atoms[number].style.contains([.startsUpper, .hasLower]) || atoms[number].style.contains(.isStrange)
    }

    /// Words of the field beside a given name that was taken out are the surname, where they are written as one: Hans Leber; Leber, Hans.
    mutating func removeSurnamesBesideGivenNames() {
        for number in atoms.indices where isRemovedGivenName(number) {
            if let following = next(from: number + 1, atMost: 1) {
                if isWord(following), isOpen(following), isSurnameLike(following) {
                    remove(following, .personName)
                    continue
                }
                // Hans Müller: the surname is known, and what stands before is none.
                if isWord(following), verdicts[following] != nil { continue }
            }
            guard let before = previous(from: number - 1, over: ",^", atMost: 2), isWord(before), isOpen(before), isSurnameLike(before)
            else {
                continue
            }
            // Leber, Hans stands alone, or after the word patient; in CT Leber, Hans it is the liver.
            if let first = previous(from: before - 1, over: ":", atMost: 3), isWord(first) || isNumber(first),
                !traits[first].contains(.personCue), verdicts[first] == nil
            {
                continue
            }
            remove(before, .personName)
        }
    }

    private func isRemovedGivenName(_ number: Int) -> Bool {
        guard isWord(number), traits[number].contains(.givenName), !traits[number].contains(.vocabulary), let reason = verdicts[number]
        else { return false }
        return reason == .personName || reason == .ownIdentity
    }

    /// Whether a word could be a surname by its letters: no abbreviation, and a word of the body or none of the lists.
    private func isSurnameLike(_ number: Int) -> Bool {
        guard isTitleCase(number), atoms[number].length >= 3 else { return false }
        return traits[number].contains(.clinical) || !traits[number].contains(.vocabulary)
    }

    private func isMark(_ number: Int) -> Bool { atoms[number].kind == .mark }

    /// What is on no list goes.
    mutating func removeUnknownWords() {
        for number in atoms.indices where isWord(number) && isOpen(number) {
            let atom = atoms[number]
            if atom.style.contains(.isStrange) {
                remove(number, .unknownWord)
            } else if !traits[number].contains(.vocabulary), atom.length > 1 {
                if !traits[number].isDisjoint(with: .name) {
                    remove(number, .personName)
                } else if traits[number].isDisjoint(with: [.title, .particle, .institution, .street, .month]) {
                    if isAttachedToNumber(number), atom.length <= 2 { continue }
                    if let reason = Vocabulary.refusal(of: atom, in: text) { remove(number, reason) }
                } else if traits[number].contains(.month), isCapitalized(number), traits[number].isDisjoint(with: .particle) {
                    remove(number, .date)
                }
            }
        }
    }

    /// Whether a word is part of a short technical token, which the numbers' step has looked at: Bl64, B31s.
    private func isAttachedToNumber(_ number: Int) -> Bool {
        isNumber(number - 1) && isOpen(number - 1) || isNumber(number + 1) && isOpen(number + 1)
    }

    // MARK: Words that are also names

    /// Words of the vocabulary that are also names (Long, White, Stern) stay only among words that are not.
    mutating func removeAmbiguousWords() {
        var number = 0
        while number < atoms.count {
            guard isWord(number), isOpen(number), traits[number].isAmbiguous else {
                number += 1
                continue
            }
            var members = [number]
            while let following = next(from: (members.last ?? number) + 1, over: "-,^.'/_", atMost: 3), isWord(following),
                isOpen(following), traits[following].isAmbiguous
            {
                members.append(following)
            }
            if !isOrdinary(members) {
                for member in members { remove(member, .personName) }
            }
            number = (members.last ?? number) + 1
        }
    }

    private enum Neighbour { case none, vocabulary, number, removed }

    private func isOrdinary(_ members: [Int]) -> Bool {
        let before = neighbour(from: (members.first ?? 0) - 1, step: -1)
        let after = neighbour(from: (members.last ?? 0) + 1, step: 1)
        let isLowercase = members.allSatisfy { !atoms[$0].style.contains(.hasUpper) }
        let isGood = before == .vocabulary || after == .vocabulary || (isLowercase && (before == .number || after == .number))
        let isBad = before == .removed || after == .removed
        let mayBeWholeName =
            members.count > 1 && members.contains { traits[$0].contains(.givenName) } && members.contains { traits[$0].contains(.surname) }
        if mayBeWholeName, !isLowercase { return false }
        return isGood && (isLowercase || !isBad)
    }

    /// What the next word or number of the line is, whatever signs lie between.
    private func neighbour(from start: Int, step: Int) -> Neighbour {
        var number = start
        var seen = 0
        while atoms.indices.contains(number), atoms[number].kind != .lineBreak, seen < 6 {
            if isMark(number) || verdicts[number] != nil { return .removed }
            if isNumber(number) || settled[number] { return .number }
            // Single letters say nothing of what stands beside them.
            if isWord(number), atoms[number].length > 1 { return traits[number].isAmbiguous ? .none : .vocabulary }
            seen += 1
            number += step
        }
        return .none
    }

    /// Initials beside names, and particles between their parts.
    mutating func takeInParticlesAndInitials() {
        guard verdicts.contains(where: { $0 != nil }) else { return }
        for number in atoms.indices { takeIn(number, backwards: false) }
        for number in atoms.indices.reversed() { takeIn(number, backwards: true) }
    }

    private mutating func takeIn(_ number: Int, backwards: Bool) {
        guard isWord(number), isOpen(number) else { return }
        let neighbour = backwards ? next(from: number + 1, over: ".,^-'", atMost: 2) : previous(from: number - 1, over: ".,^-'", atMost: 2)
        guard let neighbour, let reason = verdicts[neighbour], [.personName, .ownIdentity, .unknownWord].contains(reason) else { return }
        if atoms[number].length == 1, isCapitalized(number), !isContent(number - 1), !isContent(number + 1) {
            if reason != .unknownWord || isSign(number + 1, ".") { remove(number, .personName) }
        } else if traits[number].contains(.particle), !backwards {
            // Only between two parts, at most one more particle on the way.
            guard var following = next(from: number + 1, over: "'") else { return }
            if traits[following].contains(.particle), let later = next(from: following + 1, over: "'") { following = later }
            if let other = verdicts[following], [.personName, .ownIdentity, .unknownWord].contains(other) { remove(number, .personName) }
        }
    }

    // MARK: Institutions

    /// Hospital words beside what was taken out go with it.
    mutating func removeInstitutions() {
        let candidates = atoms.indices.filter { traits[$0].contains(.institution) && isOpen($0) }
        guard !candidates.isEmpty else { return }
        for number in candidates { removeInstitution(number) }
        for number in candidates.reversed() { removeInstitution(number) }
    }

    private mutating func removeInstitution(_ number: Int) {
        guard isOpen(number) else { return }
        for step in [1, -1] {
            var other = number + step
            var between: [Int] = []
            while atoms.indices.contains(other), between.count < 8 {
                if isBlank(other) || isSign(other, of: "-.'\"") || (isWord(other) && isOpen(other) && joinsInstitution(other)) {
                    between.append(other)
                    other += step
                } else {
                    break
                }
            }
            guard atoms.indices.contains(other) else { continue }
            guard let reason = verdicts[other], [.personName, .ownIdentity, .unknownWord, .institution].contains(reason) else { continue }
            remove(number, .institution)
            for inner in between where isWord(inner) { remove(inner, .institution) }
            if reason != .ownIdentity { verdicts[other] = .institution }
        }
    }

    /// Saint, of, University: words between the kind of institution and its name.
    private func joinsInstitution(_ number: Int) -> Bool {
        !traits[number].isDisjoint(with: [.particle, .institution])
    }
}

/// What a patient was, had and did, as it stands after a name in the languages of the vocabulary.
private let verbsOfPatients: Set<UInt64> = Set(
    [
        "was", "is", "has", "had", "presented", "presents", "underwent", "reports", "wurde", "wird", "ist", "war", "hat", "hatte", "kam",
        "klagt", "est", "etait", "presente", "fue", "es", "tiene", "foi", "tem", "era", "presenta", "werd", "heeft", "var", "har", "jest",
        "zostal", "zostala",
    ].map { WordHash.of($0.utf8) })
