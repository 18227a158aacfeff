extension DICOMFile {
    /// Reads a file, with or without preamble and file meta information.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, or its beginning when `stopBefore` lies in it. Values keep sharing this buffer.
    ///   - limits: What to accept at most.
    ///   - stopBefore: The first tag of the data set that is not wanted, `.pixelData` to read headers.
    public init(bytes: [UInt8], limits: ReadingLimits = .standard, stopBefore: Tag? = nil) throws(DICOMError) {
        let (preamble, position) = try Self.readPreamble(bytes)
        let (meta, start) = try Self.readMetaInformation(bytes, from: position, limits)
        let named = meta.string(.transferSyntaxUID)
        let syntax = try Self.syntax(named: named)
        var body = bytes
        var bodyStart = start
        if let syntax, syntax.isDeflated {
            body = try Inflater.inflate(bytes[start...], limit: limits.inflatedBytes)
            bodyStart = 0
        }
        let found = Self.syntax(of: body[bodyStart...], named: syntax)

        let reader = DataSetReader(body, syntax: found, limits: limits, stopBefore: stopBefore)
        let (dataSet, end) = try reader.read(from: bodyStart)
        self.init(
            preamble: preamble, fileMetaInformation: meta, dataSet: dataSet, transferSyntax: found,
            trailingZeros: stopBefore == nil && !found.isDeflated ? body.count - end : 0)
    }

    /// Whether bytes, at least the first 132 of a file, look like a DICOM file or a bare data set.
    public static func looksLikeDICOM(_ prefix: some Collection<UInt8>) -> Bool {
        let bytes = Array(prefix.prefix(144))
        return hasPrefix(bytes, at: 128) || hasPrefix(bytes, at: 0) || SyntaxGuess.guess(bytes[...])?.isPlausible ?? false
    }

    /// The preamble, nil when there is none, and where the data elements begin.
    static func readPreamble(_ bytes: [UInt8]) throws(DICOMError) -> (ArraySlice<UInt8>?, end: Int) {
        if hasPrefix(bytes, at: 128) { return (bytes[..<128], 132) }
        // Written by tools that drop the preamble but keep the prefix.
        if hasPrefix(bytes, at: 0) { return (bytes[..<0], 4) }
        guard looksLikeDICOM(bytes) else {
            throw DICOMError(.notDICOM, "There is neither the prefix DICM at byte 128 nor a data set at byte 0.", offset: 0)
        }
        return (nil, 0)
    }

    /// The syntax to read a data set with: without a name its first element has to tell, with one it may still contradict its byte order.
    static func syntax(of body: ArraySlice<UInt8>, named syntax: TransferSyntax?) -> TransferSyntax {
        let guess = SyntaxGuess.guess(body)
        if let syntax, guess?.isBigEndian == syntax.isBigEndian { return syntax }
        return guess?.correcting(syntax) ?? syntax ?? .implicitVRLittleEndian
    }

    private static func hasPrefix(_ bytes: [UInt8], at offset: Int) -> Bool {
        bytes.count >= offset + 4 && bytes[offset..<offset + 4].elementsEqual([0x44, 0x49, 0x43, 0x4D])
    }

    /// Group 0002, read until another group begins: its length is often wrong.
    static func readMetaInformation(
        _ bytes: [UInt8], from start: Int, _ limits: ReadingLimits
    ) throws(DICOMError) -> (DataSet, end: Int) {
        guard bytes.count >= start + 8, bytes[start] == 2, bytes[start + 1] == 0 else { return (DataSet(), start) }
        let reader = DataSetReader(bytes, syntax: .explicitVRLittleEndian, limits: limits, group: 2)
        let (dataSet, end) = try reader.read(from: start)
        return (dataSet, end)
    }

    static func syntax(named uid: String?) throws(DICOMError) -> TransferSyntax? {
        guard let uid else { return nil }
        if let syntax = TransferSyntax(uid: uid) { return syntax }
        // Private syntaxes: readable when they are a plain stream of elements, and nobody can say so but their maker.
        throw DICOMError(
            .unsupportedTransferSyntax, "The transfer syntax is not one of PS3.6; convert the object where it was made.",
            path: "\(Tag.transferSyntaxUID)")
    }
}

/// What the first bytes of a data set tell about its syntax.
struct SyntaxGuess {
    let isExplicit: Bool
    let isBigEndian: Bool
    /// Whether the first element is one that a data set could begin with.
    let isPlausible: Bool

    /// Looks at the first element; nil when there are fewer than eight bytes.
    static func guess(_ bytes: ArraySlice<UInt8>) -> SyntaxGuess? {
        guard bytes.count >= 8 else { return nil }
        let first = bytes.prefix(8).map(UInt32.init)
        let isExplicit = VR(rawValue: UInt16(first[4] << 8 | first[5])) != nil
        // The first group is a small number: read the wrong way round it is 256 times as large.
        let little = first[1] << 8 | first[0]
        let isBigEndian = isExplicit && little >= 0x0400
        let tag =
            isBigEndian
            ? Tag(rawValue: first[0] << 24 | first[1] << 16 | first[2] << 8 | first[3])
            : Tag(rawValue: first[1] << 24 | first[0] << 16 | first[3] << 8 | first[2])
        let length = first[4] | first[5] << 8 | first[6] << 16 | first[7] << 24
        let isKnown = DataDictionary.vr(for: tag) != nil && tag.group <= 0x0040 && tag.group != 0
        return SyntaxGuess(
            isExplicit: isExplicit, isBigEndian: isBigEndian, isPlausible: isKnown && (isExplicit || length < 1 << 16 || length == .max))
    }

    /// The syntax to read with, where another was named or none.
    func correcting(_ named: TransferSyntax?) -> TransferSyntax? {
        if let named, named.isDeflated || named.isEncapsulated || !isPlausible { return named }
        if isBigEndian { return .explicitVRBigEndian }
        return isExplicit ? .explicitVRLittleEndian : .implicitVRLittleEndian
    }
}
