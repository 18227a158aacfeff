import DICOM

/// The description of the pixels against itself and against the pixel data (PS3.3 section C.7.6.3, PS3.5 section 8).
enum PixelChecks {
    static func findings(_ dataSet: DataSet, pixelsWereRead: Bool) -> [Finding] {
        guard dataSet.contains(.rows) || dataSet.contains(.columns) || dataSet.contains(.pixelData) else { return [] }
        var findings = description(dataSet)
        guard pixelsWereRead else { return findings }
        let data = [Tag.pixelData, .floatPixelData, .doubleFloatPixelData].compactMap { dataSet[$0] }
        guard let element = data.first else {
            if !dataSet.contains(.pixelDataProviderURL) {
                findings.append(Finding(.pixelLength, .error, .pixelData, "the pixels are described but there are none"))
            }
            return findings
        }
        if data.count > 1 {
            findings.append(Finding(.pixelDescription, .error, element.tag, "there is more than one kind of pixel data"))
        }
        findings += length(dataSet, element)
        return findings
    }

    private static func description(_ dataSet: DataSet) -> [Finding] {
        var findings: [Finding] = []
        func check(_ tag: Tag, _ message: String, _ severity: Finding.Severity = .error, _ isRight: (Int) -> Bool) {
            guard let value = dataSet.integer(tag) else { return }
            if !isRight(value) { findings.append(Finding(.pixelDescription, severity, tag, message)) }
        }
        check(.rows, "there are no rows") { $0 > 0 }
        check(.columns, "there are no columns") { $0 > 0 }
        check(.numberOfFrames, "there are no frames") { $0 > 0 }
        check(.samplesPerPixel, "samples per pixel are not 1, 3 or 4") { [1, 3, 4].contains($0) }
        check(.bitsAllocated, "bits allocated are neither 1 nor a multiple of 8 up to 64") {
            $0 == 1 || ($0 > 0 && $0 % 8 == 0 && $0 <= 64)
        }
        check(.pixelRepresentation, "the pixel representation is neither 0 nor 1") { (0...1).contains($0) }
        if let allocated = dataSet.integer(.bitsAllocated) {
            check(.bitsStored, "more bits are stored than allocated, or none") { $0 > 0 && $0 <= allocated }
        }
        if let stored = dataSet.integer(.bitsStored) {
            check(.highBit, "the high bit is not one below the bits stored", .warning) { $0 == stored - 1 }
        }
        if let samples = dataSet.integer(.samplesPerPixel), let photometric = dataSet.string(.photometricInterpretation) {
            let expected: Int? =
                switch photometric {
                case "MONOCHROME1", "MONOCHROME2", "PALETTE COLOR": 1
                case "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_422", "YBR_PARTIAL_420", "YBR_ICT", "YBR_RCT", "HSV", "XYB": 3
                case "ARGB", "CMYK": 4
                default: nil
                }
            if let expected, expected != samples {
                findings.append(
                    Finding(
                        .pixelDescription, .error, .samplesPerPixel,
                        "samples per pixel are not \(expected), which the photometric interpretation demands"))
            }
        }
        return findings
    }

    private static func length(_ dataSet: DataSet, _ element: DataElement) -> [Finding] {
        switch element.value {
        case .sequence:
            return [Finding(.pixelLength, .error, element.tag, "the pixel data are a sequence")]
        case .fragments(_, let fragments):
            // Each frame has at least one fragment of its own (PS3.5 section A.4), video apart, where one stream holds all.
            let frames = dataSet.integer(.numberOfFrames) ?? 1
            if fragments.isEmpty || fragments.allSatisfy(\.isEmpty) {
                return [Finding(.pixelLength, .error, element.tag, "the encapsulated pixel data are empty")]
            }
            if fragments.count > 1, fragments.count < frames {
                return [Finding(.pixelLength, .error, element.tag, "there are fewer fragments than frames")]
            }
            return []
        case .bytes(let bytes):
            guard let expected = expectedLength(dataSet, element.tag) else { return [] }
            let padded = expected + expected % 2
            if bytes.count == padded || bytes.count == expected { return [] }
            if bytes.count < expected {
                return [
                    Finding(
                        .pixelLength, .error, element.tag, "the pixel data are shorter than rows, columns, samples, frames and bits demand")
                ]
            }
            return [
                Finding(
                    .pixelLength, .warning, element.tag, "the pixel data are longer than rows, columns, samples, frames and bits demand")
            ]
        }
    }

    /// The bytes that the description demands of native pixel data; none when it is incomplete or absurd.
    static func expectedLength(_ dataSet: DataSet, _ tag: Tag) -> Int? {
        guard let rows = dataSet.integer(.rows), let columns = dataSet.integer(.columns), rows > 0, columns > 0 else { return nil }
        let frames = dataSet.integer(.numberOfFrames) ?? 1
        var samples = dataSet.integer(.samplesPerPixel) ?? 1
        // Two pixels share their chrominance: two samples a pixel on average (PS3.3 section C.7.6.3.1.2).
        if samples == 3, ["YBR_FULL_422", "YBR_PARTIAL_422"].contains(dataSet.string(.photometricInterpretation) ?? "") { samples = 2 }
        let bits: Int? =
            switch tag {
            case .floatPixelData: 32
            case .doubleFloatPixelData: 64
            default: dataSet.integer(.bitsAllocated)
            }
        guard let bits, bits > 0, bits <= 64, frames > 0, (1...4).contains(samples) else { return nil }
        var total = rows
        for factor in [columns, frames, samples, bits] {
            let (product, overflow) = total.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            total = product
        }
        return total / 8 + (total % 8 > 0 ? 1 : 0)
    }
}
