/// What tells letters that a device drew on an image from anatomy: one value of ink. Where edges are not smoothed all of a letter has it, where
/// they are its strokes have; of anatomy that looks like letters next to nothing has one value.
///
/// Where an image is cut off, at black or white, anatomy has one value too. There only letters without smooth edges tell, and dark ones only in
/// a straight row: furrows of a map may have no smooth edges either.
struct DrawnInk {
    /// The shade in the middle of what lies around the letters.
    let ground: UInt8
    /// Whether a line that looks a little like text may be some for all its ink tells: of a result in which it stays nobody may say that it
    /// shows none.
    let mayBeText: Bool

    /// From so much on letters have one ink, also with smooth edges.
    private static let drawn = 0.15
    /// From so much on they have no smooth edges: surfaces that are cut off have, dark ones the least.
    private static let (bright, dark) = (0.93, 0.98)
    /// Runs of more pixels than this are no strokes.
    private static let stroke = TopHat.side

    /// The ink of a line. `isWindowed` tells that the shades were cut off by the search itself.
    init(of line: TextLine, in plane: LuminanceImage, isWindowed: Bool) {
        let counts = plane.counts(in: line.region)
        let ink = Int(line.ink)
        let others = line.isBright ? Array(0..<max(ink - 23, 0)) : Array((min(ink + 24, 256)..<256).reversed())
        let count = others.reduce(0) { $0 + counts[$1] }
        var (below, middle) = (0, line.isBright ? 0 : 255)
        for shade in others where below * 2 < count {
            below += counts[shade]
            middle = shade
        }
        ground = UInt8(middle)
        let near = (line.isBright ? (ink + middle + 1) / 2...255 : 0...(ink + middle) / 2).reduce(0) { $0 + counts[$1] }
        // The part of what is nearer to the ink than to what lies around it that has the very shade of the ink.
        let purity = count > 0 ? Double(counts[ink]) / Double(max(near, 1)) : 0
        guard purity >= Self.drawn else {
            mayBeText = false
            return
        }
        // Black or white, of which whole surfaces may be.
        let isExtreme = line.isBright ? ink >= 253 : ink <= 2
        let isCutOff = isExtreme && (isWindowed || plane.pixels(of: line.ink, inRunsOver: Self.stroke) > counts[ink])
        let isStraight =
            line.typography.glyphs >= 3 && line.typography.alignment >= 0.9 && line.typography.stacking == 0 && line.direction == .across
        mayBeText =
            !isCutOff || (line.isBright ? purity >= Self.bright : purity >= Self.dark && isStraight && line.likelihood >= TextLine.clear)
    }

    /// Whether a line is text by its ink, where nobody can read it.
    func isText(_ line: TextLine) -> Bool {
        let typography = line.typography
        guard line.likelihood >= TextLine.likely, line.letters >= 3, typography.glyphs >= 3, typography.sharpness >= 0.7 else {
            return false
        }
        guard line.glyphHeight >= 6, typography.alignment >= 0.75, typography.stacking <= 0.2, line.isStraight else { return false }
        return mayBeText
    }

    /// Whether the ink of a line is worth a look.
    static func mayTell(_ line: TextLine) -> Bool {
        line.likelihood >= TextLine.candidate && line.letters >= 3 && line.typography.sharpness >= 0.6
            && line.typography.alignment >= 0.75 && line.typography.stacking <= 0.2 && line.isStraight
    }
}

extension LuminanceImage {
    /// How often each shade occurs in a region.
    fileprivate func counts(in region: PixelRegion) -> [Int] {
        let inside = region.grown(by: 0, within: width, height)
        var counts = [Int](repeating: 0, count: 256)
        samples.withUnsafeBufferPointer { samples in
            for row in inside.row..<inside.maxRow {
                for place in row * width + inside.column..<row * width + inside.maxColumn { counts[Int(samples[place])] &+= 1 }
            }
        }
        return counts
    }

    /// The number of pixels of a shade that stand in longer runs of it in their rows.
    fileprivate func pixels(of shade: UInt8, inRunsOver length: Int) -> Int {
        samples.withUnsafeBufferPointer { samples in
            var sum = 0
            for row in 0..<height {
                var run = 0
                for place in row * width..<(row + 1) * width {
                    if samples[place] == shade {
                        run &+= 1
                        continue
                    }
                    if run > length { sum &+= run }
                    run = 0
                }
                if run > length { sum &+= run }
            }
            return sum
        }
    }
}
