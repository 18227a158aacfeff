import NIOCore
import NIOPosix

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why the system refused a connection or a port, in its own words, without what SwiftNIO wraps around them.
func systemReason(_ error: any Error) -> String {
    switch error {
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case let error as NIOConnectionError:
        error.connectionErrors.last.map { systemReason($0.error) } ?? "the host \(error.host) has no address"
    default: "\(error)"
    }
}
