/// A set of triples in the order in which they were added, with the prefixes to write them by.
///
/// It is written as Turtle and as JSON-LD; both come out the same each time and mean the same graph.
public struct RDFGraph: Hashable, Sendable {
    /// Subject, predicate, object.
    public struct Triple: Hashable, Sendable {
        /// What the triple is about.
        public let subject: RDFTerm
        /// Which property.
        public let predicate: IRI
        /// Its value.
        public let object: RDFTerm
    }

    /// The triples, each once.
    public private(set) var triples: [Triple] = []
    private var known: Set<Triple> = []
    private var blankCount = 0

    /// An empty graph.
    public init() {}

    /// A new thing without a name.
    public mutating func makeBlank() -> RDFTerm {
        blankCount += 1
        return .blank(blankCount)
    }

    /// Adds a triple unless it is there.
    public mutating func add(_ subject: RDFTerm, _ predicate: IRI, _ object: RDFTerm) {
        let triple = Triple(subject: subject, predicate: predicate, object: object)
        if known.insert(triple).inserted { triples.append(triple) }
    }

    /// Adds all triples of another graph; its nameless things stay apart from those here.
    public mutating func merge(_ other: RDFGraph) {
        let offset = blankCount
        func moved(_ term: RDFTerm) -> RDFTerm {
            if case .blank(let number) = term { .blank(number + offset) } else { term }
        }
        for triple in other.triples { add(moved(triple.subject), triple.predicate, moved(triple.object)) }
        blankCount += other.blankCount
    }

    /// The objects of a subject's property, in order.
    public func objects(of subject: RDFTerm, _ predicate: IRI) -> [RDFTerm] {
        triples.filter { $0.subject == subject && $0.predicate == predicate }.map(\.object)
    }

    /// The subjects in the order of their first triple.
    var subjects: [RDFTerm] {
        var seen: Set<RDFTerm> = []
        return triples.compactMap { seen.insert($0.subject).inserted ? $0.subject : nil }
    }
}
