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
            let (planes, colours) = try strokes(index, of: result)
            let lines = TextLineFinder().lines(in: planes).filter { !isKept($0.region) }
            let clear = lines.filter { $0.likelihood >= TextLine.clear || judge.isDrawn($0, in: planes[$0.plane].image, colours) }
            try judge(clear, in: planes.map(\.image), colours, frames(of: index), readings: Self.readings)
            addScatteredLetters(in: planes, colours, frames(of: index))
            for word in try words(in: planes) where marks(word) {
                let reason: PixelAction.Reason = isIdentity(word) ? .ownIdentity : .readText
                add(word.region, glyphHeight: word.region.height, direction: .across, reason, frames(of: index))
            }
            if findings.count == before, !isInDoubt { isInDoubt = holdsUnreadLetters(planes, lines, colours) }
        }
        // What was found is blanked now, and what is left after that is looked at again.
        if findings.count > before { isInDoubt = false }
        return findings.count > before
    }

    /// Refuses a result in which, after what was found in it was blanked too, identity or clear text is still seen.
    mutating func confirm(_ result: DICOMFile) throws(DeidentificationError) {
        for index in chosen {
            let (planes, colours) = try strokes(index, of: result)
            let lines = TextLineFinder().lines(in: planes).filter { !isKept($0.region) }
            for line in lines {
                let plane = planes[line.plane].image
                guard line.isTypeset || judge.isDrawn(line, in: plane, colours),
                    case .blank = try verdict(on: line, in: plane, colours, frames(of: index), isAlone: false, mayRead: true)
                else { continue }
                throw Self.stillThere
            }
            if try words(in: planes).contains(where: isIdentity) { throw Self.stillThere }
            if !isInDoubt { isInDoubt = holdsUnreadLetters(planes, lines, colours) }
        }
    }

    private var chosen: [Int] { Set([searched.first, searched.last].compactMap { $0 } + doubtful).sorted() }

    /// The words in what is left of a frame; large letters are read in smaller copies of it.
    private func words(in planes: [StrokeLevels]) throws(DeidentificationError) -> [FoundText] {
        guard let reader = judge.reader else { return [] }
        var found: [FoundText] = []
        for level in planes.first?.levels ?? [] {
            guard let letters = level.lettersBesideImage(heights: level.factor == 1 ? 5...64 : 33...64) else { continue }
            do {
                found += try reader.words(in: letters).map { word in
                    FoundText(region: word.region.times(level.factor), text: word.text, confidence: word.confidence)
                }
            } catch { throw Self.failed(error) }
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

    private func strokes(_ index: Int, of result: DICOMFile) throws(DeidentificationError) -> ([StrokeLevels], ColourFrame?) {
        do {
            let shades = try PixelDescription(result.dataSet).shades(index, of: result)
            return (shades.planes.map { StrokeLevels(of: $0) }, shades.colours)
        } catch { throw Self.unreadable(error) }
    }

    private func frames(of index: Int) -> ClosedRange<Int> {
        judge.kind == .showsText ? 0...(description.numberOfFrames - 1) : index...index
    }

    func isKept(_ region: PixelRegion) -> Bool {
        keptMarks.contains { $0.grown(by: 4, within: description.columns, description.rows).intersects(region) }
    }

    private static let stillThere = DeidentificationError(
        .pixelsMayIdentify,
        "Text is still seen in the pixels after they were cleaned. Blank it at the source, or name its place in a device template.")
}
