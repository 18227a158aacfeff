/// The colours of a frame, three bytes a pixel, to tell ink from the colour maps of ultrasound.
struct ColourFrame {
    let columns: Int
    let bytes: ArraySlice<UInt8>

    /// From so much difference between its strongest and its weakest primary on a pixel has a hue.
    private static let saturated = 56

    /// Whether the coloured pixels of a region run through several hues: flow is painted from red to yellow or from red to blue, text with one
    /// ink, which pales towards its edges but keeps its hue.
    func isRamp(in region: PixelRegion) -> Bool {
        // Twenty-four classes of hue, fifteen degrees each.
        var counts = [Int](repeating: 0, count: 24)
        for row in region.row..<region.maxRow {
            for column in region.column..<region.maxColumn {
                let place = bytes.startIndex + (row * columns + column) * 3
                guard place + 2 < bytes.endIndex else { continue }
                if let hue = Self.hue(Int(bytes[place]), Int(bytes[place + 1]), Int(bytes[place + 2])) { counts[hue * 24 / 360] += 1 }
            }
        }
        let coloured = counts.reduce(0, +)
        guard coloured * 12 >= region.area else { return false }
        let main = counts.indices.map { counts[$0] + counts[($0 + 1) % 24] }.max() ?? 0
        return main * 5 < coloured * 4
    }

    /// The hue in degrees; nil where there is next to none.
    private static func hue(_ red: Int, _ green: Int, _ blue: Int) -> Int? {
        let (high, low) = (max(red, green, blue), min(red, green, blue))
        let span = high - low
        guard span >= saturated else { return nil }
        let degrees = high == red ? 60 * (green - blue) / span : high == green ? 120 + 60 * (blue - red) / span : 240 + 60 * (red - green) / span
        return (degrees + 360) % 360
    }
}
