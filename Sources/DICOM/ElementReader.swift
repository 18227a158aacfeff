/// Reads the structure of a data set in one pass, without allocating and without touching values.
///
/// ```swift
/// var reader = ElementReader(bytes.span.bytes, syntax: .explicitVRLittleEndian)
/// while let element = try reader.next() {
///     if element.kind == .value, element.tag == .patientID { … element.valueRange … }
/// }
/// ```
/// Sequences, items and fragments are reported when they begin and end; `skip()` passes over the one just begun. The reader
/// cannot outlive the bytes it reads, and every read is checked against them.
///
/// The bytes may be a part of what is read: then `next()` says by `missing` up to where it needs bytes when it cannot go on.
public struct ElementReader: ~Copyable, ~Escapable {
    /// A sequence, item or pixel data that has begun and not ended.
    struct Container {
        let kind: Kind
        let tag: Tag
        let hasUndefinedLength: Bool
        /// Where the bytes of this container end at the latest.
        let end: Int
        let isExplicit: Bool
        let isBigEndian: Bool
    }

    let bytes: RawSpan
    /// The position of the first of the bytes in all that is read.
    let base: Int
    /// The position behind the last of the bytes that are there.
    let available: Int
    /// The position behind the last of the bytes that there will be; `.max` when nobody knows.
    private let total: Int
    private let limits: ReadingLimits
    private(set) var containers: [Container] = []
    /// The kind of the innermost container; `.value` where elements are not in an item.
    private var containerKind = Kind.value
    private let representations = VR.byLetters
    /// Where the innermost container ends at the latest.
    private(set) var end: Int
    private(set) var isExplicit: Bool
    private(set) var isBigEndian: Bool
    private var outermostIsExplicit: Bool
    private let outermostIsBigEndian: Bool
    /// How many elements, items and fragments were reported.
    private(set) var elementCount = 0
    /// Set when `next()` has thrown because the bytes that are there end too early: up to where it needs them. Nothing is lost then: a
    /// reader that is made from ``cursor`` on more bytes goes on.
    private(set) var missing: Int?
    /// The position of the next unread byte.
    public private(set) var position: Int

    /// A reader of a data set.
    ///
    /// - Parameters:
    ///   - bytes: The data set, inflated where the syntax is a deflated one.
    ///   - syntax: The transfer syntax.
    ///   - limits: What to accept at most.
    ///   - start: The position of the first element.
    @_lifetime(copy bytes)
    public init(_ bytes: RawSpan, syntax: TransferSyntax, limits: ReadingLimits = .standard, startingAt start: Int = 0) {
        self.init(bytes, syntax: syntax, limits: limits, startingAt: min(max(start, 0), bytes.byteCount), base: 0, total: bytes.byteCount)
    }

    /// A reader of a part of a data set.
    ///
    /// - Parameters:
    ///   - base: The position of the first of the bytes; `start` is not before it.
    ///   - total: How many bytes there will be in all, `.max` when nobody knows.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, syntax: TransferSyntax, limits: ReadingLimits, startingAt start: Int, base: Int, total: Int) {
        self.bytes = bytes
        self.base = base
        self.total = total
        available = base + bytes.byteCount
        self.limits = limits
        isBigEndian = syntax.isBigEndian
        isExplicit = syntax.isExplicitVR
        outermostIsExplicit = isExplicit
        outermostIsBigEndian = isBigEndian
        end = total
        position = start
    }

    /// A reader that goes on where another one stopped, on bytes that reach further.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, resuming cursor: Cursor, limits: ReadingLimits, base: Int) {
        self.bytes = bytes
        self.base = base
        total = cursor.total
        available = base + bytes.byteCount
        self.limits = limits
        containers = cursor.containers
        outermostIsExplicit = cursor.outermostIsExplicit
        outermostIsBigEndian = cursor.outermostIsBigEndian
        elementCount = cursor.elementCount
        position = cursor.position
        let innermost = cursor.containers.last
        containerKind = innermost?.kind ?? .value
        end = innermost?.end ?? cursor.total
        isExplicit = innermost?.isExplicit ?? cursor.outermostIsExplicit
        isBigEndian = innermost?.isBigEndian ?? cursor.outermostIsBigEndian
    }

    /// Where a reader stands, without the bytes.
    struct Cursor {
        fileprivate let containers: [Container]
        fileprivate let outermostIsExplicit: Bool
        fileprivate let outermostIsBigEndian: Bool
        fileprivate let elementCount: Int
        fileprivate let total: Int
        let position: Int

        /// Whether no sequence is open.
        var isOutermost: Bool { containers.isEmpty }
    }

    /// Where the reader stands.
    var cursor: Cursor {
        Cursor(
            containers: containers, outermostIsExplicit: outermostIsExplicit, outermostIsBigEndian: outermostIsBigEndian,
            elementCount: elementCount, total: total, position: position)
    }

    /// A reader of the items in the value of a sequence, as if its start had just been reported.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, itemsOf range: Range<Int>, tag: Tag, isExplicit: Bool, limits: ReadingLimits) {
        self.bytes = bytes
        self.limits = limits
        base = 0
        total = bytes.byteCount
        available = total
        isBigEndian = false
        outermostIsBigEndian = false
        self.isExplicit = isExplicit
        outermostIsExplicit = isExplicit
        end = range.upperBound
        position = range.lowerBound
        containers.append(
            Container(kind: .sequence, tag: tag, hasUndefinedLength: false, end: end, isExplicit: isExplicit, isBigEndian: false))
        containerKind = .sequence
    }

    /// How many sequences and items are open.
    public var depth: Int { containers.count }

    /// Whether the elements at this level name their VR.
    var readsExplicitVR: Bool { isExplicit }

    /// Whether numbers at this level have their most significant byte first.
    var readsBigEndian: Bool { isBigEndian }

    /// Reads the elements of this level the other way than the syntax says.
    mutating func setExplicit(_ explicit: Bool) {
        isExplicit = explicit
        if containers.isEmpty { outermostIsExplicit = explicit }
        replaceInnermost()
    }

    /// Reads the items of the sequence just begun in implicit VR little endian (PS3.5 section 6.2.2).
    private mutating func setUnknown() {
        isExplicit = false
        isBigEndian = false
        replaceInnermost()
    }

    private mutating func replaceInnermost() {
        guard let container = containers.popLast() else { return }
        containers.append(
            Container(
                kind: container.kind, tag: container.tag, hasUndefinedLength: container.hasUndefinedLength, end: container.end,
                isExplicit: isExplicit, isBigEndian: isBigEndian))
    }

    /// The next element, or nil at the end of the data set.
    public mutating func next() throws(DICOMError) -> Element? {
        if position >= end {
            guard let container = containers.last else { return nil }
            guard !container.hasUndefinedLength else {
                throw error(.truncated, "The delimiter that ends \(name(of: container)) is missing.")
            }
            return close(container)
        }
        elementCount &+= 1
        guard elementCount <= limits.elements else {
            throw error(
                .limitExceeded, "The object has more than \(limits.elements) elements; raise ReadingLimits.elements if it is sound.")
        }
        switch containerKind {
        case .sequence: return try nextItem(.item)
        case .fragments: return try nextItem(.fragment)
        default: return try nextElement()
        }
    }

    /// Passes over the sequence, item or pixel data whose start was just reported, up to and including its end.
    public mutating func skip() throws(DICOMError) {
        guard let container = containers.last else { return }
        if !container.hasUndefinedLength {
            position = container.end
            _ = close(container)
            return
        }
        let level = containers.count
        while containers.count >= level {
            guard let element = try next() else { return }
            if !element.hasUndefinedLength, element.kind == .sequence || element.kind == .item { try skip() }
        }
    }

    // MARK: Elements

    @inline(__always)
    private mutating func nextElement() throws(DICOMError) -> Element? {
        let start = position
        guard min(end, available) - start >= 8 else {
            throw tooShort(8, "the header of an element")
        }
        let header = bytes.unsafeLoadUnaligned(fromByteOffset: start - base, as: UInt64.self).littleEndian
        if !isBigEndian, isExplicit {
            // The common case, all from one load: tag, letters, length.
            let raw = UInt32(truncatingIfNeeded: header)
            let tag = Tag(rawValue: raw << 16 | raw >> 16)
            if let vr = representation(UInt16(truncatingIfNeeded: header >> 32)), !vr.isLongForm, tag.group != 0xFFFE {
                let length = Int(header >> 48)
                position = start + 8
                guard length <= end - position else { throw tooLong(tag, UInt32(length)) }
                position += length
                return Element(.value, tag, vr, offset: start + 8, length: UInt32(length), depth: containers.count)
            }
        }
        return try nextElementInFull(start)
    }

    /// The VR of two letters as they lie in the stream, the first in the lower byte.
    @inline(__always)
    private func representation(_ letters: UInt16) -> VR? {
        // The table is made from capitals, of which five bits suffice; the upper three must be those of capitals.
        guard letters & 0xE0E0 == 0x4040 else { return nil }
        return representations[Int(letters & 0x1F) << 5 | Int(letters >> 8 & 0x1F)]
    }

    private mutating func nextElementInFull(_ start: Int) throws(DICOMError) -> Element? {
        let tag = readTag(at: start)
        if tag.group == 0xFFFE { return try delimiter(tag) }
        guard isExplicit else {
            let vr = DataDictionary.vr(for: tag) ?? .un
            position = start + 8
            return try begin(tag, vr, length: read32(at: start + 4))
        }
        let letters = bytes.unsafeLoadUnaligned(fromByteOffset: start + 4 - base, as: UInt16.self).littleEndian
        let vr = representation(letters)
        // PS3.5 table 7.1-1: VRs to come have the long form, so letters that are no VR yet do too.
        guard vr?.isLongForm ?? Self.isCapitals(letters) else {
            position = start + 8
            return try begin(tag, vr ?? .un, length: UInt32(read16(at: start + 6)))
        }
        guard min(end, available) - start >= 12 else { throw tooShort(12, "the header of \(tag)") }
        position = start + 12
        return try begin(tag, vr ?? .un, length: read32(at: start + 8))
    }

    @inline(__always)
    private mutating func begin(_ tag: Tag, _ vr: VR, length: UInt32) throws(DICOMError) -> Element? {
        if length == .max { return try beginUndefined(tag, vr) }
        guard Int(length) <= end - position else { throw tooLong(tag, length) }
        if vr == .sq {
            let element = Element(.sequence, tag, vr, offset: position, length: length, depth: containers.count)
            try open(.sequence, tag, end: position + Int(length), undefined: false)
            return element
        }
        let element = Element(.value, tag, vr, offset: position, length: length, depth: containers.count)
        position += Int(length)
        return element
    }

    private mutating func beginUndefined(_ tag: Tag, _ vr: VR) throws(DICOMError) -> Element? {
        switch vr {
        case .sq, .un:
            // PS3.5 section 6.2.2: UN of undefined length is a sequence in implicit VR, whatever the syntax.
            // In implicit syntaxes nothing but a sequence can have an undefined length.
            let isUnknown = vr == .un && isExplicit
            let element = Element(.sequence, tag, isUnknown ? .un : .sq, offset: position, length: .max, depth: containers.count)
            try open(.sequence, tag, end: end, undefined: true)
            if isUnknown { setUnknown() }
            return element
        case .ob, .ow:
            let element = Element(.fragments, tag, vr, offset: position, length: .max, depth: containers.count)
            try open(.fragments, tag, end: end, undefined: true)
            return element
        default:
            throw error(.malformed, "\(tag) has VR \(vr), which cannot have an undefined length.")
        }
    }

    // MARK: Items, fragments and delimiters

    private mutating func nextItem(_ kind: Kind) throws(DICOMError) -> Element? {
        guard let container = containers.last else { return nil }
        let start = position
        guard min(end, available) - start >= 8 else {
            throw tooShort(8, "an item or the end of \(name(of: container))")
        }
        let tag = readTag(at: start)
        let length = read32(at: start + 4)
        position = start + 8
        switch tag {
        case .item where kind == .fragment:
            guard length != .max, Int(length) <= end - position else { throw tooLong(tag, length) }
            let element = Element(.fragment, tag, .ob, offset: position, length: length, depth: containers.count)
            position += Int(length)
            return element
        case .item:
            let left = end - position
            // Some editors of directories take elements out of an item and forget its length. Where that of the sequence is right, the item
            // ends with it.
            guard length == .max || Int(length) <= left || !container.hasUndefinedLength else { throw tooLong(tag, length) }
            let element = Element(.item, tag, .un, offset: position, length: length, depth: containers.count)
            try open(.item, tag, end: length == .max ? end : position + min(Int(length), left), undefined: length == .max)
            return element
        case .sequenceDelimitationItem where container.hasUndefinedLength || position == end:
            return close(container)
        default:
            position = start
            throw error(.malformed, "\(tag) stands where an item or the end of \(name(of: container)) is expected.")
        }
    }

    private mutating func delimiter(_ tag: Tag) throws(DICOMError) -> Element? {
        // Some writers end items of defined length with a delimiter as well.
        if tag == .itemDelimitationItem, let container = containers.last, container.hasUndefinedLength || position + 8 == end {
            position += 8
            return close(container)
        }
        throw error(.malformed, "\(tag) stands where an element is expected.")
    }

    private mutating func open(_ kind: Kind, _ tag: Tag, end newEnd: Int, undefined: Bool) throws(DICOMError) {
        guard containers.count < limits.depth * 2 else {
            throw error(
                .limitExceeded, "Sequences nest deeper than \(limits.depth) levels; raise ReadingLimits.depth if the object is sound.")
        }
        containers.append(
            Container(kind: kind, tag: tag, hasUndefinedLength: undefined, end: newEnd, isExplicit: isExplicit, isBigEndian: isBigEndian))
        containerKind = kind
        end = newEnd
    }

    private mutating func close(_ container: Container) -> Element {
        containers.removeLast()
        let outer = containers.last
        containerKind = outer?.kind ?? .value
        end = outer?.end ?? total
        isExplicit = outer?.isExplicit ?? outermostIsExplicit
        isBigEndian = outer?.isBigEndian ?? outermostIsBigEndian
        let kind: Kind = container.kind == .item ? .endOfItem : .endOfSequence
        return Element(kind, container.tag, .un, offset: position, length: 0, depth: containers.count)
    }

    // MARK: Bytes

    @inline(__always)
    func readTag(at offset: Int) -> Tag {
        if isBigEndian { return Tag(rawValue: bytes.unsafeLoadUnaligned(fromByteOffset: offset - base, as: UInt32.self).bigEndian) }
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset - base, as: UInt32.self).littleEndian
        return Tag(rawValue: raw << 16 | raw >> 16)
    }

    @inline(__always)
    func read32(at offset: Int) -> UInt32 {
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset - base, as: UInt32.self)
        return isBigEndian ? raw.bigEndian : raw.littleEndian
    }

    @inline(__always)
    private func read16(at offset: Int) -> UInt16 {
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset - base, as: UInt16.self)
        return isBigEndian ? raw.bigEndian : raw.littleEndian
    }

    @inline(__always)
    static func isCapitals(_ letters: UInt16) -> Bool {
        (0x41...0x5A).contains(letters >> 8) && (0x41...0x5A).contains(letters & 0xFF)
    }

    /// The tag at the position, nil when fewer than four bytes are left.
    public func peekTag() -> Tag? {
        min(end, available) - position >= 4 ? readTag(at: position) : nil
    }

    // MARK: Errors

    /// Fewer bytes than a header needs: because its container ends, or because no more are there yet.
    private mutating func tooShort(_ needed: Int, _ what: String) -> DICOMError {
        guard end - position >= needed else {
            return error(.truncated, "\(end - position) bytes are left where \(what) needs \(needed).")
        }
        missing = position + needed
        elementCount -= 1
        return error(.truncated, "The bytes end inside an element.")
    }
}
