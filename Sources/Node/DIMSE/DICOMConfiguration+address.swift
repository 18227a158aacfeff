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

    /// The peer as it is configured, where the title and the address are those of one: its TLS setting is known then.
    func known(_ remote: RemoteApplicationEntity) -> RemoteApplicationEntity {
        peers.compactMap(\.address).first { $0.title == remote.title && $0.host == remote.host && $0.port == remote.port } ?? remote
    }
}
