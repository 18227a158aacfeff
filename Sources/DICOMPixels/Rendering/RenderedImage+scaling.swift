extension RenderedImage {
    /// The image as large as fits into a rectangle, its aspect ratio kept.
    public func scaled(toFit width: Int, _ height: Int) -> RenderedImage {
        let width = max(width, 1)
        let height = max(height, 1)
        let ratio = min(Double(width) / Double(columns), Double(height) / Double(rows))
        return scaled(
            columns: min(max(Int((Double(columns) * ratio).rounded()), 1), width),
            rows: min(max(Int((Double(rows) * ratio).rounded()), 1), height))
    }

    /// The image of another size. What shrinks is averaged over the area that a pixel covers, what grows is interpolated linearly.
    public func scaled(columns width: Int, rows height: Int) -> RenderedImage {
        guard width != columns || height != rows else { return self }
        let across = Self.taps(from: columns, to: width)
        let down = Self.taps(from: rows, to: height)
        // Across first: rows of the original height, the new width; sums stay floats until the end.
        let stride = width * samplesPerPixel
        var middle = [Float](repeating: 0, count: stride * rows)
        for row in 0..<rows {
            for column in 0..<width {
                for sample in 0..<samplesPerPixel {
                    var sum: Float = 0
                    var source = (row * columns + across[column].first) * samplesPerPixel + sample
                    for weight in across[column].weights {
                        sum += weight * Float(bytes[source])
                        source += samplesPerPixel
                    }
                    middle[row * stride + column * samplesPerPixel + sample] = sum
                }
            }
        }
        var result = [UInt8](repeating: 0, count: stride * height)
        var line = [Float](repeating: 0, count: stride)
        for row in 0..<height {
            for position in 0..<stride { line[position] = 0.5 }
            for (offset, weight) in down[row].weights.enumerated() {
                let source = (down[row].first + offset) * stride
                for position in 0..<stride { line[position] += weight * middle[source + position] }
            }
            for position in 0..<stride { result[row * stride + position] = UInt8(max(0, min(255, line[position]))) }
        }
        return RenderedImage(columns: width, rows: height, samplesPerPixel: samplesPerPixel, bytes: result)
    }

    /// Which pixels make up a new one, and how much of each.
    private struct Taps {
        var first: Int
        var weights: [Float]
    }

    private static func taps(from old: Int, to new: Int) -> [Taps] {
        let ratio = Double(old) / Double(new)
        return (0..<new).map { position in
            if new < old {
                let start = Double(position) * ratio
                let end = min(start + ratio, Double(old))
                let first = Int(start)
                let last = min(max(Int(end.rounded(.up)), first + 1), old)
                let weights = (first..<last).map { Float((min(Double($0 + 1), end) - max(Double($0), start)) / ratio) }
                return Taps(first: first, weights: weights)
            }
            let centre = min(max((Double(position) + 0.5) * ratio - 0.5, 0), Double(old - 1))
            let first = min(Int(centre), max(old - 2, 0))
            guard old > 1 else { return Taps(first: 0, weights: [1]) }
            let part = Float(centre - Double(first))
            return Taps(first: first, weights: [1 - part, part])
        }
    }
}
