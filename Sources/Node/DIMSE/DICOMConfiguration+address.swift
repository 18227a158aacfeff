import DICOMNetwork
import NIOSSL

extension DICOMConfiguration.Peer {
    /// Where it is called; `nil` without host and port.
    var address: RemoteApplicationEntity? {
        guard let host, let port else { return nil }
        return RemoteApplicationEntity(title: title, host: host, port: port, usesTLS: tls ?? false)
    }
}

extension DICOMConfiguration {
    /// How peers are called: with our own certificate, and theirs checked against the authorities, where there is TLS.
    ///
    /// - Throws: ``NodeError`` `configuration` where certificate or key cannot be used.
    func outgoing() throws -> AssociationOptions {
        var options = AssociationOptions()
        guard let tls else { return options }
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(tls.certificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: tls.key, format: .pem))
            if let authorities = tls.authorities {
                configuration.trustRoots = .file(authorities)
                // Devices are known by their certificate; few have their host name in it (PS3.15 §B.1).
                configuration.certificateVerification = .noHostnameVerification
            }
            options.tls = try NIOSSLContext(configuration: configuration)
        } catch {
            throw NodeError(.configuration, "dicom.tls of node.yaml cannot be used: \(error). Give PEM files that the node may read.")
        }
        return options
    }

    /// The peer as it is configured, where the title and the address are those of one: its TLS setting is known then.
    func known(_ remote: RemoteApplicationEntity) -> RemoteApplicationEntity {
        peers.compactMap(\.address).first { $0.title == remote.title && $0.host == remote.host && $0.port == remote.port } ?? remote
    }
}
