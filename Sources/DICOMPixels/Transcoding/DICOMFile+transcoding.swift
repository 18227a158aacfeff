public import DICOM

extension DICOMFile {
    /// The same object in another transfer syntax, every pixel as it was.
    ///
    /// Between native syntaxes only the encoding of the data set changes. Otherwise each frame is decoded and encoded anew without loss, and
    /// the attributes that describe it follow (PS3.5 sections 8.2 and A.4): Photometric Interpretation, Planar Configuration, High Bit, the
    /// offset table, and what is said about losses that happened before.
    public func transcoded(
        to syntax: TransferSyntax, decoders: [any FrameDecoder] = .all, encoders: [any FrameEncoder] = .all
    ) throws(PixelError) -> DICOMFile {
        if syntax == transferSyntax { return self }
        var dataSet = dataSet
        if transferSyntax.isEncapsulated { Self.decodeNested(&dataSet, transferSyntax, decoders) }
        if case .fragments = dataSet[.pixelData]?.value {
            try recode(&dataSet, to: syntax, decoders, encoders)
        } else if syntax.isEncapsulated && dataSet.contains(.pixelData) {
            try recode(&dataSet, to: syntax, decoders, encoders)
        } else if let element = dataSet[.pixelData], let bytes = element.bytes {
            // OB in implicit VR is not allowed, nor OB with more than eight bits (PS3.5 section A.1 and A.2).
            let isWide = dataSet.integer(.bitsAllocated) ?? 16 > 8 || !syntax.isExplicitVR
            if isWide && element.vr != .ow { dataSet[.pixelData] = DataElement(tag: .pixelData, vr: .ow, value: .bytes(bytes)) }
        }
        var file = DICOMFile(dataSet: dataSet, transferSyntax: syntax)
        file.preamble = preamble ?? file.preamble
        return file
    }

    /// Replaces pixel data by the same frames in another syntax.
    private func recode(
        _ dataSet: inout DataSet, to syntax: TransferSyntax, _ decoders: [any FrameDecoder], _ encoders: [any FrameEncoder]
    ) throws(PixelError) {
        let description = try PixelDescription(dataSet)
        let encoder = syntax.isEncapsulated ? try Transcoding.encoder(of: syntax, among: encoders) : nil
        if hasOverlayInPixels {
            throw PixelError(
                .cannotEncode, "An overlay lies in unused bits of the pixels, which codecs do not keep. Leave the object as it is.")
        }
        var meaning = description.photometricInterpretation
        var compressed: [[UInt8]] = []
        var native: [UInt8] = []
        for index in 0..<description.numberOfFrames {
            let frame = try description.patterns(index, of: self, decoders: decoders)
            meaning = frame.photometricInterpretation
            if let encoder {
                compressed.append(try Transcoding.encoded(frame, description, by: encoder))
            } else {
                native += try Transcoding.native(frame, description)
            }
        }
        markLosses(&dataSet, native: description.bytesPerFrame * description.numberOfFrames)
        dataSet.remove(.extendedOffsetTable)
        dataSet.remove(.extendedOffsetTableLengths)
        let decoded = description.decoded(as: meaning)
        if description.samplesPerPixel > 1 { dataSet.set(.planarConfiguration, integers: [0]) }
        if description.highBit != decoded.highBit { dataSet.set(.highBit, integers: [decoded.highBit]) }
        if let encoder {
            meaning = encoder.photometricInterpretation(of: decoded)
            EncapsulatedPixels(frames: compressed).store(in: &dataSet)
        } else {
            let vr: VR = description.bitsAllocated > 8 || !syntax.isExplicitVR ? .ow : .ob
            dataSet[.pixelData] = DataElement(tag: .pixelData, vr: vr, bytes: native)
        }
        if meaning != description.photometricInterpretation { dataSet.set(.photometricInterpretation, meaning.rawValue) }
    }

    /// Overlays in unused bits of the pixels (retired) have an allocation and no data of their own.
    private var hasOverlayInPixels: Bool {
        stride(from: UInt16(0x6000), through: 0x601E, by: 2).contains { group in
            (dataSet.integer(Tag(group, 0x0100)) ?? 1) > 1 && !dataSet.contains(Tag(group, 0x3000))
        }
    }

    /// Once lossy, always lossy (PS3.3 section C.7.6.1.1.5): an object that was compressed with losses says so when it no longer is.
    func markLosses(_ dataSet: inout DataSet, native: Int) {
        let methods = [
            TransferSyntax.jpegBaseline.uid: "ISO_10918_1", TransferSyntax.jpegExtended.uid: "ISO_10918_1",
            TransferSyntax.jpegLSNearLossless.uid: "ISO_14495_1",
        ]
        guard let method = methods[transferSyntax.uid], dataSet.string(.lossyImageCompression) != "01" else { return }
        guard case .fragments(_, let fragments) = self.dataSet[.pixelData]?.value else { return }
        let compressed = fragments.reduce(0) { $0 + $1.count }
        dataSet.set(.lossyImageCompression, "01")
        dataSet.set(.lossyImageCompressionMethod, method)
        // Two digits behind the point, without String(format:).
        let hundredths = compressed > 0 ? native * 100 / compressed : 100
        let digits = hundredths % 100
        dataSet.set(.lossyImageCompressionRatio, "\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits)")
    }

    /// Icons and other images inside sequences are native outside the syntax they were compressed in; one that cannot be decoded is left out.
    private static func decodeNested(
        _ dataSet: inout DataSet, _ syntax: TransferSyntax, _ decoders: [any FrameDecoder], depth: Int = 0
    ) {
        guard depth < 64 else { return }
        for element in dataSet.elements {
            guard case .sequence(let items) = element.value else { continue }
            var changed: [DataSet] = []
            for var item in items {
                decodeNested(&item, syntax, decoders, depth: depth + 1)
                if case .fragments = item[.pixelData]?.value {
                    let nested = DICOMFile(dataSet: item, transferSyntax: syntax)
                    guard let decoded = try? nested.transcoded(to: .explicitVRLittleEndian, decoders: decoders) else { continue }
                    item = decoded.dataSet
                }
                changed.append(item)
            }
            if changed.isEmpty && !items.isEmpty {
                dataSet.remove(element.tag)
            } else if changed != items {
                dataSet[element.tag] = element.with(value: .sequence(changed))
            }
        }
    }
}
