/// Letters that stand in no row: far apart, one below the other, at an angle. Each for itself could be a mark; together they are text.
///
/// They have one ink, strokes of one thickness and about one height, and each stands on a surface of one shade, which devices leave around
/// their images. Dark ones are letters only where that surface goes on around them, as paper does: the furrows of a bright map are dark, too.
enum ScatteredLetters {
    /// How many patches are text: two may be sides.
    static let fewest = 3
    /// By how much letters stand out.
    static let contrast: UInt8 = 72
    /// The lowest and the greatest letter, in pixels of an image or of a smaller copy of it.
    private static let heights = 7...64
    /// More patches than this are noise.
    static let mostPatches = 12_000

    /// Groups of letters in an image, large ones too, that are alike.
    ///
    /// - Parameters:
    ///   - evenness: how much of what lies around a letter has one shade.
    ///   - fewest: groups of fewer letters are left out.
    static func texts(in image: StrokeLevels, evenness: Double, fewest: Int = ScatteredLetters.fewest) -> [ScatteredText] {
        image.levels.flatMap { level in
            level.sides.flatMap { side -> [ScatteredText] in
                let letters = side.glyphs(by: contrast).filter { glyph in
                    // Smaller letters were seen before the image was halved.
                    glyph.mayBeLetter && heights.contains(glyph.region.height) && (level.factor == 1 || glyph.region.height > 32)
                        && side.isEven(around: glyph, evenness)
                }
                guard letters.count <= mostPatches else { return [] }
                return groups(of: letters, fewest).map { ScatteredText(glyphs: $0, side: side, factor: level.factor) }
            }
        }
    }

    /// Patches of one ink, of strokes about as thick, and of about one height, the tallest no more than half as tall again as the lowest.
    private static func groups(of letters: [Glyph], _ fewest: Int) -> [[Glyph]] {
        var rest = letters.sorted {
            ($0.region.height, $0.region.row, $0.region.column) > ($1.region.height, $1.region.row, $1.region.column)
        }
        var groups: [[Glyph]] = []
        while let first = rest.first {
            let alike = rest.filter { LetterHand(first, factor: 1).wrote($0) }
            let isGroup = alike.count >= fewest
            if isGroup { groups.append(alike) }
            let taken = isGroup ? alike.map(\.region) : [first.region]
            rest.removeAll { taken.contains($0.region) }
        }
        return groups
    }
}

/// What the letters of a text have in common.
struct LetterHand {
    var ink: UInt8
    var thickness: Double
    var height: Int

    /// That of a letter in a copy of the image so many times as small.
    init(_ letter: Glyph, factor: Int) {
        ink = letter.peak
        thickness = letter.thickness * Double(factor)
        height = letter.region.height * factor
    }

    /// Whether a letter has the ink, the thickness and about the height.
    func wrote(_ other: Glyph) -> Bool { isLike(LetterHand(other, factor: 1)) }

    /// Whether two are the same, as far as a letter of each tells.
    func isLike(_ other: LetterHand) -> Bool {
        let (thick, thin) = (max(thickness, other.thickness), min(thickness, other.thickness))
        let (tall, low) = (max(height, other.height), min(height, other.height))
        return tall * 2 <= low * 3 && abs(Int(ink) - Int(other.ink)) <= 12 && thick <= thin * 1.5
    }
}

/// Letters that are alike.
struct ScatteredText {
    fileprivate let glyphs: [Glyph]
    fileprivate let side: StrokeSide
    fileprivate let factor: Int

    var letters: [PixelRegion] { glyphs.map { $0.region.times(factor) } }
    var isBright: Bool { side.isBright }
    /// That of its tallest letter.
    var hand: LetterHand { LetterHand(glyphs[0], factor: factor) }

    /// Whether two patches belong together: a blank of a wide font lies between them at most, whatever way the text runs.
    func isNear(_ one: PixelRegion, _ other: PixelRegion) -> Bool {
        let reach = hand.height * 2
        return one.column - reach < other.maxColumn && other.column < one.maxColumn + reach && one.row - reach < other.maxRow
            && other.row < one.maxRow + reach
    }

    /// Some of the letters, what was drawn with their ink and pen near them, near this, and so on: the other letters, those that touch each
    /// other or something else, dots.
    func reached(from seeds: [PixelRegion]) -> [PixelRegion] {
        var found: [PixelRegion] = []
        var next = seeds
        var rest = kin
        if rest.count > ScatteredLetters.mostPatches { rest = glyphs }
        let places = Set(seeds)
        rest.removeAll { places.contains($0.region.times(factor)) }
        while let one = next.popLast() {
            found.append(one)
            rest.removeAll { glyph in
                let region = glyph.region.times(factor)
                guard isNear(one, region) else { return false }
                // Anatomy is seldom drawn with a pen, nor does it stand on a surface of one shade.
                if glyph.mayBeLetter || side.shades.evenness(around: glyph.region, below: glyph.peak) >= 0.3 { next.append(region) }
                return true
            }
        }
        return found.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
    }

    /// All patches of the ink and the pen. A word whose letters touch is longer than a letter; a frame or a scale is longer than words.
    private var kin: [Glyph] {
        let first = glyphs[0]
        let thickest = glyphs.reduce(0) { max($0, $1.thickness) }
        return side.glyphs(by: ScatteredLetters.contrast).filter { glyph in
            max(glyph.region.width, glyph.region.height) <= first.region.height * 6 && glyph.area >= 2
                && abs(Int(glyph.peak) - Int(first.peak)) <= 32 && glyph.thickness <= thickest * 1.5
        }
    }
}

extension StrokeSide {
    /// How much of what lies wide around a dark letter has one shade: all of a page, hardly two thirds of what lies around furrows.
    private static let page = 0.8

    /// Whether a patch stands on a surface of one shade.
    fileprivate func isEven(around glyph: Glyph, _ evenness: Double) -> Bool {
        guard shades.evenness(around: glyph.region, below: glyph.peak) >= evenness else { return false }
        let margin = max(glyph.region.height, 8)
        return isBright || shades.groundEvenness(around: glyph.region, margin: margin, below: glyph.peak) >= Self.page
    }
}

extension Glyph {
    /// Whether a patch has the strokes of a letter: thin, sharp, of one ink, no bar and no blot.
    var mayBeLetter: Bool {
        let (width, height) = (region.width, region.height)
        guard width * 4 >= height, width <= height * 2, sharpness >= 0.55, core * 2 >= area else { return false }
        let fill = Double(area) / Double(max(region.area, 1))
        // Crossed more than once on average, or by a stroke that does not fill the box.
        return (0.12...0.7).contains(fill) && thickness * 6 <= Double(height) + 6
    }
}
