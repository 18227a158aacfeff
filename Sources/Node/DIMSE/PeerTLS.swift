public import DICOMNetwork
import NIOSSL

/// TLS with DICOM peers (PS3.15 §B.1), from PEM files.
public enum PeerTLS {
    /// How peers are called over TLS.
    ///
    /// - Parameters:
    ///   - own: our certificate chain and its private key, for peers that ask for one.
    ///   - authorities: whose certificates a peer must have, whatever host name they are for; `nil` for those of the system, and then for
    ///     the peer's host name.
    /// - Throws: ``NodeError`` `input` where a file cannot be used.
    public static func calling(own: (certificate: String, key: String)?, authorities: String?) throws -> AssociationOptions {
        var options = AssociationOptions()
        do {
            options.tls = try client(own: own, authorities: authorities)
        } catch {
            throw NodeError(.input, "The files for TLS cannot be used: \(error). Give PEM files that this account may read.")
        }
        return options
    }

    static func server(certificate: String, key: String, authorities: String?) throws -> NIOSSLContext {
        let own = try loaded(certificate, key)
        return try context(.makeServerConfiguration(certificateChain: own.chain, privateKey: own.key), authorities)
    }

    static func client(own: (certificate: String, key: String)?, authorities: String?) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if let own {
            let own = try loaded(own.certificate, own.key)
            configuration.certificateChain = own.chain
            configuration.privateKey = own.key
        }
        return try context(configuration, authorities)
    }

    private static func loaded(_ certificate: String, _ key: String) throws -> (
        chain: [NIOSSLCertificateSource], key: NIOSSLPrivateKeySource
    ) {
        (
            try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        )
    }

    private static func context(_ configuration: TLSConfiguration, _ authorities: String?) throws -> NIOSSLContext {
        var configuration = configuration
        configuration.minimumTLSVersion = .tlsv12
        if let authorities {
            configuration.trustRoots = .file(authorities)
            // Devices are known by their certificate; few have their host name in it (PS3.15 §B.1).
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
