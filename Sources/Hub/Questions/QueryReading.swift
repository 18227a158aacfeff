import Cohorts

/// What a query means, or why it means nothing: what an editor shows beside it.
struct QueryReading: Codable, Sendable {
    /// The text: as it was given, or as it was written from a tree.
    let text: String
    /// The query as the nodes will see it; nil when it cannot be read.
    private(set) var canonical: String?
    /// The text as a tree; nil when it cannot be read.
    private(set) var tree: QueryTree?
    /// The attributes asked about, by name; nil when it cannot be read.
    private(set) var attributes: [String]?
    /// What is wrong with it, and where.
    private(set) var fault: QueryFault?

    /// Reads a text.
    init(text: String) {
        self.text = text
        do throws(QueryError) {
            let query = try Query(text: text)
            tree = try QueryTree(text: text)
            canonical = query.canonicalText
            attributes = query.attributes.sorted()
        } catch {
            fault = QueryFault(error, in: text)
        }
    }

    /// Writes a tree as text and reads that.
    static func written(from tree: QueryTree) -> QueryReading {
        do throws(QueryError) {
            return QueryReading(text: try tree.text())
        } catch {
            return QueryReading(unwritten: error)
        }
    }

    /// A tree has no text.
    private init(unwritten error: QueryError) {
        text = ""
        fault = QueryFault(error, in: "")
    }
}

/// Where a query went wrong, and what was probably meant.
struct QueryFault: Codable, Sendable {
    /// The kind of fault.
    let code: QueryError.Code
    /// What is wrong, as a sentence.
    let message: String
    /// The character at which it was noticed, counted from zero; nil where it is no one place.
    let offset: Int?
    /// How many characters are concerned.
    let length: Int
    /// The text before that place, at it and after it: programs differ in what they count as a character.
    let before: String
    let at: String
    let after: String
    /// The nearest name that would have been understood.
    let suggestion: String?
    /// The text with the suggestion in its place.
    let mended: String?

    init(_ error: QueryError, in text: String) {
        code = error.code
        message = error.message.sentence
        length = error.length
        guard let place = error.offset else {
            (offset, before, at, after, suggestion, mended) = (nil, text, "", "", error.suggestion, nil)
            return
        }
        let characters = Array(text)
        let start = min(place, characters.count)
        let end = min(start + error.length, characters.count)
        offset = start
        before = String(characters[..<start])
        at = String(characters[start..<end])
        after = String(characters[end...])
        suggestion = error.suggestion
        mended = error.suggestion.map { String(characters[..<start]) + $0 + String(characters[end...]) }
    }
}
