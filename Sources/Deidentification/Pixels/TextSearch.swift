import DICOM
import DICOMPixels

/// The search for text in the frames of an object, one frame in memory at a time.
///
/// Every frame is searched by its strokes. The first, the middle, the last and about eight others are also searched at low contrasts and
/// read where strokes are in doubt, and so are the least and the greatest shade of each pixel over all frames: what stands still is there
/// without what moves. What was looked at once and has not changed is not looked at again.
struct TextSearch {
    /// What is to be blanked, on which frames.
    struct Finding {
        var region: PixelRegion
        /// The line that was found there, where it was one.
        var line: TextLine?
        var reason: PixelAction.Reason
        var frames: ClosedRange<Int>
    }

    /// A line that stays, and what it looked like.
    struct Stay {
        var region: PixelRegion
        var shades: LuminanceImage
    }

    let file: DICOMFile
    let description: PixelDescription
    let judge: TextJudge
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

    /// Frames, no more than a few, on which letters stayed unread: they are looked at again.
    private(set) var doubtful: [Int] = []
    /// Whether letters are seen in the result that nobody read and that stand where they are not blanked unread.
    var isInDoubt = false

    private var stays: [Stay] = []
    /// What letters that stood in no row had in common.
    private var scattered: [(hand: LetterHand, isBright: Bool)] = []

    /// How many frames are read beside searched.
    private static let samples = 8
    /// How many lines of the first frame are read, and of each other.
    private static let readings = 24
    private static let laterReadings = 6

    init(file: DICOMFile, description: PixelDescription, judge: TextJudge, known: [PixelRegion]) {
        self.file = file
        self.description = description
        self.judge = judge
        self.known = known
    }

    private var kind: PixelKind { judge.kind }

    /// Looks at all frames.
    mutating func run() throws(DeidentificationError) {
        let count = description.numberOfFrames
        let all = 0...(count - 1)
        var least: [UInt8] = []
        var greatest: [UInt8] = []
        var last: [LuminanceImage] = []
        let step = max((count - 1) / Self.samples, 1)
        for index in 0..<count {
            guard let shades = try shades(index) else { continue }
            searched.append(index)
            let isSample = kind == .mayShowText || index == count - 1 || index == count / 2 || index % step == 0
            // The next frame often shows the same.
            if shades.planes == last, kind == .showsText { continue }
            let isUnread = try search(shades, frames: kind == .showsText ? all : index...index, mayRead: isSample)
            if isUnread, doubtful.count < Self.samples { doubtful.append(index) }
            if count > 1, kind == .showsText {
                if let plane = shades.planes.first { Self.fold(plane.samples, &least, &greatest) }
                last = shades.planes
            }
        }
        if !least.isEmpty, count > 2 {
            for samples in [least, greatest] {
                let still = LuminanceImage(width: description.columns, height: description.rows, samples: samples)
                try search(FrameShades(planes: [still], range: nil), frames: all, mayRead: true)
            }
        }
    }

    // MARK: One frame

    /// The shades of a frame to be searched; nil when a cheap look says that it shows no text.
    private mutating func shades(_ index: Int) throws(DeidentificationError) -> FrameShades? {
        do {
            if kind == .mayShowText && description.samplesPerPixel == 1 {
                let frame = try StoredRows(description, index, of: file)
                // Where padding is all there is, it may be called so only.
                guard let range = frame.extremes(except: description.padding) ?? frame.extremes(except: nil) else { return nil }
                note(frame.value(of: range.lowerBound)...frame.value(of: range.upperBound))
                guard StrokeGate.mayShowText(frame, range: range) else { return nil }
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

    /// True where letters stay that stand in no row and that nobody read.
    @discardableResult
    private mutating func search(_ shades: FrameShades, frames: ClosedRange<Int>, mayRead: Bool) throws(DeidentificationError) -> Bool {
        let planes = shades.planes.map { StrokeLevels(of: $0.filled(known)) }
        let finder = mayRead ? TextLineFinder() : TextLineFinder(thresholds: [72, 144])
        let readings = stays.isEmpty && findings.isEmpty ? Self.readings : Self.laterReadings
        try judge(finder.lines(in: planes), in: planes.map(\.image), shades.colours, frames, readings: mayRead ? readings : 0)
        return addScatteredLetters(in: planes, shades.colours, frames)
    }

    /// Judges the lines of a frame, the most certain first: beyond so many readings, what is clear is blanked unread and what is in doubt is
    /// anatomy.
    mutating func judge(
        _ lines: [TextLine], in planes: [LuminanceImage], _ colours: ColourFrame?, _ frames: ClosedRange<Int>, readings: Int
    ) throws(DeidentificationError) {
        var readings = readings
        var blanked: [TextLine] = []
        var doubtful: [TextLine] = []
        let lines = lines.sorted { $0.likelihood > $1.likelihood }
        for line in lines {
            let plane = planes[line.plane]
            if isMostlyFound(line.region, frames.lowerBound) || isKnownToStay(line, plane) { continue }
            let mayRead = readings > 0
            if mayRead && line.likelihood >= TextLine.candidate { readings -= 1 }
            let isAlone = !lines.contains { $0.likelihood >= TextLine.candidate && line.isBeside($0) }
            switch try verdict(on: line, in: plane, colours, frames, isAlone: isAlone, mayRead: mayRead) {
            case .blank(let reason):
                add(line, reason, frames)
                blanked.append(line)
            case .mark:
                keptMarks.append(line.region)
                stay(line, plane)
            case .nothing:
                doubtful.append(line)
            }
        }
        // What goes on where text was found is text.
        for line in doubtful {
            if line.likelihood >= TextLine.likely, blanked.contains(where: { line.isBeside($0) }) {
                add(line, .textLikeStrokes, frames)
            } else if readings > 0 {
                stay(line, planes[line.plane])
            }
        }
    }

    /// Whether most of a region is blanked already: what is left of it is judged by itself, in the result.
    private func isMostlyFound(_ region: PixelRegion, _ frame: Int) -> Bool {
        let covered = findings.reduce(0) { $1.frames.contains(frame) ? max($0, $1.region.intersection(region).area) : $0 }
        return covered * 2 >= region.area
    }

    mutating func noteScattered(_ text: ScatteredText) {
        if !isScattered(text), scattered.count < 64 { scattered.append((text.hand, text.isBright)) }
    }

    /// Whether letters that were blanked, standing in no row, are like these.
    func isScattered(_ text: ScatteredText) -> Bool {
        scattered.contains { $0.isBright == text.isBright && $0.hand.isLike(text.hand) }
    }

    func verdict(
        on line: TextLine, in plane: LuminanceImage, _ colours: ColourFrame?, _ frames: ClosedRange<Int>, isAlone: Bool, mayRead: Bool
    ) throws(DeidentificationError) -> TextJudge.Verdict {
        let others = findings.compactMap { finding -> PixelRegion? in
            guard let letters = finding.line?.region, finding.frames.contains(frames.lowerBound) else { return nil }
            return letters.intersects(line.region) ? letters.grown(by: 1, within: plane.width, plane.height) : nil
        }
        do {
            return try judge.verdict(on: line, in: plane, colours: colours, others: others, isAlone: isAlone, mayRead: mayRead)
        } catch {
            throw Self.failed(error)
        }
    }

    private mutating func stay(_ line: TextLine, _ plane: LuminanceImage) {
        guard description.numberOfFrames > 1, stays.count < 256 else { return }
        stays.append(Stay(region: line.region, shades: plane.part(line.region)))
    }

    /// Whether a line was looked at on an earlier frame and looks as it did, but for the noise of a lossy codec.
    private func isKnownToStay(_ line: TextLine, _ plane: LuminanceImage) -> Bool {
        stays.contains { stay in
            guard stay.region.contains(line.region) else { return false }
            return plane.part(stay.region).differs(from: stay.shades) <= 4
        }
    }

    /// Adds a line with what its finder may have missed of it: a little more than half a letter before and behind.
    mutating func add(_ line: TextLine, _ reason: PixelAction.Reason, _ frames: ClosedRange<Int>) {
        add(line.region, glyphHeight: line.glyphHeight, direction: line.direction, reason, frames, line: line)
    }

    /// Adds a region of letters of a height; of those that run nobody knows which way, as much on all sides.
    mutating func add(
        _ region: PixelRegion, glyphHeight: Int, direction: TextLine.Direction? = nil, _ reason: PixelAction.Reason,
        _ frames: ClosedRange<Int>, line: TextLine? = nil
    ) {
        let along = max(3, glyphHeight * 3 / 4)
        let aside = max(2, glyphHeight / 3)
        let (across, down) = (direction == .down ? aside : along, direction == .across ? aside : along)
        let wide = PixelRegion(
            column: region.column - across, row: region.row - down, width: region.width + 2 * across, height: region.height + 2 * down
        ).grown(by: 0, within: description.columns, description.rows)
        findings.append(Finding(region: wide, line: line, reason: reason, frames: frames))
    }

    // MARK: Parts

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

    static func failed(_ error: TextFinderError) -> DeidentificationError {
        DeidentificationError(.pixelsMayIdentify, "The search for text in the pixels failed: \(error.message)")
    }

    static func unreadable(_ error: PixelError) -> DeidentificationError {
        DeidentificationError(.pixelsMayIdentify, "The pixels could not be searched for text: \(error.message)")
    }
}
