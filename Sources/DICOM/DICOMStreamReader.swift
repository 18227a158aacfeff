/// Reads the header of an object that arrives in pieces: everything before pixel data.
///
/// ```swift
/// var reader = DICOMStreamReader()
/// for try await piece in body where !reader.isComplete { try reader.append(piece) }
/// let header = try reader.finish()  // equal to DICOMFile(bytes: all, stopBefore: .pixelData)
/// ```
/// What comes after the header is not kept. The header must end within ``ReadingLimits/headerBytes``; so must all of a deflated object,
/// which cannot be read before it is there.
public struct DICOMStreamReader: Sendable {
    private enum Stage {
        /// Not enough to tell whether there is a preamble.
        case start
        /// In group 0002.
        case metaInformation
        /// Before the first element of the data set.
        case body
        /// A deflated data set, to be inflated when it is there.
        case deflated
        /// In the data set.
        case elements
        /// Behind what is wanted.
        case complete
    }

    private let limits: ReadingLimits
    private let stopBefore: Tag
    private var stage: Stage
    private var preamble: ArraySlice<UInt8>?
    private var metaInformation = DataSet()
    private var syntax: TransferSyntax?
    private let isBare: Bool
    /// The bytes that are not yet elements, and where the first of them stands. Until the first element of the data set is read, all.
    private var rest: [UInt8] = []
    private var restStart = 0
    private var cursor: ElementReader.Cursor?
    /// Nothing is to be found out before there are bytes up to here.
    private var needed = 0
    /// Whether an item was entered whose first element has still to tell its layout.
    private var isEnteringItem = false
    /// Where the run of zeros ends that could have been padding and was not.
    private var zerosEnd = 0
    private var elements: [DataElement] = []
    private var continuation = DataSetReader.Continuation()

    /// A reader of a file, with or without preamble and file meta information.
    ///
    /// - Parameters:
    ///   - limits: What to accept at most.
    ///   - stopBefore: The first tag of the data set that is not wanted.
    public init(limits: ReadingLimits = .standard, stopBefore: Tag = .pixelData) {
        self.limits = limits
        self.stopBefore = stopBefore
        isBare = false
        stage = .start
    }

    /// A reader of a data set alone, as it comes over an association.
    ///
    /// - Parameters:
    ///   - transferSyntax: The syntax that was agreed on.
    ///   - limits: What to accept at most.
    ///   - stopBefore: The first tag that is not wanted.
    public init(transferSyntax: TransferSyntax, limits: ReadingLimits = .standard, stopBefore: Tag = .pixelData) {
        self.limits = limits
        self.stopBefore = stopBefore
        isBare = true
        syntax = transferSyntax
        stage = transferSyntax.isDeflated ? .deflated : .elements
    }

    /// Whether all that is wanted has been read: pieces to come change nothing.
    public var isComplete: Bool { stage == .complete }

    /// The elements of the data set that are complete.
    public var dataSet: DataSet {
        var layout = DataSet.Layout()
        layout.contradictsSyntax = continuation.contradictsSyntax ?? false
        var dataSet = DataSet(ascending: elements, layout: layout)
        dataSet.sort()
        return dataSet
    }

    /// The file meta information, empty until it is complete.
    public var fileMetaInformation: DataSet { metaInformation }

    /// The transfer syntax, once it is known.
    public var transferSyntax: TransferSyntax? { syntax }

    /// Where the header ends, counted from the first byte; nil until that is known.
    public private(set) var headerLength: Int?

    /// How many more bytes would let the reader get on, at least one; 0 when it is complete.
    public var missingCount: Int { isComplete ? 0 : max(1, needed - restStart - rest.count) }

    /// Takes the next piece, of any size.
    public mutating func append(_ piece: some Collection<UInt8>) throws(DICOMError) {
        guard !isComplete else { return }
        rest.append(contentsOf: piece)
        if restStart + rest.count >= needed { try advance() }
        guard isComplete || restStart + rest.count <= limits.headerBytes else {
            throw DICOMError(
                .limitExceeded,
                "The header does not end within \(limits.headerBytes) bytes; raise ReadingLimits.headerBytes if it is sound.",
                offset: limits.headerBytes)
        }
    }

    /// Says that no more pieces come, or are wanted.
    ///
    /// - Returns: The header, equal to that read from all bytes at once.
    public mutating func finish() throws(DICOMError) -> DICOMFile {
        switch stage {
        case .complete: break
        case .start, .metaInformation, .body:
            return try DICOMFile(bytes: rest, limits: limits, stopBefore: stopBefore).withoutTrailingZeros
        case .deflated:
            guard isBare, let syntax else { return try DICOMFile(bytes: rest, limits: limits, stopBefore: stopBefore).withoutTrailingZeros }
            let dataSet = try DataSet(encoded: rest, as: syntax, limits: limits, stopBefore: stopBefore)
            return DICOMFile(
                preamble: nil, fileMetaInformation: metaInformation, dataSet: dataSet, transferSyntax: syntax, trailingZeros: 0)
        case .elements:
            continuation.mayEndInPadding = true
            try read(upTo: rest.count, stopBefore: stopBefore)
            stage = .complete
        }
        return DICOMFile(
            preamble: preamble, fileMetaInformation: metaInformation, dataSet: dataSet, transferSyntax: syntax ?? .implicitVRLittleEndian,
            trailingZeros: 0)
    }

    // MARK: Stages

    private mutating func advance() throws(DICOMError) {
        if stage == .start {
            guard rest.count >= 144 else { return need(144) }
            let (preamble, end) = try DICOMFile.readPreamble(rest)
            self.preamble = preamble
            stage = .metaInformation
            start(at: end, .explicitVRLittleEndian)
        }
        if stage == .metaInformation {
            guard let cursor, rest.count >= cursor.position + 8 else { return need((cursor?.position ?? 0) + 8) }
            let begins = cursor.position == (preamble.map { $0.count + 4 } ?? 0)
            if begins, rest[cursor.position] != 2 || rest[cursor.position + 1] != 0 {
                try endMetaInformation(at: cursor.position)
            } else if let end = try scan(stop: { $0.group != 2 }) {
                try endMetaInformation(at: end)
            }
        }
        if stage == .body, let start = cursor?.position {
            guard rest.count >= start + 8 else { return need(start + 8) }
            let found = DICOMFile.syntax(of: rest[start...], named: syntax)
            syntax = found
            stage = .elements
            cut(to: start)
            self.start(at: start, found)
        }
        guard stage == .elements, let syntax else { return }
        if cursor == nil { start(at: 0, syntax) }
        let stopBefore = stopBefore
        if let end = try scan(stop: { $0 >= stopBefore }) {
            stage = .complete
            headerLength = end
            rest = []
        }
    }

    private mutating func endMetaInformation(at end: Int) throws(DICOMError) {
        let beginning = preamble.map { $0.count + 4 } ?? 0
        metaInformation = try DICOMFile.readMetaInformation(Array(rest[..<end]), from: beginning, limits).0
        syntax = try DICOMFile.syntax(named: metaInformation.string(.transferSyntaxUID))
        if let syntax, syntax.isDeflated {
            stage = .deflated
        } else {
            stage = .body
            start(at: end, .explicitVRLittleEndian)
        }
    }

    private mutating func need(_ count: Int) {
        needed = restStart + count
    }

    private mutating func start(at position: Int, _ syntax: TransferSyntax) {
        cursor = ElementReader(RawSpan(), syntax: syntax, limits: limits, startingAt: position, base: position, total: .max).cursor
    }

    private mutating func cut(to position: Int) {
        rest.removeFirst(position - restStart)
        restStart = position
    }

    // MARK: Elements

    /// Follows the structure as far as the bytes reach.
    ///
    /// - Parameter stop: Whether this tag at the outermost level is not wanted any more.
    /// - Returns: Where the first tag stands that is not wanted, nil when more bytes are needed.
    private mutating func scan(stop: (Tag) -> Bool) throws(DICOMError) -> Int? {
        guard let cursor else { return nil }
        let available = restStart + rest.count
        var boundary = restStart
        var end: Int?
        var failure: DICOMError?
        // The span holds on to `rest`: nothing of `self` is changed in this loop but by its end.
        var entering = isEnteringItem
        var zeros = zerosEnd
        var contradicts = continuation.contradictsSyntax
        let isMeta = stage == .metaInformation
        var next = needed
        var reached = cursor
        do {
            var reader = ElementReader(rest.span.bytes, resuming: cursor, limits: limits, base: restStart)
            while true {
                let position = reader.position
                if reader.depth == 0 {
                    if position >= zeros, position <= available { boundary = position }
                    next = position + 8
                    guard available >= next else { break }
                    guard let tag = reader.peekTag() else { break }
                    if stop(tag) {
                        end = position
                        boundary = position
                        break
                    }
                    if !isMeta {
                        if contradicts == nil {
                            contradicts = reader.nextContradictsSyntax()
                            if contradicts == true { reader.setExplicit(!reader.readsExplicitVR) }
                        } else if position >= zeros, Self.startsWithZeros(rest, position - restStart) {
                            // Padding, unless something else follows.
                            guard let other = rest[(position - restStart)...].firstIndex(where: { $0 != 0 }) else { break }
                            zeros = restStart + other
                        }
                    }
                } else if entering {
                    next = position + 8
                    guard reader.canTellContradiction else { break }
                    if reader.nextContradictsSyntax() { reader.setExplicit(!reader.readsExplicitVR) }
                    entering = false
                }
                do throws(DICOMError) {
                    guard let element = try reader.next() else { break }
                    entering = element.kind == .item
                } catch {
                    if let missing = reader.missing { next = missing } else { failure = error }
                    break
                }
            }
            reached = reader.cursor
        }
        if let failure { throw failure }
        self.cursor = reached
        isEnteringItem = entering
        zerosEnd = zeros
        needed = next
        if isMeta { return end }
        continuation.contradictsSyntax = contradicts
        continuation.mayEndInPadding = false
        if boundary > restStart { try read(upTo: boundary - restStart, stopBefore: nil) }
        return end
    }

    private static func startsWithZeros(_ bytes: [UInt8], _ position: Int) -> Bool {
        bytes[position..<position + 8].allSatisfy { $0 == 0 }
    }

    /// Makes elements of the bytes up to a position in `rest`, which are cut off: an array of its own for each such part, so that
    /// values can share it while `rest` grows.
    private mutating func read(upTo count: Int, stopBefore: Tag?) throws(DICOMError) {
        guard let syntax else { return }
        let part = Array(rest[..<count])
        do throws(DICOMError) {
            let reader = DataSetReader(part, syntax: syntax, limits: limits, stopBefore: stopBefore)
            let (dataSet, end) = try reader.read(from: 0, &continuation)
            guard stopBefore != nil || end == count else {
                throw DICOMError(.malformed, "The layout of an element contradicts itself.", offset: end)
            }
            elements += dataSet.elements
        } catch {
            throw DICOMError(error.code, error.message, offset: error.offset.map { $0 + restStart }, path: error.path)
        }
        cut(to: restStart + count)
    }
}

extension DICOMFile {
    /// Reads the header of a file that somebody else fetches, so much of it as is needed: 16 KiB first.
    ///
    /// - Parameters:
    ///   - limits: What to accept at most.
    ///   - stopBefore: The first tag of the data set that is not wanted.
    ///   - read: Gives the bytes at an offset, at most so many; fewer or none only at the end of the file.
    /// - Returns: The file as ``init(bytes:limits:stopBefore:)`` reads it with the same `stopBefore`.
    public static func header(
        limits: ReadingLimits = .standard, stopBefore: Tag = .pixelData, read: (_ offset: Int, _ count: Int) throws -> [UInt8]
    ) throws -> DICOMFile {
        var reader = DICOMStreamReader(limits: limits, stopBefore: stopBefore)
        var offset = 0
        while !reader.isComplete {
            // What is asked for at once is what is missing, not more than is kept.
            let count = min(max(1 << 14, reader.missingCount), limits.headerBytes + 1)
            let piece = try read(offset, count)
            if piece.isEmpty { break }
            offset += piece.count
            try reader.append(piece)
        }
        return try reader.finish()
    }

    /// The same file where only the header counts: what follows was not looked at.
    var withoutTrailingZeros: DICOMFile {
        DICOMFile(
            preamble: preamble, fileMetaInformation: fileMetaInformation, dataSet: dataSet, transferSyntax: transferSyntax, trailingZeros: 0
        )
    }
}
