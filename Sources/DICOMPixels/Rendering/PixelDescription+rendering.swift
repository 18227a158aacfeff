public import DICOM

extension PixelDescription {
    /// A frame as it is shown: gray values through modality, window and presentation, colours as RGB.
    ///
    /// A window of one's own replaces what the object proposes; without either, black and white are the least and the greatest value.
    public func rendered(
        _ index: Int, of file: DICOMFile, window: Window? = nil, decoders: [any FrameDecoder] = .all
    ) throws(PixelError) -> RenderedImage {
        if holdsReals(file) || holdsUnsigned32 && samplesPerPixel == 1 {
            let frame = try realFrame(index, of: file, decoders: decoders)
            return try rendered(frame, index, file, window)
        }
        let frame = try frame(index, of: file, decoders: decoders)
        if samplesPerPixel == 3 { return RenderedImage(columns: columns, rows: rows, samplesPerPixel: 3, bytes: colours(frame)) }
        if photometricInterpretation == .paletteColor {
            let palette = try Palette(file.dataSet, isSigned: isSigned)
            return RenderedImage(columns: columns, rows: rows, samplesPerPixel: 3, bytes: palette.colours(frame.values))
        }
        var pipeline = try GrayscalePipeline(file.dataSet, self, frame: index, window: window)
        let shades = pipeline.shades(of: frame.values, padding: padding, isBinary: bitsStored == 1)
        return RenderedImage(columns: columns, rows: rows, samplesPerPixel: 1, bytes: shades)
    }

    private func holdsReals(_ file: DICOMFile) -> Bool {
        !file.dataSet.contains(.pixelData)
    }

    private func rendered(
        _ frame: RealFrame, _ index: Int, _ file: DICOMFile, _ window: Window?
    ) throws(PixelError) -> RenderedImage {
        guard samplesPerPixel == 1 else {
            throw PixelError(.unsupportedFormat, "Floating-point pixels of \(samplesPerPixel) samples (0028,0002) have no defined colours.")
        }
        var pipeline = try GrayscalePipeline(file.dataSet, self, frame: index, window: window)
        if pipeline.needsRange {
            var (low, high) = (Double.infinity, -Double.infinity)
            for value in frame.values where value.isFinite && !isPadding(value, file.dataSet) {
                low = min(low, value)
                high = max(high, value)
            }
            pipeline.setRange(low <= high ? low : 0, low <= high ? high : 0)
        }
        let shades = frame.values.map { isPadding($0, file.dataSet) ? 0 : pipeline.shade(of: $0) }
        return RenderedImage(columns: columns, rows: rows, samplesPerPixel: 1, bytes: shades)
    }

    private func isPadding(_ value: Double, _ dataSet: DataSet) -> Bool {
        guard let padding else { return false }
        return value >= Double(padding.lowerBound) && value <= Double(padding.upperBound)
    }

    /// Eight bits of each colour, YBR turned into RGB.
    private func colours(_ frame: Frame) -> [UInt8] {
        var bytes: [UInt8]
        if bitsStored == 8 && !isSigned {
            bytes = NativeSamples.bytes(frame.values, bytesPerSample: 1)
        } else {
            let low = Double(range.lowerBound)
            let scale = 255 / Double(range.upperBound - range.lowerBound)
            // Unsigned 32 bits come as patterns that do not fit otherwise; they were refused before.
            bytes = frame.values.map { UInt8(max(0, min(255, ((Double($0) - low) * scale).rounded()))) }
        }
        if frame.photometricInterpretation.isLuminanceAndChrominance { ColourConversion.rgbFromYBRFull(&bytes) }
        return bytes
    }
}

extension PhotometricInterpretation {
    /// Whether a decoded frame has luminances and chrominances of the full range.
    var isLuminanceAndChrominance: Bool { self == .ybrFull || self == .ybrFull422 }
}

extension DICOMFile {
    /// A frame of the file, counted from 0, as it is shown.
    public func rendered(_ index: Int = 0, window: Window? = nil) throws(PixelError) -> RenderedImage {
        try PixelDescription(dataSet).rendered(index, of: self, window: window)
    }
}
