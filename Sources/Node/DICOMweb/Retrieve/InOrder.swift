/// Makes values some steps ahead of their use, in order: while one is written to a slow client, the next are read.
enum InOrder {
    /// - Parameters:
    ///   - ahead: how many values are made before they are used; it bounds what is held in memory.
    ///   - make: makes a value; several run at once.
    ///   - use: takes the values one after the other, in the order of the elements.
    static func forEach<Element: Sendable, Value: Sendable>(
        _ elements: [Element], ahead: Int, make: @escaping @Sendable (Element) async throws -> Value, use: (Value) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Value).self) { group in
            var started = 0
            var ready: [Int: Value] = [:]
            func start() {
                let number = started
                let element = elements[number]
                started += 1
                group.addTask { (number, try await make(element)) }
            }
            for number in elements.indices {
                while started < min(number + max(ahead, 1), elements.count) { start() }
                while ready[number] == nil, let (made, value) = try await group.next() { ready[made] = value }
                guard let value = ready.removeValue(forKey: number) else { return }
                try await use(value)
            }
        }
    }
}
