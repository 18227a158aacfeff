import DICOM
import Synchronization
import Testing

@testable import DICOMNetwork

/// What a provider refuses, with which status, and what the requestor is told beside.
@Suite("Refusals of services", .timeLimit(.minutes(2)))
struct RefusalTests {
    private let storage = ProposedContext.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])

    @Test("an object of another class or instance than its command says is refused with A900 and not stored")
    func disagreement() async throws {
        let archive = MemoryArchive()
        let mrImageStorage = "1.2.840.10008.5.1.4.1.1.4"
        let contexts = [storage, .storage(mrImageStorage, [.explicitVRLittleEndian])]
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: contexts) { association in
                var otherInstance = try Sample.instance(1)
                otherInstance.sopInstanceUID = "1.2.3.99"
                var otherClass = try Sample.instance(1)
                otherClass.sopClassUID = mrImageStorage
                var nameless = Sample.file(1)
                nameless.dataSet.remove(.sopInstanceUID)
                let unnamed = OutgoingInstance(
                    sopClassUID: Sample.ctImageStorage, sopInstanceUID: "1.2.3.1.9", transferSyntax: .explicitVRLittleEndian,
                    dataSet: try nameless.dataSet.encoded(as: .explicitVRLittleEndian))
                for instance in [otherInstance, otherClass, unnamed] {
                    let answer = try await association.store(instance)
                    #expect(answer.status == .dataSetDoesNotMatchSOPClass && answer.comment?.contains("UID differs") == true)
                }
                #expect(archive.count == 0)
                let good = try await association.store(Sample.instance(1))
                #expect(good == .success)
            }
        }
    }

    @Test("an object that comes by C-GET and is another than its command says is refused too")
    func disagreementOfSuboperation() async throws {
        let archive = MemoryArchive()
        var announced = try Sample.instance(1)
        announced.sopInstanceUID = "1.2.3.99"
        let lie = IncomingInstance(
            sopClassUID: announced.sopClassUID, sopInstanceUID: announced.sopInstanceUID, transferSyntax: announced.transferSyntax,
            dataSet: announced.dataSet, association: AssociationInformation(callingTitle: "A", calledTitle: "B"))
        archive.stored.withLock { $0["lie"] = MemoryArchive.Stored(instance: lie, keys: Sample.file(1).dataSet) }
        try await withServer(archive) { remote, _ in
            let contexts = [ProposedContext.get(.studyRoot), .reception(of: Sample.ctImageStorage)]
            try await Association.with(remote, as: "TEST", proposing: contexts) { association in
                let received = Mutex(0)
                let result = try await association.get(.studyRoot, Sample.keys(.study, study: "1.2.3.1")) { _ in
                    received.withLock { $0 += 1 }
                    return .success
                }
                #expect(result.counts.failed == 1 && result.failedInstances == ["1.2.3.99"])
                #expect(received.withLock { $0 } == 0)
            }
        }
    }

    @Test("who may not is told 0124 by every service, and nothing is looked at for it")
    func notAuthorised() async throws {
        let archive = MemoryArchive(permitted: [])
        try await withServer(archive) { remote, _ in
            let contexts = [storage, .find(.studyRoot), .get(.studyRoot), .move(.studyRoot), .storageCommitment]
            try await Association.with(remote, as: "TEST", proposing: contexts) { association in
                let stored = try await association.store(Sample.instance(1))
                #expect(stored.status == .notAuthorised)
                let keys = Sample.keys(.study, study: "1.2.3.1")
                let reference = InstanceReference(sopClassUID: Sample.ctImageStorage, sopInstanceUID: "1.2.3.1.9")
                let refused: [@Sendable () async throws -> Void] = [
                    { for try await _ in association.find(.studyRoot, keys) {} },
                    { _ = try await association.get(.studyRoot, keys) { _ in .success } },
                    { try await association.requestCommitment(transactionUID: "1.2.3.4", [reference]) },
                ]
                for operation in refused {
                    let error = await #expect(throws: DICOMNetworkError.self) { try await operation() }
                    #expect(error?.status == .notAuthorised)
                }
                #expect(archive.commitments.withLock { $0.isEmpty } && archive.count == 0)
            }
        }
    }

    @Test("who may not retrieve gets the same answer for a known destination of C-MOVE and for an unknown one")
    func destinations() async throws {
        let archive = MemoryArchive(permitted: [.storage])
        archive.destinations.withLock { $0["KNOWN"] = RemoteApplicationEntity(title: "KNOWN", host: "127.0.0.1", port: 1) }
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [.move(.studyRoot)]) { association in
                for title in ["KNOWN", "NOBODY"] {
                    let error = await #expect(throws: DICOMNetworkError.self) {
                        try await association.move(.studyRoot, Sample.keys(.study, study: "1.2.3.1"), to: title)
                    }
                    #expect(error?.status == .notAuthorised, "\(title)")
                }
            }
        }
    }

    @Test("matches come with FF01 where keys of the query were not looked at, and with FF00 where all were", arguments: [true, false])
    func unsupportedKeys(_ someAre: Bool) async throws {
        let archive = MemoryArchive(unsupportedKeys: someAre ? [.patientWeight] : [])
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [storage, .find(.studyRoot)]) { association in
                for number in 1...2 { _ = try await association.store(Sample.instance(number)) }
                let context = try association.context(for: QueryRetrieveModel.studyRoot.findSOPClassUID)
                let operation = try association.link.beginOperation()
                defer { operation.end() }
                let command = CommandSet.request(
                    .findRequest, messageID: operation.messageID, sopClassUID: context.abstractSyntax, hasDataSet: true)
                let keys = try Sample.keys(.image, study: "1.2.3.1", .sopInstanceUID).encoded(as: context.transferSyntax)
                try await operation.send(contextID: context.id, command: command, dataSet: keys)
                var statuses: [DIMSEStatus?] = []
                repeat {
                    let message = try await operation.next()
                    message.receipt.finish()
                    statuses.append(message.command.status)
                } while statuses.last??.category == .pending
                let pending = someAre ? DIMSEStatus.pendingWithUnsupportedKeys : .pending
                #expect(statuses == [pending, pending, .success])
                // What our own user makes of it: matches as any other.
                var found = 0
                for try await _ in association.find(.studyRoot, Sample.keys(.image, study: "1.2.3.1", .sopInstanceUID)) { found += 1 }
                #expect(found == 2)
            }
        }
    }

    @Test("a storage commitment with an item that names no instance is refused as a whole")
    func namelessReference() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [.storageCommitment]) { association in
                let good = InstanceReference(sopClassUID: Sample.ctImageStorage, sopInstanceUID: "1.2.3.1.9")
                for bad in [
                    InstanceReference(sopClassUID: Sample.ctImageStorage, sopInstanceUID: ""),
                    InstanceReference(sopClassUID: "", sopInstanceUID: "1.2.3.1.9"),
                ] {
                    let error = await #expect(throws: DICOMNetworkError.self) {
                        try await association.requestCommitment(transactionUID: "1.2.3.4", [good, bad])
                    }
                    #expect(error?.status == .invalidArgumentValue)
                }
                #expect(archive.commitments.withLock { $0.isEmpty })
            }
        }
    }
}
