import DICOM
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import DICOMNetwork

/// We call DCMTK's archive.
@Suite("DCMTK as provider for our user", .timeLimit(.minutes(3)))
struct DCMTKAsProviderTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("dcmqrscp stores, finds, gives and sends")
    func archive() async throws {
        let port = FreePort.next()
        let received = MemoryArchive()
        try await withServer(received) { own, _ in
            let storage = try folder.folder("archive")
            let configuration = """
                NetworkTCPPort = \(port)
                MaxPDUSize = 16384
                MaxAssociations = 16
                HostTable BEGIN
                mosaic = (MOSAIC, 127.0.0.1, \(own.port))
                HostTable END
                VendorTable BEGIN
                VendorTable END
                AETable BEGIN
                ARCHIVE \(storage) RW (200, 1024mb) ANY
                AETable END

                """
            let path = try folder.write(Array(configuration.utf8), to: "dcmqrscp.cfg")
            let archive = try PeerProcess("dcmqrscp", ["-c", path], in: folder)
            try await eventually("dcmqrscp listens") { Peers.isListening(port) }
            do {
                try await use(RemoteApplicationEntity(title: "ARCHIVE", host: "127.0.0.1", port: port), received)
            } catch {
                await archive.stop()
                throw error
            }
            await archive.stop()
        }
    }

    private func use(_ remote: RemoteApplicationEntity, _ received: MemoryArchive) async throws {
        let contexts: [ProposedContext] = [
            .verification, .storage(Sample.ctImageStorage, [.explicitVRLittleEndian]), .find(.studyRoot), .find(.patientRoot),
            .move(.studyRoot),
        ]
        var sent: [String: [UInt8]] = [:]
        try await Association.with(remote, as: "MOSAIC", proposing: contexts) { association in
            try await association.echo()
            for number in 1...12 {
                let instance = try Sample.instance(number, bytes: 70_000)
                sent[instance.sopInstanceUID] = instance.dataSet
                #expect(try await association.store(instance) == .success)
            }
            var found: [String] = []
            let keys = Sample.keys(.image, study: "1.2.3.1", .seriesInstanceUID, .sopInstanceUID)
            var image = keys
            image.set(.seriesInstanceUID, "1.2.3.1.1")
            for try await match in association.find(.studyRoot, image) { found.append(match.string(.sopInstanceUID) ?? "") }
            #expect(Set(found) == Set(sent.keys))

            let moved = try await association.move(.studyRoot, Sample.keys(.study, study: "1.2.3.1"), to: "MOSAIC")
            #expect(moved.status == .success && moved.counts.completed == 12)
            #expect(received.count == 12)
        }
        let get: [ProposedContext] = [.get(.studyRoot), .reception(of: Sample.ctImageStorage, [.explicitVRLittleEndian])]
        try await Association.with(remote, as: "MOSAIC", proposing: get) { association in
            let got = MemoryArchive()
            let result = try await association.get(.studyRoot, Sample.keys(.study, study: "1.2.3.1")) { await got.store($0) }
            #expect(result.status == .success && result.counts.completed == 12)
            #expect(got.count == 12)
            for (uid, stored) in got.stored.withLock({ $0 }) {
                let original = try DataSet(encoded: try #require(sent[uid]), as: .explicitVRLittleEndian)
                #expect(
                    try DataSet(encoded: stored.instance.dataSet, as: stored.instance.transferSyntax)[.pixelData] == original[.pixelData])
            }
        }
    }
}
