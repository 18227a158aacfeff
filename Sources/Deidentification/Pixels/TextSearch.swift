import DICOM
import DICOMPixels

/// The search for text in the frames of an object, one frame in memory at a time.
///
/// Every frame is searched by its strokes. The first, the middle, the last and about eight others are also searched at low contrasts and
/// read where strokes are in doubt, and so are the least and the greatest shade of each pixel over all frames: what stands still is there without what moves.
struct TextSearch {
    /// What is to be blanked, on which frames.
    struct Finding {
        var region: PixelRegion
        var reason: PixelAction.Reason
        var frames: ClosedRange<Int>
    }

    private enum Verdict {
        case blank(PixelAction.Reason)
        case mark
        case nothing
    }

    let file: DICOMFile
    let description: PixelDescription
    let kind: PixelKind
    let marks: PixelPolicy.MarkPolicy
    let terms: IdentityTerms
    private lazy var identity = PrintedIdentity(of: file.dataSet, terms: terms)
    let reader: TextReader?
    /// What is blanked whatever is there.
    let known: [PixelRegion]

    /// What was found.
    private(set) var findings: [Finding] = []
    /// Marks that were read as harmless.
    private(set) var keptMarks: [PixelRegion] = []
    /// The least and the greatest gray value over all frames.
    private(set) var observed: ClosedRange<Int32>?
    /// The frames that were searched: all of them for kinds that show text, otherwise those that looked like it.
    private(set) var searched: [Int] = []

    private var decided: [(region: PixelRegion, isMark: Bool)] = []

    /// How many frames are read beside searched.
    private static let samples = 8
    /// How many lines of a frame are read.
    private static let readings = 48

    init(
        file: DICOMFile, description: PixelDescription, kind: PixelKind, marks: PixelPolicy.MarkPolicy, terms: IdentityTerms,
        reader: TextReader?, known: [PixelRegion]
    ) {
        self.file = file
        self.description = description
        self.kind = kind
        self.marks = marks
        self.terms = terms
        self.reader = reader
        self.known = known
    }

    /// Looks at all frames.
    mutating func run() throws(DeidentificationError) {
        let count = description.numberOfFrames
        let all = 0...(count - 1)
        var least: [UInt8] = []
        var greatest: [UInt8] = []
        let step = max((count - 1) / Self.samples, 1)
        for index in 0..<count {
            guard let shades = try shades(index) else { continue }
            searched.append(index)
            let isSample = kind == .mayShowText || index == count - 1 || index == count / 2 || index % step == 0
            for plane in shades.planes {
                try search(plane.blanked(known), frames: kind == .showsText ? all : index...index, mayRead: isSample)
            }
            if count > 1, kind == .showsText, let plane = shades.planes.first { Self.fold(plane.samples, &least, &greatest) }
        }
        if !least.isEmpty, count > 2 {
            for samples in [least, greatest] {
                let still = LuminanceImage(width: description.columns, height: description.rows, samples: samples)
                try search(still.blanked(known), frames: all, mayRead: true)
            }
        }
    }

    /// Looks at the result: reads whole frames once more. Words that strokes did not show are found now; identity must not be.
    mutating func verify(_ result: DICOMFile) throws(DeidentificationError) -> Bool {
        guard let reader else { return false }
        let before = findings.count
        let chosen = Set([searched.first, searched.last].compactMap { $0 })
        for index in chosen.sorted() {
            let shades: FrameShades
            do { shades = try PixelDescription(result.dataSet).shades(index, of: result) } catch { throw Self.unreadable(error) }
            guard let plane = shades.planes.first else { continue }
            for word in try Self.words(in: plane, by: reader) {
                let isOwn = word.confidence >= 0.4 && identity.mayOccur(in: word.text)
                let reading = TextReading(text: word.text, confidence: word.confidence)
                guard isOwn || word.confidence >= 0.8 && reading.letters >= 4 && !isKept(word.region) else { continue }
                if marks == .keep && !isOwn && HarmlessMark.isOnly(word.text) { continue }
                add(word.region, glyphHeight: word.region.height, isOwn ? .ownIdentity : .readText, frames(of: index))
            }
        }
        return findings.count > before
    }

    /// Refuses a result in which identity, or clear text, is still seen.
    mutating func confirm(_ result: DICOMFile, readsAgain: Bool) throws(DeidentificationError) {
        let chosen = Set([searched.first, searched.last].compactMap { $0 })
        for index in chosen.sorted() {
            let shades: FrameShades
            do { shades = try PixelDescription(result.dataSet).shades(index, of: result) } catch { throw Self.unreadable(error) }
            for plane in shades.planes {
                for line in TextLineFinder().lines(in: plane) where line.score >= 0.9 && line.letters >= 5 && !isKept(line.region) {
                    guard let reader else { throw Self.stillThere }
                    let reading = try Self.reading(of: line, in: plane, by: reader)
                    if reading.confidence >= 0.7 && reading.letters >= 3 && !HarmlessMark.isOnly(reading.text) { throw Self.stillThere }
                }
            }
            if readsAgain, let reader, let plane = shades.planes.first {
                for word in try Self.words(in: plane, by: reader)
                where word.confidence >= 0.4 && identity.mayOccur(in: word.text) {
                    throw Self.stillThere
                }
            }
        }
    }

    // MARK: One frame

    /// The shades of a frame to be searched; nil when a cheap look says that it shows no text.
    private mutating func shades(_ index: Int) throws(DeidentificationError) -> FrameShades? {
        do {
            if kind == .mayShowText && description.samplesPerPixel == 1 {
                let values = try description.grayValues(index, of: file)
                guard let range = Self.range(of: values, except: description.padding) else { return nil }
                note(range)
                guard StrokeGate.mayShowText(values, columns: description.columns, range: range) else { return nil }
            }
            let shades = try description.shades(index, of: file)
            if let range = shades.range { note(range) }
            return shades
        } catch {
            throw Self.unreadable(error)
        }
    }

    private mutating func note(_ range: ClosedRange<Int32>) {
        observed = observed.map { min($0.lowerBound, range.lowerBound)...max($0.upperBound, range.upperBound) } ?? range
    }

    private mutating func search(_ plane: LuminanceImage, frames: ClosedRange<Int>, mayRead: Bool) throws(DeidentificationError) {
        // The most certain first: beyond so many, what is clear is blanked unread and what is in doubt is anatomy.
        let finder = mayRead ? TextLineFinder() : TextLineFinder(thresholds: [72, 144])
        for (number, line) in finder.lines(in: plane).sorted(by: { $0.score > $1.score }).enumerated() {
            let mayRead = mayRead && number < Self.readings
            if decided.contains(where: { $0.isMark && $0.region.contains(line.region) }) { continue }
            if findings.contains(where: { $0.region.contains(line.region) && $0.frames.contains(frames.lowerBound) }) { continue }
            switch try verdict(line, plane, mayRead: mayRead) {
            case .blank(let reason): add(line.region, glyphHeight: line.glyphHeight, reason, frames)
            case .mark:
                let region = line.region.grown(by: 3, within: description.columns, description.rows)
                decided.append((region, true))
                keptMarks.append(line.region)
            case .nothing: break
            }
        }
    }

    private mutating func verdict(_ line: TextLine, _ plane: LuminanceImage, mayRead: Bool) throws(DeidentificationError) -> Verdict {
        let isClear = line.score >= clearness(of: line)
        guard let reader, mayRead else { return isClear ? .blank(.textLikeStrokes) : .nothing }
        // A long line that is clear is blanked whatever it reads.
        if isClear && line.letters > 16 && (kind == .showsText || isAtEdge(line)) { return .blank(.textLikeStrokes) }
        let reading = try Self.reading(of: line, in: plane, by: reader)
        if reading.confidence >= 0.2 && identity.mayOccur(in: reading.text) { return .blank(.ownIdentity) }
        let isWhole = reading.letters >= line.letters / 2 && line.letters <= reading.letters + 2
        if marks == .keep, reading.confidence >= 0.6, isWhole, HarmlessMark.isOnly(reading.text) { return .mark }
        // Where no text is expected and anatomy is, strokes alone are no evidence.
        let needsEvidence = kind == .mayShowText && !isAtEdge(line) && !line.isOnFlatSurface
        if isClear && (!needsEvidence || reading.confidence >= 0.4 && reading.letters >= 2) {
            return .blank(reading.confidence >= 0.5 ? .readText : .textLikeStrokes)
        }
        return reading.confidence >= 0.7 && reading.letters >= 3 && isWhole ? .blank(.readText) : .nothing
    }

    /// How much a line must look like text to be blanked unread: less near the edges, where devices write, more within the anatomy and
    /// where no text is expected.
    private func clearness(of line: TextLine) -> Double {
        return TextLine.clear + (line.isOnFlatSurface ? 0 : 0.16) + (isAtEdge(line) ? 0 : 0.06) + (kind == .showsText ? 0 : 0.04)
    }

    private func isAtEdge(_ line: TextLine) -> Bool {
        let (columns, rows) = (description.columns, description.rows)
        let inner = PixelRegion(column: columns / 6, row: rows / 6, width: columns - columns / 3, height: rows - rows / 3)
        return !inner.contains(line.region)
    }

    private mutating func add(_ region: PixelRegion, glyphHeight: Int, _ reason: PixelAction.Reason, _ frames: ClosedRange<Int>) {
        let across = max(4, glyphHeight)
        let down = max(3, glyphHeight / 2)
        let wide = PixelRegion(
            column: region.column - across, row: region.row - down, width: region.width + 2 * across, height: region.height + 2 * down
        ).grown(by: 0, within: description.columns, description.rows)
        findings.append(Finding(region: wide, reason: reason, frames: frames))
    }

    private func frames(of index: Int) -> ClosedRange<Int> {
        kind == .showsText ? 0...(description.numberOfFrames - 1) : index...index
    }

    private func isKept(_ region: PixelRegion) -> Bool {
        keptMarks.contains { $0.grown(by: 4, within: description.columns, description.rows).intersects(region) }
    }

    // MARK: Parts

    private static func range(of values: [Int32], except padding: ClosedRange<Int32>?) -> ClosedRange<Int32>? {
        // Without padding an impossible range: one loop without branches for both.
        let (first, last) = padding.map { ($0.lowerBound, $0.upperBound) } ?? (Int32.max, Int32.min)
        let (low, high) = values.withUnsafeBufferPointer { values in
            var low = Int32.max
            var high = Int32.min
            for position in values.indices {
                let value = values[position]
                let isPadding = value >= first && value <= last
                low = min(low, isPadding ? Int32.max : value)
                high = max(high, isPadding ? Int32.min : value)
            }
            return (low, high)
        }
        return low <= high ? low...high : nil
    }

    private static func fold(_ samples: [UInt8], _ least: inout [UInt8], _ greatest: inout [UInt8]) {
        guard !least.isEmpty else {
            least = samples
            greatest = samples
            return
        }
        samples.withUnsafeBufferPointer { source in
            least.withUnsafeMutableBufferPointer { target in
                for position in target.indices { target[position] = min(target[position], source[position]) }
            }
            greatest.withUnsafeMutableBufferPointer { target in
                for position in target.indices { target[position] = max(target[position], source[position]) }
            }
        }
    }

    private static func reading(
        of line: TextLine, in plane: LuminanceImage, by reader: TextReader
    ) throws(DeidentificationError) -> TextReading {
        do { return try reader.reading(of: line, in: plane) } catch { throw failed(error) }
    }

    private static func words(in plane: LuminanceImage, by reader: TextReader) throws(DeidentificationError) -> [FoundText] {
        do { return try reader.words(in: plane.lettersOnly) } catch { throw failed(error) }
    }

    private static func failed(_ error: TextFinderError) -> DeidentificationError {
        DeidentificationError(.pixelsMayIdentify, "The search for text in the pixels failed: \(error.message)")
    }

    static func unreadable(_ error: PixelError) -> DeidentificationError {
        DeidentificationError(.pixelsMayIdentify, "The pixels could not be searched for text: \(error.message)")
    }

    private static let stillThere = DeidentificationError(
        .pixelsMayIdentify,
        "Text is still seen in the pixels after they were cleaned. Blank it at the source, or name its place in a device template.")
}
