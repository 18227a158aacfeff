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
        let body = syntax.isDeflated ? try Inflater.inflate(bytes[...], limit: limits.inflatedBytes) : bytes
        (self, _) = try DataSetReader(body, syntax: syntax, limits: limits, stopBefore: stopBefore).read(from: 0)
    }
}
