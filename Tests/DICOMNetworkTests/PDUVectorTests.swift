import NIOCore
import Testing

@testable import DICOMNetwork

/// PDUs written by hand from the tables of PS3.8 section 9.3.
@Suite("PDUs as bytes")
struct PDUVectorTests {
    private static func title(_ text: String) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0x20, count: 16 - text.utf8.count)
    }

    private static func item(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type, 0, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }

    private static func pdu(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
        [type, 0, 0, 0, UInt8(content.count >> 8), UInt8(content.count & 255)] + content
    }

    private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func counted(_ text: String) -> [UInt8] { [0, UInt8(text.utf8.count)] + Array(text.utf8) }

    /// A request that asks for everything there is to negotiate.
    static let requestBytes: [UInt8] = {
        let context = item(
            0x20,
            [1, 0, 0, 0] + item(0x30, text("1.2.840.10008.1.1")) + item(0x40, text("1.2.840.10008.1.2"))
                + item(0x40, text("1.2.840.10008.1.2.1")))
        let user =
            item(0x51, [0, 0, 0x40, 0]) + item(0x52, text("1.2.3")) + item(0x53, [0, 5, 0, 1])
            + item(0x54, counted("1.2.840.10008.5.1.4.1.1.2") + [0, 1]) + item(0x55, text("TEST_1"))
            + item(0x56, counted("1.2.4") + [1, 2, 3])
            + item(0x57, counted("1.2.5") + counted("1.2.6") + [0, 7] + counted("1.2.7"))
            + item(0x58, [2, 1] + counted("ana") + counted("secret"))
        return pdu(
            1,
            [0, 1, 0, 0] + title("CALLED") + title("CALLING") + [UInt8](repeating: 0, count: 32)
                + item(0x10, text("1.2.840.10008.3.1.1.1")) + context + item(0x50, user))
    }()

    static let request = AssociateRequest(
        calledTitle: "CALLED", callingTitle: "CALLING",
        presentationContexts: [
            PresentationContext(
                id: 1, abstractSyntax: "1.2.840.10008.1.1", transferSyntaxes: ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1"])
        ],
        userInformation: UserInformation(
            maximumLength: 16384, implementationClassUID: "1.2.3", implementationVersionName: "TEST_1",
            operationsWindow: OperationsWindow(invoked: 5, performed: 1),
            roles: [RoleSelection(sopClassUID: "1.2.840.10008.5.1.4.1.1.2", isUser: false, isProvider: true)],
            extendedNegotiations: [ExtendedNegotiation(sopClassUID: "1.2.4", information: [1, 2, 3])],
            commonExtendedNegotiations: [
                CommonExtendedNegotiation(sopClassUID: "1.2.5", serviceClassUID: "1.2.6", relatedGeneralSOPClassUIDs: ["1.2.7"])
            ],
            userIdentity: UserIdentity(username: "ana", passcode: "secret", wantsResponse: true)))

    static let vectors: [(PDU, [UInt8])] = [
        (.associateRequest(request), requestBytes),
        (
            .associateAccept(
                AssociateAccept(
                    calledTitle: "CALLED", callingTitle: "CALLING",
                    presentationContexts: [
                        PresentationContextResult(id: 1, result: .acceptance, transferSyntax: "1.2.840.10008.1.2"),
                        PresentationContextResult(id: 3, result: .abstractSyntaxNotSupported, transferSyntax: ""),
                    ], userInformation: UserInformation(maximumLength: 0, implementationClassUID: "1.2.3", userIdentityResponse: [1]))),
            pdu(
                2,
                [0, 1, 0, 0] + title("CALLED") + title("CALLING") + [UInt8](repeating: 0, count: 32)
                    + item(0x10, text("1.2.840.10008.3.1.1.1")) + item(0x21, [1, 0, 0, 0] + item(0x40, text("1.2.840.10008.1.2")))
                    + item(0x21, [3, 0, 3, 0] + item(0x40, []))
                    + item(0x50, item(0x51, [0, 0, 0, 0]) + item(0x52, text("1.2.3")) + item(0x59, [0, 1, 1])))
        ),
        (.associateReject(.calledTitleNotRecognised), [3, 0, 0, 0, 0, 4, 0, 1, 1, 7]),
        (
            .data([
                PresentationDataValue(contextID: 1, isCommand: true, isLast: true, bytes: [9, 8]),
                PresentationDataValue(contextID: 1, isCommand: false, isLast: false, bytes: [7]),
            ]),
            [4, 0, 0, 0, 0, 15, 0, 0, 0, 4, 1, 3, 9, 8, 0, 0, 0, 3, 1, 0, 7]
        ),
        (.releaseRequest, [5, 0, 0, 0, 0, 4, 0, 0, 0, 0]),
        (.releaseReply, [6, 0, 0, 0, 0, 4, 0, 0, 0, 0]),
        (.abort(.invalidParameter), [7, 0, 0, 0, 0, 4, 0, 0, 2, 6]),
    ]

    @Test("are written as the standard has them", arguments: vectors)
    func encode(_ pdu: PDU, _ bytes: [UInt8]) throws {
        #expect(Array(try pdu.encoded().readableBytesView) == bytes)
    }

    @Test("are read as the standard has them", arguments: vectors)
    func decode(_ pdu: PDU, _ bytes: [UInt8]) throws {
        #expect(try PDU(bytes: ByteBuffer(bytes: bytes)) == pdu)
    }

    @Test("are read however the network cuts them, one byte at a time")
    func decodeInPieces() throws {
        var decoder = PDUDecoder()
        var found: [PDU] = []
        var fragments: [PDUDecoder.Fragment] = []
        for (_, bytes) in Self.vectors {
            for byte in bytes {
                decoder.append([byte])
                while let element = try decoder.next() {
                    switch element {
                    case .pdu(let pdu): found.append(pdu)
                    case .fragment(let fragment): fragments.append(fragment)
                    }
                }
            }
        }
        #expect(found == Self.vectors.map(\.0).filter { if case .data = $0 { false } else { true } })
        #expect(fragments.map { Array($0.bytes.readableBytesView) } == [[9], [8], [7]])
        #expect(fragments.map(\.isLast) == [false, true, false])
        #expect(!decoder.isInsidePDU)
    }

    @Test("with unknown items are read without them")
    func unknownItems() throws {
        var bytes = Self.requestBytes + Self.item(0x7F, [1, 2, 3])
        let length = bytes.count - 6
        bytes[4] = UInt8(length >> 8)
        bytes[5] = UInt8(length & 255)
        #expect(try PDU(bytes: ByteBuffer(bytes: bytes)) == .associateRequest(Self.request))
    }

    @Test(
        "that lie are refused",
        arguments: [
            ([8, 0, 0, 0, 0, 4, 0, 0, 0, 0], PDUError.Code.unrecognisedPDU),
            ([5, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0], .badLength),
            ([1, 0, 0xFF, 0xFF, 0xFF, 0xFF], .limitExceeded),
            ([4, 0, 0, 0, 0, 0], .badStructure),
            ([4, 0, 0, 0, 0, 5, 0, 0, 0, 1, 1], .badLength),
            ([4, 0, 0, 0, 0, 8, 0, 0, 0, 9, 1, 0, 1, 1], .badLength),
            ([4, 0, 0, 0, 0, 6, 0, 0, 0, 1, 1, 0], .badLength),
            ([4, 0, 0xFF, 0, 0, 0], .badLength),
        ] as [([UInt8], PDUError.Code)])
    func refuse(_ bytes: [UInt8], _ code: PDUError.Code) {
        var limits = PDUDecoder.Limits()
        limits.dataBytes = 131_072
        var decoder = PDUDecoder(limits: limits)
        decoder.append(bytes)
        let error = #expect(throws: PDUError.self) { while try decoder.next() != nil {} }
        #expect(error?.code == code)
        #expect(throws: PDUError.self, "an error stays") { try decoder.next() }
    }

    @Test("with an even or repeated presentation context id are refused")
    func contextIDs() throws {
        for ids: [UInt8] in [[2], [1, 1]] {
            var request = Self.request
            request.presentationContexts = ids.map {
                PresentationContext(id: $0, abstractSyntax: "1.2", transferSyntaxes: ["1.2.840.10008.1.2"])
            }
            let bytes = try PDU.associateRequest(request).encoded()
            #expect(throws: PDUError.self) { try PDU(bytes: bytes) }
        }
    }

    @Test("are not written where a field is too short")
    func notEncodable() {
        var request = Self.request
        request.calledTitle = "SEVENTEEN LETTERS"
        #expect(throws: PDUError.self) { try PDU.associateRequest(request).encoded() }
    }

    @Test("do not show names and passcodes of users in their descriptions")
    func noSecretInDescription() {
        let identity = UserIdentity(username: "ana", passcode: "secret")
        var text = ""
        dump(Self.request, to: &text)
        #expect(!"\(identity)".contains("ana"))
        #expect(!text.contains("115, 101, 99") && !text.contains("secret"))
        #expect(identity.username == "ana" && identity.passcode == "secret")
    }
}
