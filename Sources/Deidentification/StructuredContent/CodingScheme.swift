/// Coding schemes that others than the writer of an object maintain (PS3.16 section 8, Table 8-1), so that their meanings are no words of
/// an operator. A designator that begins with 99 is private, 99SDM of the time before apart, and so is one that nobody knows.
enum CodingScheme {
    /// Whether the designator names a published scheme.
    static func isPublished(_ designator: String) -> Bool {
        published.contains(designator)
    }

    /// Whether a code may be of a scheme by its form. SNOMED CT, LOINC and DICOM have numbers; others at least no words.
    static func mayHold(_ code: ArraySlice<UInt8>, _ designator: String) -> Bool {
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        switch designator {
        case "SCT": return (6...18).contains(code.count) && code.allSatisfy(isDigit)
        case "LN":
            return code.count >= 3 && code.last.map(isDigit) == true && code.dropLast(2).allSatisfy(isDigit) && code.dropLast().last == 0x2D
        case "DCM": return (1...16).contains(code.count) && code.allSatisfy { isDigit($0) || (0x41...0x5A).contains($0) || $0 == 0x5F }
        default: return !code.contains(0x40) && !code.contains(0x5E)
        }
    }

    private static let published: Set<String> = [
        "DCM", "SCT", "SRT", "SNM3", "99SDM", "SDM", "LN", "UCUM", "RADLEX", "NCIt", "UMLS", "FMA", "MA", "MDC", "NCDR", "ACR", "BI", "C4",
        "C5",
        "CD2", "HPC", "HCPT", "I9", "I9C", "I10", "I10P", "ICDO3", "ICDO", "IBSI", "ISO639_1", "ISO639_2", "ISO3166_1", "ISO3166_2",
        "ISO_OID",
        "RFC3066", "RFC5646", "ITIS_TSN", "UNS", "UBERON", "PUBCHEM_CID", "CHEBI", "NEU", "POS", "RXNORM", "MSH", "NDC", "UNII", "GO",
        "HGNC",
        "HP", "MGI", "RGD", "ZFIN", "NICIP", "OPCS4", "TNM", "DC", "IANA", "CVX", "JC1017", "JLAC10", "JSIS", "BARI", "BFO", "OBI", "PATO",
    ]
}
