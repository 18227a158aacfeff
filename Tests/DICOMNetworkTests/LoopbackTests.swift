import DICOM
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import DICOMNetwork

/// Our provider and our user against each other over real sockets.
@Suite("Services over loopback", .timeLimit(.minutes(2)))
struct LoopbackTests {
    private let storage = ProposedContext.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])

    @Test("C-ECHO is answered, and the association released")
    func echo() async throws {
        try await withServer(MemoryArchive()) { remote, server in
            try await Association.with(remote, as: "TEST", proposing: [.verification]) { association in
                try await association.echo()
                try await association.echo()
                #expect(server.openAssociations == 1)
                #expect(association.peer.implementationClassUID == DICOMFile.implementationClassUID)
            }
            try await eventually("the association is released") { server.openAssociations == 0 }
        }
    }

    @Test("C-STORE brings every byte, in every size and with every length of PDU", arguments: [1024, 16384, 0] as [UInt32])
    func store(_ maximumLength: UInt32) async throws {
        let archive = MemoryArchive()
        var policy = AssociationPolicy(titles: nil)
        policy.maximumLength = maximumLength
        try await withServer(archive, policy: policy) { remote, server in
            try await Association.with(remote, as: "TEST", proposing: [storage]) { association in
                for (number, size) in [0, 2, 1022, 1024, 100_000, 3_000_000].enumerated() {
                    let sent = try Sample.instance(number + 1, bytes: size)
                    #expect(try await association.store(sent) == .success)
                    let received = archive.stored.withLock { $0[sent.sopInstanceUID] }
                    #expect(received?.instance.dataSet == sent.dataSet)
                    #expect(received?.instance.association.callingTitle == "TEST")
                }
            }
            try await eventually("all of the budget is given back") { server.receivingBytes == 0 }
        }
    }

    @Test("C-STORE of several at a time, as many as were negotiated and answered in any order")
    func asynchronousStore() async throws {
        let gate = Gate()
        let archive = MemoryArchive(gate: gate)
        var policy = AssociationPolicy(titles: nil)
        policy.maximumOperations = 5
        try await withServer(archive, policy: policy) { remote, _ in
            var options = AssociationOptions()
            options.maximumOperations = 8
            try await Association.with(remote, as: "TEST", proposing: [storage], options: options) { association in
                #expect(association.peer.operationsWindow?.invoked == 5)
                try await withThrowingTaskGroup(of: StoreStatus.self) { group in
                    for number in 1...20 { group.addTask { try await association.store(Sample.instance(number)) } }
                    try await eventually("five are stored at a time") { archive.running.withLock { $0.now } == 5 }
                    gate.open()
                    for try await status in group { #expect(status == .success) }
                }
            }
            #expect(archive.count == 20)
            #expect(archive.running.withLock { $0.most } == 5)
        }
    }

    @Test("a refusal to store comes with its comment")
    func storeRefused() async throws {
        let answer = StoreStatus.outOfResources.commented("disk full")
        try await withServer(MemoryArchive(answer: answer)) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage]) { association in
                let status = try await association.store(Sample.instance(1))
                #expect(status == answer && !status.isStored)
                await #expect(throws: DICOMNetworkError.self, "a syntax that was not accepted") {
                    try await association.store(Sample.instance(2, syntax: .implicitVRLittleEndian))
                }
            }
        }
    }

    @Test("C-FIND gives the matches, and an early end cancels it")
    func find() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, server in
            try await Association.with(remote, as: "TEST", proposing: [storage, .find(.studyRoot), .verification]) { association in
                for number in 1...300 { _ = try await association.store(Sample.instance(number, bytes: 2)) }
                var found: [String] = []
                for try await match in association.find(.studyRoot, Sample.keys(.image, study: "1.2.3.1", .sopInstanceUID)) {
                    #expect(match.string(.queryRetrieveLevel) == "IMAGE")
                    found.append(match.string(.sopInstanceUID) ?? "")
                }
                #expect(Set(found).count == 300)
                for try await _ in association.find(.studyRoot, Sample.keys(.image, study: "1.2.3.1", .sopInstanceUID)) { break }
                try await association.echo()

                let none = association.find(.studyRoot, Sample.keys(.image, study: "9.9", .sopInstanceUID))
                for try await _ in none { Issue.record("nothing matches") }
                let error = await #expect(throws: DICOMNetworkError.self) {
                    for try await _ in association.find(.studyRoot, Sample.keys(.patient)) {}
                }
                #expect(error?.status == .dataSetDoesNotMatchSOPClass)
            }
        }
    }

    @Test("C-GET brings objects over the same association, transcoded where that is wanted")
    func get() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage]) { association in
                for number in 1...5 { _ = try await association.store(Sample.instance(number)) }
            }
            for syntax in [TransferSyntax.explicitVRLittleEndian, .implicitVRLittleEndian] {
                let contexts: [ProposedContext] = [.get(.studyRoot), .reception(of: Sample.ctImageStorage, [syntax])]
                try await Association.with(remote, as: "TEST", proposing: contexts) { association in
                    let received = MemoryArchive()
                    let result = try await association.get(.studyRoot, Sample.keys(.study, study: "1.2.3.1")) { await received.store($0) }
                    #expect(result.status == .success && result.counts.completed == 5)
                    for (uid, original) in archive.stored.withLock({ $0 }) {
                        let copy = received.stored.withLock { $0[uid] }
                        #expect(copy?.instance.transferSyntax == syntax)
                        #expect(copy?.keys == original.keys)
                        if syntax == .explicitVRLittleEndian { #expect(copy?.instance.dataSet == original.instance.dataSet) }
                    }
                    let some = try await association.get(.studyRoot, Sample.keys(.study, study: "1.2.3.1")) { instance in
                        instance.sopInstanceUID == "1.2.3.2.9" ? .outOfResources : .success
                    }
                    #expect(some.counts == SuboperationCounts(completed: 4, failed: 1))
                    #expect(some.status == .coercionOfDataElements && some.failedInstances == ["1.2.3.2.9"])
                }
            }
        }
    }

    @Test("C-GET holds the room for an object until it was answered, for two at most, and gives all of it back")
    func room() async throws {
        let rooms = Rooms()
        let archive = MemoryArchive(reserve: { Rooms.Room(in: rooms) })
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage]) { association in
                for number in 1...6 { _ = try await association.store(Sample.instance(number)) }
            }
            let contexts: [ProposedContext] = [.get(.studyRoot), .reception(of: Sample.ctImageStorage, [.explicitVRLittleEndian])]
            try await Association.with(remote, as: "TEST", proposing: contexts) { association in
                let result = try await association.get(.studyRoot, Sample.keys(.study, study: "1.2.3.1")) { instance in
                    #expect(rooms.counts.withLock { (1...2).contains($0.now) })
                    return instance.sopInstanceUID == "1.2.3.2.9" ? .outOfResources : .success
                }
                #expect(result.counts == SuboperationCounts(completed: 5, failed: 1))
            }
        }
        #expect(rooms.counts.withLock { $0 == (0, 2, 6) })
    }

    @Test("what cannot be sent any more because the receiver has gone is not read either, and all of it is named as failed")
    func receiverGone() async throws {
        let rooms = Rooms()
        let instances = (1...6).map { number in
            RetrievableInstance(
                sopClassUID: Sample.ctImageStorage, sopInstanceUID: "1.2.\(number)", transferSyntax: .explicitVRLittleEndian, load: { [] },
                reserve: { Rooms.Room(in: rooms) })
        }
        let context = AcceptedContext(
            id: 1, abstractSyntax: Sample.ctImageStorage, transferSyntax: .explicitVRLittleEndian, requestorIsUser: true,
            requestorIsProvider: false)
        let receiver = Suboperations.Receiver(
            contexts: [context], store: { _, _ in throw DICOMNetworkError(.closed, "gone") }, isOpen: { false }, finish: {})
        let (counts, failed) = await Suboperations(receiver: receiver, logger: .quiet).send(instances) { _ in }
        #expect(counts == SuboperationCounts(failed: 6))
        #expect(failed == instances.map(\.sopInstanceUID))
        #expect(rooms.counts.withLock { $0.all } <= 2)
    }

    @Test("C-MOVE sends to the destination, and says A801 when it is unknown")
    func move() async throws {
        let (archive, other) = (MemoryArchive(), MemoryArchive())
        try await withServer(archive) { remote, _ in
            try await withServer(other) { destination, _ in
                archive.destinations.withLock {
                    $0["OTHER"] = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: destination.port)
                }
                archive.destinations.withLock { $0["GONE"] = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: 1) }
                try await Association.with(remote, as: "TEST", proposing: [storage, .move(.studyRoot)]) { association in
                    for number in 1...5 { _ = try await association.store(Sample.instance(number)) }
                    let reports = Mutex<[Int]>([])
                    let result = try await association.move(.studyRoot, Sample.keys(.study, study: "1.2.3.1"), to: "OTHER") { counts in
                        reports.withLock { $0.append(counts.remaining) }
                    }
                    #expect(result.status == .success && result.counts.completed == 5)
                    #expect(reports.withLock { $0 } == [4, 3, 2, 1])
                    let originator = other.stored.withLock { $0.values.first?.instance.moveOriginator }
                    #expect(originator?.title == "TEST")
                    #expect(other.count == 5)

                    let gone = try await association.move(.studyRoot, Sample.keys(.study, study: "1.2.3.1"), to: "GONE")
                    #expect(gone.status == .cannotPerformSuboperations && gone.counts.failed == 5)
                    #expect(Set(gone.failedInstances) == Set((1...5).map { "1.2.3.\($0).9" }), "each is named")
                    let error = await #expect(throws: DICOMNetworkError.self) {
                        try await association.move(.studyRoot, Sample.keys(.study, study: "1.2.3.1"), to: "NOBODY")
                    }
                    #expect(error?.status == .moveDestinationUnknown)
                }
            }
        }
    }

    @Test("storage commitment is answered over the same association")
    func commitment() async throws {
        try await withServer(MemoryArchive()) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage, .storageCommitment]) { association in
                let instance = try Sample.instance(1)
                _ = try await association.store(instance)
                let known = InstanceReference(sopClassUID: instance.sopClassUID, sopInstanceUID: instance.sopInstanceUID)
                let unknown = InstanceReference(sopClassUID: instance.sopClassUID, sopInstanceUID: "1.2.99")
                try await association.requestCommitment(transactionUID: "1.2.3.4", [known, unknown])
                let result = try await association.commitmentResult()
                #expect(result.transactionUID == "1.2.3.4")
                #expect(result.committed == [known] && result.failed == [.init(unknown, .noSuchInstance)])
            }
        }
    }

    @Test("requests are rejected with the reason")
    func rejections() async throws {
        var policy = AssociationPolicy(titles: ["MOSAIC"], callingTitles: ["FRIEND"])
        policy.authenticate = { $0.user?.passcode != "wrong" }
        try await withServer(MemoryArchive(), policy: policy) { remote, _ in
            var other = remote
            other.title = "SOMEBODY"
            var error = await #expect(throws: DICOMNetworkError.self) {
                try await Association.connect(to: other, as: "FRIEND", proposing: [.verification])
            }
            #expect(error?.rejection == .calledTitleNotRecognised)
            error = await #expect(throws: DICOMNetworkError.self) {
                try await Association.connect(to: remote, as: "STRANGER", proposing: [.verification])
            }
            #expect(error?.rejection == .callingTitleNotRecognised)
            var options = AssociationOptions()
            options.user = UserIdentity(username: "ana", passcode: "wrong")
            error = await #expect(throws: DICOMNetworkError.self) {
                try await Association.connect(to: remote, as: "FRIEND", proposing: [.verification], options: options)
            }
            #expect(error?.rejection == .noReason)
            options.user = UserIdentity(username: "ana", passcode: "right", wantsResponse: true)
            try await Association.with(remote, as: "FRIEND", proposing: [.verification], options: options) { try await $0.echo() }
            let closed = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: 1)
            error = await #expect(throws: DICOMNetworkError.self) {
                try await Association.connect(to: closed, as: "FRIEND", proposing: [.verification])
            }
            #expect(error?.code == .connectionFailed)
        }
    }

    @Test("what is not offered is not accepted")
    func notOffered() async throws {
        let policy = AssociationPolicy(titles: nil, services: [.verification])
        try await withServer(MemoryArchive(), policy: policy) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage, .find(.studyRoot), .verification]) { association in
                #expect(association.acceptedContexts.map(\.abstractSyntax) == ["1.2.840.10008.1.1"])
                await #expect(throws: DICOMNetworkError.self) { try await association.store(Sample.instance(1)) }
            }
        }
    }
}
