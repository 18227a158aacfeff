public import DICOM

extension DICOMFile {
    /// The same object with some of its pixels replaced and all others as they were.
    ///
    /// `edit` gets the number of a frame and its decoded samples, those of a pixel next to each other, and what they mean; it says whether it
    /// changed any. Frames it leaves alone keep their bytes where the syntax allows that. Compressed frames are encoded anew without loss: in
    /// their own syntax when it has a lossless mode, otherwise as JPEG-LS, colours then as RGB; offset tables, Photometric Interpretation,
    /// Planar Configuration and what is said about losses follow. `mayEdit` spares the decoding of frames that `edit` would leave alone.
    public func editingFrames(
        mayEdit: (Int) -> Bool = { _ in true }, _ edit: (Int, inout [Int32], PhotometricInterpretation) -> Bool
    ) throws(PixelError) -> DICOMFile {
        let description = try PixelDescription(dataSet)
        switch dataSet[.pixelData]?.value {
        case .bytes(let bytes): return try editingNative(bytes, description, mayEdit, edit)
        case .fragments: break
        default: throw PixelError(.noPixels, "The data set has no Pixel Data (7FE0,0010).")
        }
        guard let target = transferSyntax.losslessCounterpart else {
            throw PixelError(
                .unsupportedTransferSyntax, "Frames of \(transferSyntax.name) (\(transferSyntax.uid)) cannot be decoded and encoded here.")
        }
        guard target.isEncapsulated else {
            return try transcoded(to: target).editingFrames(mayEdit: mayEdit, edit)
        }
        return try editingCompressed(description, target, mayEdit, edit)
    }

    private func editingCompressed(
        _ description: PixelDescription, _ target: TransferSyntax, _ mayEdit: (Int) -> Bool,
        _ edit: (Int, inout [Int32], PhotometricInterpretation) -> Bool
    ) throws(PixelError) -> DICOMFile {
        let encoder = try Transcoding.encoder(of: target, among: .all)
        var frames: [[UInt8]] = []
        var isEdited = false
        // Frames may stay only beside frames that mean the same and lie in the same bits.
        var mayStay = target == transferSyntax && !description.isPlanar && description.highBit == description.bitsStored - 1
        var meaning = description.photometricInterpretation
        var decoded = description
        var kept: [Int] = []
        for index in 0..<description.numberOfFrames {
            if mayStay && !mayEdit(index) {
                frames.append(Array(try frameBytes(index)))
                kept.append(index)
                continue
            }
            var frame = try description.patterns(index, of: self, decoders: .all)
            // Ultrasound may say YBR_FULL in its own syntax or RLE only (PS3.3 section C.8.5.6.1.2), and few viewers expect it elsewhere.
            if target != transferSyntax, description.bitsAllocated == 8 { frame = frame.asRGB }
            meaning = frame.photometricInterpretation
            decoded = description.decoded(as: meaning)
            if mayStay && encoder.photometricInterpretation(of: decoded) != description.photometricInterpretation {
                mayStay = false
                for earlier in kept {
                    frames[earlier] = try Transcoding.encoded(
                        try description.patterns(earlier, of: self, decoders: .all), description, by: encoder)
                }
            }
            var values = frame.values
            let changed = edit(index, &values, meaning)
            isEdited = isEdited || changed
            if !changed && mayStay {
                frames.append(Array(try frameBytes(index)))
                kept.append(index)
            } else {
                let edited = changed ? frame.with(values) : frame
                frames.append(try Transcoding.encoded(edited, description, by: encoder))
            }
        }
        guard isEdited else { return self }
        var dataSet = dataSet
        markLosses(&dataSet, native: description.bytesPerFrame * description.numberOfFrames)
        dataSet.remove(.extendedOffsetTable)
        dataSet.remove(.extendedOffsetTableLengths)
        // With RLE both mean the same (PS3.5 section 8.2.2), and ultrasound has to say 1 (PS3.3 section C.8.5.6.1.16).
        if description.samplesPerPixel > 1, transferSyntax != .rleLossless { dataSet.set(.planarConfiguration, integers: [0]) }
        if description.highBit != decoded.highBit { dataSet.set(.highBit, integers: [decoded.highBit]) }
        let encodedMeaning = encoder.photometricInterpretation(of: decoded)
        if encodedMeaning != description.photometricInterpretation {
            dataSet.set(.photometricInterpretation, encodedMeaning.rawValue)
        }
        EncapsulatedPixels(frames: frames).store(in: &dataSet)
        var file = DICOMFile(dataSet: dataSet, transferSyntax: target)
        file.preamble = preamble ?? file.preamble
        return file
    }

    /// Frames of whole bytes are written back over their own; those of one bit bit by bit.
    private func editingNative(
        _ bytes: ArraySlice<UInt8>, _ description: PixelDescription, _ mayEdit: (Int) -> Bool,
        _ edit: (Int, inout [Int32], PhotometricInterpretation) -> Bool
    ) throws(PixelError) -> DICOMFile {
        var edited: [UInt8]?
        for index in 0..<description.numberOfFrames where mayEdit(index) {
            let frame = try description.nativeFrame(index, bytes)
            var values = frame.values
            guard edit(index, &values, frame.photometricInterpretation) else { continue }
            if edited == nil { edited = Array(bytes) }
            description.write(values, over: frame.values, index, into: &edited!)
        }
        guard let edited else { return self }
        return with(pixels: edited)
    }

    /// The same file with other native pixels.
    func with(pixels: [UInt8]) -> DICOMFile {
        var file = self
        if let element = dataSet[.pixelData] { file.dataSet[.pixelData] = element.with(value: .bytes(pixels[...])) }
        return file
    }
}

extension TransferSyntax {
    /// The syntax in which frames of this one are kept once some of them were changed; nil where they cannot be decoded.
    fileprivate var losslessCounterpart: TransferSyntax? {
        if [any FrameEncoder].all.contains(where: { $0.transferSyntaxes.contains(self) }) { return self }
        if self == .jpegLSNearLossless { return .jpegLSLossless }
        if self == .encapsulatedUncompressed { return .explicitVRLittleEndian }
        // Of the lossless ones the one whose frames say nothing of colour, which readers would weigh against the attributes.
        return canDecodeFrames ? .jpegLSLossless : nil
    }
}

extension Frame {
    /// The colours as every viewer would show them; frames of other meaning than YBR_FULL as they are.
    fileprivate var asRGB: Frame {
        guard photometricInterpretation == .ybrFull else { return self }
        var samples = values.map { UInt8(truncatingIfNeeded: $0) }
        ColourConversion.rgbFromYBRFull(&samples)
        return Frame(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, photometricInterpretation: .rgb, values: samples.map(Int32.init)
        )
    }

    fileprivate func with(_ values: [Int32]) -> Frame {
        Frame(
            rows: rows, columns: columns, samplesPerPixel: samplesPerPixel, photometricInterpretation: photometricInterpretation,
            values: values)
    }
}

extension PixelDescription {
    /// Writes the samples that differ from what they were into native pixel data; bits that no sample uses stay.
    fileprivate func write(_ values: [Int32], over old: [Int32], _ index: Int, into bytes: inout [UInt8]) {
        let firstBit = bitsPerNativeFrame * index
        let size = bitsAllocated / 8
        let mask = UInt32(truncatingIfNeeded: ((UInt64(1) << UInt64(bitsStored)) - 1) << UInt64(highBit + 1 - bitsStored))
        for position in values.indices where values[position] != old[position] {
            if bitsAllocated == 1 {
                let bit = firstBit + position
                bytes[bit / 8] = values[position] == 0 ? bytes[bit / 8] & ~(1 << UInt8(bit % 8)) : bytes[bit / 8] | 1 << UInt8(bit % 8)
                continue
            }
            let start = firstBit / 8 + nativeOffset(of: position) * size
            let bits = UInt32(bitPattern: values[position]) << UInt32(highBit + 1 - bitsStored) & mask
            // A sign fills the bits above the stored ones, as everywhere in this library.
            let isExtended = isSigned && highBit == bitsStored - 1
            let word = isExtended ? UInt32(bitPattern: values[position]) : bits
            for byte in 0..<size {
                let shift = UInt32(8 * byte)
                let part = UInt8(truncatingIfNeeded: word >> shift)
                if isExtended {
                    bytes[start + byte] = part
                } else {
                    let own = UInt8(truncatingIfNeeded: mask >> shift)
                    bytes[start + byte] = bytes[start + byte] & ~own | part & own
                }
            }
        }
    }

    /// Where a sample of a decoded frame lies in a native one, counted in samples.
    private func nativeOffset(of position: Int) -> Int {
        if isSubsampled {
            let (pixel, sample) = (position / 3, position % 3)
            return pixel / 2 * 4 + (sample == 0 ? pixel % 2 : sample + 1)
        }
        guard isPlanar else { return position }
        return position % samplesPerPixel * pixelsPerFrame + position / samplesPerPixel
    }
}
