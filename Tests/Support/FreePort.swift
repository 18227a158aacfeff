import Foundation
import Synchronization

/// Ports for programs that tests start.
public enum FreePort {
    /// The last port handed out; where it begins differs from run to run.
    private static let last = Mutex(20_000 + Int(getpid()) % 120 * 100)

    /// A port that nobody uses now, never the same twice, and below those that the system gives to outgoing connections: none of them
    /// can take it before the program listens.
    public static func next() -> Int {
        last.withLock { last in
            for _ in 0..<12_000 {
                last = last < 31_999 ? last + 1 : 20_000
                if isFree(last) { return last }
            }
            return 0
        }
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 }
        }
    }
}
