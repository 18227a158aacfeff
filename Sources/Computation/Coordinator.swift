/// The hub's side of a job as a pure state machine: answers of sites in, the next request or the result out.
///
/// Messages may come in any order and any number of times. A repeat changes nothing, a late answer to an earlier round
/// changes nothing, and a refused message leaves the state as it was. The state is a Codable value: keep it wherever the
/// job is kept. Sums are formed in the order of the sites' names, so the result does not depend on who answered first.
public struct Coordinator: Codable, Hashable, Sendable {
    /// The job.
    public let job: JobDescription
    /// The sites that take part, sorted.
    public private(set) var sites: [String]
    /// The current request; the last one when the job has ended.
    public private(set) var request: RoundRequest
    /// The result, once there is one.
    public private(set) var result: JobResult?
    /// Why the job failed, once it has.
    public private(set) var failure: ComputationError?

    private var answers: [String: Aggregate] = [:]
    private var rowsBySite: [String: Int] = [:]
    private var positivesBySite: [String: Int] = [:]
    private var fit: NewtonFit?

    /// Begins a job with its sites; throws on a faulty description and on no or repeated sites.
    public init(job: JobDescription, sites: [String]) throws(ComputationError) {
        try job.validate()
        guard !sites.isEmpty, Set(sites).count == sites.count, !sites.contains("") else {
            throw ComputationError(.invalidJob, "A job needs at least one site, each named once. Check the permits of the job.")
        }
        self.job = job
        self.sites = sites.sorted()
        request = RoundRequest(job: job.id, round: 0, kind: .moments, features: job.features, outcome: job.outcome)
    }

    /// The sites that have not yet answered the current round.
    public var pendingSites: [String] {
        result == nil && failure == nil ? sites.filter { answers[$0] == nil } : []
    }

    /// What is wanted now.
    public var step: Step {
        if let result { .finished(result) } else { .request(request) }
    }

    /// Takes one site's answer.
    ///
    /// An error about a message (wrong job, site, round or values) leaves the job as it was. An error of the computation
    /// (separation, collinear features ...) ends it: ``failure`` is set and thrown again on every later message.
    @discardableResult
    public mutating func receive(_ aggregate: Aggregate, from site: String) throws(ComputationError) -> Step {
        if result != nil { return step }
        if let failure { throw failure }
        guard try accept(aggregate, from: site) else { return step }
        answers[site] = aggregate
        try completeRound()
        return step
    }

    /// Takes the answers of several sites; every sound one is used before the first error is thrown.
    @discardableResult
    public mutating func receive(_ aggregates: [String: Aggregate]) throws(ComputationError) -> Step {
        var firstError: ComputationError?
        for site in aggregates.keys.sorted() {
            guard let aggregate = aggregates[site] else { continue }
            do {
                try receive(aggregate, from: site)
            } catch {
                firstError = firstError ?? error
            }
        }
        if let firstError { throw firstError }
        return step
    }

    /// Takes a site out that refused or went away.
    ///
    /// Before the first round is complete the job goes on without it. Later the job fails, because the sums so far hold
    /// the site's rows: start it again without the site.
    @discardableResult
    public mutating func withdraw(_ site: String, because reason: String) throws(ComputationError) -> Step {
        if result != nil { return step }
        if let failure { throw failure }
        guard sites.contains(site) else { throw unknown(site) }
        guard request.round == 0, sites.count > 1 else {
            let advice = sites.count > 1 ? "Start it again without \(site)." : "No other site is left."
            try fail(
                ComputationError(.siteWithdrew, "\(site) left job \(job.id) in round \(request.round): \(reason). \(advice)", names: [site])
            )
        }
        sites.removeAll { $0 == site }
        answers[site] = nil
        try completeRound()
        return step
    }

    /// Whether the answer is new and sound; false for a harmless repeat.
    private func accept(_ aggregate: Aggregate, from site: String) throws(ComputationError) -> Bool {
        guard sites.contains(site) else { throw unknown(site) }
        guard aggregate.job == job.id else {
            throw ComputationError(
                .wrongJob, "\(site) answered another job than \(job.id). The answer was put aside; send it to its own job.", names: [site])
        }
        guard aggregate.round >= request.round else { return false }
        guard aggregate.round == request.round else {
            throw ComputationError(
                .unexpectedRound,
                "\(site) answered round \(aggregate.round) of job \(job.id), which is in round \(request.round).", names: [site])
        }
        try aggregate.validate(for: request, from: site)
        if let rows = rowsBySite[site], rows != aggregate.rows || positivesBySite[site] != aggregate.positiveRows {
            throw ComputationError(
                .changedRows,
                "The rows of \(site) changed since the first round of job \(job.id). Its sums would no longer belong together: "
                    + "answer from the snapshot of the first round, or start the job again.", names: [site])
        }
        guard let earlier = answers[site] else { return true }
        guard earlier == aggregate else {
            throw ComputationError(
                .conflictingAggregate,
                "\(site) answered round \(request.round) of job \(job.id) twice and differently. The first answer stands.", names: [site])
        }
        return false
    }

    private mutating func completeRound() throws(ComputationError) {
        guard sites.allSatisfy({ answers[$0] != nil }) else { return }
        let ordered = sites.compactMap { answers[$0] }
        do {
            switch request.kind {
            case .moments: try finishMoments(ordered)
            case .derivatives: try finishDerivatives(ordered)
            }
        } catch {
            try fail(error)
        }
    }

    private mutating func finishMoments(_ ordered: [Aggregate]) throws(ComputationError) {
        for (site, answer) in zip(sites, ordered) {
            rowsBySite[site] = answer.rows
            positivesBySite[site] = answer.positiveRows
        }
        let pooled = job.features.indices.map { feature in
            ordered.reduce(Moments()) { total, answer in total.combined(with: answer.moments?[feature] ?? Moments()) }
        }
        let rows = ordered.reduce(0) { $0 + $1.rows }
        guard job.kind == .logisticRegression else {
            result = .summaries(
                zip(job.features, pooled).map { name, moments in
                    FeatureSummary(
                        name: name, count: moments.count, missing: rows - moments.count, mean: moments.count > 0 ? moments.mean : nil,
                        standardDeviation: moments.standardDeviation)
                })
            return
        }
        let positives = ordered.reduce(0) { $0 + ($1.positiveRows ?? 0) }
        let fit = try NewtonFit(features: job.features, n: rows, positives: positives, moments: pooled)
        self.fit = fit
        try ask(fit.point)
    }

    private mutating func finishDerivatives(_ ordered: [Aggregate]) throws(ComputationError) {
        guard var fit else { return }
        let pooled = Self.sum(ordered.compactMap(\.derivatives), parameters: job.parameterCount)
        guard pooled.logLikelihood.isFinite, pooled.gradient.allSatisfy(\.isFinite),
            pooled.information.lowerTriangle.allSatisfy(\.isFinite)
        else { throw ComputationError(.overflow, "The pooled sums of round \(request.round) leave the range of numbers.") }
        switch try fit.advance(pooled, rounds: request.round + 1, rowsBySite: rowsBySite) {
        case .finished(let model): result = .model(model)
        case .evaluate(let point):
            self.fit = fit
            try ask(point)
        }
    }

    private mutating func ask(_ point: RoundRequest.Point) throws(ComputationError) {
        guard request.round + 1 < job.maximumRounds else {
            throw ComputationError(
                .notConverged,
                "Job \(job.id) is not exact after \(job.maximumRounds) rounds. "
                    + "Allow more rounds, or take fewer and less correlated features."
            )
        }
        answers = [:]
        request = RoundRequest(
            job: job.id, round: request.round + 1, kind: .derivatives, features: job.features, outcome: job.outcome, point: point)
    }

    private mutating func fail(_ error: ComputationError) throws(ComputationError) -> Never {
        failure = error
        throw error
    }

    private func unknown(_ site: String) -> ComputationError {
        ComputationError(
            .unknownSite, "\(site) takes no part in job \(job.id). Its message was ignored; check who may answer.", names: [site])
    }

    static func sum(_ parts: [Aggregate.Derivatives], parameters: Int) -> Aggregate.Derivatives {
        var logLikelihood = CompensatedSum()
        var gradient = Array(repeating: CompensatedSum(), count: parameters)
        var information = SymmetricMatrix(order: parameters)
        var elements = Array(repeating: CompensatedSum(), count: information.lowerTriangle.count)
        for part in parts {
            logLikelihood.add(part.logLikelihood)
            for index in gradient.indices { gradient[index].add(part.gradient[index]) }
            for index in elements.indices { elements[index].add(part.information.lowerTriangle[index]) }
        }
        information.lowerTriangle = elements.map(\.value)
        return Aggregate.Derivatives(
            logLikelihood: logLikelihood.value, gradient: gradient.map(\.value), information: information)
    }
}
