/// Lines that are not quite level, as on films and papers that were scanned askew.
extension TextLineFinder {
    /// How many patches tell a slant.
    private static let fewest = 6
    /// The slants that are looked for, in rows a column: from two degrees to some eighteen, where letters still stand beside each other.
    private static let slants = 0.035...0.33

    /// The line that patches make once they are pushed up or down to one level; it encloses them where they are.
    static func slantedLine(of glyphs: [Glyph], isBright: Bool) -> TextLine? {
        guard glyphs.count >= fewest, let slant = slant(of: glyphs.map(\.region)), slants.contains(abs(slant)) else { return nil }
        let first = glyphs[0].region.column
        let level = glyphs.map { glyph in
            var glyph = glyph
            let middle = Double(glyph.region.column - first) + Double(glyph.region.width) / 2
            glyph.region.row -= Int((slant * middle).rounded())
            return glyph
        }
        guard var line = line(of: level, isBright: isBright, isLevelled: true) else { return nil }
        line.region = glyphs.dropFirst().reduce(glyphs[0].region) { $0.union($1.region) }
        return line
    }

    /// The slope of the straight line next to the middles of regions (least squares).
    private static func slant(of regions: [PixelRegion]) -> Double? {
        let points = regions.map { (x: Double($0.column) + Double($0.width) / 2, y: Double($0.row) + Double($0.height) / 2) }
        let count = Double(points.count)
        let (x, y) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        let spread = points.reduce(0) { $0 + ($1.x - x) * ($1.x - x) }
        return spread > 0 ? points.reduce(0) { $0 + ($1.x - x) * ($1.y - y) } / spread : nil
    }
}
