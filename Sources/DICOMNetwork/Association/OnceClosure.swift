import NIOConcurrencyHelpers

/// A closure that runs the first time it is called and never again.
final class OnceClosure: Sendable {
    private let body: NIOLockedValueBox<(@Sendable () -> Void)?>

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = NIOLockedValueBox(body)
    }

    func callAsFunction() {
        let taken = body.withLockedValue { body -> (@Sendable () -> Void)? in
            defer { body = nil }
            return body
        }
        taken?()
    }
}
