import Synchronization

/// A closure that runs the first time it is called and never again.
final class OnceClosure: Sendable {
    private let body: Mutex<(@Sendable () -> Void)?>

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = Mutex(body)
    }

    func callAsFunction() {
        let taken = body.withLock { body -> (@Sendable () -> Void)? in
            defer { body = nil }
            return body
        }
        taken?()
    }
}
