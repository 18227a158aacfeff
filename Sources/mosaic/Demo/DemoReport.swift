import Foundation

/// What the demo shows while it runs and at the end: each step with its result and its time.
final class DemoReport {
    private var lines: [(title: String, result: String, seconds: Double)] = []

    /// Runs a step and notes its result.
    func step(_ title: String, _ body: () async throws -> String) async throws {
        print("\n\(lines.count + 1). \(title)")
        let start = ContinuousClock.now
        let result = try await body()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        lines.append((title, result, seconds))
        say("→ \(result) (\(Self.format(seconds)))")
    }

    /// Prints a line within a step.
    func say(_ text: String) {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { print("   \(line)") }
    }

    /// The summary.
    func printSummary() {
        print("\nSummary")
        for (index, line) in lines.enumerated() {
            print(
                "\(String(format: "%2d", index + 1))  \(line.title.padding(toLength: 30, withPad: " ", startingAt: 0)) \(Self.format(line.seconds).padding(toLength: 8, withPad: " ", startingAt: 0)) \(line.result)"
            )
        }
        print("    in all \(Self.format(lines.reduce(0) { $0 + $1.seconds }))")
    }

    private static func format(_ seconds: Double) -> String { String(format: "%.1f s", seconds) }
}
