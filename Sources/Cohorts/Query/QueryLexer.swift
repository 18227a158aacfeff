/// One word, quoted text or sign of a query.
struct QueryToken: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case word(String)
        case quoted(String)
        case sign(String)
        case end
    }

    let kind: Kind
    /// Characters before it.
    let offset: Int
    let length: Int

    /// The word in lower case, when it is one.
    var keyword: String? { if case .word(let word) = kind { word.lowercased() } else { nil } }

    func isSign(_ sign: String) -> Bool { kind == .sign(sign) }

    /// As it is shown in a message.
    var shown: String {
        switch kind {
        case .word(let word): "\"\(word.prefix(40))\""
        case .quoted(let text): "\"\(text.prefix(40))\""
        case .sign(let sign): "\"\(sign)\""
        case .end: "the end"
        }
    }
}

/// Splits a query into tokens.
enum QueryLexer {
    /// Letters, digits and what occurs inside codes, units and values. Two dots are a sign of their own.
    static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.+-/%".contains(character)
    }

    private static let signs = ["<..<", "<..", "..<", "..", "==", "!=", "<>", "<=", ">=", "=", "<", ">", "(", ")", ","]
    private static let typographic: [Character: String] = ["≤": "<=", "≥": ">=", "≠": "!=", "…": ".."]

    static func tokens(of text: String, limits: QueryLimits) throws(QueryError) -> [QueryToken] {
        guard text.utf8.count <= limits.textBytes else {
            throw QueryError(.tooLarge, "the query is longer than \(limits.textBytes) bytes; shorten it or split it")
        }
        let characters = Array(text)
        var tokens: [QueryToken] = []
        var position = 0
        while position < characters.count {
            let character = characters[position]
            if character.isWhitespace {
                position += 1
            } else if character == "\"" || character == "'" {
                tokens.append(try quoted(characters, &position, limits))
            } else if let sign = typographic[character] {
                tokens.append(QueryToken(kind: .sign(sign), offset: position, length: 1))
                position += 1
            } else if let sign = sign(characters, position) {
                tokens.append(QueryToken(kind: .sign(sign), offset: position, length: sign.count))
                position += sign.count
            } else if character == "*" {
                tokens.append(QueryToken(kind: .word("everything"), offset: position, length: 1))
                position += 1
            } else if isWordCharacter(character) {
                let start = position
                while position < characters.count, isWordCharacter(characters[position]), sign(characters, position) == nil {
                    position += 1
                }
                guard position - start <= limits.valueCharacters else {
                    throw QueryError(
                        .tooLarge, "a word is longer than \(limits.valueCharacters) characters", at: start, length: position - start)
                }
                tokens.append(QueryToken(kind: .word(String(characters[start..<position])), offset: start, length: position - start))
            } else {
                throw QueryError(.syntax, "a character that no query contains; put text in double quotes", at: position)
            }
        }
        tokens.append(QueryToken(kind: .end, offset: characters.count, length: 1))
        return tokens
    }

    private static func sign(_ characters: [Character], _ position: Int) -> String? {
        signs.first { sign in
            position + sign.count <= characters.count && zip(sign, characters[position...]).allSatisfy { $0 == $1 }
        }
    }

    private static func quoted(_ characters: [Character], _ position: inout Int, _ limits: QueryLimits) throws(QueryError) -> QueryToken {
        let start = position
        let mark = characters[position]
        var text = ""
        position += 1
        while position < characters.count, characters[position] != mark {
            if characters[position] == "\\", position + 1 < characters.count { position += 1 }
            text.append(characters[position])
            position += 1
        }
        guard position < characters.count else {
            throw QueryError(.syntax, "the quotation mark is never closed", at: start)
        }
        position += 1
        guard text.count <= limits.valueCharacters else {
            throw QueryError(
                .tooLarge, "a quoted value is longer than \(limits.valueCharacters) characters", at: start, length: position - start)
        }
        return QueryToken(kind: .quoted(text), offset: start, length: position - start)
    }
}
