/// A picture being painted from simple shapes, in millimetres around its centre (x to the right, y down). Shapes fill spans
/// of rows instead of testing every pixel, which keeps a slice below a tenth of a millisecond.
struct Canvas: Sendable {
    let columns: Int
    let rows: Int
    /// Millimetres from one pixel to the next.
    let spacing: Double
    var values: [Int32]

    init(columns: Int, rows: Int, spacing: Double, background: Int) {
        self.columns = columns
        self.rows = rows
        self.spacing = spacing
        values = [Int32](repeating: Int32(background), count: columns * rows)
    }

    /// Fills an ellipse.
    mutating func ellipse(_ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double, _ value: Int) {
        spans(x, y, radiusX, radiusY) { values, span, _ in
            for position in span { values[position] = Int32(value) }
        }
    }

    /// Adds a smooth hill, `amplitude` high in the middle and nothing at the radius.
    mutating func hill(_ x: Double, _ y: Double, _ radius: Double, _ amplitude: Double) {
        let middle = x / spacing + Double(columns) / 2 - 0.5
        let (radiusInPixels, columns) = (radius / spacing, columns)
        spans(x, y, radius, radius) { values, span, vertical in
            guard let first = span.first else { return }
            let firstColumn = first % columns
            for position in span {
                let horizontal = (Double(firstColumn + position - first) - middle) / radiusInPixels
                let height = 1 - horizontal * horizontal - vertical * vertical
                if height > 0 { values[position] += Int32(amplitude * height) }
            }
        }
    }

    /// Adds noise to every pixel whose value is not `except`.
    mutating func noise(_ standardDeviation: Int, except: Int32? = nil, _ generator: inout SeededGenerator) {
        values.withUnsafeMutableBufferPointer { values in
            for position in values.indices where values[position] != except {
                values[position] += Int32(truncatingIfNeeded: generator.noise(standardDeviation))
            }
        }
    }

    /// Mirrors left and right.
    mutating func mirror() {
        for row in 0..<rows {
            values[row * columns..<(row + 1) * columns].reverse()
        }
    }

    /// The pixels as 16-bit little endian, each clamped to the range first.
    func bytes(clampedTo range: ClosedRange<Int32>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count * 2) { buffer, count in
            for position in values.indices {
                let value = min(max(values[position], range.lowerBound), range.upperBound)
                buffer[position * 2] = UInt8(truncatingIfNeeded: value)
                buffer[position * 2 + 1] = UInt8(truncatingIfNeeded: value >> 8)
            }
            count = values.count * 2
        }
    }

    /// Visits the rows of an ellipse: the positions of its pixels in the row and the row's height in it, -1...1.
    private mutating func spans(
        _ x: Double, _ y: Double, _ radiusX: Double, _ radiusY: Double,
        _ paint: (inout UnsafeMutableBufferPointer<Int32>, Range<Int>, Double) -> Void
    ) {
        guard radiusX > 0, radiusY > 0 else { return }
        let middleX = x / spacing + Double(columns) / 2 - 0.5
        let middleY = y / spacing + Double(rows) / 2 - 0.5
        let halfHeight = radiusY / spacing
        let firstRow = max(0, Int((middleY - halfHeight).rounded(.up)))
        let lastRow = min(rows - 1, Int((middleY + halfHeight).rounded(.down)))
        guard firstRow <= lastRow else { return }
        let columns = columns
        values.withUnsafeMutableBufferPointer { values in
            for row in firstRow...lastRow {
                let vertical = (Double(row) - middleY) / halfHeight
                let halfWidth = radiusX / spacing * (1 - vertical * vertical).squareRoot()
                let first = max(0, Int((middleX - halfWidth).rounded(.up)))
                let last = min(columns - 1, Int((middleX + halfWidth).rounded(.down)))
                guard first <= last else { continue }
                paint(&values, row * columns + first..<row * columns + last + 1, vertical)
            }
        }
    }
}
