import Foundation
import NIOSSL

extension DICOMConfiguration.TLS {
    /// For peers that call us; those without a certificate of the authorities are refused, where there are authorities.
    ///
    /// - Throws: ``NodeError`` `configuration` where certificate or key cannot be used, as ``clientContext()`` does.
    func serverContext() throws -> NIOSSLContext {
        try context { .makeServerConfiguration(certificateChain: $0, privateKey: $1) }
    }

    /// For peers that we call, with our own certificate.
    func clientContext() throws -> NIOSSLContext {
        try context { chain, key in
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.certificateChain = chain
            configuration.privateKey = key
            return configuration
        }
    }

    private func context(
        _ make: ([NIOSSLCertificateSource], NIOSSLPrivateKeySource) -> TLSConfiguration
    ) throws -> NIOSSLContext {
        do {
            var configuration = make(
                try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
                .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
            configuration.minimumTLSVersion = .tlsv12
            if let authorities {
                configuration.trustRoots = .file(authorities)
                // Devices are known by their certificate; few have their host name in it (PS3.15 §B.1).
                configuration.certificateVerification = .noHostnameVerification
            }
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw NodeError(.configuration, "dicom.tls of node.yaml cannot be used: \(error). Give PEM files that the node may read.")
        }
    }
}
