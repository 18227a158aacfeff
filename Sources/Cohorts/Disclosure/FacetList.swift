/// The distributions that go with a question: a list of attributes, as a person writes it.
public enum FacetList {
    /// The most that one question asks for.
    public static let limit = 20

    /// Reads names between commas; synonyms become the attribute's own name, and each counts once. Empty text asks for none.
    ///
    /// - Throws: ``QueryError`` where a name is not known or there are too many.
    public static func read(_ text: String, vocabulary: Vocabulary = .standard) throws(QueryError) -> [String] {
        var names: [String] = []
        for part in text.split(separator: ",", maxSplits: 10 * limit) {
            let word = String(part.drop(while: \.isWhitespace))
            guard let attribute = vocabulary.attribute(named: word) else {
                throw QueryError(
                    .unknownAttribute, "no attribute is named \"\(word.prefix(64))\", so it has no distribution",
                    suggestion: word.utf8.count <= 64 ? vocabulary.nearestName(to: word) : nil)
            }
            if !names.contains(attribute.name) { names.append(attribute.name) }
        }
        guard names.count <= limit else {
            throw QueryError(.tooLarge, "a question asks for at most \(limit) distributions, not for \(names.count)")
        }
        return names
    }
}
