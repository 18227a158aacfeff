import DICOM
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import DICOMNetwork

/// Peers that stall, lie, vanish or never read.
@Suite("Associations with bad peers", .timeLimit(.minutes(2)))
struct RobustnessTests {
    private let storage = ProposedContext.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])

    /// Connects, sends the first piece, waits for an answer where there are more, sends those, and goes on as told.
    private func talk<Result: Sendable>(
        _ remote: RemoteApplicationEntity, _ pieces: [ByteBuffer],
        _ body: @Sendable (inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> Result
    ) async throws -> Result {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: remote.host, port: remote.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let result = Mutex<Result?>(nil)
        do {
            try await exchange(channel, pieces) { answers in
                let value = try await body(&answers)
                result.withLock { $0 = value }
            }
        } catch let error as ChannelError where error == .ioOnClosedChannel {
            // The server closed before we did, which most of these tests wait for.
        }
        return try #require(result.withLock { $0 })
    }

    private func exchange(
        _ channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ pieces: [ByteBuffer],
        _ body: @Sendable (inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> Void
    ) async throws {
        try await channel.executeThenClose { inbound, outbound in
            var answers = inbound.makeAsyncIterator()
            guard let first = pieces.first else { return try await body(&answers) }
            try await outbound.write(first)
            if pieces.count > 1 {
                // Nothing may be sent before the association is accepted.
                #expect(try await answers.next()?.getInteger(at: 0, as: UInt8.self) == PDU.Kind.associateAccept.rawValue)
                var rest = ByteBuffer()
                for piece in pieces.dropFirst() { rest.writeImmutableBuffer(piece) }
                try await outbound.write(rest)
            }
            try await body(&answers)
        }
    }

    /// What comes back until the server aborts or closes.
    private func talk(_ remote: RemoteApplicationEntity, _ pieces: [ByteBuffer]) async throws -> [UInt8] {
        try await talk(remote, pieces) { answers in
            var answer: [UInt8] = []
            while let bytes = try await answers.next() {
                answer += bytes.readableBytesView
                if answer.suffix(10).starts(with: [PDU.Kind.abort.rawValue, 0, 0, 0, 0, 4]) { break }
            }
            return answer
        }
    }

    private static func request(_ contexts: [PresentationContext]? = nil) throws -> ByteBuffer {
        let contexts =
            contexts ?? [
                PresentationContext(
                    id: 1, abstractSyntax: Sample.ctImageStorage, transferSyntaxes: [TransferSyntax.explicitVRLittleEndian.uid]),
                PresentationContext(
                    id: 3, abstractSyntax: QueryRetrieveModel.studyRoot.findSOPClassUID,
                    transferSyntaxes: [TransferSyntax.implicitVRLittleEndian.uid]),
            ]
        return try PDU.associateRequest(
            AssociateRequest(
                calledTitle: "MOSAIC", callingTitle: "RAW", presentationContexts: contexts,
                userInformation: UserInformation(maximumLength: 16384, implementationClassUID: "1.2.3"))
        ).encoded()
    }

    private static let storeCommand: [UInt8] = {
        var command = CommandSet.request(.storeRequest, messageID: 1, sopClassUID: Sample.ctImageStorage, hasDataSet: true)
        command.set(.affectedSOPInstanceUID, "1.2.3.4")
        return command.encoded()
    }()

    private static func data(_ bytes: [UInt8], context: UInt8 = 1, isCommand: Bool, isLast: Bool) throws -> ByteBuffer {
        try PDU.data([PresentationDataValue(contextID: context, isCommand: isCommand, isLast: isLast, bytes: bytes)]).encoded()
    }

    /// Limits with one timeout short: the others must not strike on a busy machine.
    private static func limits(
        request: Duration = .seconds(20), stall: Duration = .seconds(60), idle: Duration = .seconds(60)
    ) -> AssociationLimits {
        var limits = AssociationLimits()
        limits.requestTimeout = request
        limits.stallTimeout = stall
        limits.idleTimeout = idle
        return limits
    }

    @Test("one that says nothing is closed")
    func silent() async throws {
        try await withServer(MemoryArchive(), limits: Self.limits(request: .milliseconds(500))) { remote, server in
            #expect(try await talk(remote, []).isEmpty)
            try await eventually("nothing is open") { server.openAssociations == 0 }
        }
    }

    @Test(
        "what is no DICOM, or comes out of order, is aborted",
        arguments: [
            Array("GET / HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [4, 0, 0, 0, 0, 6, 0, 0, 0, 2, 1, 3], [5, 0, 0, 0, 0, 4, 0, 0, 0, 0],
            [1, 0, 0, 0, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        ] as [[UInt8]])
    func garbage(_ bytes: [UInt8]) async throws {
        try await withServer(MemoryArchive(), limits: Self.limits()) { remote, server in
            let answer = try await talk(remote, [ByteBuffer(bytes: bytes)])
            #expect(answer.count == 10 && answer.first == 7)
            try await eventually("nothing is open") { server.openAssociations == 0 }
        }
    }

    @Test("one that stalls inside an object is cut, and the memory comes back")
    func stalled() async throws {
        try await withServer(MemoryArchive(), limits: Self.limits(stall: .seconds(1))) { remote, server in
            let answer = try await talk(
                remote,
                [
                    Self.request(), Self.data(Self.storeCommand, isCommand: true, isLast: true),
                    Self.data([UInt8](repeating: 0, count: 5000), isCommand: false, isLast: false),
                ])
            #expect(answer.suffix(10).first == 7)
            try await eventually("nothing is open or held") { server.openAssociations == 0 && server.receivingBytes == 0 }
        }
    }

    @Test("one that holds the memory for objects and sends too little is cut when another waits for it")
    func starving() async throws {
        var limits = Self.limits(stall: .seconds(600))
        limits.receivingBytes = 4000
        // More than anybody sends: what is sent here is too little, however quick the machine is.
        limits.slowestBytes = 1 << 40
        limits.slowestPeriod = .milliseconds(500)
        let archive = MemoryArchive()
        try await withServer(archive, limits: limits) { [limits] remote, server in
            let slow = [
                try Self.request(), try Self.data(Self.storeCommand, isCommand: true, isLast: true),
                try Self.data([UInt8](repeating: 0, count: 5000), isCommand: false, isLast: false),
            ]
            try await talk(remote, slow) { answers in
                try await eventually("the slow one holds more than there is") { server.receivingBytes > limits.receivingBytes }
                // Larger than what one read brings, so that it has to wait.
                try await Association.with(remote, as: "OTHER", proposing: [storage]) { association in
                    let status = try await association.store(Sample.instance(1, bytes: 3_000_000))
                    #expect(status == .success)
                }
                var answer: [UInt8] = []
                while answer.count < 10, let bytes = try await answers.next() { answer += bytes.readableBytesView }
                #expect(answer.first == PDU.Kind.abort.rawValue)
            }
            #expect(archive.count == 1)
            try await eventually("nothing is held") { server.receivingBytes == 0 && server.openAssociations == 0 }
        }
    }

    @Test("one that is idle is cut")
    func idle() async throws {
        try await withServer(MemoryArchive(), limits: Self.limits(idle: .seconds(1))) { remote, _ in
            let answer = try await talk(remote, [Self.request()])
            #expect(answer.suffix(10).first == 7)
        }
    }

    @Test("messages in a context that was not accepted, or with mixed fragments, are aborted")
    func mixed() async throws {
        try await withServer(MemoryArchive(), limits: Self.limits()) { remote, server in
            for pieces in [
                [try Self.data(Self.storeCommand, context: 9, isCommand: true, isLast: true)],
                [try Self.data([1, 2], isCommand: false, isLast: true)],
                [try Self.data([1, 2], isCommand: true, isLast: true)],
                [
                    try Self.data(Self.storeCommand, isCommand: true, isLast: true),
                    try Self.data([1], context: 3, isCommand: false, isLast: true),
                ],
            ] {
                let answer = try await talk(remote, [try Self.request()] + pieces)
                #expect(answer.suffix(10).prefix(6) == [7, 0, 0, 0, 0, 4])
            }
            try await eventually("nothing is held") { server.receivingBytes == 0 && server.openAssociations == 0 }
        }
    }

    @Test("an object above the limit is aborted")
    func tooLarge() async throws {
        var limits = AssociationLimits()
        limits.objectBytes = 100_000
        let archive = MemoryArchive()
        try await withServer(archive, limits: limits) { remote, server in
            let error = await #expect(throws: DICOMNetworkError.self) {
                try await Association.with(remote, as: "TEST", proposing: [storage]) {
                    try await $0.store(Sample.instance(1, bytes: 200_000))
                }
            }
            #expect(error?.code == .aborted)
            try await eventually("nothing is held") { server.receivingBytes == 0 && server.openAssociations == 0 }
            #expect(archive.count == 0)
        }
    }

    @Test("more associations than allowed are rejected for now, and accepted later")
    func tooMany() async throws {
        var limits = AssociationLimits()
        limits.associations = 2
        try await withServer(MemoryArchive(), limits: limits) { remote, server in
            try await Association.with(remote, as: "A", proposing: [.verification]) { first in
                try await Association.with(remote, as: "B", proposing: [.verification]) { _ in
                    let error = await #expect(throws: DICOMNetworkError.self) {
                        try await Association.connect(to: remote, as: "C", proposing: [.verification])
                    }
                    #expect(error?.rejection == .localLimitExceeded && error?.rejection?.isTransient == true)
                }
                try await eventually("one is left") { server.openAssociations == 1 }
                try await Association.with(remote, as: "C", proposing: [.verification]) { try await $0.echo() }
                try await first.echo()
            }
        }
    }

    @Test("objects larger than the memory for all of them arrive, from many at a time")
    func budget() async throws {
        var limits = AssociationLimits()
        limits.receivingBytes = 300_000
        let archive = MemoryArchive()
        try await withServer(archive, limits: limits) { remote, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for sender in 0..<6 {
                    group.addTask {
                        var options = AssociationOptions()
                        options.maximumOperations = 4
                        // This is about memory: under a sanitizer the sixth sender waits for minutes.
                        options.limits.requestTimeout = .seconds(600)
                        options.limits.stallTimeout = .seconds(600)
                        try await Association.with(remote, as: "S\(sender)", proposing: [storage], options: options) { association in
                            try await withThrowingTaskGroup(of: StoreStatus.self) { stores in
                                for number in 0..<8 {
                                    stores.addTask { try await association.store(Sample.instance(sender * 8 + number + 1, bytes: 500_000)) }
                                }
                                for try await status in stores { #expect(status == .success) }
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(archive.count == 48)
            try await eventually("all of the budget is given back") { server.receivingBytes == 0 }
        }
    }

    @Test("one that never reads the matches of a query holds up nothing but itself, and is cut")
    func slowReader() async throws {
        let endless = EndlessMatches()
        try await withServer(endless, limits: Self.limits(stall: .seconds(1))) { remote, server in
            let find = CommandSet.request(
                .findRequest, messageID: 1, sopClassUID: QueryRetrieveModel.studyRoot.findSOPClassUID, hasDataSet: true)
            let identifier = try Sample.keys(.study).encoded(as: .implicitVRLittleEndian)
            let pieces = [
                try Self.request(), try Self.data(find.encoded(), context: 3, isCommand: true, isLast: true),
                try Self.data(identifier, context: 3, isCommand: false, isLast: true),
            ]
            try await talk(remote, pieces) { _ in
                try await eventually("the association is cut") { server.openAssociations == 0 && endless.made.load(ordering: .relaxed) > 0 }
            }
            // What fits the buffers of the two sockets and of the channel, and not a match more.
            #expect(endless.made.load(ordering: .relaxed) * EndlessMatches.bytes < 64 << 20)
        }
    }

    @Test("one that vanishes inside an object leaves nothing behind")
    func vanished() async throws {
        try await withServer(MemoryArchive()) { remote, server in
            let pieces = [
                try Self.request(), try Self.data(Self.storeCommand, isCommand: true, isLast: true),
                try Self.data([UInt8](repeating: 0, count: 5000), isCommand: false, isLast: false),
            ]
            try await talk(remote, pieces) { _ in try await eventually("bytes are held") { server.receivingBytes == 5000 } }
            try await eventually("nothing is held") { server.receivingBytes == 0 && server.openAssociations == 0 }
        }
    }

    @Test("a server that ends answers what it is storing, and aborts the rest")
    func gracefulEnd() async throws {
        let gate = Gate()
        let archive = MemoryArchive(gate: gate)
        let server = DICOMServer(
            host: "127.0.0.1", port: 0, policy: AssociationPolicy(titles: nil), provider: archive, logger: .quiet)
        let running = Task { try await server.run() }
        let remote = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: try await server.port)
        let association = try await Association.connect(to: remote, as: "TEST", proposing: [storage])
        let idle = try await Association.connect(to: remote, as: "IDLE", proposing: [.verification])
        async let status = association.store(Sample.instance(1))
        try await eventually("the object is being stored") { archive.running.withLock { $0.now } == 1 }
        running.cancel()
        // A request that overtakes the end is answered still; the association is gone either way.
        try await eventually("the idle association is aborted") { !idle.isOpen }
        await #expect(throws: DICOMNetworkError.self) { try await idle.echo() }
        gate.open()
        #expect(try await status == .success)
        try await running.value
        await #expect(throws: DICOMNetworkError.self) {
            try await Association.connect(to: remote, as: "LATE", proposing: [.verification])
        }
    }

    @Test("a server that ends waits no longer than its grace period")
    func endWithoutGrace() async throws {
        let gate = Gate()
        let archive = MemoryArchive(gate: gate)
        let server = DICOMServer(
            host: "127.0.0.1", port: 0, policy: AssociationPolicy(titles: nil), gracePeriod: .milliseconds(200), provider: archive,
            logger: .quiet)
        let running = Task { try await server.run() }
        let remote = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: try await server.port)
        let association = try await Association.connect(to: remote, as: "TEST", proposing: [storage])
        let status = Task { try await association.store(Sample.instance(1)) }
        try await eventually("the object is being stored") { archive.running.withLock { $0.now } == 1 }
        running.cancel()
        await #expect(throws: DICOMNetworkError.self) { try await status.value }
        gate.open()
        try await running.value
    }

    @Test("nothing of a patient, no passcode and no UID of an instance is logged")
    func logs() async throws {
        let log = LogCollector()
        var options = AssociationOptions()
        options.user = UserIdentity(username: "ana", passcode: "secretword")
        try await withServer(MemoryArchive(answer: .outOfResources), logger: log.logger) { [options] remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage, .find(.studyRoot)], options: options) { association in
                _ = try await association.store(Sample.instance(1))
                for try await _ in association.find(.studyRoot, Sample.keys(.study, study: "1.2.3.1", .patientName)) {}
            }
        }
        let text = log.text
        #expect(text.contains("Association accepted") && text.contains("not stored"))
        for word in ["Test^Patient", "P1", "1.2.3.1", "secretword", "ana"] { #expect(!text.contains(word), "\(word)") }
    }
}

/// A provider with matches without end, of a kilobyte each.
private final class EndlessMatches: ServiceClassProvider {
    static let bytes = 1024
    let made = Atomic(0)

    func find(_ request: FindRequest) async throws -> FindAnswer {
        FindAnswer(
            AsyncThrowingStream<DataSet, any Error> {
                self.made.add(1, ordering: .relaxed)
                var match = DataSet()
                match.set(.studyDescription, String(repeating: "x", count: Self.bytes))
                return match
            })
    }
}
