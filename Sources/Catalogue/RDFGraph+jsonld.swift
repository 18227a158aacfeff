extension RDFGraph {
    /// The graph as JSON-LD 1.1: a context of prefixes and one flat node for each subject.
    public func jsonLD() -> String {
        let bySubject = Dictionary(grouping: triples, by: \.subject)
        let nodes: [JSONText] = subjects.map { subject in
            var order: [IRI] = []
            var objects: [IRI: [JSONText]] = [:]
            for triple in bySubject[subject] ?? [] {
                if objects[triple.predicate] == nil { order.append(triple.predicate) }
                objects[triple.predicate, default: []].append(Self.value(triple.object, isType: triple.predicate == Namespace.type))
            }
            let members: [(String, JSONText)] = order.map { predicate in
                let values = objects[predicate] ?? []
                let key = predicate == Namespace.type ? "@type" : Self.name(predicate)
                return (key, values.count == 1 ? values[0] : .array(values))
            }
            return .object([("@id", .string(Self.identifier(subject)))] + members)
        }
        let context = Namespace.all.map { ($0.prefix, JSONText.string($0.address)) }
        return JSONText.object([("@context", .object(context)), ("@graph", .array(nodes))]).text(depth: 0) + "\n"
    }

    private static func value(_ term: RDFTerm, isType: Bool) -> JSONText {
        switch term {
        case .iri(let iri) where isType: return .string(name(iri))
        case .iri(let iri): return .object([("@id", .string(name(iri)))])
        case .blank: return .object([("@id", .string(identifier(term)))])
        case .literal(let literal):
            if let language = literal.language {
                return .object([("@value", .string(literal.text)), ("@language", .string(language))])
            }
            if let datatype = literal.datatype {
                return .object([("@value", .string(literal.text)), ("@type", .string(name(datatype)))])
            }
            return .object([("@value", .string(literal.text))])
        }
    }

    private static func identifier(_ term: RDFTerm) -> String {
        switch term {
        case .iri(let iri): name(iri)
        case .blank(let number): "_:b\(number)"
        case .literal(let literal): literal.text
        }
    }

    private static func name(_ iri: IRI) -> String { Namespace.compact(iri) ?? iri.description }
}

/// Just enough JSON to write members in the order given.
private indirect enum JSONText {
    case string(String)
    case array([JSONText])
    case object([(String, JSONText)])

    func text(depth: Int) -> String {
        let indent = String(repeating: "  ", count: depth + 1)
        let end = "\n" + String(repeating: "  ", count: depth)
        switch self {
        case .string(let text): return Self.quoted(text)
        case .array(let values):
            guard !values.isEmpty else { return "[]" }
            return "[\n" + values.map { indent + $0.text(depth: depth + 1) }.joined(separator: ",\n") + end + "]"
        case .object(let members):
            return "{\n"
                + members.map { indent + Self.quoted($0.0) + ": " + $0.1.text(depth: depth + 1) }.joined(separator: ",\n") + end + "}"
        }
    }

    /// RFC 8259, section 7; also `<`, `>` and `&`, so that the text can stand inside a page's script element, and the byte order
    /// mark, which some readers drop.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if scalar.value < 0x20 || "<>&\u{7F}\u{2028}\u{2029}\u{FEFF}".unicodeScalars.contains(scalar) {
                    let digits = String(scalar.value, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }
}
