import Catalogue
public import Cohorts
import Federation
import Storage

extension Node {
    /// How many patients of a dataset meet a query, exactly: for the node's own staff.
    public struct ExactCount: Codable, Sendable {
        /// The dataset's id.
        public let dataset: String
        /// The query in canonical form.
        public let query: String
        /// Patients, and all of their studies, series and instances; `nil` where the query cannot be evaluated.
        public let counts: Counts?
        /// What cannot be evaluated, by name.
        public let unsupported: [String]
        /// Milliseconds to read the query and find the patients; the median where it was done several times.
        public let milliseconds: Double
    }

    /// Counts cohorts of the published datasets without disclosure control. **What this says must not leave the node.**
    ///
    /// - Parameters:
    ///   - queries: in the text form.
    ///   - dataset: the one that is asked; all where `nil`.
    ///   - rounds: how often each query is evaluated, for measuring.
    /// - Throws: `QueryError` where a query cannot be read, ``NodeError`` `notFound` where there is no such dataset.
    public func exactCounts(_ queries: [String], dataset: String? = nil, rounds: Int = 1, actor: String) async throws -> [ExactCount] {
        let parsed = try queries.map { try Query(text: $0) }
        let datasets = if let dataset { try await cohorts.dataset(dataset).map { [$0] } ?? [] } else { try await cohorts.published() }
        if let dataset, datasets.isEmpty {
            throw NodeError(
                .notFound, "There is no published dataset '\(dataset.prefix(128))' at this node. 'mosaic node check' names them.")
        }
        try ledger.append(
            [
                .init(
                    "cohort.counted", actor: actor, subject: dataset ?? name.value,
                    details: ["queries": "\(queries.count)", "first": String(parsed.first?.canonicalText.prefix(2_000) ?? "")])
            ], now: now())
        var result: [ExactCount] = []
        for dataset in datasets {
            for (text, query) in zip(queries, parsed) {
                let unsupported = dataset.index.unsupported(in: query)
                guard unsupported.isEmpty else {
                    result.append(
                        ExactCount(
                            dataset: dataset.record.id, query: query.canonicalText, counts: nil, unsupported: unsupported, milliseconds: 0))
                    continue
                }
                var times: [Duration] = []
                for _ in 0..<max(1, rounds) {
                    let start = ContinuousClock.now
                    _ = try dataset.index.evaluate(Query(text: text)).count
                    times.append(ContinuousClock.now - start)
                }
                let counts = dataset.index.counts(try dataset.index.evaluate(query))
                result.append(
                    ExactCount(
                        dataset: dataset.record.id, query: query.canonicalText, counts: counts, unsupported: [],
                        milliseconds: times.sorted()[times.count / 2] / .milliseconds(1)))
            }
        }
        return result
    }
}
