import Foundation
import NIOSSL

extension DICOMConfiguration.TLS {
    /// For peers that call us; those without a certificate of the authorities are refused, where there are authorities.
    ///
    /// - Throws: ``NodeError`` `configuration` where certificate or key cannot be used, as ``clientContext()`` does.
    func serverContext() throws -> NIOSSLContext {
        try named { try PeerTLS.server(certificate: certificate, key: key, authorities: authorities) }
    }

    /// For peers that we call, with our own certificate.
    func clientContext() throws -> NIOSSLContext {
        try named { try PeerTLS.client(own: (certificate, key), authorities: authorities) }
    }

    private func named(_ make: () throws -> NIOSSLContext) throws -> NIOSSLContext {
        do {
            return try make()
        } catch {
            throw NodeError(.configuration, "dicom.tls of node.yaml cannot be used: \(error). Give PEM files that the node may read.")
        }
    }
}
