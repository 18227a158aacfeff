/// A row of patches that looks like a line of text, whatever its script.
struct TextLine {
    /// Which way the line runs.
    enum Direction: Sendable { case across, down }

    /// What encloses the patches.
    var region: PixelRegion
    /// The typical height of a patch: a small letter or a capital.
    var glyphHeight: Int
    /// About how many letters it has.
    var letters: Int
    /// What its letters have in common.
    var typography: Typography
    /// Whether it is brighter than what lies around it.
    var isBright: Bool
    /// The shade of its ink.
    var ink: UInt8
    /// Which way it runs: text that stands on end, upwards or downwards, runs down.
    var direction = Direction.across
    /// Whether the surface under it goes on around it, as paper does; of bright ink that is not asked.
    var isOnPage = true
    /// The plane of its frame in which it is clearest.
    var plane = 0
    /// How likely it is text, by its looks alone: 0 not, 1 as a screen font on black.
    private(set) var likelihood = 0.0

    /// How much of what lies wide around dark ink has one shade where it is a page.
    static let page = 0.7
    /// From so much on it is looked at again in the result.
    static let faint = 0.05
    /// From so much on it is worth reading.
    static let candidate = 0.5
    /// From so much on it is text beside text.
    static let likely = 0.6
    /// From so much on it is text where devices write, also when nobody can read it.
    static let clear = 0.9
    /// From so much on it is text wherever it stands, if it has letters enough.
    static let certain = 0.97

    /// Whether it stands on a surface of one shade, as devices leave around their images.
    var isOnFlatSurface: Bool { typography.ground >= 0.4 }

    /// Whether it has enough letters, each for itself, in a row straight enough, to be taken for text on anatomy.
    var isTypeset: Bool {
        likelihood >= (typography.glyphs >= 7 && !isLarge ? Self.clear : Self.certain) && letters >= 5 && typography.glyphs >= 5
            && typography.alignment >= 0.75 && typography.stacking <= 0.2 && isStraight
    }

    /// Large letters have to be many and to stand straight: so are furrows and vessels large, and they do not.
    var isStraight: Bool {
        !isLarge || typography.glyphs >= 5 && typography.alignment >= 0.85 && typography.stacking <= 0.05
    }

    private var isLarge: Bool { glyphHeight >= 20 }

    /// Whether another line goes on in the same row, at most two letters and a half away, in letters of about the same size.
    func isBeside(_ other: TextLine) -> Bool {
        guard direction == other.direction else { return false }
        let (one, two) = direction == .across ? (region, other.region) : (region.transposed, other.region.transposed)
        let (tall, short) = (max(glyphHeight, other.glyphHeight), min(glyphHeight, other.glyphHeight))
        let overlap = min(one.maxRow, two.maxRow) - max(one.row, two.row)
        let gap = max(one.column, two.column) - min(one.maxColumn, two.maxColumn)
        return tall * 5 <= short * 8 && overlap * 2 >= min(one.height, two.height) && gap * 2 <= tall * 5 && gap > -tall
    }

    /// Weighs what its letters have in common.
    mutating func weigh() { likelihood = typography.likelihood(letters: letters, direction: direction) }
}
