import NIOCore
import TestSupport
import Testing

@testable import DICOMNetwork

@Suite("PDUs at random")
struct PDUPropertyTests {
    @Test("are the same after writing and reading")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<500 {
            let pdu = RandomPDU.make(&generator)
            #expect(try PDU(bytes: pdu.encoded()) == pdu)
        }
    }

    @Test("come out of the decoder whole, whatever the pieces they came in")
    func pieces() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<100 {
            let sent = (0..<6).map { _ in RandomPDU.make(&generator) }
            let bytes = try sent.flatMap { Array(try $0.encoded().readableBytesView) }
            var decoder = PDUDecoder()
            var received: [PDU] = []
            var values: [PresentationDataValue] = []
            var position = 0
            while position < bytes.count {
                let end = min(bytes.count, position + Int.random(in: 1...300, using: &generator))
                decoder.append(Array(bytes[position..<end]))
                position = end
                while let element = try decoder.next() {
                    switch element {
                    case .pdu(let pdu): received.append(pdu)
                    case .fragment(let fragment):
                        values.append(
                            PresentationDataValue(
                                contextID: fragment.contextID, isCommand: fragment.isCommand, isLast: fragment.isLast,
                                bytes: Array(fragment.bytes.readableBytesView)))
                    }
                }
            }
            let isData: (PDU) -> Bool = { if case .data = $0 { true } else { false } }
            #expect(received == sent.filter { !isData($0) })
            let expected = sent.flatMap { pdu -> [PresentationDataValue] in if case .data(let values) = pdu { values } else { [] } }
            #expect(values.flatMap(\.bytes) == expected.flatMap(\.bytes))
            #expect(values.filter(\.isLast).count == expected.filter(\.isLast).count)
        }
    }

    @Test("that are damaged never crash the decoder or the assembler, and never give more bytes than came")
    func mutations() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<1500 {
            var bytes = try (0..<3).flatMap { _ in Array(try RandomPDU.make(&generator).encoded().readableBytesView) }
            for _ in 0..<Int.random(in: 1...8, using: &generator) where !bytes.isEmpty {
                let position = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: position)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: position)
                }
            }
            #expect(Self.decode(bytes) <= bytes.count)
        }
    }

    /// What the fuzzer runs: decodes and assembles, and gives how many bytes of messages there were.
    static func decode(_ bytes: [UInt8]) -> Int {
        var decoder = PDUDecoder()
        var assembler = MessageAssembler(AssociationLimits())
        decoder.append(bytes)
        var count = 0
        do {
            while let element = try decoder.next() {
                guard case .fragment(let fragment) = element else { continue }
                count += fragment.bytes.readableBytes
                _ = try assembler.add(fragment)
            }
        } catch {
            return count
        }
        return count
    }
}

/// PDUs with every field at random.
enum RandomPDU {
    static func make(_ generator: inout SeededGenerator) -> PDU {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1:
            .associateRequest(
                AssociateRequest(
                    calledTitle: title(&generator), callingTitle: title(&generator),
                    presentationContexts: (0..<Int.random(in: 0...20, using: &generator)).map { number in
                        PresentationContext(
                            id: UInt8(2 * number + 1), abstractSyntax: uid(&generator), transferSyntaxes: list(&generator, uid))
                    }, userInformation: information(&generator), applicationContext: uid(&generator)))
        case 2, 3:
            .associateAccept(
                AssociateAccept(
                    calledTitle: title(&generator), callingTitle: title(&generator),
                    presentationContexts: (0..<Int.random(in: 0...20, using: &generator)).map { number in
                        let result = PresentationContextResult.Result.allCases.randomElement(using: &generator) ?? .acceptance
                        return PresentationContextResult(
                            id: UInt8(2 * number + 1), result: result, transferSyntax: result == .acceptance ? uid(&generator) : "")
                    }, userInformation: information(&generator), applicationContext: uid(&generator)))
        case 4:
            .associateReject(AssociateReject(result: byte(&generator), source: byte(&generator), reason: byte(&generator)))
        case 5: .abort(AbortReason(source: byte(&generator), reason: byte(&generator)))
        case 6: Bool.random(using: &generator) ? .releaseRequest : .releaseReply
        default:
            .data(
                (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                    PresentationDataValue(
                        contextID: byte(&generator), isCommand: .random(using: &generator), isLast: .random(using: &generator),
                        bytes: bytes(&generator))
                })
        }
    }

    private static func byte(_ generator: inout SeededGenerator) -> UInt8 { .random(in: 0...255, using: &generator) }

    private static func bytes(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...200, using: &generator)).map { _ in byte(&generator) }
    }

    private static func uid(_ generator: inout SeededGenerator) -> String {
        "1.2."
            + (0..<Int.random(in: 1...10, using: &generator)).map { _ in "\(Int.random(in: 0...9999, using: &generator))" }.joined(
                separator: ".")
    }

    private static func title(_ generator: inout SeededGenerator) -> String {
        String((0..<Int.random(in: 1...16, using: &generator)).map { _ in "ABCDEFGHIJ_0123456789".randomElement(using: &generator) ?? "A" })
    }

    private static func list<Element>(
        _ generator: inout SeededGenerator, _ make: (inout SeededGenerator) -> Element
    ) -> [Element] {
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in make(&generator) }
    }

    private static func information(_ generator: inout SeededGenerator) -> UserInformation {
        UserInformation(
            maximumLength: .random(in: 0...UInt32.max, using: &generator), implementationClassUID: uid(&generator),
            implementationVersionName: Bool.random(using: &generator) ? title(&generator) : nil,
            operationsWindow: Bool.random(using: &generator) ? OperationsWindow(invoked: 3, performed: 0) : nil,
            roles: list(&generator) { RoleSelection(sopClassUID: uid(&$0), isUser: .random(using: &$0), isProvider: .random(using: &$0)) },
            extendedNegotiations: list(&generator) { ExtendedNegotiation(sopClassUID: uid(&$0), information: bytes(&$0)) },
            commonExtendedNegotiations: list(&generator) {
                CommonExtendedNegotiation(sopClassUID: uid(&$0), serviceClassUID: uid(&$0), relatedGeneralSOPClassUIDs: list(&$0, uid))
            },
            userIdentity: Bool.random(using: &generator)
                ? UserIdentity(
                    kind: .init(rawValue: byte(&generator)), wantsResponse: .random(using: &generator), primary: bytes(&generator),
                    secondary: bytes(&generator)) : nil,
            userIdentityResponse: Bool.random(using: &generator) ? bytes(&generator) : nil)
    }
}
