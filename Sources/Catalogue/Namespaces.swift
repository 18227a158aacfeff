/// A vocabulary's prefix and address.
struct Namespace: Sendable {
    let prefix: String
    let address: String

    init(_ prefix: String, _ address: String) {
        self.prefix = prefix
        self.address = address
    }

    func callAsFunction(_ name: String) -> IRI { IRI(trusted: address + name) }

    static let adms = Namespace("adms", "http://www.w3.org/ns/adms#")
    static let csvw = Namespace("csvw", "http://www.w3.org/ns/csvw#")
    static let cv = Namespace("cv", "http://data.europa.eu/m8g/")
    static let dcat = Namespace("dcat", "http://www.w3.org/ns/dcat#")
    static let dcatap = Namespace("dcatap", "http://data.europa.eu/r5r/")
    static let dct = Namespace("dct", "http://purl.org/dc/terms/")
    static let dpv = Namespace("dpv", "https://w3id.org/dpv#")
    static let dqv = Namespace("dqv", "http://www.w3.org/ns/dqv#")
    static let eli = Namespace("eli", "http://data.europa.eu/eli/ontology#")
    static let eucaim = Namespace("eucaim", "https://cancerimage.eu/ontology/EUCAIM#")
    static let foaf = Namespace("foaf", "http://xmlns.com/foaf/0.1/")
    static let geodcatap = Namespace("geodcatap", "http://data.europa.eu/930/")
    static let healthdcatap = Namespace("healthdcatap", "http://healthdataportal.eu/ns/health#")
    static let odrl = Namespace("odrl", "http://www.w3.org/ns/odrl/2/")
    static let rdf = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")
    static let rdfs = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#")
    static let skos = Namespace("skos", "http://www.w3.org/2004/02/skos/core#")
    static let spdx = Namespace("spdx", "http://spdx.org/rdf/terms#")
    static let vcard = Namespace("vcard", "http://www.w3.org/2006/vcard/ns#")
    static let xsd = Namespace("xsd", "http://www.w3.org/2001/XMLSchema#")

    /// All of them by prefix; no prefix may equal one of ``IRI/schemes``.
    static let all: [Namespace] = [
        adms, csvw, cv, dcat, dcatap, dct, dpv, dqv, eli, eucaim, foaf, geodcatap, healthdcatap, odrl, rdf, rdfs, skos, spdx, vcard, xsd,
    ]

    static let type = rdf("type")

    /// An address as prefix and local name, when the local name needs no escaping in Turtle.
    static func compact(_ iri: IRI) -> String? {
        for namespace in all where iri.description.hasPrefix(namespace.address) {
            let local = iri.description.dropFirst(namespace.address.count)
            guard let first = local.utf8.first, first != UInt8(ascii: "-"), local.utf8.allSatisfy(isPlain) else { continue }
            return "\(namespace.prefix):\(local)"
        }
        return nil
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
