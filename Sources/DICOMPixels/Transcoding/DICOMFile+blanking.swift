public import DICOM

extension DICOMFile {
    /// The same object with runs of pixels, counted row by row from the top left, set to what is shown black; all others stay as they were.
    ///
    /// `observed` are the least and the greatest value of the pixels: the ends of a signed range would disturb every viewer that windows by it.
    /// Where the object names a Pixel Padding Value, that is used.
    public func blanking(observed: ClosedRange<Int32>? = nil, _ runs: (Int) -> [Range<Int>]) throws(PixelError) -> DICOMFile {
        let description = try PixelDescription(dataSet)
        let isWhole = description.bitsAllocated >= 8 && description.highBit == description.bitsStored - 1
        if isWhole, case .bytes(let bytes) = dataSet[.pixelData]?.value {
            return try blankingNative(bytes, description, observed, runs)
        }
        var blanks: [PhotometricInterpretation: [Int32]] = [:]
        for meaning in [description.photometricInterpretation, .rgb, .ybrFull] {
            blanks[meaning] = try description.blank(in: dataSet, as: meaning, observed: observed)
        }
        return try editingFrames(mayEdit: { !runs($0).isEmpty }) { index, values, meaning in
            guard let blank = blanks[meaning] ?? blanks[description.photometricInterpretation] else { return false }
            var isChanged = false
            let samples = blank.count
            for run in runs(index) {
                for pixel in run {
                    for sample in 0..<samples where values[pixel * samples + sample] != blank[sample] {
                        values[pixel * samples + sample] = blank[sample]
                        isChanged = true
                    }
                }
            }
            return isChanged
        }
    }

    /// Without decoding: the bytes of black over those of each pixel.
    private func blankingNative(
        _ bytes: ArraySlice<UInt8>, _ description: PixelDescription, _ observed: ClosedRange<Int32>?, _ runs: (Int) -> [Range<Int>]
    ) throws(PixelError) -> DICOMFile {
        let size = description.bitsAllocated / 8
        let blank = try description.blank(in: dataSet, as: description.photometricInterpretation, observed: observed).map {
            NativeSamples.bytes([$0], bytesPerSample: size)
        }
        var edited = Array(bytes)
        for index in 0..<description.numberOfFrames {
            _ = try description.nativeBytes(index, bytes)
            let start = description.bitsPerNativeFrame / 8 * index
            edited.withUnsafeMutableBytes { target in
                for run in runs(index) { description.fill(run, with: blank, in: target, from: start) }
            }
        }
        return with(pixels: edited)
    }
}

extension PixelDescription {
    /// The samples of a pixel that is shown black.
    func blank(
        in dataSet: DataSet, as meaning: PhotometricInterpretation, observed: ClosedRange<Int32>?
    ) throws(PixelError) -> [Int32] {
        let top = Int32(truncatingIfNeeded: range.upperBound)
        if samplesPerPixel == 3 {
            let middle = Int32(truncatingIfNeeded: 1 << (min(bitsStored, 31) - 1))
            return meaning.rawValue.hasPrefix("YBR_FULL") || meaning.rawValue.hasPrefix("YBR_PARTIAL") ? [0, middle, middle] : [0, 0, 0]
        }
        if meaning == .paletteColor {
            let last = Int32(truncatingIfNeeded: min(range.upperBound, 65_535))
            let indices = Array(Int32(truncatingIfNeeded: range.lowerBound)...max(last, Int32(truncatingIfNeeded: range.lowerBound)))
            let colours = try Palette(dataSet, isSigned: isSigned).colours(indices)
            let darkest = indices.indices.min { left, right in
                colours[left * 3..<left * 3 + 3].reduce(0) { $0 + Int($1) } < colours[right * 3..<right * 3 + 3].reduce(0) { $0 + Int($1) }
            }
            return [darkest.map { indices[$0] } ?? 0]
        }
        let values = Int32(truncatingIfNeeded: range.lowerBound)...max(top, Int32(truncatingIfNeeded: range.lowerBound))
        if let padding, values.contains(padding.lowerBound) { return [padding.lowerBound] }
        // White at the low end: MONOCHROME1, the shape INVERSE, a falling slope; two of them undo each other but for the first two.
        let isInverted = meaning == .monochrome1 || dataSet.string(.presentationLUTShape) == "INVERSE"
        let isFalling = (dataSet.double(.rescaleSlope) ?? 1) < 0
        let blackIsHigh = isInverted != isFalling
        guard isSigned else { return [blackIsHigh ? top : 0] }
        return [blackIsHigh ? min(observed?.upperBound ?? top, top) : max(observed?.lowerBound ?? values.lowerBound, values.lowerBound)]
    }

    /// Fills a run of pixels of a native frame that begins at a byte.
    fileprivate func fill(_ run: Range<Int>, with blank: [[UInt8]], in target: UnsafeMutableRawBufferPointer, from start: Int) {
        let size = bitsAllocated / 8
        precondition(run.lowerBound >= 0 && run.upperBound <= pixelsPerFrame)
        if isSubsampled {
            // Two pixels share their chrominances: the run grows to whole pairs.
            for pair in run.lowerBound / 2..<(run.upperBound + 1) / 2 {
                let first = start + pair * 4
                (target[first], target[first + 1]) = (blank[0][0], blank[0][0])
                (target[first + 2], target[first + 3]) = (blank[1][0], blank[2][0])
            }
            return
        }
        let isZero = blank.allSatisfy { $0.allSatisfy { $0 == 0 } }
        if isZero && !isPlanar {
            let bytes = start + run.lowerBound * samplesPerPixel * size..<start + run.upperBound * samplesPerPixel * size
            UnsafeMutableRawBufferPointer(rebasing: target[bytes]).initializeMemory(as: UInt8.self, repeating: 0)
            return
        }
        for pixel in run {
            for sample in 0..<samplesPerPixel {
                let place = isPlanar ? sample * pixelsPerFrame + pixel : pixel * samplesPerPixel + sample
                for byte in 0..<size { target[start + place * size + byte] = blank[sample][byte] }
            }
        }
    }
}
