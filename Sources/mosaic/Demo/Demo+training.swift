import Computation
import Foundation

extension Demo {
    /// Logistic regression over two nodes, beside the same model on the pooled rows.
    func train() async throws -> String {
        guard data == nil, let samples = input?.samples else { return "skipped: your data hold no outcome to model" }
        guard granted.count >= 2 else { return "skipped: fewer than two permits" }
        let output = try await federation.must(
            ["run", "--outcome", PooledModel.outcome, "--cohort", PooledModel.cohort] + PooledModel.features.flatMap { ["--feature", $0] },
            as: RunCommand.Output.self)
        guard case .model(let federated) = output.result else { throw ClientHome.Failure(description: "The job gave no model.") }
        let holders = nodes.indices.filter { granted.contains(published[nodes[$0]] ?? "") }
        let pooled = try PooledModel(samples: samples, holders: holders, seed: seed, patients: patients).fit()
        guard pooled.n == federated.n, let difference = federated.largestDifference(from: pooled) else {
            throw ClientHome.Failure(
                description: "The federated model has \(federated.n) rows, the pooled \(pooled.n); they should be the same patients.")
        }
        report.say("coefficient".padding(toLength: 44, withPad: " ", startingAt: 0) + "  federated      pooled rows")
        for (index, name) in federated.names.enumerated() {
            report.say(
                name.padding(toLength: 44, withPad: " ", startingAt: 0)
                    + String(format: "%14.9f %14.9f", federated.coefficients[index], pooled.coefficients[index]))
        }
        guard difference <= 1e-8 else { throw ClientHome.Failure(description: "The coefficients differ by \(difference), more than 1e-8.") }
        return
            "\(federated.n) patients of \(granted.count) nodes, \(federated.rounds) rounds; largest difference from pooled \(String(format: "%.1e", difference))"
    }
}
