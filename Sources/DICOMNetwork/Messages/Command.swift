/// The command field of a message (PS3.7 annex E.1).
struct Command: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt16

    static let storeRequest = Command(rawValue: 0x0001)
    static let getRequest = Command(rawValue: 0x0010)
    static let findRequest = Command(rawValue: 0x0020)
    static let moveRequest = Command(rawValue: 0x0021)
    static let echoRequest = Command(rawValue: 0x0030)
    static let eventReportRequest = Command(rawValue: 0x0100)
    static let nGetRequest = Command(rawValue: 0x0110)
    static let nSetRequest = Command(rawValue: 0x0120)
    static let actionRequest = Command(rawValue: 0x0130)
    static let nCreateRequest = Command(rawValue: 0x0140)
    static let nDeleteRequest = Command(rawValue: 0x0150)
    static let cancelRequest = Command(rawValue: 0x0FFF)

    /// Whether this answers a request.
    var isResponse: Bool { rawValue & 0x8000 != 0 }

    /// The command that answers this request.
    var response: Command { Command(rawValue: rawValue | 0x8000) }
}
