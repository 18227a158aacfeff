import Computation
import Foundation
import Testing

@Suite("Job description")
struct JobDescriptionTests {
    @Test("A sound description passes and survives JSON")
    func sound() throws {
        let description = job(features: ["psa", "age"])
        try description.validate()
        #expect(description.faults().isEmpty)
        #expect(try throughJSON(description) == description)
    }

    @Test("Every fault is listed at once")
    func everyFault() throws {
        var description = job(features: ["psa", "psa", "a\u{0}b", ""])
        description.version = 9
        description.id = "../../etc"
        description.outcome = "psa"
        description.cohort = " \n"
        description.datasets = []
        description.maximumRounds = 1000
        #expect(
            Set(description.faults().map(\.field)) == ["version", "id", "outcome", "features", "cohort", "datasets", "maximumRounds"])
        let error = try #require(throws: ComputationError.self) { try description.validate() }
        #expect(error.code == .invalidJob)
        #expect(description.faults().allSatisfy { error.message.contains($0.message) })
    }

    @Test("Outcome and kind must go together")
    func outcome() {
        var description = job(features: ["psa"])
        description.outcome = nil
        #expect(description.faults().map(\.field) == ["outcome"])
        description.kind = .descriptiveStatistics
        #expect(description.faults().isEmpty)
        description.outcome = "relapse"
        #expect(description.faults().map(\.field) == ["outcome"])
    }

    @Test("Sizes are limited")
    func sizes() {
        var description = job(features: names(51))
        description.cohort = String(repeating: "x", count: 10_001)
        description.datasets = (0..<1001).map { "d\($0)" }
        #expect(Set(description.faults().map(\.field)) == ["features", "cohort", "datasets"])
    }
}
