import Catalogue
import Computation
import Foundation
import Hummingbird
import Web

/// `/jobs`: what a person computed, and what came out.
extension HubPages {
    func addJobs(to routes: RouterGroup<PersonContext>) {
        routes.get("/jobs") { _, context in try await jobs(context) }
        routes.get("/jobs/:id") { _, context in
            try await job(hub.jobs.job(context.named("id"), of: context.requirePerson()), context)
        }
    }

    private func jobs(_ context: PersonContext) async throws -> Response {
        let jobs = try await hub.jobs.jobs(of: context.requirePerson())
        var page = frame("Jobs", context, at: .jobs)
        page["jobs"] = jobs.map { job in
            [
                "jobTitle": job.title, "link": "/jobs/\(PageText.escaped(job.description.id))", "kind": job.description.kind.words,
                "sites": PageText.count(job.description.datasets.count), "state": job.state, "tone": job.tone,
                "started": PageText.time(job.created),
            ]
        }
        return library.page("jobs", page)
    }

    private func job(_ job: JobDesk.Job, _ context: PersonContext) async throws -> Response {
        let description = job.description
        let entries = await entries(description.datasets)
        var page = frame(job.title, context, at: .jobs)
        page["jobTitle"] = job.title
        page["jobID"] = description.id
        page["kind"] = description.kind.words
        page["state"] = job.state
        page["tone"] = job.tone
        page["started"] = PageText.time(job.created)
        page["cohort"] = description.cohort
        page["outcome"] = description.outcome
        page["features"] = description.features
        page["resultLink"] = "/api/v1/jobs/\(PageText.escaped(description.id))"
        page["hasModel"] = false
        page["hasSummaries"] = false
        var rowsBySite: [String: Int] = [:]
        switch job.result {
        case .model(let model):
            rowsBySite = model.rowsBySite
            Self.add(model, to: &page)
        case .summaries(let summaries):
            page["hasSummaries"] = true
            page["summaries"] = summaries.map { summary in
                [
                    "name": summary.name, "known": PageText.count(summary.count), "missing": PageText.count(summary.missing),
                    "mean": summary.mean.map(PageText.number) ?? "–", "deviation": summary.standardDeviation.map(PageText.number) ?? "–",
                ]
            }
        case nil: break
        }
        page["sites"] = description.datasets.map { id in
            [
                "nodeName": entries[id]?.node ?? "", "datasetTitle": entries[id]?.record.title ?? id,
                "datasetLink": "/datasets/\(PageText.escaped(id))", "siteRows": rowsBySite[id].map { PageText.count($0) } ?? "–",
            ]
        }
        return library.page("job", page)
    }

    private static func add(_ model: FittedModel, to page: inout [String: Any]) {
        page["hasModel"] = true
        page["rows"] = PageText.count(model.n)
        page["positives"] = PageText.count(model.positives)
        page["rounds"] = PageText.count(model.rounds)
        page["logLikelihood"] = PageText.number(model.logLikelihood)
        page["pseudoRSquared"] = PageText.number(model.pseudoRSquared)
        let limits = model.confidenceLimits
        let pValues = model.pValues
        // The intercept is on another scale than the effects; with it the chart would show nothing else.
        let chart = IntervalChart(limits.dropFirst())
        page["zero"] = chart.place(of: 0)
        page["coefficients"] = model.names.indices.map { index in
            let coefficient = model.coefficients[index]
            return [
                "name": index == 0 ? "Intercept" : model.names[index], "coefficient": PageText.number(coefficient),
                "standardError": PageText.number(model.standardErrors[index]), "pValue": PageText.probability(pValues[index]),
                "oddsRatio": index == 0 ? "" : PageText.number(exp(coefficient)),
                "interval": "\(PageText.number(limits[index].lowerBound)) to \(PageText.number(limits[index].upperBound))",
                "charted": index > 0,
                "low": chart.place(of: limits[index].lowerBound), "high": chart.place(of: limits[index].upperBound),
                "middle": chart.place(of: coefficient),
            ] as [String: Any]
        }
    }
}

/// Places of coefficients on a chart from 0 to 100 that holds all intervals and no effect.
private struct IntervalChart {
    private let start: Double
    private let span: Double

    init(_ intervals: some Collection<ClosedRange<Double>>) {
        let finite = intervals.filter { $0.lowerBound.isFinite && $0.upperBound.isFinite }
        let low = min(0, finite.map(\.lowerBound).min() ?? 0)
        let high = max(0, finite.map(\.upperBound).max() ?? 0)
        // A little air at both ends, so that no mark is cut off.
        span = (high - low) * 1.1
        start = low - (high - low) * 0.05
    }

    func place(of value: Double) -> Double {
        guard span > 0, value.isFinite else { return 50 }
        return (min(max((value - start) / span, 0), 1) * 1_000).rounded() / 10
    }
}

extension JobDesk.Job {
    fileprivate var title: String {
        let listed = description.features.joined(separator: ", ")
        let features = listed.count <= 60 ? listed : PageText.count(description.features.count, "feature")
        return description.outcome.map { "\($0) by \(features)" } ?? features
    }

    fileprivate var state: String { result == nil ? "no result yet" : "finished" }
    fileprivate var tone: String { result == nil ? "waiting" : "good" }
}

extension JobDescription.Kind {
    fileprivate var words: String {
        switch self {
        case .logisticRegression: "logistic regression"
        case .descriptiveStatistics: "descriptive statistics"
        }
    }
}
