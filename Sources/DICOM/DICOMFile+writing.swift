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
        if let stray = dataSet.elements.first, stray.tag.group == 2 {
            // It came out of order, and would be read as file meta information where it goes now.
            throw DICOMError(
                .notEncodable, "A data set in a file has no elements of group 0002; remove them.", path: "\(stray.tag)")
        }
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

    /// The bytes of a file around a data set that is encoded already, as C-STORE delivers it.
    ///
    /// - Parameters:
    ///   - dataSet: The data set, encoded in `syntax`; it is not looked at.
    ///   - syntax: How the data set is encoded.
    ///   - sopClassUID: Media Storage SOP Class UID (0002,0002).
    ///   - sopInstanceUID: Media Storage SOP Instance UID (0002,0003).
    ///   - source: Source Application Entity Title (0002,0016).
    public static func bytes(
        around dataSet: [UInt8], as syntax: TransferSyntax, sopClassUID: String, sopInstanceUID: String, source: String? = nil
    ) throws(DICOMError) -> [UInt8] {
        var named = DataSet()
        named.set(.sopClassUID, sopClassUID)
        named.set(.sopInstanceUID, sopInstanceUID)
        var file = DICOMFile(dataSet: named, transferSyntax: syntax)
        if let source { file.fileMetaInformation.set(.sourceApplicationEntityTitle, source) }
        let meta = try file.encodedMetaInformation(syntax)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(132 + meta.count + dataSet.count)
        bytes += [UInt8](repeating: 0, count: 128)
        bytes += [0x44, 0x49, 0x43, 0x4D]
        bytes += meta
        bytes += dataSet
        return bytes
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
