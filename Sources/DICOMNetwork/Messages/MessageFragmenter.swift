import NIOCore

/// Cuts a message into P-DATA-TF PDUs that are no longer than the peer accepts (PS3.8 annex E), one at a time, so that a long
/// message is never in memory twice.
struct MessageFragmenter {
    private let contextID: UInt8
    private let command: [UInt8]
    private let dataSet: [UInt8]?
    /// Bytes of a fragment.
    private let fragmentBytes: Int
    private var position = 0
    private var isInCommand = true
    private(set) var isAtEnd = false

    /// What a peer that sets no limit gets at most in one PDU.
    private static let unlimitedBytes = 256 << 10
    /// What a peer gets that asks for less than a useful length.
    private static let leastBytes = 128

    /// - Parameter maximumLength: What the peer said; 0 for any length.
    init(contextID: UInt8, command: CommandSet, dataSet: [UInt8]?, maximumLength: UInt32) {
        self.contextID = contextID
        self.command = command.encoded()
        self.dataSet = dataSet
        let most = maximumLength == 0 ? Self.unlimitedBytes : min(max(Int(maximumLength), Self.leastBytes), Self.unlimitedBytes)
        fragmentBytes = most - PresentationDataValue.headerLength
    }

    /// Writes the next PDU, of one fragment: peers that expect more than one in a PDU are rarer than those that do not.
    mutating func writeNext(to buffer: inout ByteBuffer) {
        let source = isInCommand ? command : dataSet ?? []
        let count = min(source.count - position, fragmentBytes)
        let isLast = position + count == source.count
        buffer.writeMultipleIntegers(
            PDU.Kind.data.rawValue, 0 as UInt8, UInt32(count + PresentationDataValue.headerLength), UInt32(count + 2), contextID,
            PresentationDataValue.control(isCommand: isInCommand, isLast: isLast))
        source.withUnsafeBytes { _ = buffer.writeBytes(UnsafeRawBufferPointer(rebasing: $0[position..<position + count])) }
        position += count
        guard isLast else { return }
        if isInCommand, dataSet != nil {
            isInCommand = false
            position = 0
        } else {
            isAtEnd = true
        }
    }

    /// How many bytes the rest takes, in PDUs.
    var remainingBytes: Int {
        let left = (isInCommand ? command.count + (dataSet?.count ?? 0) : dataSet?.count ?? 0) - position
        return left + (left / fragmentBytes + 2) * (PDU.headerLength + PresentationDataValue.headerLength)
    }

    /// How many bytes the next PDU takes.
    var nextBytes: Int {
        let count = isInCommand ? command.count : dataSet?.count ?? 0
        return min(count - position, fragmentBytes) + PDU.headerLength + PresentationDataValue.headerLength
    }
}
