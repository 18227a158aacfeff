import DICOM

/// A picture of one or three channels into which captions are drawn; it remembers where.
struct Picture: Sendable {
    let columns: Int
    let rows: Int
    /// One plane for each channel, row by row.
    private(set) var planes: [[Int32]]
    private(set) var regions: [IdentifierKey.Region] = []

    init(columns: Int, rows: Int, planes: [[Int32]]) {
        self.columns = columns
        self.rows = rows
        self.planes = planes
    }

    init(_ canvas: Canvas, channels: Int = 1) {
        self.init(columns: canvas.columns, rows: canvas.rows, planes: [[Int32]](repeating: canvas.values, count: channels))
    }

    /// How a caption is drawn.
    struct Style: Sendable {
        /// The height of a capital, in pixels.
        var height: Int
        /// The width of a line, in pixels.
        var weight = 1
        /// The value of the letters in each channel.
        var ink: [Int32]
        /// The value of a box behind the letters; nil draws them on the picture.
        var box: [Int32]?
        /// Whether the text runs from the bottom to the top.
        var isVertical = false
    }

    /// Draws a text whose top left corner is given and enters its rectangle.
    mutating func caption(_ text: String, column: Int, row: Int, _ style: Style) {
        guard !text.isEmpty else { return }
        let size = StrokeFont.size(text, height: style.height, weight: style.weight)
        let (width, height) = style.isVertical ? (size.height, size.width) : size
        if let box = style.box {
            for y in row - 2..<row + height + 2 { for x in column - 2..<column + width + 2 { put(x, y, box) } }
        }
        var points: [(Int, Int)] = []
        StrokeFont.draw(text, height: style.height, weight: style.weight) { x, y in points.append((x, y)) }
        for (x, y) in points {
            if style.isVertical { put(column + y, row + height - 1 - x, style.ink) } else { put(column + x, row + y, style.ink) }
        }
        enter(
            text, column: column, row: row, width: width, height: height,
            "lines \(style.height) px, weight \(style.weight), \(style.ink)"
                + (style.box.map { " on \($0)" } ?? "") + (style.isVertical ? ", upwards" : ""))
    }

    /// Draws a text in the font of dots, three by five, as old devices do. It has digits and few letters.
    mutating func dots(_ text: String, column: Int, row: Int, scale: Int, _ ink: [Int32]) {
        for channel in planes.indices {
            var canvas = Canvas(columns: columns, rows: rows, spacing: 1, background: 0)
            canvas.values = planes[channel]
            canvas.draw(text, column: column, row: row, scale: scale, Int(ink[channel]))
            planes[channel] = canvas.values
        }
        enter(text, column: column, row: row, width: (text.count * 4 - 1) * scale, height: 5 * scale, "dots, scale \(scale), \(ink)")
    }

    /// A rectangle without text that must stay as it is.
    mutating func retain(column: Int, row: Int, width: Int, height: Int) {
        regions.append(
            IdentifierKey.Region(action: .pixelsRetained, column: column, row: row, width: width, height: height, text: nil, style: nil))
    }

    /// The samples of all channels, those of a pixel next to each other, 8 bits each.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(columns * rows * planes.count)
        for position in 0..<columns * rows { for plane in planes { bytes.append(UInt8(clamping: plane[position])) } }
        return bytes
    }

    /// The samples of the first channel, 16 bits each, least significant byte first.
    func words(clampedTo range: ClosedRange<Int32>) -> [UInt8] {
        planes[0].flatMap { sample in
            let value = min(max(sample, range.lowerBound), range.upperBound)
            return [UInt8(truncatingIfNeeded: value), UInt8(truncatingIfNeeded: value >> 8)]
        }
    }

    private mutating func put(_ x: Int, _ y: Int, _ ink: [Int32]) {
        guard x >= 0, y >= 0, x < columns, y < rows else { return }
        for channel in planes.indices { planes[channel][y * columns + x] = ink[channel] }
    }

    private mutating func enter(_ text: String, column: Int, row: Int, width: Int, height: Int, _ style: String) {
        precondition(
            column >= 0 && row >= 0 && column + width <= columns && row + height <= rows, "The caption \(text) leaves the picture.")
        regions.append(
            IdentifierKey.Region(
                action: .pixelsHidden, column: column, row: row, width: width, height: height, text: text, style: style))
    }
}
