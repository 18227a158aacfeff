public import NIOCore

extension SocketAddress {
    /// The address as a browser takes it, for example `http://127.0.0.1:8080` or `http://[::1]:8080`.
    public var webAddress: String {
        let host = ipAddress ?? "localhost"
        return "http://\(host.contains(":") ? "[\(host)]" : host)\(port.map { ":\($0)" } ?? "")"
    }
}
