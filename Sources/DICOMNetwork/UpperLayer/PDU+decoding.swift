public import NIOCore

extension PDU {
    /// The PDU that these bytes are, header included.
    ///
    /// - Parameters:
    ///   - bytes: One PDU, all of it and nothing else.
    ///   - limits: What to accept at most.
    public init(bytes: ByteBuffer, limits: PDUDecoder.Limits = .init()) throws(PDUError) {
        var reader = PDUReader(bytes)
        let type = try reader.integer("PDU type", as: UInt8.self)
        try reader.skip(1, "PDU header")
        let length = try reader.integer("PDU length", as: UInt32.self)
        guard Int(length) == reader.remaining else {
            throw PDUError(.badLength, "The PDU says that it has \(length) bytes and has \(reader.remaining).")
        }
        try self.init(type: type, body: reader, limits: limits)
    }

    init(type: UInt8, body: PDUReader, limits: PDUDecoder.Limits) throws(PDUError) {
        var reader = body
        switch Kind(rawValue: type) {
        case .associateRequest: self = .associateRequest(try AssociateRequest(&reader, limits))
        case .associateAccept: self = .associateAccept(try AssociateAccept(&reader, limits))
        case .associateReject:
            try reader.skip(1, "A-ASSOCIATE-RJ")
            self = .associateReject(
                AssociateReject(
                    result: try reader.integer("result"), source: try reader.integer("source"), reason: try reader.integer("reason")))
        case .data: self = .data(try Self.values(&reader))
        case .releaseRequest:
            try reader.skip(4, "A-RELEASE-RQ")
            self = .releaseRequest
        case .releaseReply:
            try reader.skip(4, "A-RELEASE-RP")
            self = .releaseReply
        case .abort:
            try reader.skip(2, "A-ABORT")
            self = .abort(AbortReason(source: try reader.integer("source"), reason: try reader.integer("reason")))
        case nil: throw PDUError(.unrecognisedPDU, "There is no PDU of type \(String(type, radix: 16, uppercase: true))H.")
        }
        try reader.requireEnd("PDU")
    }

    private static func values(_ reader: inout PDUReader) throws(PDUError) -> [PresentationDataValue] {
        var values: [PresentationDataValue] = []
        while !reader.isAtEnd {
            let length = try reader.integer("PDV length", as: UInt32.self)
            guard length >= 2 else { throw PDUError(.badLength, "A presentation data value has \(length) bytes where 2 are the least.") }
            var part = try reader.part(Int(length), "presentation data value")
            let contextID = try part.integer("presentation context id", as: UInt8.self)
            let control = try part.integer("message control header", as: UInt8.self)
            values.append(
                PresentationDataValue(contextID: contextID, isCommand: control & 1 != 0, isLast: control & 2 != 0, bytes: part.rest()))
        }
        guard !values.isEmpty else { throw PDUError(.badStructure, "A P-DATA-TF PDU has no presentation data value.") }
        return values
    }
}

/// The types of items and sub-items (PS3.8 section 9.3, PS3.7 annex D.3.3).
enum ItemType {
    static let applicationContext: UInt8 = 0x10
    static let presentationContext: UInt8 = 0x20
    static let presentationContextResult: UInt8 = 0x21
    static let abstractSyntax: UInt8 = 0x30
    static let transferSyntax: UInt8 = 0x40
    static let userInformation: UInt8 = 0x50
    static let maximumLength: UInt8 = 0x51
    static let implementationClassUID: UInt8 = 0x52
    static let operationsWindow: UInt8 = 0x53
    static let roleSelection: UInt8 = 0x54
    static let implementationVersionName: UInt8 = 0x55
    static let extendedNegotiation: UInt8 = 0x56
    static let commonExtendedNegotiation: UInt8 = 0x57
    static let userIdentity: UInt8 = 0x58
    static let userIdentityResponse: UInt8 = 0x59
}

/// A presentation context item of either A-ASSOCIATE PDU.
private protocol PresentationContextItem {
    static var itemType: UInt8 { get }
    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError)
}

/// What both A-ASSOCIATE PDUs consist of.
private struct AssociateFields<Context: PresentationContextItem> {
    var protocolVersion: UInt16 = 1
    var calledTitle = ""
    var callingTitle = ""
    var applicationContext: String?
    var contexts: [Context] = []
    var userInformation: UserInformation?

    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        protocolVersion = try reader.integer("protocol version")
        try reader.skip(2, "A-ASSOCIATE")
        calledTitle = try reader.text(16, "called AE title")
        callingTitle = try reader.text(16, "calling AE title")
        try reader.skip(32, "A-ASSOCIATE")
        while !reader.isAtEnd {
            var (type, content) = try reader.item()
            switch type {
            case ItemType.applicationContext:
                guard applicationContext == nil else { throw PDUError(.badStructure, "The application context comes twice.") }
                applicationContext = try content.uid("application context name")
            case Context.itemType:
                guard contexts.count < limits.presentationContexts else {
                    throw PDUError(.limitExceeded, "There are more than \(limits.presentationContexts) presentation contexts.")
                }
                contexts.append(try Context(&content, limits))
                try content.requireEnd("presentation context")
            case ItemType.userInformation:
                guard userInformation == nil else { throw PDUError(.badStructure, "The user information comes twice.") }
                userInformation = try UserInformation(&content, limits)
            default:
                // PS3.8 section 9.3.1: unknown items are ignored.
                continue
            }
        }
    }

    func required<Value>(_ value: Value?, _ what: String) throws(PDUError) -> Value {
        guard let value else { throw PDUError(.badStructure, "The \(what) is missing.") }
        return value
    }
}

extension AssociateRequest {
    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        let fields = try AssociateFields<PresentationContext>(&reader, limits)
        try Self.checkIDs(fields.contexts.map(\.id))
        self.init(
            calledTitle: fields.calledTitle, callingTitle: fields.callingTitle, presentationContexts: fields.contexts,
            userInformation: try fields.required(fields.userInformation, "user information"),
            applicationContext: try fields.required(fields.applicationContext, "application context"),
            protocolVersion: fields.protocolVersion)
    }

    /// Ids are odd and each is used once (PS3.8 section 9.3.2.2).
    private static func checkIDs(_ ids: [UInt8]) throws(PDUError) {
        guard ids.allSatisfy({ $0 % 2 == 1 }) else { throw PDUError(.invalidValue, "A presentation context id is even.") }
        guard Set(ids).count == ids.count else { throw PDUError(.invalidValue, "A presentation context id comes twice.") }
    }
}

extension AssociateAccept {
    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        let fields = try AssociateFields<PresentationContextResult>(&reader, limits)
        self.init(
            calledTitle: fields.calledTitle, callingTitle: fields.callingTitle, presentationContexts: fields.contexts,
            userInformation: try fields.required(fields.userInformation, "user information"),
            applicationContext: try fields.required(fields.applicationContext, "application context"),
            protocolVersion: fields.protocolVersion)
    }
}

extension PresentationContext: PresentationContextItem {
    static var itemType: UInt8 { ItemType.presentationContext }

    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        let id = try reader.integer("presentation context id", as: UInt8.self)
        try reader.skip(3, "presentation context")
        var abstractSyntax: String?
        var transferSyntaxes: [String] = []
        while !reader.isAtEnd {
            var (type, content) = try reader.item()
            switch type {
            case ItemType.abstractSyntax:
                guard abstractSyntax == nil else { throw PDUError(.badStructure, "A presentation context has two abstract syntaxes.") }
                abstractSyntax = try content.uid("abstract syntax")
            case ItemType.transferSyntax:
                guard transferSyntaxes.count < limits.transferSyntaxes else {
                    throw PDUError(.limitExceeded, "A presentation context has more than \(limits.transferSyntaxes) transfer syntaxes.")
                }
                transferSyntaxes.append(try content.uid("transfer syntax"))
            default: continue
            }
        }
        guard let abstractSyntax else { throw PDUError(.badStructure, "A presentation context has no abstract syntax.") }
        self.init(id: id, abstractSyntax: abstractSyntax, transferSyntaxes: transferSyntaxes)
    }
}

extension PresentationContextResult: PresentationContextItem {
    static var itemType: UInt8 { ItemType.presentationContextResult }

    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        let id = try reader.integer("presentation context id", as: UInt8.self)
        try reader.skip(1, "presentation context")
        let number = try reader.integer("result", as: UInt8.self)
        guard let result = Result(rawValue: number) else { throw PDUError(.invalidValue, "A presentation context has result \(number).") }
        try reader.skip(1, "presentation context")
        var transferSyntax = ""
        while !reader.isAtEnd {
            var (type, content) = try reader.item()
            // Not to be tested unless the context is accepted (PS3.8 table 9-18): some peers leave it out or send rubbish.
            if type == ItemType.transferSyntax, result == .acceptance { transferSyntax = try content.uid("transfer syntax") }
        }
        guard result != .acceptance || !transferSyntax.isEmpty else {
            throw PDUError(.badStructure, "An accepted presentation context has no transfer syntax.")
        }
        self.init(id: id, result: result, transferSyntax: transferSyntax)
    }
}
