import DICOMNetwork

extension DICOMConfiguration.Peer {
    /// Where it is called; `nil` without host and port.
    var address: RemoteApplicationEntity? {
        guard let host, let port else { return nil }
        return RemoteApplicationEntity(title: title, host: host, port: port, usesTLS: tls ?? false)
    }
}
