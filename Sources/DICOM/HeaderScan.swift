/// Reads headers of many files as fast as they can be fetched: all elements up to pixel data are parsed, some are kept.
///
/// ```swift
/// var scan = HeaderScan(keeping: [.patientID, .studyInstanceUID, .seriesInstanceUID, .sopInstanceUID])
/// for path in paths {
///     let descriptor = open(path, O_RDONLY)
///     defer { close(descriptor) }
///     let header = try scan.read { buffer, offset in max(0, pread(descriptor, buffer.baseAddress, buffer.count, offset)) }
///     header.dataSet.string(.patientID)
/// }
/// ```
/// One buffer is used again for every file. The first fetch is as long as the header of the file before was, in pages, since files
/// that lie together are of a kind; more is fetched where it is needed. Values before pixel data that are not kept are passed over. What is unusual (deflated, no preamble, syntaxes that contradict themselves) goes the way of
/// ``DICOMFile/header(limits:stopBefore:read:)``, with the same result.
public struct HeaderScan: ~Copyable {
    /// What is kept of a header.
    public struct Header: Sendable {
        /// How the data set is encoded.
        public let transferSyntax: TransferSyntax
        /// The elements that were asked for, as far as they are there, with Specific Character Set (0008,0005).
        public let dataSet: DataSet
        /// How many elements were parsed before pixel data, those of items and the items too, group 0002 not counted.
        public let elementCount: Int
        /// Where pixel data, or what follows where there are none, begins; nil when the file ends before.
        public let pixelDataOffset: Int?
    }

    private let kept: [Tag]
    private let limits: ReadingLimits
    private var buffer: [UInt8]
    /// How many bytes of the buffer are of this file, and where the first of them stands.
    private var filled = 0
    private var base = 0
    /// How many bytes are fetched first.
    private var expectedLength = 1 << 13
    /// The syntax of the file before: most have the same.
    private var knownUID: [UInt8] = []
    private var knownSyntax = TransferSyntax.explicitVRLittleEndian

    /// A scan that keeps these elements of the outermost level.
    public init(keeping tags: [Tag], limits: ReadingLimits = .standard) {
        // What the values of others depend on is kept as well: character set, and whether US means SS.
        kept = (tags + [.specificCharacterSet, .pixelRepresentation]).filter { $0 < .pixelData }.sorted()
        self.limits = limits
        buffer = [UInt8](repeating: 0, count: 1 << 16)
    }

    /// Reads the header of a file.
    ///
    /// - Parameter fetch: Fills the buffer with the bytes at an offset and says how many there were; fewer than asked for, or none, at
    ///   the end of the file.
    public mutating func read(_ fetch: (_ buffer: UnsafeMutableRawBufferPointer, _ offset: Int) throws -> Int) throws -> Header {
        filled = 0
        base = 0
        try fill(fetch, expectedLength)
        if let (syntax, start) = plainSyntax(), let found = try scan(syntax, from: start, fetch) {
            let reader = DataSetReader(found.selection, syntax: syntax, limits: limits)
            var continuation = DataSetReader.Continuation()
            continuation.contradictsSyntax = false
            continuation.mayEndInPadding = false
            let (dataSet, _) = try reader.read(from: 0, &continuation)
            if let end = found.end { expectedLength = min(max((end + 16 + 4095) & ~4095, 1 << 12), 1 << 16) }
            return Header(transferSyntax: syntax, dataSet: dataSet, elementCount: found.count, pixelDataOffset: found.end)
        }
        return try readSlowly(fetch)
    }

    // MARK: Bytes

    /// Reads more of the file behind what is there; false at its end.
    @discardableResult
    private mutating func fill(_ fetch: (UnsafeMutableRawBufferPointer, Int) throws -> Int, _ length: Int = 1 << 14) throws -> Bool {
        if filled == buffer.count { buffer.append(contentsOf: repeatElement(0, count: buffer.count)) }
        let (start, offset) = (filled, base + filled)
        let end = min(buffer.count, start + length)
        let count = try buffer.withUnsafeMutableBytes { try fetch(UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]), offset) }
        precondition(count >= 0 && count <= end - start, "More bytes were fetched than the buffer holds.")
        filled += count
        return count > 0
    }

    /// The syntax that group 0002 names and where the data set begins, if both are as they should be.
    private mutating func plainSyntax() -> (TransferSyntax, start: Int)? {
        guard filled > 140, buffer[128] == 0x44, buffer[129] == 0x49, buffer[130] == 0x43, buffer[131] == 0x4D else { return nil }
        var uid: Range<Int>?
        var start = 132
        do {
            var reader = ElementReader(
                buffer.span.extracting(first: filled).bytes, syntax: .explicitVRLittleEndian, limits: limits, startingAt: 132, base: 0,
                total: .max)
            while let tag = reader.peekTag(), tag.group == 2 {
                guard let element = try? reader.next(), reader.position <= filled else { return nil }
                if element.tag == .transferSyntaxUID { uid = element.valueRange }
            }
            start = reader.position
        }
        guard let uid, filled - start >= 8 else { return nil }
        if !buffer[uid].elementsEqual(knownUID) {
            guard let syntax = TransferSyntax(uid: String(decoding: buffer[uid], as: UTF8.self)) else { return nil }
            knownSyntax = syntax
            knownUID = Array(buffer[uid])
        }
        // The first element must look as the syntax says.
        let isExplicit = VR(rawValue: UInt16(buffer[start + 4]) << 8 | UInt16(buffer[start + 5])) != nil
        let isBigEndian = buffer[start] == 0 && buffer[start + 1] > 0
        guard isExplicit == knownSyntax.isExplicitVR, isBigEndian == knownSyntax.isBigEndian, !knownSyntax.isDeflated else { return nil }
        return (knownSyntax, start)
    }

    // MARK: Elements

    /// Why a pass over the bytes that are there ended.
    private enum Pause {
        case needsMore
        case finished(Int?)
        case isUnusual
    }

    private struct Progress {
        var cursor: ElementReader.Cursor
        var count = 0
        var nextKept = 0
        var last = Tag(rawValue: 0)
        /// Where the element to keep begins whose end was not reached.
        var keptStart: Int?
        /// The elements to keep, as they stand in the file, one after the other.
        var selection: [UInt8] = []
        var isEnteringItem = false
    }

    /// Follows the data set up to pixel data; nil when it is unusual.
    private mutating func scan(
        _ syntax: TransferSyntax, from start: Int, _ fetch: (UnsafeMutableRawBufferPointer, Int) throws -> Int
    ) throws -> (count: Int, end: Int?, selection: [UInt8])? {
        let cursor = ElementReader(RawSpan(), syntax: syntax, limits: limits, startingAt: start, base: start, total: .max).cursor
        var progress = Progress(cursor: cursor)
        progress.selection.reserveCapacity(512)
        while true {
            switch pass(&progress) {
            case .isUnusual: return nil
            case .finished(let end): return (progress.count, end, progress.selection)
            case .needsMore:
                // Values that nobody wants are jumped over.
                if progress.keptStart == nil, progress.cursor.position >= base + filled {
                    base = progress.cursor.position
                    filled = 0
                }
                guard base + filled <= limits.headerBytes || progress.keptStart == nil else { return nil }
                if try !fill(fetch) {
                    // A file without pixel data ends at a boundary; anything else is for the thorough reader to judge.
                    let isBoundary = progress.cursor.isOutermost && progress.cursor.position == base && filled == 0
                    return isBoundary ? (progress.count, nil, progress.selection) : nil
                }
            }
        }
    }

    private func pass(_ progress: inout Progress) -> Pause {
        var reader = ElementReader(
            buffer.span.extracting(first: filled).bytes, resuming: progress.cursor, limits: limits, base: base)
        let available = base + filled
        let kept = kept
        var nextKept = progress.nextKept
        var keptStart = progress.keptStart
        var last = progress.last
        var count = progress.count
        var isOutermost = reader.depth == 0
        var isEnteringItem = progress.isEnteringItem
        var pause = Pause.needsMore
        while true {
            let start = reader.position
            if isOutermost {
                if let begin = keptStart {
                    guard start <= available else { break }
                    progress.selection.append(contentsOf: buffer[begin - base..<start - base])
                    keptStart = nil
                }
            } else if isEnteringItem {
                guard reader.canTellContradiction else { break }
                if reader.nextContradictsSyntax() {
                    pause = .isUnusual
                    break
                }
                isEnteringItem = false
            }
            guard let element = try? reader.next() else {
                if reader.missing == nil { pause = .isUnusual }
                break
            }
            if isOutermost {
                let tag = element.tag
                if tag >= .pixelData {
                    pause = .finished(start)
                    break
                }
                // Out of order, or zeros that may be padding.
                if tag <= last {
                    pause = .isUnusual
                    break
                }
                last = tag
                while nextKept < kept.count, kept[nextKept] < tag { nextKept += 1 }
                if nextKept < kept.count, kept[nextKept] == tag { keptStart = start }
            }
            switch element.kind {
            case .value: count += 1
            case .sequence, .fragments, .fragment, .item:
                count += 1
                isOutermost = false
                isEnteringItem = element.kind == .item
            case .endOfItem, .endOfSequence: isOutermost = reader.depth == 0
            }
        }
        progress.nextKept = nextKept
        progress.keptStart = keptStart
        progress.last = last
        progress.count = count
        progress.isEnteringItem = isEnteringItem
        progress.cursor = reader.cursor
        return pause
    }

    // MARK: The thorough way

    private mutating func readSlowly(_ fetch: (UnsafeMutableRawBufferPointer, Int) throws -> Int) throws -> Header {
        var reader = DICOMStreamReader(limits: limits)
        var offset = 0
        while !reader.isComplete {
            let piece = try [UInt8](unsafeUninitializedCapacity: max(1 << 14, min(reader.missingCount, limits.headerBytes))) {
                bytes, count in
                count = try fetch(UnsafeMutableRawBufferPointer(bytes), offset)
            }
            if piece.isEmpty { break }
            offset += piece.count
            try reader.append(piece)
        }
        let file = try reader.finish()
        var count = 0
        file.dataSet.visit { _, element in count += 1 + element.items.count }
        let kept = kept
        return Header(
            transferSyntax: file.transferSyntax, dataSet: DataSet(file.dataSet.filter { kept.contains($0.tag) }), elementCount: count,
            pixelDataOffset: reader.headerLength)
    }
}
