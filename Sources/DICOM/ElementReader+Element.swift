extension ElementReader {
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
}
