extension DICOMFile {
    /// The bytes of the file.
    ///
    /// In the syntax that was read, an unmodified file gives the bytes it was read from (a deflated one an equal data set). Lengths
    /// and group 0002 are put right. A file that had no preamble or no group 0002 gets none: use ``withNewFileMetaInformation()``.
    ///
    /// - Parameter syntax: Another syntax to write; pixel data is not decoded, so fragments stay what they are.
    public func encoded(as syntax: TransferSyntax? = nil) throws(DICOMError) -> [UInt8] {
        let target = syntax ?? transferSyntax
        try checkPixels(for: target)
        var bytes: [UInt8] = []
        if let preamble {
            bytes += preamble
            bytes += [0x44, 0x49, 0x43, 0x4D]
        }
        if !fileMetaInformation.isEmpty {
            bytes += try encodedMetaInformation(target)
        }
        let keepsLayout = target == transferSyntax
        return try dataSet.encoded(as: target, keepingLayout: keepsLayout, after: bytes, thenZeros: keepsLayout ? trailingZeros : 0)
    }

    private func encodedMetaInformation(_ target: TransferSyntax) throws(DICOMError) -> [UInt8] {
        var meta = fileMetaInformation
        if meta.string(.transferSyntaxUID) != target.uid, target != transferSyntax || !meta.contains(.transferSyntaxUID) {
            meta.set(.transferSyntaxUID, target.uid)
        }
        meta.remove(.fileMetaInformationGroupLength)
        let rest = try meta.encoded(as: .explicitVRLittleEndian, keepingLayout: true)
        var length = DataSet()
        length.set(.fileMetaInformationGroupLength, integers: [rest.count])
        length.layout = meta.layout
        return try length.encoded(as: .explicitVRLittleEndian, keepingLayout: true) + rest
    }

    /// Native pixels cannot stand in an encapsulated syntax nor fragments in a native one.
    private func checkPixels(for target: TransferSyntax) throws(DICOMError) {
        guard target != transferSyntax, let pixels = dataSet[.pixelData] else { return }
        let isEncapsulated = if case .fragments = pixels.value { true } else { false }
        guard isEncapsulated == target.isEncapsulated else {
            throw DICOMError(
                .unsupportedTransferSyntax,
                "Pixel data in \(transferSyntax.name) has to be \(isEncapsulated ? "decoded" : "encoded") before it is written as \(target.name).",
                path: "\(Tag.pixelData)")
        }
        guard !isEncapsulated else {
            throw DICOMError(
                .unsupportedTransferSyntax, "Compressed pixel data cannot be relabelled from \(transferSyntax.name) to \(target.name).",
                path: "\(Tag.pixelData)")
        }
    }
}
