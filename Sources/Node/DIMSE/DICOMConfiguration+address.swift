import DICOMNetwork

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
    /// - Throws: what ``TLS/clientContext()`` throws.
    func outgoing() throws -> AssociationOptions {
        var options = AssociationOptions()
        options.tls = try tls?.clientContext()
        return options
    }

    /// The peer as it is configured, where the title and the address are those of one: it is called with TLS where its setting says so.
    ///
    /// - Throws: ``NodeError`` `configuration` where it is to be called with TLS and the node has no certificate.
    func known(_ remote: RemoteApplicationEntity) throws -> RemoteApplicationEntity {
        var known = remote
        let isNamed = peers.compactMap(\.address).contains {
            $0.usesTLS && $0.title == remote.title && $0.host == remote.host && $0.port == remote.port
        }
        if isNamed { known.usesTLS = true }
        guard !known.usesTLS || tls != nil else {
            throw NodeError(
                .configuration,
                "\(remote.title) is to be called with TLS, which needs dicom.tls in node.yaml with the node's own certificate.")
        }
        return known
    }
}
