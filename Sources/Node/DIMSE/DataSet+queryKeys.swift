public import DICOM

extension DataSet {
    /// A query as people write it: `Keyword=value` or `00080060=CT`, each a key; a key alone asks for the attribute.
    ///
    /// - Throws: ``NodeError`` `misuse` where there is no such attribute.
    public init(queryKeys: [String]) throws {
        self.init()
        for key in queryKeys {
            let parts = key.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0]).trimmingPadding
            guard let tag = DataDictionary.tag(forKeyword: name) ?? Tag(hex: name) else {
                throw NodeError(
                    .misuse,
                    "'\(name)' is no attribute: write a keyword of PS3.6 as PatientID or StudyDate, or a tag as 00080020, before '='.")
            }
            set(tag, parts.count > 1 ? String(parts[1]) : "")
        }
    }
}
