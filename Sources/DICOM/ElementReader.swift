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
public struct ElementReader: ~Copyable, ~Escapable {
    /// What the reader has come upon.
    public enum Kind: UInt8, Sendable {
        /// An element with a value.
        case value
        /// The start of a sequence; items follow.
        case sequence
        /// The start of an item; elements follow.
        case item
        /// The start of encapsulated pixel data; fragments follow, first the basic offset table.
        case fragments
        /// A fragment.
        case fragment
        /// The end of an item.
        case endOfItem
        /// The end of a sequence or of encapsulated pixel data.
        case endOfSequence
    }

    /// A position in the structure: 16 bytes, no references.
    public struct Element: Sendable {
        /// The tag; that of the sequence for its end, `(FFFE,E000)` for items and fragments.
        public let tag: Tag
        /// The length of the value, `.max` when undefined.
        public let length: UInt32
        private let lowOffset: UInt32
        private let highOffset: UInt8
        /// The value representation; UN where the stream names one that PS3.5 does not define.
        public let vr: VR
        /// How many sequences and items are open around it.
        public let depth: UInt8
        /// What it is.
        public let kind: Kind

        @inline(__always)
        init(_ kind: Kind, _ tag: Tag, _ vr: VR, offset: Int, length: UInt32, depth: Int) {
            self.tag = tag
            self.length = length
            lowOffset = UInt32(truncatingIfNeeded: offset)
            highOffset = UInt8(truncatingIfNeeded: offset >> 32)
            self.vr = vr
            self.depth = UInt8(truncatingIfNeeded: depth)
            self.kind = kind
        }

        /// Where the value begins.
        public var offset: Int { Int(highOffset) << 32 | Int(lowOffset) }

        /// Whether a delimiter ends it.
        public var hasUndefinedLength: Bool { length == .max }

        /// Where the value lies; empty where the length is undefined.
        public var valueRange: Range<Int> { offset..<offset + (length == .max ? 0 : Int(length)) }
    }

    /// A sequence, item or pixel data that has begun and not ended.
    struct Container {
        let kind: Kind
        let tag: Tag
        let hasUndefinedLength: Bool
        /// Where the bytes of this container end at the latest.
        let end: Int
        let isExplicit: Bool
    }

    private let bytes: RawSpan
    private let isBigEndian: Bool
    private let limits: ReadingLimits
    private var containers: [Container] = []
    /// The kind of the innermost container; `.value` where elements are not in an item.
    private var containerKind = Kind.value
    private let representations = VR.byLetters
    /// Where the innermost container ends at the latest.
    private var end: Int
    private var isExplicit: Bool
    private var outermostIsExplicit: Bool
    private var elementCount = 0
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
        self.bytes = bytes
        self.limits = limits
        isBigEndian = syntax.isBigEndian
        isExplicit = syntax.isExplicitVR
        outermostIsExplicit = isExplicit
        end = bytes.byteCount
        position = min(max(start, 0), end)
    }

    /// A reader of the items in the value of a sequence, as if its start had just been reported.
    @_lifetime(copy bytes)
    init(_ bytes: RawSpan, itemsOf range: Range<Int>, tag: Tag, isExplicit: Bool, limits: ReadingLimits) {
        self.bytes = bytes
        self.limits = limits
        isBigEndian = false
        self.isExplicit = isExplicit
        outermostIsExplicit = isExplicit
        end = range.upperBound
        position = range.lowerBound
        containers.append(Container(kind: .sequence, tag: tag, hasUndefinedLength: false, end: end, isExplicit: isExplicit))
        containerKind = .sequence
    }

    /// How many elements, items and fragments were reported.
    var count: Int { elementCount }

    /// How many sequences and items are open.
    public var depth: Int { containers.count }

    /// Whether the elements at this level name their VR.
    var readsExplicitVR: Bool { isExplicit }

    /// Reads the elements of this level the other way than the syntax says.
    mutating func setExplicit(_ explicit: Bool) {
        isExplicit = explicit
        if containers.isEmpty { outermostIsExplicit = explicit }
        if let container = containers.popLast() {
            containers.append(
                Container(
                    kind: container.kind, tag: container.tag, hasUndefinedLength: container.hasUndefinedLength, end: container.end,
                    isExplicit: explicit))
        }
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
        guard end - start >= 8 else {
            throw error(.truncated, "\(end - start) bytes are left where the header of an element needs 8.")
        }
        let header = bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
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
        let letters = bytes.unsafeLoadUnaligned(fromByteOffset: start + 4, as: UInt16.self).littleEndian
        let vr = representation(letters)
        // PS3.5 table 7.1-1: VRs to come have the long form, so letters that are no VR yet do too.
        guard vr?.isLongForm ?? Self.isCapitals(letters) else {
            position = start + 8
            return try begin(tag, vr ?? .un, length: UInt32(read16(at: start + 6)))
        }
        guard end - start >= 12 else {
            throw error(.truncated, "\(end - start) bytes are left where the header of \(tag) needs 12.")
        }
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
            if isUnknown { setExplicit(false) }
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
        guard end - start >= 8 else {
            throw error(.truncated, "\(end - start) bytes are left where an item or the end of \(name(of: container)) needs 8.")
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
            guard length == .max || Int(length) <= end - position else { throw tooLong(tag, length) }
            let element = Element(.item, tag, .un, offset: position, length: length, depth: containers.count)
            try open(.item, tag, end: length == .max ? end : position + Int(length), undefined: length == .max)
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
        containers.append(Container(kind: kind, tag: tag, hasUndefinedLength: undefined, end: newEnd, isExplicit: isExplicit))
        containerKind = kind
        end = newEnd
    }

    private mutating func close(_ container: Container) -> Element {
        containers.removeLast()
        let outer = containers.last
        containerKind = outer?.kind ?? .value
        end = outer?.end ?? bytes.byteCount
        isExplicit = outer?.isExplicit ?? outermostIsExplicit
        let kind: Kind = container.kind == .item ? .endOfItem : .endOfSequence
        return Element(kind, container.tag, .un, offset: position, length: 0, depth: containers.count)
    }

    // MARK: Bytes

    @inline(__always)
    private func readTag(at offset: Int) -> Tag {
        if isBigEndian { return Tag(rawValue: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).bigEndian) }
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self).littleEndian
        return Tag(rawValue: raw << 16 | raw >> 16)
    }

    @inline(__always)
    private func read32(at offset: Int) -> UInt32 {
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return isBigEndian ? raw.bigEndian : raw.littleEndian
    }

    @inline(__always)
    private func read16(at offset: Int) -> UInt16 {
        let raw = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return isBigEndian ? raw.bigEndian : raw.littleEndian
    }

    @inline(__always)
    private static func isCapitals(_ letters: UInt16) -> Bool {
        (0x41...0x5A).contains(letters >> 8) && (0x41...0x5A).contains(letters & 0xFF)
    }

    /// The tag at the position, nil when fewer than four bytes are left.
    public func peekTag() -> Tag? {
        end - position >= 4 ? readTag(at: position) : nil
    }

    /// Whether the next element is laid out the other way than the syntax says, as broken writers do within items.
    func nextContradictsSyntax() -> Bool {
        guard end - position >= 8 else { return false }
        let tag = readTag(at: position)
        if tag.group == 0xFFFE { return false }
        let letters = bytes.unsafeLoadUnaligned(fromByteOffset: position + 4, as: UInt16.self).bigEndian
        if isExplicit {
            let length = read32(at: position + 4)
            return !Self.isCapitals(letters) && !isBigEndian && (length == .max || Int(length) <= end - position - 8)
        }
        // Two letters could be a length as well: only those of the very VR that the dictionary gives count.
        guard let vr = VR(rawValue: letters), Int(read32(at: position + 4)) > end - position - 8 else { return false }
        return DataDictionary.entry(for: tag)?.alternatives.contains(vr) ?? false
    }

    // MARK: Errors

    private func tooLong(_ tag: Tag, _ length: UInt32) -> DICOMError {
        let left = end - position
        if containers.contains(where: { !$0.hasUndefinedLength }) {
            return error(.malformed, "\(tag) has a length of \(length) bytes where its container has \(left) left.")
        }
        return error(.truncated, "\(tag) has a length of \(length) bytes where \(left) are left.")
    }

    private func error(_ code: DICOMError.Code, _ message: String) -> DICOMError {
        DICOMError(code, message, offset: position)
    }

    private func name(of container: Container) -> String {
        container.kind == .item ? "an item" : "\(container.tag)"
    }
}
