import DICOM

/// Swift Testing has a `Tag` of its own; a name of this module goes before both.
typealias Tag = DICOM.Tag

/// Writes elements by hand, so that tests do not check the writer with itself.
struct Bytes {
    var explicit = true
    var big = false
    private(set) var all: [UInt8] = []

    static let undefined = UInt32.max

    init(explicit: Bool = true, big: Bool = false) {
        self.explicit = explicit
        self.big = big
    }

    mutating func number(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: big ? value.bigEndian : value.littleEndian) { all += $0 }
    }

    mutating func tag(_ group: UInt16, _ element: UInt16) {
        number(group)
        number(element)
    }

    mutating func header(_ group: UInt16, _ element: UInt16, _ vr: String, length: UInt32) {
        tag(group, element)
        guard explicit else { return number(length) }
        all += vr.utf8
        if ["OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"].contains(vr) {
            number(UInt16(0))
            number(length)
        } else {
            number(UInt16(length))
        }
    }

    mutating func element(_ group: UInt16, _ element: UInt16, _ vr: String, _ value: [UInt8]) {
        header(group, element, vr, length: UInt32(value.count))
        all += value
    }

    mutating func element(_ group: UInt16, _ element: UInt16, _ vr: String, _ text: String) {
        self.element(group, element, vr, Array(text.utf8))
    }

    mutating func item(length: UInt32 = Bytes.undefined) {
        tag(0xFFFE, 0xE000)
        number(length)
    }

    mutating func endOfItem() {
        tag(0xFFFE, 0xE00D)
        number(UInt32(0))
    }

    mutating func endOfSequence() {
        tag(0xFFFE, 0xE0DD)
        number(UInt32(0))
    }

    mutating func raw(_ bytes: [UInt8]) {
        all += bytes
    }

    /// A file of PS3.10 with this data set.
    static func file(_ syntax: TransferSyntax, _ body: [UInt8]) -> [UInt8] {
        var meta = Bytes()
        meta.element(0x0002, 0x0010, "UI", syntax.uid + (syntax.uid.utf8.count % 2 == 1 ? "\0" : ""))
        var length = Bytes()
        length.header(0x0002, 0x0000, "UL", length: 4)
        length.number(UInt32(meta.all.count))
        return [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + length.all + meta.all + body
    }

    /// A small data set with everything in it: text, numbers, sequences of both kinds, private elements.
    static func everything(explicit: Bool, big: Bool = false) -> [UInt8] {
        var bytes = Bytes(explicit: explicit, big: big)
        bytes.element(0x0008, 0x0005, "CS", "ISO_IR 100")
        bytes.element(0x0008, 0x0018, "UI", "1.2.3\0")
        bytes.header(0x0008, 0x1115, "SQ", length: undefined)
        bytes.item()
        bytes.element(0x0020, 0x000E, "UI", "1.2.4\0")
        bytes.endOfItem()
        var inner = Bytes(explicit: explicit, big: big)
        inner.element(0x0020, 0x000E, "UI", "1.2.55")
        bytes.item(length: UInt32(inner.all.count))
        bytes.raw(inner.all)
        bytes.endOfSequence()
        bytes.header(0x0008, 0x1140, "SQ", length: UInt32(inner.all.count + 8))
        bytes.item(length: UInt32(inner.all.count))
        bytes.raw(inner.all)
        bytes.element(0x0009, 0x0010, "LO", "MAKER ")
        bytes.element(0x0010, 0x0010, "PN", [0x42, 0x75, 0x63, 0xDF])
        bytes.header(0x0018, 0x9073, "FD", length: 8)
        bytes.number((1.5).bitPattern)
        bytes.header(0x0028, 0x0010, "US", length: 2)
        bytes.number(UInt16(512))
        bytes.header(0x7FE0, 0x0010, "OW", length: 4)
        bytes.number(UInt16(1))
        bytes.number(UInt16(0x0203))
        return bytes.all
    }
}

extension Collection<UInt8> {
    /// Whether these bytes stand somewhere in a row.
    func contains(subsequence: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: subsequence) }
    }
}
