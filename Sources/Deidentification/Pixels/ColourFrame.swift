/// The colours of a frame, three bytes a pixel, to tell ink from the colour maps of ultrasound.
struct ColourFrame {
    let columns: Int
    let bytes: ArraySlice<UInt8>

    /// From so much difference between its strongest and its weakest primary on a pixel has a hue.
    private static let saturated = 56

    /// Whether what stands out in a region is painted in several hues: flow runs from red to yellow or from red to blue, text has one ink,
    /// which pales towards its edges but keeps its hue, and white ink may stand on flow.
    func isRamp(in region: PixelRegion, isBright: Bool) -> Bool {
        // Twenty-four classes of hue, fifteen degrees each.
        var counts = [Int](repeating: 0, count: 24)
        // Pixels of each luminance, and those of them that have a hue.
        var inks = [(all: Int, coloured: Int)](repeating: (0, 0), count: 256)
        for row in region.row..<region.maxRow {
            for column in region.column..<region.maxColumn {
                let place = bytes.startIndex + (row * columns + column) * 3
                guard place + 2 < bytes.endIndex else { continue }
                let (red, green, blue) = (Int(bytes[place]), Int(bytes[place + 1]), Int(bytes[place + 2]))
                let luminance = (77 * red + 150 * green + 29 * blue) >> 8
                inks[luminance].all += 1
                guard let hue = Self.hue(red, green, blue) else { continue }
                inks[luminance].coloured += 1
                counts[hue * 24 / 360] += 1
            }
        }
        let coloured = counts.reduce(0, +)
        guard coloured * 12 >= region.area else { return false }
        let main = counts.indices.map { counts[$0] + counts[($0 + 1) % 24] }.max() ?? 0
        guard main * 5 < coloured * 4 else { return false }
        guard isBright, let peak = inks.lastIndex(where: { $0.all > 0 }) else { return true }
        let ink = inks[max(peak - 12, 0)...peak].reduce((all: 0, coloured: 0)) { ($0.all + $1.all, $0.coloured + $1.coloured) }
        return ink.coloured * 2 >= ink.all
    }

    /// The hue in degrees; nil where there is next to none.
    private static func hue(_ red: Int, _ green: Int, _ blue: Int) -> Int? {
        let (high, low) = (max(red, green, blue), min(red, green, blue))
        let span = high - low
        guard span >= saturated else { return nil }
        let degrees =
            high == red ? 60 * (green - blue) / span : high == green ? 120 + 60 * (blue - red) / span : 240 + 60 * (red - green) / span
        return (degrees + 360) % 360
    }
}
