import Foundation

/// Debian's Orthanc as a peer of a node, in a folder of the test.
struct Orthanc: Sendable {
    private let address: String
    private let bench: Bench
    let process: MosaicProcess

    /// Starts it, knowing the node as the modality `node`, and waits until it answers.
    ///
    /// - Parameter isSecure: whether it speaks DICOM over TLS, with the bench's certificate `pacs` and with peers of the authority `ca` only.
    init(web: Int, dicom: Int, node: ServingNode, isSecure: Bool = false, on bench: Bench) async throws {
        self.bench = bench
        address = "http://127.0.0.1:\(web)"
        let folder = bench.file("orthanc")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var configuration: [String: Any] = [
            "Name": "peer", "StorageDirectory": "\(folder)/db", "IndexDirectory": "\(folder)/db", "HttpPort": web, "DicomPort": dicom,
            "DicomAet": "ORTHANC", "RemoteAccessAllowed": false, "AuthenticationEnabled": false, "Plugins": ["/usr/share/orthanc/plugins"],
            "DicomModalities": ["node": ["MOSAIC", "127.0.0.1", node.dicomPort]], "DicomAlwaysAllowGet": true,
        ]
        if isSecure {
            configuration["DicomTlsEnabled"] = true
            configuration["DicomTlsCertificate"] = bench.file("pacs.pem")
            configuration["DicomTlsPrivateKey"] = bench.file("pacs.key")
            configuration["DicomTlsTrustedCertificates"] = bench.file("ca.pem")
            let modality: [String: Any] = ["AET": "MOSAIC", "Host": "127.0.0.1", "Port": node.dicomPort, "UseDicomTls": true]
            configuration["DicomModalities"] = ["node": modality]
        }
        try JSONSerialization.data(withJSONObject: configuration).write(to: URL(fileURLWithPath: "\(folder)/orthanc.json"))
        process = try bench.start(["\(folder)/orthanc.json"], program: "/usr/sbin/Orthanc")
        let address = self.address
        try await bench.until("Orthanc to answer") {
            try await bench.run(["-sf", "\(address)/system"], program: "/usr/bin/curl").status == 0
        }
    }

    func upload(_ file: String) async throws {
        try await bench.must(["-sf", "-X", "POST", "\(address)/instances", "--data-binary", "@\(file)"], program: "/usr/bin/curl")
    }

    @discardableResult
    func post(_ path: String, _ body: String) async throws -> String {
        try await bench.must(["-sS", "--fail-with-body", "-X", "POST", "\(address)/\(path)", "-d", body], program: "/usr/bin/curl")
    }

    func delete(_ path: String) async throws {
        try await bench.must(["-sf", "-X", "DELETE", "\(address)/\(path)"], program: "/usr/bin/curl")
    }

    func list(_ path: String) async throws -> [String] {
        let text = try await bench.must(["-sf", "\(address)/\(path)"], program: "/usr/bin/curl")
        return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    }

    func count(_ path: String) async throws -> Int { try await list(path).count }
}
