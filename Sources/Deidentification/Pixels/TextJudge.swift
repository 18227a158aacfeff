import DICOM

/// Decides what a line of patches is, by where it stands, what its letters have in common and what it reads.
///
/// Devices write on surfaces of their own around the image: there the looks of a line are enough. Within the image they also write, but
/// anatomy, speckle and the colours of flow have patches in rows too: there it takes a typeset line, or one that reads well.
struct TextJudge {
    enum Verdict {
        case blank(PixelAction.Reason)
        case mark
        case nothing
    }

    let kind: PixelKind
    let marks: PixelPolicy.MarkPolicy
    let identity: IdentityOnDemand
    let reader: TextReader?
    /// Where an ultrasound object says that its image lies.
    let imageRegions: [PixelRegion]
    let columns: Int
    let rows: Int

    /// Longer lines are no harmless marks.
    private static let long = 9

    /// What a line is. Where it may not be read only its looks count. `isAlone` tells that nothing stands beside it: half a date reads like a
    /// number. What is read of it is not read from `others`, text that was found within it: their name is not that of the outline around them.
    func verdict(
        on line: TextLine, in plane: LuminanceImage, colours: ColourFrame?, others: [PixelRegion], isAlone: Bool, mayRead: Bool
    ) throws(TextFinderError) -> Verdict {
        guard line.likelihood >= TextLine.candidate else { return .nothing }
        let ink = ink(of: line, in: plane, colours)
        let isClear = isClear(line, ink, colours)
        let mayBeMark = marks == .keep && isAlone && line.letters <= Self.long
        guard let reader, mayRead, mayBeMark || !isClear else { return isClear ? .blank(.textLikeStrokes) : .nothing }
        let reading = try reader.reading(of: line, in: plane.filled(others, with: ink.ground), isUpright: isClear)
        if reading.confidence >= 0.2 && identity.mayOccur(in: reading.text) { return .blank(.ownIdentity) }
        let isWhole = reading.letters >= line.letters / 2 && line.letters <= reading.letters + 2
        if mayBeMark, reading.confidence >= 0.6, isWhole, HarmlessMark.isOnly(reading.text) { return .mark }
        if isClear { return .blank(reading.confidence >= 0.5 ? .readText : .textLikeStrokes) }
        return isWhole && readsWell(reading, line) ? .blank(.readText) : .nothing
    }

    /// Whether a line is text by its looks alone.
    private func isClear(_ line: TextLine, _ ink: DrawnInk, _ colours: ColourFrame?) -> Bool {
        if isBesideImage(line) {
            // One patch is also what lies between the letters of another line; vessels and folds are not sharp.
            // Furrows of a bright map are dark; a few of them in a row stand neither straight nor on a page.
            guard line.likelihood >= clearness(of: line), line.typography.glyphs >= 3, line.typography.sharpness >= 0.55, line.isStraight,
                line.isOnPage || line.typography.alignment >= 0.7
            else {
                return false
            }
        } else {
            guard line.isTypeset || ink.isText(line), kind == .showsText || isAtEdge(line.region) else { return false }
        }
        return colours?.isRamp(in: line.region, isBright: line.isBright) != true
    }

    /// The ink of a line: the further planes of a gray frame are parts of its range, cut off.
    private func ink(of line: TextLine, in plane: LuminanceImage, _ colours: ColourFrame?) -> DrawnInk {
        DrawnInk(of: line, in: plane, isWindowed: line.plane > 0 && colours == nil)
    }

    /// Whether a line is text by its ink.
    func isDrawn(_ line: TextLine, in plane: LuminanceImage, _ colours: ColourFrame?) -> Bool {
        DrawnInk.mayTell(line) && ink(of: line, in: plane, colours).isText(line)
    }

    /// Whether a line that stays in a result may be text that nobody could read.
    func mayBeUnread(_ line: TextLine, in plane: LuminanceImage, _ colours: ColourFrame?) -> Bool {
        DrawnInk.mayTell(line) && ink(of: line, in: plane, colours).mayBeText
            && colours?.isRamp(in: line.region, isBright: line.isBright) != true
    }

    private func readsWell(_ reading: TextReading, _ line: TextLine) -> Bool {
        if line.direction == .down && reading.letters < 4 { return false }
        if line.likelihood >= TextLine.certain && line.typography.glyphs >= 3 && reading.letters >= 3 && reading.confidence >= 0.45 {
            return true
        }
        if line.likelihood >= TextLine.clear && reading.letters >= 2 && reading.confidence >= 0.6 { return true }
        return reading.letters >= 3 && reading.confidence >= (line.likelihood >= 0.6 ? 0.7 : 0.85)
    }

    /// Lines that stand on end are rarer.
    private func clearness(of line: TextLine) -> Double { line.direction == .down ? TextLine.certain : TextLine.clear }

    /// Whether a line stands on a surface that a device leaves around its image.
    private func isBesideImage(_ line: TextLine) -> Bool { line.isOnFlatSurface && isBesideImage(line.region) }

    /// Whether a region lies where devices write, if the surface under it is one of theirs.
    func isBesideImage(_ region: PixelRegion) -> Bool {
        (kind == .showsText || isAtEdge(region)) && !imageRegions.contains { $0.contains(region) }
    }

    private func isAtEdge(_ region: PixelRegion) -> Bool {
        let inner = PixelRegion(column: columns / 6, row: rows / 6, width: columns - columns / 3, height: rows - rows / 3)
        return !inner.contains(region)
    }
}
