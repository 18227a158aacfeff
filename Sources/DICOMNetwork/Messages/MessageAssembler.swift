import NIOCore

/// Puts fragments together to messages: a command set, then the data set it announces, in one presentation context (PS3.7 annex E).
struct MessageAssembler {
    struct Message {
        var contextID: UInt8
        var command: CommandSet
        var dataSet: [UInt8]?
    }

    private enum State {
        case idle
        case command(contextID: UInt8, bytes: [UInt8])
        case dataSet(contextID: UInt8, CommandSet, limit: Int)
    }

    private let commandBytes: Int
    private let identifierBytes: Int
    private let objectBytes: Int
    private var state = State.idle
    /// The data set that is being received: apart from the state, so that it grows in place.
    private var dataSet: [UInt8] = []
    /// What to reserve for the next data set. Objects of a series are of one size.
    private var expectedBytes = 256 << 10
    /// The most that is reserved before bytes have come.
    private static let reservedBytes = 64 << 20

    init(_ limits: AssociationLimits) {
        commandBytes = limits.commandBytes
        identifierBytes = limits.identifierBytes
        objectBytes = limits.objectBytes
    }

    /// Whether a message has begun and not ended.
    var isInsideMessage: Bool { if case .idle = state { false } else { true } }

    /// The bytes of the data set that is being received.
    var dataSetBytes: Int { dataSet.count }

    /// Adds a fragment; gives the message that it completes.
    mutating func add(_ fragment: PDUDecoder.Fragment) throws(MessageError) -> Message? {
        switch state {
        case .idle:
            guard fragment.isCommand else { throw MessageError(.mixedFragments, "A data set came where a command set has to come.") }
            state = .command(contextID: fragment.contextID, bytes: [])
            return try addCommand(fragment)
        case .command: return try addCommand(fragment)
        case .dataSet(let contextID, let command, let limit):
            guard !fragment.isCommand, fragment.contextID == contextID else {
                throw MessageError(.mixedFragments, "The fragments of two messages are mixed.")
            }
            let count = fragment.bytes.readableBytes
            guard dataSet.count + count <= limit else {
                throw MessageError(.limitExceeded, "The data set is longer than the \(limit) bytes that are accepted.")
            }
            if dataSet.isEmpty { dataSet.reserveCapacity(min(limit, max(count, expectedBytes))) }
            fragment.bytes.withUnsafeReadableBytes { dataSet.append(contentsOf: $0) }
            guard fragment.isLast else { return nil }
            expectedBytes = min(dataSet.count + 4096, Self.reservedBytes)
            state = .idle
            let whole = dataSet
            dataSet = []
            return Message(contextID: contextID, command: command, dataSet: whole)
        }
    }

    private mutating func addCommand(_ fragment: PDUDecoder.Fragment) throws(MessageError) -> Message? {
        guard case .command(let contextID, var bytes) = state, fragment.isCommand, fragment.contextID == contextID else {
            throw MessageError(.mixedFragments, "The fragments of two messages are mixed.")
        }
        guard bytes.count + fragment.bytes.readableBytes <= commandBytes else {
            throw MessageError(.limitExceeded, "The command set is longer than the \(commandBytes) bytes that are accepted.")
        }
        bytes.append(contentsOf: fragment.bytes.readableBytesView)
        guard fragment.isLast else {
            state = .command(contextID: contextID, bytes: bytes)
            return nil
        }
        let command = try CommandSet(encoded: bytes)
        guard command.hasDataSet else {
            state = .idle
            return Message(contextID: contextID, command: command, dataSet: nil)
        }
        state = .dataSet(contextID: contextID, command, limit: command.command == .storeRequest ? objectBytes : identifierBytes)
        return nil
    }
}
