extension RDFGraph {
    /// The graph as Turtle (RDF 1.1 Turtle), nameless things nested where they are used once.
    public func turtle() -> String {
        TurtleWriter(self).text()
    }
}

private struct TurtleWriter {
    let graph: RDFGraph
    let bySubject: [RDFTerm: [RDFGraph.Triple]]
    let nested: Set<RDFTerm>

    init(_ graph: RDFGraph) {
        self.graph = graph
        bySubject = Dictionary(grouping: graph.triples, by: \.subject)
        var users: [RDFTerm: [RDFTerm]] = [:]
        for triple in graph.triples {
            if case .blank = triple.object { users[triple.object, default: []].append(triple.subject) }
        }
        // A nameless thing nests when it is used once and the chain of its users ends at a thing that does not nest;
        // in a cycle the chain would never end, and its things keep labels.
        nested = Set(
            users.keys.filter { term in
                var seen: Set<RDFTerm> = []
                var current = term
                while let using = users[current], using.count == 1 {
                    guard seen.insert(current).inserted else { return false }
                    current = using[0]
                }
                return users[term]?.count == 1
            })
    }

    func text() -> String {
        var result = Namespace.all.map { "@prefix \($0.prefix): <\($0.address)> .\n" }.joined()
        for subject in graph.subjects where !nested.contains(subject) {
            result += "\n\(term(subject, depth: 1))\n\(properties(of: subject, depth: 1)) .\n"
        }
        return result
    }

    private func properties(of subject: RDFTerm, depth: Int) -> String {
        let triples = bySubject[subject] ?? []
        var order: [IRI] = []
        var objects: [IRI: [RDFTerm]] = [:]
        for triple in triples {
            if objects[triple.predicate] == nil { order.append(triple.predicate) }
            objects[triple.predicate, default: []].append(triple.object)
        }
        let indent = String(repeating: "    ", count: depth)
        return order.map { predicate in
            let name = predicate == Namespace.type ? "a" : iri(predicate)
            return indent + name + " " + (objects[predicate] ?? []).map { term($0, depth: depth + 1) }.joined(separator: ", ")
        }.joined(separator: " ;\n")
    }

    private func term(_ term: RDFTerm, depth: Int) -> String {
        switch term {
        case .iri(let address): return iri(address)
        case .literal(let value): return literal(value)
        case .blank(let number):
            guard nested.contains(term) else { return "_:b\(number)" }
            guard bySubject[term] != nil else { return "[]" }
            return "[\n\(properties(of: term, depth: depth))\n\(String(repeating: "    ", count: depth - 1))]"
        }
    }

    private func iri(_ address: IRI) -> String { Namespace.compact(address) ?? "<\(address)>" }

    private func literal(_ literal: RDFLiteral) -> String {
        let quoted = "\"" + Self.escaped(literal.text) + "\""
        if let language = literal.language { return quoted + "@" + language }
        if let datatype = literal.datatype { return quoted + "^^" + iri(datatype) }
        return quoted
    }

    /// Turtle 1.1, productions [22] STRING_LITERAL_QUOTE, [159s] ECHAR and [26] UCHAR.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                // Control characters, line separators and non-characters are written as numbers.
                if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
                    || scalar.value & 0xFFFE == 0xFFFE
                {
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    let width = scalar.value > 0xFFFF ? 8 : 4
                    result += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }
}
