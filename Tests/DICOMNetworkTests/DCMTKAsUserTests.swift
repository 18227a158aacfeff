import DICOM
import Foundation
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import DICOMNetwork

/// DCMTK's programs call us.
@Suite("DCMTK as user of our services", .timeLimit(.minutes(3)))
struct DCMTKAsUserTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func address(_ remote: RemoteApplicationEntity) -> [String] {
        ["-aec", remote.title, remote.host, "\(remote.port)"]
    }

    @Test("echoscu is answered; a wrong title is rejected with the reason")
    func echo() async throws {
        try await withServer(MemoryArchive()) { remote, _ in
            try await PeerProcess.run("echoscu", address(remote), in: folder)
            let refused = try PeerProcess("echoscu", ["-aec", "OTHER", remote.host, "\(remote.port)"], in: folder)
            #expect(try await refused.end() != 0)
            #expect(refused.output.contains("Called AE Title Not Recognized"))
            // As many contexts as there can be, each with many syntaxes.
            try await PeerProcess.run("echoscu", ["-ppc", "128", "-pts", "30"] + address(remote), in: folder)
        }
    }

    /// Files of pydicom in all kinds of syntaxes, and how storescu is told to propose them.
    static let files: [(name: String, option: String)] = [
        ("CT_small.dcm", "-xe"), ("MR_small_implicit.dcm", "-xi"), ("MR_small_bigendian.dcm", "-xb"), ("MR_small_RLE.dcm", "-xr"),
        ("MR_small_jp2klossless.dcm", "-xv"), ("JPEG2000.dcm", "-xw"), ("MR_small_jpeg_ls_lossless.dcm", "-xt"),
        ("JPEGLSNearLossless_16.dcm", "-xu"), ("image_dfl.dcm", "-xd"), ("SC_rgb_jpeg_dcmtk.dcm", "-xy"), ("JPGExtended.dcm", "-xx"),
        ("SC_rgb_jpeg_gdcm.dcm", "-xs"), ("rtplan.dcm", "-xi"), ("reportsi.dcm", "-xe"),
    ]

    @Test("storescu's objects arrive byte for byte in the syntax they have", arguments: files)
    func store(_ name: String, _ option: String) async throws {
        let path = Peers.pydicomFile(name)
        let original = try DICOMFile(bytes: Peers.bytes(path))
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await PeerProcess.run("storescu", ["-R", option] + address(remote) + [path], in: folder)
            let received = try #require(archive.stored.withLock { $0.values.first })
            #expect(received.instance.transferSyntax == original.transferSyntax)
            let dataSet = try DataSet(encoded: received.instance.dataSet, as: received.instance.transferSyntax)
            // storescu writes what it read anew: the elements are the same, the lengths may be laid out otherwise.
            for tag: DICOM.Tag in [.sopInstanceUID, .rows, .pixelData, .patientName] {
                let isEqual = Self.content(dataSet[tag]) == Self.content(original.dataSet[tag])
                #expect(isEqual, "\(tag)")
            }
        }
    }

    /// The bytes of an element without what storescu adds: a byte behind fragments of odd length.
    private static func content(_ element: DataElement?) -> [UInt8] {
        switch element?.value {
        case .bytes(let bytes): Array(bytes)
        case .fragments(_, let fragments): fragments.flatMap { fragment in fragment.last == 0 ? fragment.dropLast() : fragment }
        default: []
        }
    }

    @Test("storescu with 40 objects, several associations and the default PDU loses none")
    func manyStores() async throws {
        let source = try folder.folder("source")
        for number in 1...40 { _ = try folder.write(Sample.file(number, bytes: 100_000).encoded(), to: "source/\(number).dcm") }
        let archive = MemoryArchive()
        try await withServer(archive) { remote, server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { try await PeerProcess.run("storescu", address(remote) + ["+sd", source], in: folder) }
                }
                try await group.waitForAll()
            }
            #expect(archive.count == 40)
            try await eventually("all of the budget is given back") { server.receivingBytes == 0 }
        }
    }

    @Test("findscu gets the matches of both models")
    func find() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])]) {
                for number in 1...30 { _ = try await $0.store(Sample.instance(number)) }
            }
            for model in ["-S", "-P"] {
                let output = try await PeerProcess.run(
                    "findscu",
                    [model] + address(remote) + [
                        "-k", "QueryRetrieveLevel=IMAGE", "-k", "PatientID", "-k", "StudyInstanceUID=1.2.3.1", "-k", "SeriesInstanceUID",
                        "-k", "SOPInstanceUID",
                    ], in: folder)
                #expect(output.components(separatedBy: "Find Response").count == 31, "\(output)")
                #expect(output.contains("1.2.3.17.9"))
            }
            // --cancel: after two responses; we stop and say so.
            let cancelled = try PeerProcess(
                "findscu",
                ["-v", "-S", "--cancel", "2"] + address(remote) + [
                    "-k", "QueryRetrieveLevel=IMAGE", "-k", "StudyInstanceUID=1.2.3.1", "-k", "SOPInstanceUID",
                ], in: folder)
            #expect(try await cancelled.end() == 0)
        }
    }

    @Test("getscu gets every object of a study")
    func get() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])]) {
                for number in 1...10 { _ = try await $0.store(Sample.instance(number)) }
            }
            let target = try folder.folder("got")
            try await PeerProcess.run(
                "getscu",
                ["-S", "+B", "-od", target] + address(remote) + ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3.1"],
                in: folder)
            let files = try folder.files(in: "got")
            #expect(files.count == 10)
            for path in files {
                let file = try DICOMFile(bytes: Peers.bytes(path))
                let uid = try #require(file.dataSet.string(.sopInstanceUID))
                let stored = archive.stored.withLock { $0[uid] }
                #expect(
                    try DICOMFile(bytes: Peers.bytes(path)).dataSet[.pixelData]
                        == DataSet(encoded: try #require(stored).instance.dataSet, as: .explicitVRLittleEndian)[.pixelData])
            }
        }
    }

    @Test("movescu has us send to a storescp")
    func move() async throws {
        let archive = MemoryArchive()
        try await withServer(archive) { remote, _ in
            try await Association.with(remote, as: "TEST", proposing: [.storage(Sample.ctImageStorage, [.explicitVRLittleEndian])]) {
                for number in 1...10 { _ = try await $0.store(Sample.instance(number)) }
            }
            let target = try folder.folder("moved")
            let port = FreePort.next()
            let receiver = try PeerProcess("storescp", ["-aet", "RECEIVER", "-od", target, "\(port)"], in: folder)
            try await eventually("storescp listens") { Peers.isListening(port) }
            archive.destinations.withLock { $0["RECEIVER"] = RemoteApplicationEntity(title: "RECEIVER", host: "127.0.0.1", port: port) }
            let query = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3.1"]
            try await PeerProcess.run("movescu", ["-S", "-aem", "RECEIVER"] + address(remote) + query, in: folder)
            await receiver.stop()
            #expect(try folder.files(in: "moved").count == 10)
            let unknown = try PeerProcess("movescu", ["-v", "-S", "-aem", "NOBODY"] + address(remote) + query, in: folder)
            _ = try await unknown.end()
            #expect(
                unknown.output.contains("MoveDestinationUnknown") || unknown.output.lowercased().contains("0xa801"), "\(unknown.output)")
        }
    }

    @Test("TLS with and without a client certificate")
    func tls() async throws {
        let authority = try await CertificateAuthority(in: folder)
        let server = try await authority.certificate("server")
        let client = try await authority.certificate("client")
        let archive = MemoryArchive()
        try await withServer(archive, tls: authority.serverContext(server, requiresClientCertificate: false)) { remote, _ in
            try await PeerProcess.run("echoscu", ["+tla", "+cf", authority.path] + address(remote), in: folder)
            try await PeerProcess.run(
                "storescu", ["+tla", "+cf", authority.path] + address(remote) + [Peers.pydicomFile("CT_small.dcm")], in: folder)
            #expect(archive.count == 1)
        }
        try await withServer(archive, tls: authority.serverContext(server, requiresClientCertificate: true)) { remote, _ in
            try await PeerProcess.run(
                "echoscu", ["+tls", client.key, client.certificate, "+cf", authority.path] + address(remote), in: folder)
            let stranger = try PeerProcess("echoscu", ["+tla", "+cf", authority.path] + address(remote), in: folder)
            #expect(try await stranger.end() != 0)

            var options = AssociationOptions()
            options.tls = try authority.clientContext(client)
            try await Association.with(remote, as: "TEST", proposing: [.verification], options: options) { try await $0.echo() }
            options.tls = try authority.clientContext(nil)
            await #expect(throws: DICOMNetworkError.self) {
                try await Association.with(remote, as: "TEST", proposing: [.verification], options: options) { try await $0.echo() }
            }
            var plain = remote
            plain.usesTLS = false
            await #expect(throws: DICOMNetworkError.self) {
                try await Association.with(plain, as: "TEST", proposing: [.verification]) { try await $0.echo() }
            }
        }
    }
}

/// A certificate authority of a test, made with openssl.
struct CertificateAuthority {
    struct Certificate {
        let key: String
        let certificate: String
    }

    let path: String
    private let key: String
    private let folder: TemporaryFolder

    init(in folder: TemporaryFolder) async throws {
        self.folder = folder
        path = folder.path("ca.pem")
        key = folder.path("ca.key")
        try await PeerProcess.run(
            "openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", path, "-days", "2", "-subj", "/CN=Test authority"],
            in: folder)
    }

    func certificate(_ name: String) async throws -> Certificate {
        let made = Certificate(key: folder.path("\(name).key"), certificate: folder.path("\(name).pem"))
        let request = folder.path("\(name).csr")
        let extensions = try folder.write(Array("subjectAltName=DNS:localhost,IP:127.0.0.1\n".utf8), to: "\(name).ext")
        try await PeerProcess.run(
            "openssl", ["req", "-newkey", "rsa:2048", "-nodes", "-keyout", made.key, "-out", request, "-subj", "/CN=127.0.0.1"], in: folder)
        try await PeerProcess.run(
            "openssl",
            [
                "x509", "-req", "-in", request, "-CA", path, "-CAkey", key, "-CAcreateserial", "-days", "2", "-out", made.certificate,
                "-extfile", extensions,
            ],
            in: folder)
        return made
    }

    func serverContext(_ certificate: Certificate, requiresClientCertificate: Bool) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate.certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem)))
        if requiresClientCertificate {
            configuration.trustRoots = .file(path)
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    func clientContext(_ certificate: Certificate?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(path)
        if let certificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.certificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
