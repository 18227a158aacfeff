/// What a reader accepts before it gives up, so that no input can exhaust memory, time or the stack.
public struct ReadingLimits: Sendable, Hashable {
    /// How deep sequences may nest.
    public var depth: Int
    /// How many elements, items and fragments one object may have.
    public var elements: Int
    /// How many bytes a deflated data set may inflate to.
    public var inflatedBytes: Int
    /// How many bytes a reader of pieces keeps, in which the header must end.
    public var headerBytes: Int

    /// Limits of one's own.
    public init(depth: Int = 64, elements: Int = 4_000_000, inflatedBytes: Int = 1 << 30, headerBytes: Int = 1 << 26) {
        // The depth is held in one byte by `ElementReader.Element`, and every sequence takes two levels: itself and its item.
        self.depth = min(max(depth, 0), 120)
        self.elements = elements
        self.inflatedBytes = inflatedBytes
        self.headerBytes = headerBytes
    }

    /// 64 levels, four million elements, one gibibyte inflated, headers of 64 mebibytes.
    public static let standard = ReadingLimits()
}
