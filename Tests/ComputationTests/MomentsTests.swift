import Computation
import Foundation
import TestSupport
import Testing

@Suite("Moments")
struct MomentsTests {
    @Test("Combining any parts equals the moments of the whole", arguments: 0..<10)
    func combination(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let values = (0..<Int.random(in: 1...300, using: &generator)).map { _ in 1e6 + generator.normal() }
        let whole = Moments(of: values)
        var parts = Moments()
        var start = 0
        while start < values.count {
            let end = min(values.count, start + Int.random(in: 0...40, using: &generator))
            parts = parts.combined(with: Moments(of: values[start..<end]))
            start = end
        }
        #expect(parts.count == whole.count)
        #expect(abs(parts.mean - whole.mean) < 1e-9)
        #expect(abs(parts.squaredDeviations - whole.squaredDeviations) < 1e-7 * max(1, whole.squaredDeviations))
    }

    @Test("A large offset does not swallow a small spread")
    func largeOffset() {
        let moments = Moments(of: [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16])
        #expect(moments.mean == 1e9 + 10)
        #expect(moments.squaredDeviations == 90)
    }

    @Test("Every finite number survives JSON bit for bit", arguments: 0..<5)
    func roundTrip(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var numbers = [
            0.1, 1.0 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, Double.leastNonzeroMagnitude, 1e22,
            123_456_789_012_345_680,
        ]
        while numbers.count < 2_000 {
            let number = Double(bitPattern: generator.next())
            if number.isFinite { numbers.append(number) }
        }
        let read = try throughJSON(numbers)
        #expect(read.map(\.bitPattern) == numbers.map(\.bitPattern))
    }
}
