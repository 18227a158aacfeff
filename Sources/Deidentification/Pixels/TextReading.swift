/// What a finder read of a line.
struct TextReading {
    var text: String
    /// The mean over the letters, 0...1.
    var confidence: Double

    /// The number of letters and digits.
    var letters: Int { text.count { $0.isLetter || $0.isNumber } }
}

/// Brings lines before a finder as it reads them best: one at a time, black on white, letters of thirty pixels.
struct TextReader {
    let finder: any TextFinder

    /// What a line reads, whatever way it runs; only the likeliest way where it matters no more than that.
    func reading(of line: TextLine, in image: LuminanceImage, isUpright: Bool = false) throws(TextFinderError) -> TextReading {
        let region = line.region.grown(by: max(line.glyphHeight / 2, 3), within: image.width, image.height)
        let upright = image.part(region)
        let turns = line.direction == .across ? [0, 2] : [1, 3]
        let first = try reading(of: upright.turned(turns[0]), line)
        if isUpright { return first }
        // Upside down, or the other way up: worth a second look where the strokes are those of text.
        let isPoor = first.confidence < 0.6 && (line.direction == .down || line.likelihood >= TextLine.clear)
        guard isPoor else { return first }
        let second = try reading(of: upright.turned(turns[1]), line)
        return second.confidence > first.confidence ? second : first
    }

    /// Black on white, letters of thirty pixels, of twenty-two where that does not read well.
    private func reading(of image: LuminanceImage, _ line: TextLine) throws(TextFinderError) -> TextReading {
        let first = try reading(of: image, line, height: 30)
        guard (0.25..<0.6).contains(first.confidence), line.likelihood >= TextLine.clear else { return first }
        let second = try reading(of: image, line, height: 22)
        return second.confidence > first.confidence ? second : first
    }

    private func reading(of image: LuminanceImage, _ line: TextLine, height: Int) throws(TextFinderError) -> TextReading {
        let ratio = min(
            Double(height) / Double(max(line.glyphHeight, 1)), Double(LuminanceImage.lineHeight) / Double(max(image.height, 1)))
        let whole = PixelRegion(column: 0, row: 0, width: image.width, height: image.height)
        let scaled = image.cropped(to: whole, ratio: min(ratio, 4000 / Double(max(image.width, 1))), invert: line.isBright)
        let words = try finder.text(in: scaled)
        let text = words.map(\.text).joined(separator: " ")
        let count = words.reduce(0) { $0 + $1.text.count }
        let sum = words.reduce(0) { $0 + $1.confidence * Double($1.text.count) }
        return TextReading(text: text, confidence: count > 0 ? sum / Double(count) : 0)
    }

    /// The words anywhere in an image, small ones enlarged, with their places in it.
    func words(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] {
        let largest = max(image.width, image.height)
        let ratio = largest <= 500 ? 2.0 : largest <= 1200 ? 1.5 : largest <= 2000 ? 1.0 : 2000 / Double(largest)
        let whole = PixelRegion(column: 0, row: 0, width: image.width, height: image.height)
        let words = try finder.text(in: image.cropped(to: whole, ratio: ratio, invert: false))
        return words.map { word in
            let left = Int(Double(word.region.column) / ratio)
            let top = Int(Double(word.region.row) / ratio)
            let width = Int((Double(word.region.width) / ratio).rounded(.up)) + 1
            let height = Int((Double(word.region.height) / ratio).rounded(.up)) + 1
            return FoundText(
                region: PixelRegion(column: left, row: top, width: width, height: height), text: word.text, confidence: word.confidence)
        }
    }
}

extension LuminanceImage {
    /// A rectangle as an image of its own.
    func part(_ region: PixelRegion) -> LuminanceImage {
        let rows = (region.row..<region.maxRow).flatMap { samples[$0 * width + region.column..<$0 * width + region.maxColumn] }
        return LuminanceImage(width: region.width, height: region.height, samples: rows)
    }

    /// The image after so many quarter turns clockwise.
    func turned(_ quarters: Int) -> LuminanceImage {
        switch quarters & 3 {
        case 1:
            let turned = (0..<width).flatMap { column in (0..<height).map { samples[(height - 1 - $0) * width + column] } }
            return LuminanceImage(width: height, height: width, samples: turned)
        case 2: return LuminanceImage(width: width, height: height, samples: samples.reversed())
        case 3:
            let turned = (0..<width).flatMap { column in (0..<height).map { samples[$0 * width + width - 1 - column] } }
            return LuminanceImage(width: height, height: width, samples: turned)
        default: return self
        }
    }

    /// A rectangle, its shades stretched to the full range, scaled by linear interpolation.
    func cropped(to region: PixelRegion, ratio: Double, invert: Bool) -> LuminanceImage {
        let columns = max(Int(Double(region.width) * ratio), 1)
        let rows = max(Int(Double(region.height) * ratio), 1)
        var low: UInt8 = 255
        var high: UInt8 = 0
        for row in region.row..<region.maxRow {
            for shade in samples[row * width + region.column..<row * width + region.maxColumn] {
                low = min(low, shade)
                high = max(high, shade)
            }
        }
        let span = max(Double(high) - Double(low), 1)
        var result = [UInt8](repeating: 0, count: columns * rows)
        samples.withUnsafeBufferPointer { source in
            for row in 0..<rows {
                let y = min(max((Double(row) + 0.5) / ratio - 0.5, 0), Double(region.height - 1))
                let top = min(Int(y), region.height - 1)
                let bottom = min(top + 1, region.height - 1)
                let down = y - Double(top)
                let upper = (region.row + top) * width + region.column
                let lower = (region.row + bottom) * width + region.column
                for column in 0..<columns {
                    let x = min(max((Double(column) + 0.5) / ratio - 0.5, 0), Double(region.width - 1))
                    let left = min(Int(x), region.width - 1)
                    let right = min(left + 1, region.width - 1)
                    let across = x - Double(left)
                    let one = Double(source[upper + left]) * (1 - across) + Double(source[upper + right]) * across
                    let two = Double(source[lower + left]) * (1 - across) + Double(source[lower + right]) * across
                    let shade = ((one * (1 - down) + two * down) - Double(low)) / span * 255
                    let byte = UInt8(min(max(shade, 0), 255))
                    result[row * columns + column] = invert ? 255 - byte : byte
                }
            }
        }
        return LuminanceImage(width: columns, height: rows, samples: result)
    }

    /// The image with regions made black, or of another shade.
    func filled(_ regions: [PixelRegion], with shade: UInt8 = 0) -> LuminanceImage {
        guard !regions.isEmpty else { return self }
        var samples = samples
        for run in regions.runs(columns: width, rows: height) {
            for position in run { samples[position] = shade }
        }
        return LuminanceImage(width: width, height: height, samples: samples)
    }
}
