/// Letters that stand in no row: far apart, one below the other, at an angle. Each for itself could be a mark; together they are text.
///
/// They have one ink, strokes of one thickness and about one height, and each stands on a surface of one shade, which devices leave around their images.
enum ScatteredLetters {
    /// How many patches are text: two may be sides.
    static let fewest = 3
    /// The lowest and the greatest letter, in pixels of an image or of a smaller copy of it.
    private static let heights = 7...64

    /// The sets of bright patches in an image, large ones too, that may be the letters of a text: dark ones alike are furrows.
    ///
    /// - Parameter evenness: how much of what lies around a patch has one shade.
    static func sets(in image: LuminanceImage, evenness: Double) -> [[PixelRegion]] {
        var found: [[PixelRegion]] = []
        var (level, factor): (LuminanceImage?, Int) = (image, 1)
        while let plane = level {
            let glyphs = GlyphScan.glyphs(in: plane, standingOut: TopHat.strokes(plane), by: 80)
            let letters = glyphs.filter { glyph in
                // Smaller letters were seen before the image was halved.
                glyph.mayBeLetter && heights.contains(glyph.region.height) && (factor == 1 || glyph.region.height > 32)
                    && plane.evenness(around: glyph.region, below: glyph.peak) >= evenness
            }
            found += sets(of: letters).map { $0.map { $0.region.times(factor) } }
            level = plane.halvedForLargerLetters
            factor *= 2
        }
        return found
    }

    /// Patches of one ink, of strokes about as thick, and of about one height, the tallest no more than half as tall again as the lowest.
    private static func sets(of letters: [Glyph]) -> [[Glyph]] {
        var rest = letters.sorted {
            ($0.region.height, $0.region.row, $0.region.column) > ($1.region.height, $1.region.row, $1.region.column)
        }
        var sets: [[Glyph]] = []
        while let first = rest.first {
            let alike = rest.filter { other in
                let (thick, thin) = (max(first.thickness, other.thickness), min(first.thickness, other.thickness))
                return first.region.height * 2 <= other.region.height * 3 && abs(Int(other.peak) - Int(first.peak)) <= 12
                    && thick <= thin * 1.5
            }
            if alike.count >= fewest { sets.append(alike) }
            let taken = alike.count >= fewest ? alike.map(\.region) : [first.region]
            rest.removeAll { taken.contains($0.region) }
        }
        return sets
    }
}

extension Glyph {
    /// Whether a patch has the strokes of a letter: thin, sharp, of one ink, no bar and no blot.
    fileprivate var mayBeLetter: Bool {
        let (width, height) = (region.width, region.height)
        guard width * 4 >= height, width <= height * 2, sharpness >= 0.55, core * 2 >= area else { return false }
        let fill = Double(area) / Double(max(region.area, 1))
        // Crossed more than once on average, or by a stroke that does not fill the box.
        return (0.12...0.7).contains(fill) && thickness * 6 <= Double(height) + 6
    }
}
