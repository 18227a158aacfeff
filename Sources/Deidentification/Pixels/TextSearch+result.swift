import DICOM
import DICOMPixels

/// The look at the result: what was blanked must be gone, and nothing that identifies may be read in what is left.
extension TextSearch {
    /// How many lines of what is left are read otherwise.
    private static let readings = 4

    /// Looks at what is left. Lines that others hid, words that strokes did not show are found now; identity must not be.
    mutating func verify(_ result: DICOMFile) throws(DeidentificationError) -> Bool {
        let before = findings.count
        for index in chosen {
            let shades = try shades(index, of: result)
            let lines = TextLineFinder().lines(in: shades.planes).filter { $0.likelihood >= TextLine.clear && !isKept($0.region) }
            try judge(lines, in: shades.planes, shades.colours, frames(of: index), readings: Self.readings)
            for word in try words(in: shades) where marks(word) {
                add(word.region, glyphHeight: word.region.height, isIdentity(word) ? .ownIdentity : .readText, frames(of: index))
            }
        }
        for index in chosen where findings.count == before && !isInDoubt {
            isInDoubt = try holdsUnreadLetters(try shades(index, of: result))
        }
        return findings.count > before
    }

    /// Whether enough for a name stands in what is left that looks like letters, and that nobody read.
    private func holdsUnreadLetters(_ shades: FrameShades) throws(DeidentificationError) -> Bool {
        shades.planes.contains { plane in
            ScatteredLetters.sets(in: plane, evenness: 0.4).contains { letters in
                let unread = letters.filter { !isKept($0) && shades.colours?.isRamp(in: $0, isBright: true) != true }
                return unread.count >= ScatteredLetters.fewest
            }
        }
    }

    /// Refuses a result in which, after what was found in it was blanked too, identity or clear text is still seen.
    mutating func confirm(_ result: DICOMFile) throws(DeidentificationError) {
        for index in chosen {
            let shades = try shades(index, of: result)
            for line in TextLineFinder().lines(in: shades.planes) where line.isTypeset && !isKept(line.region) {
                guard case .blank = try verdict(on: line, in: shades.planes[line.plane], shades.colours, isAlone: false, mayRead: true)
                else { continue }
                throw Self.stillThere
            }
            if try words(in: shades).contains(where: isIdentity) { throw Self.stillThere }
            if !isInDoubt { isInDoubt = try holdsUnreadLetters(shades) }
        }
    }

    private var chosen: [Int] { Set([searched.first, searched.last].compactMap { $0 }).sorted() }

    /// The words in what is left of a frame; large letters are read in smaller copies of it.
    private func words(in shades: FrameShades) throws(DeidentificationError) -> [FoundText] {
        guard let reader = judge.reader else { return [] }
        var found: [FoundText] = []
        var (level, factor) = (shades.planes.first, 1)
        while let image = level {
            if let letters = image.lettersBesideImage(heights: factor == 1 ? 5...64 : 33...64) {
                do {
                    found += try reader.words(in: letters).map { word in
                        FoundText(region: word.region.times(factor), text: word.text, confidence: word.confidence)
                    }
                } catch { throw Self.failed(error) }
            }
            level = image.halvedForLargerLetters
            factor *= 2
        }
        return found
    }

    private func isIdentity(_ word: FoundText) -> Bool { word.confidence >= 0.4 && judge.identity.mayOccur(in: word.text) }

    private func marks(_ word: FoundText) -> Bool {
        let isOwn = isIdentity(word)
        let reading = TextReading(text: word.text, confidence: word.confidence)
        guard isOwn || word.confidence >= 0.8 && reading.letters >= 4 && !isKept(word.region) else { return false }
        return isOwn || judge.marks == .blank || !HarmlessMark.isOnly(word.text)
    }

    private func shades(_ index: Int, of result: DICOMFile) throws(DeidentificationError) -> FrameShades {
        do { return try PixelDescription(result.dataSet).shades(index, of: result) } catch { throw Self.unreadable(error) }
    }

    private func frames(of index: Int) -> ClosedRange<Int> {
        judge.kind == .showsText ? 0...(description.numberOfFrames - 1) : index...index
    }

    private func isKept(_ region: PixelRegion) -> Bool {
        keptMarks.contains { $0.grown(by: 4, within: description.columns, description.rows).intersects(region) }
    }

    private static let stillThere = DeidentificationError(
        .pixelsMayIdentify,
        "Text is still seen in the pixels after they were cleaned. Blank it at the source, or name its place in a device template.")
}
