public import NIOCore

/// Turns the bytes of a connection into PDUs, however the bytes are cut.
///
/// P-DATA-TF PDUs are not collected: their values are handed on as they arrive, as ``Fragment``s that share the bytes of the network buffer,
/// so that an object is copied once on its way into memory and a long PDU costs nothing until its bytes are there.
///
/// ```swift
/// var decoder = PDUDecoder()
/// decoder.append(bytes)
/// while let element = try decoder.next() { … }
/// ```
public struct PDUDecoder: Sendable {
    /// What to accept at most.
    public struct Limits: Hashable, Sendable {
        /// The length of an A-ASSOCIATE PDU in bytes. 128 contexts of 60 transfer syntaxes each take about 500,000.
        public var associateBytes = 1 << 20
        /// The length of a P-DATA-TF PDU in bytes after its header; nil for any.
        public var dataBytes: Int?
        /// How many presentation contexts may be proposed; ids leave room for 128.
        public var presentationContexts = 128
        /// How many transfer syntaxes one context may have.
        public var transferSyntaxes = 128
        /// How many items the user information may have. One role for every SOP class there is takes about 200.
        public var userInformationItems = 1024

        /// The limits as they stand.
        public init() {}
    }

    /// What comes next on the connection.
    public enum Element: Hashable, Sendable {
        /// A whole PDU, any but P-DATA-TF.
        case pdu(PDU)
        /// A piece of a presentation data value.
        case fragment(Fragment)
    }

    /// A piece of a presentation data value, cut where the network cut it.
    public struct Fragment: Hashable, Sendable {
        /// The presentation context the message travels in.
        public let contextID: UInt8
        /// Whether the bytes belong to the command set.
        public let isCommand: Bool
        /// Whether the command set or data set ends with these bytes.
        public let isLast: Bool
        /// The bytes, perhaps none.
        public let bytes: ByteBuffer
    }

    private enum State: Hashable {
        case header
        /// Inside a P-DATA-TF PDU, at the header of a value.
        case valueHeader(left: Int)
        /// Inside a value.
        case value(contextID: UInt8, control: UInt8, left: Int, leftInPDU: Int)
        case body(type: UInt8, length: Int)
        case failed(PDUError)
    }

    /// What to accept at most.
    public var limits: Limits
    private var state = State.header
    private var buffer = ByteBuffer()

    /// A decoder at the start of a connection.
    public init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Whether bytes of an unfinished PDU have come.
    public var isInsidePDU: Bool { state != .header || buffer.readableBytes > 0 }

    /// Takes bytes as they came.
    public mutating func append(_ bytes: ByteBuffer) {
        if buffer.readableBytes == 0 {
            // The usual case: values are handed on to the last byte, so nothing is left over and nothing is copied.
            buffer = bytes
        } else {
            var bytes = bytes
            buffer.writeBuffer(&bytes)
        }
    }

    /// Takes bytes as they came.
    public mutating func append(_ bytes: [UInt8]) {
        append(ByteBuffer(bytes: bytes))
    }

    /// The next element, nil when more bytes are needed. After an error there is nothing but that error.
    public mutating func next() throws(PDUError) -> Element? {
        do throws(PDUError) {
            return try step()
        } catch {
            state = .failed(error)
            buffer.clear()
            throw error
        }
    }

    private mutating func step() throws(PDUError) -> Element? {
        while true {
            switch state {
            case .header:
                guard buffer.readableBytes >= PDU.headerLength else { return nil }
                try readHeader()
            case .body(let type, let length):
                guard let body = buffer.readSlice(length: length) else { return nil }
                state = .header
                return .pdu(try PDU(type: type, body: PDUReader(body), limits: limits))
            case .valueHeader(let left):
                guard left > 0 else {
                    state = .header
                    continue
                }
                guard left >= PresentationDataValue.headerLength else {
                    throw PDUError(.badLength, "A P-DATA-TF PDU ends inside the header of a presentation data value.")
                }
                guard buffer.readableBytes >= PresentationDataValue.headerLength else { return nil }
                try readValueHeader(left)
                // A value without bytes is a fragment all the same: it may end a message.
                if case .value(let contextID, let control, 0, let leftInPDU) = state {
                    state = .valueHeader(left: leftInPDU)
                    return .fragment(Self.fragment(contextID, control, ByteBuffer(), endsValue: true))
                }
            case .value(let contextID, let control, let left, let leftInPDU):
                let count = min(left, buffer.readableBytes)
                guard count > 0, let bytes = buffer.readSlice(length: count) else { return nil }
                let endsValue = count == left
                state =
                    endsValue
                    ? .valueHeader(left: leftInPDU - count)
                    : .value(contextID: contextID, control: control, left: left - count, leftInPDU: leftInPDU - count)
                return .fragment(Self.fragment(contextID, control, bytes, endsValue: endsValue))
            case .failed(let error): throw error
            }
        }
    }

    private static func fragment(_ contextID: UInt8, _ control: UInt8, _ bytes: ByteBuffer, endsValue: Bool) -> Fragment {
        Fragment(contextID: contextID, isCommand: control & 1 != 0, isLast: endsValue && control & 2 != 0, bytes: bytes)
    }

    private mutating func readHeader() throws(PDUError) {
        guard let (type, _, length) = buffer.readMultipleIntegers(as: (UInt8, UInt8, UInt32).self) else { return }
        let size = Int(length)
        switch PDU.Kind(rawValue: type) {
        case .associateRequest, .associateAccept:
            guard size <= limits.associateBytes else {
                throw PDUError(.limitExceeded, "An A-ASSOCIATE PDU of \(size) bytes is longer than \(limits.associateBytes).")
            }
        case .data:
            // Some peers count the six bytes of the header into the length they were told.
            if let most = limits.dataBytes, size > most + PDU.headerLength {
                throw PDUError(.badLength, "A P-DATA-TF PDU of \(size) bytes is longer than the \(most) that were negotiated.")
            }
            guard size > 0 else { throw PDUError(.badStructure, "A P-DATA-TF PDU has no presentation data value.") }
            state = .valueHeader(left: size)
            return
        case .associateReject, .releaseRequest, .releaseReply, .abort:
            guard size == 4 else { throw PDUError(.badLength, "A PDU of type \(type) has \(size) bytes where it has 4.") }
        case nil: throw PDUError(.unrecognisedPDU, "There is no PDU of type \(String(type, radix: 16, uppercase: true))H.")
        }
        state = .body(type: type, length: size)
    }

    private mutating func readValueHeader(_ left: Int) throws(PDUError) {
        guard let (length, contextID, control) = buffer.readMultipleIntegers(as: (UInt32, UInt8, UInt8).self) else { return }
        let size = Int(length)
        guard size >= 2, size + 4 <= left else {
            throw PDUError(.badLength, "A presentation data value of \(size) bytes does not fit the \(left) that its PDU has left.")
        }
        state = .value(
            contextID: contextID, control: control, left: size - 2, leftInPDU: left - PresentationDataValue.headerLength)
    }
}
