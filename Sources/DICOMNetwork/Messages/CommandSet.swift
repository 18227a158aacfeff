import DICOM

/// The command set of a message: the elements of group 0000 (PS3.7 section 6.3.1), always in Implicit VR Little Endian.
struct CommandSet: Sendable {
    private(set) var elements: DataSet

    /// Command Data Set Type that says that there is no data set; any other value says that there is one (PS3.7 annex E.1).
    private static let noDataSet = 0x0101
    private static let someDataSet = 0x0102

    init(_ command: Command, hasDataSet: Bool) {
        elements = DataSet()
        elements.set(.commandField, integers: [Int(command.rawValue)])
        elements.set(.commandDataSetType, integers: [hasDataSet ? Self.someDataSet : Self.noDataSet])
    }

    /// Reads a command set.
    init(encoded bytes: [UInt8]) throws(MessageError) {
        let limits = ReadingLimits(depth: 2, elements: 256, inflatedBytes: 0)
        guard let elements = try? DataSet(encoded: bytes, as: .implicitVRLittleEndian, limits: limits) else {
            throw MessageError(.malformedCommand, "The command set cannot be read.")
        }
        guard elements.elements.allSatisfy({ $0.tag.group == 0 }) else {
            throw MessageError(.malformedCommand, "The command set has elements of another group than 0000.")
        }
        self.elements = elements
        guard number(.commandField) != nil, number(.commandDataSetType) != nil else {
            throw MessageError(.malformedCommand, "The command set has no command field or does not say whether a data set follows.")
        }
    }

    /// The bytes, group length first.
    func encoded() -> [UInt8] {
        // The elements are made here of numbers, UIDs and short text: nothing that could not be written.
        guard let rest = try? elements.encoded(as: .implicitVRLittleEndian) else { return [] }
        let length = UInt32(rest.count)
        let header: [UInt8] = [
            0, 0, 0, 0, 4, 0, 0, 0, UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8),
            UInt8(truncatingIfNeeded: length >> 16), UInt8(truncatingIfNeeded: length >> 24),
        ]
        return header + rest
    }

    func number(_ tag: Tag) -> UInt16? {
        elements.integer(tag).flatMap(UInt16.init(exactly:))
    }

    /// Text with padding removed; nil where it is missing or empty.
    func text(_ tag: Tag) -> String? {
        guard let text = elements.string(tag), !text.isEmpty else { return nil }
        return text
    }

    mutating func set(_ tag: Tag, _ number: UInt16) {
        elements.set(tag, integers: [Int(number)])
    }

    mutating func set(_ tag: Tag, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        elements.set(tag, text)
    }

    mutating func set(_ tag: Tag, tags: [Tag]) {
        elements.set(tag, tags: tags)
    }

    // MARK: The elements that most messages have

    var command: Command { Command(rawValue: number(.commandField) ?? 0) }
    var hasDataSet: Bool { number(.commandDataSetType) != UInt16(Self.noDataSet) }
    var messageID: UInt16? { number(.messageID) }
    var messageIDBeingRespondedTo: UInt16? { number(.messageIDBeingRespondedTo) }
    var affectedSOPClassUID: String? { text(.affectedSOPClassUID) }
    var affectedSOPInstanceUID: String? { text(.affectedSOPInstanceUID) }
    var requestedSOPClassUID: String? { text(.requestedSOPClassUID) }
    var requestedSOPInstanceUID: String? { text(.requestedSOPInstanceUID) }
    var status: DIMSEStatus? { number(.status).map(DIMSEStatus.init(rawValue:)) }
    var errorComment: String? { text(.errorComment) }
}

extension CommandSet {
    /// A request with its message id.
    static func request(_ command: Command, messageID: UInt16, sopClassUID: String, hasDataSet: Bool) -> CommandSet {
        var set = CommandSet(command, hasDataSet: hasDataSet)
        set.set(.affectedSOPClassUID, sopClassUID)
        set.set(.messageID, messageID)
        return set
    }

    /// The answer to this request. SOP class and instance are sent back, as most responses want it (PS3.7 sections 9.3 and 10.3).
    func response(_ status: DIMSEStatus, comment: String? = nil, hasDataSet: Bool = false) -> CommandSet {
        var set = CommandSet(command.response, hasDataSet: hasDataSet)
        set.set(.affectedSOPClassUID, affectedSOPClassUID ?? requestedSOPClassUID)
        set.set(.affectedSOPInstanceUID, affectedSOPInstanceUID ?? requestedSOPInstanceUID)
        set.set(.messageIDBeingRespondedTo, messageID ?? 0)
        set.set(.status, status.rawValue)
        set.set(.errorComment, comment.map(Self.errorComment))
        return set
    }

    /// Error Comment is a LO: up to 64 characters without backslash and control characters.
    private static func errorComment(_ text: String) -> String {
        String(text.unicodeScalars.map { (" "..."~").contains($0) && $0 != "\\" ? Character($0) : "?" }.prefix(64))
    }
}
