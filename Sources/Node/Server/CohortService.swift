import Cohorts
import Logging
import ServiceLifecycle

/// Loads the published datasets when the server starts, and looks for new versions of them, so that no question waits for one.
struct CohortService: Service {
    let node: Node
    private static let interval = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            let start = ContinuousClock.now
            var isFirst = true
            while !Task.isCancelled {
                do {
                    let datasets = try await node.cohorts.published()
                    if isFirst {
                        let indexes = datasets.map(\.index)
                        node.logger.info(
                            "\(datasets.count) datasets with \(indexes.reduce(0) { $0 + $1.patientCount }) patients and \(indexes.reduce(0) { $0 + $1.seriesCount }) series can be asked after \((ContinuousClock.now - start) / .milliseconds(1)) ms."
                        )
                    }
                    isFirst = false
                } catch is CancellationError {
                    // The end of the process, and no failure.
                } catch {
                    node.logger.error("The published datasets could not be loaded: \(error)")
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }
}
