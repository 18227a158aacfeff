import DICOM
import Deidentification
import DICOMNetwork
import Foundation
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

/// What the node answers to peers that ask whether they may delete their own copies, and to those that ask for what it does not keep.
@Suite("Storage commitment and searches of peers", .timeLimit(.minutes(10)))
struct CommitmentTests {
    private let association = AssociationInformation(callingTitle: "MODALITY", calledTitle: "MOSAIC")

    private func commit(_ references: [InstanceReference], at node: Node) async -> StorageCommitmentResult {
        await ArchiveProvider(node: node).commit(
            StorageCommitmentRequest(transactionUID: "1.2.3", references: references, association: association))
    }

    /// An object of the frozen home's hospital that a node archives, and how its sender names it.
    private func archive(at node: Node) async throws -> (file: DICOMFile, reference: InstanceReference) {
        let bytes = try #require(FrozenHome.cohort.files.first { _ in true }).bytes
        guard case .archived(let reference) = try await node.objectIntake.take(bytes, source: "test", actor: "test") else {
            throw NodeError(.state, "not archived")
        }
        return (
            try DICOMFile(bytes: bytes),
            InstanceReference(sopClassUID: reference.original.sopClassUID, sopInstanceUID: reference.original.sopInstanceUID)
        )
    }

    @Test("confirms what is kept, and says of the rest whether it is unknown or of another class")
    func reasons() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let kept = try await archive(at: node).reference
            let byOurUID = InstanceReference(
                sopClassUID: kept.sopClassUID, sopInstanceUID: node.pseudonyms.uid(for: kept.sopInstanceUID))
            let otherClass = InstanceReference(sopClassUID: "1.2.840.10008.5.1.4.1.1.88.11", sopInstanceUID: kept.sopInstanceUID)
            let unknown = InstanceReference(sopClassUID: kept.sopClassUID, sopInstanceUID: "1.2.3.4")
            let result = await commit([kept, byOurUID, otherClass, unknown], at: node)
            #expect(result.committed == [kept, byOurUID])
            #expect(result.failed == [.init(otherClass, .classInstanceConflict), .init(unknown, .noSuchInstance)])
        }
    }

    @Test("does not confirm an object while another of its UID is in quarantine, and does when that is destroyed")
    func conflict() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let archived = try await archive(at: node)
            let reference = archived.reference
            var file = archived.file
            file.dataSet.set(.sliceThickness, "9")
            guard case .quarantined(let notice) = try await node.objectIntake.take(file.encoded(), source: "test", actor: "test") else {
                Issue.record("not in quarantine")
                return
            }
            #expect(notice.reason == "conflict")
            let byOurUID = InstanceReference(
                sopClassUID: reference.sopClassUID, sopInstanceUID: node.pseudonyms.uid(for: reference.sopInstanceUID))
            let refused = await commit([reference, byOurUID], at: node)
            #expect(refused.committed.isEmpty)
            #expect(refused.failed == [.init(reference, .processingFailure), .init(byOurUID, .processingFailure)])

            let provider = ArchiveProvider(node: node)
            let request = StorageCommitmentRequest(transactionUID: "1.2.3", references: [reference], association: association)
            #expect(await provider.commit(request).committed.isEmpty)
            for item in try await node.quarantined() { try await node.destroyInQuarantine(item.id, actor: "ana") }
            #expect(await provider.commit(request).committed == [reference], "what was remembered of it is forgotten")
        }
    }

    @Test("does not confirm what the disk no longer gives back as it was stored")
    func damaged() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let reference = try await archive(at: node).reference
            for file in try allFiles(below: "\(folder)/home/objects") {
                var bytes = file.bytes
                try #require(!bytes.isEmpty)
                bytes[bytes.count - 1] ^= 0xFF
                let path = "\(folder)/home/objects/\(file.path)"
                try FileManager.default.removeItem(atPath: path)
                try Data(bytes).write(to: URL(filePath: path))
            }
            #expect(await commit([reference], at: node).failed == [.init(reference, .processingFailure)])
        }
    }

    @Test("a peer may use the services that its permissions stand for, and no other")
    func permissions() async throws {
        try await withTemporaryFolder { folder in
            try NodeHome("\(folder)/home").create(makeConfiguration())
            // As the data manager does it.
            let yaml = try String(contentsOfFile: "\(folder)/home/node.yaml", encoding: .utf8)
            let peers =
                "[{ title: SENDER, may: [store] }, { title: READER, may: [search] }, { title: FETCHER, may: [retrieve] }]"
            #expect(yaml.contains("peers: []"))
            try yaml.replacingOccurrences(of: "peers: []", with: "peers: \(peers)")
                .write(toFile: "\(folder)/home/node.yaml", atomically: false, encoding: .utf8)
            let provider = ArchiveProvider(node: try openNode(folder))
            let services: [AssociationPolicy.Services] = [.verification, .storage, .storageCommitment, .find, .get, .move]
            for (title, expected) in [
                ("SENDER", [.verification, .storage, .storageCommitment]), ("READER", [.verification, .find]),
                ("FETCHER", [.verification, .get, .move]), ("STRANGER", [.verification]),
            ] as [(String, [AssociationPolicy.Services])] {
                let association = AssociationInformation(callingTitle: title, calledTitle: "MOSAIC")
                var permitted: [AssociationPolicy.Services] = []
                for service in services {
                    if await provider.permits(service, for: association) { permitted.append(service) }
                }
                #expect(permitted == expected, "\(title)")
            }
        }
    }

    @Test("a search of a peer is in the ledger before its matches, once an hour for each peer")
    func searchesInLedger() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let provider = ArchiveProvider(node: node)
            var identifier = DataSet()
            identifier.set(.queryRetrieveLevel, "STUDY")
            identifier.set(.studyInstanceUID, "")
            for title in ["MODALITY", "MODALITY", "READER"] {
                let asker = AssociationInformation(callingTitle: title, calledTitle: "MOSAIC")
                _ = try await provider.find(FindRequest(model: .studyRoot, level: .study, identifier: identifier, association: asker))
            }
            let entries = try node.entries("archive.accessed")
            #expect(entries.map(\.actor) == ["AE MODALITY", "AE READER"])
            #expect(entries.allSatisfy { $0.details["operation"] == "search" && $0.subject == "archive" })
        }
    }

    @Test("what is fetched takes its share of the memory for it, and waits where others hold all")
    func fetching() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let capacity = Capacity(limit: 1)
            let provider = ArchiveProvider(node: node, sending: capacity)
            let study = try #require(try await node.archive.instances(limit: 1).first?.studyUID)
            var identifier = DataSet()
            identifier.set(.queryRetrieveLevel, "STUDY")
            identifier.set(.studyInstanceUID, study)
            let found = try await provider.retrieve(
                RetrieveRequest(model: .studyRoot, level: .study, identifier: identifier, destination: nil, association: association))
            let reserve = try #require(found.first?.reserve)
            var first: (any Sendable)? = await reserve()
            async let second = reserve()
            while await capacity.waitingCount == 0 { await Task.yield() }
            first = nil
            let room = await second
            #expect(first == nil)
            withExtendedLifetime(room) {}
        }
    }

    @Test("a search names the keys with a value that it could not look at, and no others")
    func unsupportedKeys() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            var identifier = DataSet()
            identifier.set(.queryRetrieveLevel, "STUDY")
            identifier.set(.studyInstanceUID, "")
            identifier.set(.patientWeight, "")
            let provider = ArchiveProvider(node: node)
            func find(_ identifier: DataSet) async throws -> (unsupported: [DICOM.Tag], matches: Int) {
                let answer = try await provider.find(
                    FindRequest(model: .studyRoot, level: .study, identifier: identifier, association: association))
                var matches = 0
                for try await _ in answer.matches { matches += 1 }
                return (answer.unsupportedKeys, matches)
            }
            let all = try await find(identifier)
            #expect(all.unsupported.isEmpty && all.matches > 1)
            identifier.set(.destinationAE, "NOBODY")
            let some = try await find(identifier)
            #expect(some.unsupported == [.destinationAE] && some.matches == all.matches, "it selects nothing away")
        }
    }
}
