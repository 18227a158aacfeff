extension DataSet {
    /// Reads a bare data set, as it travels in a DIMSE message: without preamble and group 0002.
    ///
    /// ```swift
    /// let identifier = try DataSet(encoded: bytes, as: .implicitVRLittleEndian)
    /// ```
    ///
    /// - Parameters:
    ///   - bytes: The whole data set, or its beginning when `stopBefore` lies in it. Values keep sharing this buffer.
    ///   - syntax: How it is encoded; nothing is guessed.
    ///   - limits: What to accept at most.
    ///   - stopBefore: The first tag that is not wanted.
    public init(
        encoded bytes: [UInt8], as syntax: TransferSyntax, limits: ReadingLimits = .standard, stopBefore: Tag? = nil
    ) throws(DICOMError) {
        if syntax.isDeflated, stopBefore != nil {
            let beginning = try Inflater.beginning(of: bytes[...], limit: Swift.min(Self.deflatedHead, limits.inflatedBytes))
            // Where the bytes end before the tag, nobody knows whether they were all.
            if let (head, end) = try? DataSetReader(beginning, syntax: syntax, limits: limits, stopBefore: stopBefore).read(from: 0),
                end < beginning.count
            {
                self = head
                return
            }
        }
        let body = syntax.isDeflated ? try Inflater.inflate(bytes[...], limit: limits.inflatedBytes) : bytes
        (self, _) = try DataSetReader(body, syntax: syntax, limits: limits, stopBefore: stopBefore).read(from: 0)
    }

    /// So many inflated bytes hold what stands before nearly every tag that reading stops at, and one stored block.
    private static let deflatedHead = 128 << 10
}
