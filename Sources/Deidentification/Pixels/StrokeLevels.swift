/// An image and its smaller copies, in which larger letters have strokes as thin, each seen bright on dark and dark on bright, with what stands
/// out of it: made once for all that looks for letters in it.
struct StrokeLevels {
    /// A copy of the image, so many times as small.
    struct Level {
        let factor: Int
        /// Bright ink, then dark.
        let sides: [StrokeSide]
    }

    /// The image itself.
    let image: LuminanceImage
    /// The image, then its copies.
    let levels: [Level]

    init(of image: LuminanceImage) {
        self.image = image
        var levels: [Level] = []
        var (copy, factor): (LuminanceImage?, Int) = (image, 1)
        while let shades = copy {
            levels.append(Level(factor: factor, sides: [StrokeSide(shades, isBright: true), StrokeSide(shades.inverted, isBright: false)]))
            copy = shades.halvedForLargerLetters
            factor *= 2
        }
        self.levels = levels
    }
}

/// Shades of which the ink is bright, and the patches that stand out of them.
final class StrokeSide {
    /// Whether the ink is bright in the image itself too: otherwise these shades are its inverse.
    let isBright: Bool
    let shades: LuminanceImage
    private lazy var standingOut = TopHat.strokes(shades)
    private var known: [UInt8: [Glyph]] = [:]

    init(_ shades: LuminanceImage, isBright: Bool) {
        self.shades = shades
        self.isBright = isBright
    }

    /// The patches that stand out by so much.
    func glyphs(by threshold: UInt8) -> [Glyph] {
        if let glyphs = known[threshold] { return glyphs }
        let glyphs = GlyphScan.glyphs(in: shades, standingOut: standingOut, by: threshold)
        known[threshold] = glyphs
        return glyphs
    }
}
