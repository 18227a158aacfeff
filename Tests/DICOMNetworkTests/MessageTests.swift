import DICOM
import NIOCore
import TestSupport
import Testing

@testable import DICOMNetwork

@Suite("Messages")
struct MessageTests {
    /// C-ECHO-RQ as PS3.7 table 9.3-12 has it, by hand.
    private static let echoBytes: [UInt8] =
        [0, 0, 0, 0, 4, 0, 0, 0, 56, 0, 0, 0]
        + [0, 0, 2, 0, 18, 0, 0, 0] + Array("1.2.840.10008.1.1\0".utf8)
        + [0, 0, 0, 1, 2, 0, 0, 0, 0x30, 0] + [0, 0, 0x10, 1, 2, 0, 0, 0, 7, 0] + [0, 0, 0, 8, 2, 0, 0, 0, 1, 1]

    @Test("have command sets in implicit little endian with a group length")
    func echo() throws {
        let command = CommandSet.request(.echoRequest, messageID: 7, sopClassUID: "1.2.840.10008.1.1", hasDataSet: false)
        #expect(command.encoded() == Self.echoBytes)
        let read = try CommandSet(encoded: Self.echoBytes)
        #expect(read.command == .echoRequest && read.messageID == 7 && !read.hasDataSet)
        #expect(read.affectedSOPClassUID == "1.2.840.10008.1.1")
    }

    @Test(
        "are refused when the command set is none",
        arguments: [[], [0], [0x10, 0, 0x10, 0, 2, 0, 0, 0, 0x41, 0x20], Array(echoBytes.prefix(40))] as [[UInt8]])
    func malformed(_ bytes: [UInt8]) {
        #expect(throws: MessageError.self) { try CommandSet(encoded: bytes) }
    }

    @Test("carry a comment of at most 64 harmless characters")
    func comment() {
        let command = CommandSet.request(.storeRequest, messageID: 1, sopClassUID: "1.2", hasDataSet: true)
        let response = command.response(.outOfResources, comment: String(repeating: "ä\\\n", count: 40))
        #expect(response.errorComment == String(repeating: "?", count: 64))
    }

    @Test("are the same after being cut into fragments and put together", arguments: [0, 1, 127, 128, 1000, 16384, 131_072] as [UInt32])
    func fragments(_ maximumLength: UInt32) throws {
        var generator = SeededGenerator(seed: UInt64(maximumLength) + 9)
        for size in [0, 1, 2, 115, 116, 117, 4096, 40_001] {
            let dataSet = (0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let command = CommandSet.request(.storeRequest, messageID: 3, sopClassUID: "1.2.3", hasDataSet: true)
            var fragmenter = MessageFragmenter(contextID: 5, command: command, dataSet: dataSet, maximumLength: maximumLength)
            var decoder = PDUDecoder()
            decoder.limits.dataBytes = maximumLength == 0 ? nil : max(128, Int(maximumLength)) - 6
            var assembler = MessageAssembler(AssociationLimits())
            var messages: [MessageAssembler.Message] = []
            while !fragmenter.isAtEnd {
                var buffer = ByteBuffer()
                let announced = fragmenter.nextBytes
                fragmenter.writeNext(to: &buffer)
                #expect(buffer.readableBytes == announced)
                decoder.append(buffer)
                while let element = try decoder.next() {
                    guard case .fragment(let fragment) = element else { continue }
                    if let message = try assembler.add(fragment) { messages.append(message) }
                }
            }
            #expect(messages.count == 1)
            #expect(messages.first?.dataSet == dataSet)
            #expect(messages.first?.contextID == 5)
            #expect(!assembler.isInsideMessage)
        }
    }

    private static func fragment(_ bytes: [UInt8], context: UInt8 = 1, isCommand: Bool, isLast: Bool) throws -> PDUDecoder.Fragment {
        var decoder = PDUDecoder()
        decoder.append(
            try PDU.data([PresentationDataValue(contextID: context, isCommand: isCommand, isLast: isLast, bytes: bytes)]).encoded())
        guard case .fragment(let fragment) = try #require(try decoder.next()) else { throw MessageError(.mixedFragments, "") }
        return fragment
    }

    @Test("that are mixed or too long are refused")
    func refused() throws {
        var limits = AssociationLimits()
        limits.commandBytes = 100
        limits.objectBytes = 1000
        limits.identifierBytes = 10
        let store = CommandSet.request(.storeRequest, messageID: 1, sopClassUID: "1.2", hasDataSet: true).encoded()
        let find = CommandSet.request(.findRequest, messageID: 1, sopClassUID: "1.2", hasDataSet: true).encoded()

        var assembler = MessageAssembler(limits)
        #expect(throws: MessageError.self, "data first") { try assembler.add(Self.fragment([1], isCommand: false, isLast: true)) }
        assembler = MessageAssembler(limits)
        #expect(throws: MessageError.self, "long command") {
            try assembler.add(Self.fragment([UInt8](repeating: 0, count: 101), isCommand: true, isLast: false))
        }
        assembler = MessageAssembler(limits)
        let none = try assembler.add(Self.fragment(store, isCommand: true, isLast: true))
        #expect(none?.contextID == nil)
        #expect(throws: MessageError.self, "other context") {
            try assembler.add(Self.fragment([1], context: 3, isCommand: false, isLast: true))
        }
        for (command, size) in [(store, 1001), (find, 11)] {
            assembler = MessageAssembler(limits)
            _ = try assembler.add(Self.fragment(command, isCommand: true, isLast: true))
            #expect(throws: MessageError.self, "long data set") {
                try assembler.add(Self.fragment([UInt8](repeating: 0, count: size), isCommand: false, isLast: false))
            }
        }
    }
}
