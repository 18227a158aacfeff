import NIOCore

/// Writes PDUs and their items. Lengths are put in when an item is closed.
struct PDUWriter {
    private(set) var buffer = ByteBuffer()

    /// Where the length of something open stands.
    struct Open {
        fileprivate let lengthIndex: Int
    }

    mutating func open(_ kind: PDU.Kind) -> Open {
        buffer.writeInteger(kind.rawValue)
        buffer.writeInteger(0 as UInt8)
        defer { buffer.writeInteger(0 as UInt32) }
        return Open(lengthIndex: buffer.writerIndex)
    }

    mutating func close(_ open: Open) {
        let length = buffer.writerIndex - open.lengthIndex - 4
        buffer.setInteger(UInt32(length), at: open.lengthIndex)
    }

    mutating func write(_ kind: PDU.Kind, _ body: [UInt8]) {
        let start = open(kind)
        bytes(body)
        close(start)
    }

    mutating func write(_ value: PresentationDataValue) {
        integer(UInt32(value.bytes.count + 2))
        bytes([value.contextID, PresentationDataValue.control(isCommand: value.isCommand, isLast: value.isLast)])
        bytes(value.bytes)
    }

    mutating func openItem(_ type: UInt8) -> Open {
        buffer.writeInteger(type)
        buffer.writeInteger(0 as UInt8)
        return openCount()
    }

    /// 16 bits of length without a type.
    mutating func openCount() -> Open {
        defer { buffer.writeInteger(0 as UInt16) }
        return Open(lengthIndex: buffer.writerIndex)
    }

    mutating func closeItem(_ open: Open) throws(PDUError) {
        let length = buffer.writerIndex - open.lengthIndex - 2
        guard let short = UInt16(exactly: length) else {
            throw PDUError(.limitExceeded, "An item has \(length) bytes where 65535 are the most.")
        }
        buffer.setInteger(short, at: open.lengthIndex)
    }

    mutating func item(_ type: UInt8, _ text: String) throws(PDUError) {
        let item = openItem(type)
        try characters(text)
        try closeItem(item)
    }

    mutating func integer(_ number: some FixedWidthInteger) {
        buffer.writeInteger(number)
    }

    mutating func bytes(_ bytes: [UInt8]) {
        buffer.writeBytes(bytes)
    }

    mutating func counted(_ text: String) throws(PDUError) {
        let list = openCount()
        try characters(text)
        try closeItem(list)
    }

    mutating func counted(_ content: [UInt8]) throws(PDUError) {
        let list = openCount()
        bytes(content)
        try closeItem(list)
    }

    mutating func title(_ title: String) throws(PDUError) {
        guard title.utf8.count <= 16 else { throw PDUError(.invalidValue, "An AE title has more than 16 characters.") }
        try characters(title)
        buffer.writeRepeatingByte(0x20, count: 16 - title.utf8.count)
    }

    mutating func associate(_ version: UInt16, _ called: String, _ calling: String, _ applicationContext: String) throws(PDUError) {
        integer(version)
        integer(0 as UInt16)
        try title(called)
        try title(calling)
        buffer.writeRepeatingByte(0, count: 32)
        try item(ItemType.applicationContext, applicationContext)
    }

    private mutating func characters(_ text: String) throws(PDUError) {
        guard text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            throw PDUError(.invalidValue, "An AE title, UID or name has characters outside the basic character set.")
        }
        buffer.writeString(text)
    }
}
