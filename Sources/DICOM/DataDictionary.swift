/// The data dictionary (PS3.6): keyword, VR, VM and name of every attribute.
///
/// One string literal is parsed once, on first use, into a compact table; looking a tag up allocates nothing. (Not named
/// `Dictionary`: that would hide the type of the standard library in every file that imports this module.)
public enum DataDictionary {
    /// A row of the dictionary. It points into the table: texts are made when asked for.
    public struct Entry: Sendable {
        fileprivate let line: UInt32
        /// The VR; the first of several where the data set decides (see ``alternatives``).
        public let vr: VR
        /// The VRs the standard allows, for example `US or SS`.
        public var alternatives: [VR] { field(2).split(separator: "/").compactMap { VR($0) } }
        /// The tag as asked for. Repeating groups such as `60XX` keep their number.
        public let tag: Tag
        /// The keyword, for example `PatientID`; empty for a few retired entries.
        public var keyword: String { field(1) }
        /// The value multiplicity, for example `1-n`.
        public var vm: String { field(3) }
        /// Whether the standard has retired the attribute.
        public var isRetired: Bool { field(4) == "R" }
        /// The name, for example `Patient ID`.
        public var name: String { field(5) }

        /// Whether the keyword ends so, told without making a text of it.
        public func keywordEnds(with ending: StaticString) -> Bool { DataDictionary.table.keyword(ofLineAt: Int(line), endsWith: ending) }

        private func field(_ number: Int) -> String { DataDictionary.table.field(number, ofLineAt: Int(line)) }
    }

    static let table = AttributeIndex(attributeTable)
    private static let keywords = KeywordIndex(table)

    /// The row of a tag; nil for unknown and private tags.
    public static func entry(for tag: Tag) -> Entry? {
        guard let row = table.row(of: tag) else { return nil }
        return Entry(line: table.lines[row], vr: table.representations[row], tag: tag)
    }

    /// The VR of a tag. Private creators are LO, group lengths UL, anything unknown is nil.
    ///
    /// Where the standard leaves a choice: OW before OB, US before SS.
    public static func vr(for tag: Tag) -> VR? {
        if let row = table.row(of: tag) { return table.representations[row] }
        if tag.isGroupLength { return .ul }
        return tag.isPrivateCreator ? .lo : nil
    }

    /// Whether the VR is US or SS, as Pixel Representation (0028,0103) decides.
    static func followsPixelRepresentation(_ tag: Tag) -> Bool {
        guard let row = table.row(of: tag) else { return false }
        return table.isSignedOrUnsigned[row]
    }

    /// The tag with this keyword, for example `PatientID`.
    public static func tag(forKeyword keyword: String) -> Tag? { keywords.tag(for: keyword) }
}

/// The attribute table as parallel arrays with an open hash over the tags.
struct AttributeIndex: Sendable {
    private let text: StaticString
    private(set) var lines: [UInt32] = []
    private(set) var representations: [VR] = []
    private(set) var isSignedOrUnsigned: [Bool] = []
    private(set) var tags: [UInt32] = []
    /// Repeating groups: the digits that are given, and which they are.
    private var masked: [(mask: UInt32, value: UInt32, row: Int)] = []
    /// Row + 1, or 0; 2^14 slots for 5,000 rows.
    private var slots = [UInt16](repeating: 0, count: 1 << 14)

    init(_ text: StaticString) {
        self.text = text
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        lines.reserveCapacity(5_300)
        representations.reserveCapacity(5_300)
        isSignedOrUnsigned.reserveCapacity(5_300)
        tags.reserveCapacity(5_300)
        var start = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            if end - start > 9 { append(bytes, start) }
            start = end + 1
        }
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) {
        var value: UInt32 = 0
        var mask: UInt32 = 0
        for byte in bytes[start..<start + 8] {
            let digit = hexadecimalDigit(byte)
            value = value << 4 | UInt32(digit ?? 0)
            mask = mask << 4 | (digit == nil ? 0 : 0xF)
        }
        var position = start + 9
        while bytes[position] != 0x7C { position += 1 }
        position += 1
        var choices: [VR] = []
        while bytes[position] != 0x7C {
            if bytes[position] == 0x2F { position += 1 }
            if let vr = VR(rawValue: UInt16(bytes[position]) << 8 | UInt16(bytes[position + 1])) { choices.append(vr) }
            position += 2
        }
        let row = lines.count
        lines.append(UInt32(start))
        representations.append(choices.contains(.ow) ? .ow : choices.first ?? .un)
        isSignedOrUnsigned.append(choices.contains(.ss) && choices.contains(.us) && !choices.contains(.ow))
        tags.append(value)
        if mask != .max {
            masked.append((mask, value, row))
        } else {
            var slot = Self.hash(value)
            while slots[slot] != 0 { slot = (slot + 1) & (1 << 14 - 1) }
            slots[slot] = UInt16(row + 1)
        }
    }

    @inline(__always)
    private static func hash(_ tag: UInt32) -> Int {
        Int(truncatingIfNeeded: (tag &* 0x9E37_79B1) >> 18)
    }

    func row(of tag: Tag) -> Int? {
        if tag.isPrivate { return nil }
        var slot = Self.hash(tag.rawValue)
        while slots[slot] != 0 {
            let row = Int(slots[slot]) - 1
            if tags[row] == tag.rawValue { return row }
            slot = (slot + 1) & (1 << 14 - 1)
        }
        switch tag.group {
        case 0x0020, 0x0028, 0x1000, 0x1010, 0x5000...0x50FF, 0x6000...0x60FF, 0x7F00...0x7FFF:
            return masked.first { tag.rawValue & $0.mask == $0.value }?.row
        default:
            return nil
        }
    }

    /// Whether the keyword of a line, which stands behind eight digits and a bar, ends so.
    func keyword(ofLineAt start: Int, endsWith ending: StaticString) -> Bool {
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var end = start + 9
        while bytes[end] != 0x7C { end += 1 }
        let length = ending.utf8CodeUnitCount
        guard end - start - 9 >= length else { return false }
        return (0..<length).allSatisfy { bytes[end - length + $0] == ending.utf8Start[$0] }
    }

    /// A field of a line of the table, counted from 0.
    func field(_ number: Int, ofLineAt start: Int) -> String {
        let bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var position = start
        for _ in 0..<number {
            while bytes[position] != 0x7C { position += 1 }
            position += 1
        }
        var end = position
        while bytes[end] != 0x7C, bytes[end] != 0x0A { end += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: bytes[position..<end]), as: UTF8.self)
    }
}

/// Keywords to tags, made when a keyword is first looked up.
private struct KeywordIndex: Sendable {
    private var tags: [String: UInt32] = [:]

    init(_ index: AttributeIndex) {
        tags.reserveCapacity(index.lines.count)
        for (row, line) in index.lines.enumerated() {
            let keyword = index.field(1, ofLineAt: Int(line))
            // The first of a repeating group stands for it: OverlayRows is (6000,0010).
            if !keyword.isEmpty, tags[keyword] == nil { tags[keyword] = index.tags[row] }
        }
    }

    func tag(for keyword: String) -> Tag? {
        tags[keyword].map(Tag.init(rawValue:))
    }
}
