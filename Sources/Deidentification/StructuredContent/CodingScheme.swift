/// Coding schemes that others than the writer of an object maintain (PS3.16 section 8, Table 8-1), so that their meanings are no words of
/// an operator. A designator that begins with 99 is private, 99SDM of the time before apart, and so is one that nobody knows.
enum CodingScheme {
    /// Whether the designator names a published scheme.
    static func isPublished(_ designator: String) -> Bool {
        published.contains(designator)
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
