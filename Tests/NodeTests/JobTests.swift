import Cohorts
import Computation
import DICOM
import DICOMPixels
import Federation
import Foundation
import Governance
import Ledger
import Storage
import TestSupport
import Testing

@testable import Node
@testable import SampleData

/// The prostate patients of a cohort that is large enough for a model, with nothing but their diffusion images at b = 1400.
private enum Prostates {
    static let cohort = SampleCohort(seed: 5, holder: 1, patients: 60, flaws: false)
    static let features = ["psa", "maximum(modality = MR and b_value = 1400)"]
    static let images: [(patient: String, path: String, bytes: [UInt8])] = cohort.patients.filter { $0.kind == .prostate }.flatMap {
        patient in
        SampleSeries.all(of: patient, hospital: cohort.hospital, seed: cohort.seed).filter { $0.role == .diffusion }.flatMap { series in
            (0..<series.count).filter { series.dataSet(image: $0, withPixels: false).dataSet.double(.diffusionBValue) == 1400 }.map {
                (patient.id, series.path(image: $0), series.bytes(image: $0))
            }
        }
    }
    static let home = Task { try await FrozenHome(cohort, images.map { ($0.path, $0.bytes) }) }

    /// The rows of the model from the sample's own table and pixels, and from nothing that a node stored.
    static func rows() throws -> (features: [[Double]], outcomes: [Bool]) {
        let table = try Cohorts.ClinicalTable(bytes: Array(cohort.clinicalTable.utf8))
        let records = Dictionary(
            uniqueKeysWithValues: try ClinicalMapping.standard.map(table).rows.map { ($0.originalPatientID, $0.record) })
        var features: [[Double]] = []
        var outcomes: [Bool] = []
        for patient in cohort.patients where patient.kind == .prostate {
            guard let record = records[patient.id], record.diagnosis == "prostate", let outcome = record.flag("significant_cancer"),
                let antigen = record.number("psa")
            else { continue }
            let pixels = try images.filter { $0.patient == patient.id }.flatMap { image -> [Double] in
                let file = try DICOMFile(bytes: image.bytes)
                let description = try PixelDescription(file.dataSet)
                let transform = try ModalityTransform(file.dataSet, description)
                return try description.frame(0, of: file).values.map { transform($0) }
            }
            features.append([antigen, try #require(pixels.max())])
            outcomes.append(outcome)
        }
        return (features, outcomes)
    }
}

@Suite("A round of a computation")
struct JobTests {
    private func job(
        _ id: String = "j-1", cohort: String = "diagnosis = prostate and modality = MR", features: [String] = Prostates.features
    ) -> JobDescription {
        JobDescription(
            id: id, kind: .logisticRegression, outcome: "significant_cancer", features: features, cohort: cohort, datasets: ["north.all"])
    }

    private func request(_ job: JobDescription, round: Int = 0, point: RoundRequest.Point? = nil) -> RoundRequest {
        RoundRequest(
            job: job.id, round: round, kind: point == nil ? .moments : .derivatives, features: job.features, outcome: job.outcome,
            point: point)
    }

    private func notice(
        _ job: JobDescription, _ request: RoundRequest, by signer: NoteSigner, expires: Date = TestClock.noon + 400 * day
    ) throws -> RoundNotice {
        let note = try signer.sign(NoteText.encode(JobRound(description: job, request: request, expires: expires)))
        return RoundNotice(job: job.id, round: request.round, datasets: ["north.all"], note: note)
    }

    private func ask(_ node: Node, _ notice: RoundNotice) async throws -> AggregateNotice {
        let before = try await node.outbox().count
        try await node.handle(node.fromHub(.round(notice)))
        let sent = try await node.outbox()
        #expect(sent.count == before + notice.datasets.count)
        guard case .aggregate(let answer) = try #require(sent.last).body else { throw NodeError(.state, "no aggregate was sent") }
        #expect((answer.aggregate == nil) == !answer.refusals.isEmpty)
        return answer
    }

    private func withNode(permit: Bool = true, _ body: (Node, Applicant, TestClock) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try await Prostates.home.value.thaw(folder, clock: clock)
            try await node.publish()
            let applicant = try Applicant()
            if permit { #expect(try await node.permit(for: applicant) != nil) }
            try await body(node, applicant, clock)
        }
    }

    private func isClose(_ left: [Double], _ right: [Double]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= 1e-9 * max(1, abs($0), abs($1)) }
    }

    @Test("gives the aggregate of the rows that the sample's own table and pixels make")
    func correct() async throws {
        let rows = try Prostates.rows()
        try #require(rows.outcomes.count >= 15)
        try await withNode { node, applicant, _ in
            let job = job()
            let moments = try await ask(node, notice(job, request(job), by: applicant.signer))
            let expectedMoments = try LogisticRegression.aggregate(request(job), rows: rows.features, outcomes: rows.outcomes)
            let given = try #require(moments.aggregate, "\(moments.refusals)")
            #expect(given.rows == rows.outcomes.count && given.positiveRows == rows.outcomes.count { $0 })
            #expect(given.moments?.map(\.count) == expectedMoments.moments?.map(\.count))
            #expect(isClose(given.moments?.map(\.mean) ?? [], expectedMoments.moments?.map(\.mean) ?? [0]))

            let point = RoundRequest.Point(centre: given.moments?.map(\.mean) ?? [], scale: [5, 200], coefficients: [0.1, 0.4, -0.3])
            let asked = request(job, round: 1, point: point)
            let derivatives = try #require(try await ask(node, notice(job, asked, by: applicant.signer)).aggregate?.derivatives)
            let expected = try #require(try LogisticRegression.aggregate(asked, rows: rows.features, outcomes: rows.outcomes).derivatives)
            #expect(isClose([derivatives.logLikelihood] + derivatives.gradient, [expected.logLikelihood] + expected.gradient))
            #expect(isClose(derivatives.information.lowerTriangle, expected.information.lowerTriangle))
            let entries = try node.entries("job.answered")
            #expect(entries.map { $0.details["round"] } == ["0", "1"] && entries.allSatisfy { $0.actor == applicant.name })
            #expect(entries.allSatisfy { $0.details["permit"]?.isEmpty == false })
        }
    }

    @Test("without a permit is refused, and the refusal is in the ledger")
    func withoutPermit() async throws {
        try await withNode(permit: false) { node, applicant, _ in
            let answer = try await ask(node, notice(job(), request(job()), by: applicant.signer))
            #expect(answer.refusals.first?.contains("no permit for dataset 'north.all'") == true, "\(answer.refusals)")
            #expect(try node.entries("job.refused").map { $0.details["permit"] } == ["none"])
        }
    }

    @Test("under a permit that has expired, was revoked, or allows something else is refused")
    func expiredPermit() async throws {
        try await withNode { node, applicant, clock in
            let notice = try notice(job(), request(job()), by: applicant.signer)
            try await node.database.write { try $0.execute("UPDATE permit SET revoked_ms = 1") }
            #expect(try await ask(node, notice).refusals.first?.contains("revoked") == true)
            try await node.database.write { try $0.execute("UPDATE permit SET revoked_ms = NULL") }
            clock.advance(by: 366 * day)
            #expect(try await ask(node, notice).refusals.first?.contains("expired") == true)
        }
        try await withNode(permit: false) { node, applicant, _ in
            _ = try await node.permit(for: applicant, operations: [.count])
            let answer = try await ask(node, notice(job(), request(job()), by: applicant.signer))
            #expect(answer.aggregate == nil)
        }
    }

    @Test("signed by a key that the permit does not name is refused")
    func wrongKey() async throws {
        try await withNode { node, _, _ in
            let stranger = try Applicant(seed: 2)
            let answer = try await ask(node, notice(job(), request(job()), by: stranger.signer))
            #expect(answer.refusals.first?.contains("names the key that signed this") == true, "\(answer.refusals)")
            #expect(try node.entries("job.refused").map(\.actor) == ["unknown"])
        }
    }

    @Test("repeated gets the same answer; another request for the same round is refused")
    func repeated() async throws {
        try await withNode { node, applicant, _ in
            let job = job()
            let first = try await ask(node, notice(job, request(job), by: applicant.signer))
            let again = try await ask(node, notice(job, request(job), by: applicant.signer))
            #expect(first.aggregate != nil && again.aggregate == first.aggregate)
            #expect(try await node.count("SELECT COUNT(*) FROM job_round") == 1)
            let point = RoundRequest.Point(centre: [8, 900], scale: [5, 200], coefficients: [0, 0, 0])
            let other = try await ask(node, notice(job, request(job, point: point), by: applicant.signer))
            #expect(other.refusals.first?.contains("was answered to another request") == true, "\(other.refusals)")
        }
    }

    @Test("that the hub bent, or that is too late, is refused")
    func bent() async throws {
        try await withNode { node, applicant, clock in
            let job = job()
            var renamed = try notice(job, request(job), by: applicant.signer)
            renamed.job = "j-2"
            #expect(try await ask(node, renamed).refusals.first?.contains("does not fit the job") == true)
            var renumbered = try notice(job, request(job), by: applicant.signer)
            renumbered.round = 3
            #expect(try await ask(node, renumbered).refusals.first?.contains("does not fit the job") == true)
            let elsewhere = JobDescription(
                id: job.id, kind: job.kind, outcome: job.outcome, features: job.features, cohort: job.cohort, datasets: ["south.all"])
            #expect(
                try await ask(node, notice(elsewhere, request(job), by: applicant.signer)).refusals.first?.contains("does not fit") == true)
            let late = try notice(job, request(job), by: applicant.signer, expires: clock.now + 60)
            clock.advance(by: 61)
            #expect(try await ask(node, late).refusals.first?.contains("expired") == true)
            #expect(try await node.count("SELECT COUNT(*) FROM job_round") == 0)
        }
    }

    @Test("on too few rows is refused by the output check, in the same words whatever the rule and whatever the data (T19, T22)")
    func outputCheck() async throws {
        try await withNode { node, applicant, _ in
            func refusals(_ job: JobDescription, _ request: RoundRequest) async throws -> [String] {
                try await ask(node, notice(job, request, by: applicant.signer)).refusals
            }
            let nobody = job(cohort: "diagnosis = prostate and psa > 100000")
            let words = try await refusals(nobody, request(nobody))
            #expect(
                words == ["output check not passed: too few rows, too few of a kind, too near to an earlier cohort, or too many rounds"])
            let many = job("j-2", features: Prostates.features + ["age", "pirads", "isup"])
            #expect(try await refusals(many, request(many)) == words)
            let far = RoundRequest.Point(centre: [0, 0], scale: [1, 1], coefficients: [0, 400, 0])
            let third = job("j-3")
            #expect(try await refusals(third, request(third, round: 1, point: far)) == words)
            // A feature that only patients outside the cohort have is no other refusal than an empty cohort.
            let outside = job("j-4", cohort: "diagnosis = lung", features: ["psa", "age"])
            #expect(try await refusals(outside, request(outside)) == words)
            #expect(try await node.count("SELECT COUNT(*) FROM job_round") == 4)
        }
    }

    @Test("on a cohort that differs by few patients from one that its user asked about before is refused in the same words (T23)")
    func nearCohort() async throws {
        let antigens = try Prostates.rows().features.map { $0[0] }.sorted()
        let near = "diagnosis = prostate and modality = MR and psa > \(antigens[1])"
        let failed = "output check not passed: too few rows, too few of a kind, too near to an earlier cohort, or too many rounds"
        try await withNode { node, applicant, _ in
            let first = try await ask(node, notice(job(), request(job()), by: applicant.signer))
            #expect(first.aggregate != nil, "\(first.refusals)")
            let second = job("j-2", cohort: near)
            #expect(try await ask(node, notice(second, request(second), by: applicant.signer)).refusals == [failed])
            // The same cohort is no other one, and what was refused stands in nobody's way.
            let third = job("j-3")
            #expect(try await ask(node, notice(third, request(third), by: applicant.signer)).aggregate != nil)
        }
        // Of two at once, one comes first.
        try await withNode { node, applicant, _ in
            let jobs = [job(), job("j-2", cohort: near)]
            let notices = try jobs.map { try notice($0, request($0), by: applicant.signer) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for notice in notices { group.addTask { try await node.handle(node.fromHub(.round(notice))) } }
                try await group.waitForAll()
            }
            let released = try await node.outbox().count {
                if case .aggregate(let notice) = $0.body { notice.aggregate != nil } else { false }
            }
            #expect(released == 1)
        }
    }

    @Test("that names a dataset many times, or very many, is answered once for each and for no more than a hundred")
    func manyDatasets() async throws {
        try await withNode { node, applicant, _ in
            var notice = try notice(job(), request(job()), by: applicant.signer)
            notice.datasets = Array(repeating: "north.x", count: 50)
            try await node.handle(node.fromHub(.round(notice)))
            #expect(try node.entries("job.refused").count == 1)
            notice.datasets = (0..<1_000).map { "north.\($0)" }
            try await node.handle(node.fromHub(.round(notice)))
            #expect(try node.entries("job.refused").count == 1 + Node.datasetsPerRound)
        }
    }

    @Test("counts against its permit, answered or refused: rounds and different cohorts are limited (T23)")
    func limits() async throws {
        try await withNode { node, applicant, _ in
            func refusal(_ job: JobDescription) async throws -> String {
                let answer = try await ask(node, notice(job, request(job), by: applicant.signer))
                return answer.refusals.first ?? ""
            }
            for number in 0..<AskedCohorts.limitPerPermit {
                let reason = try await refusal(job("j-\(number)", cohort: "psa > \(1_000 + number)"))
                #expect(reason.contains("output check"))
            }
            let oneMore = try await refusal(job("j-more", cohort: "psa > 999"))
            #expect(oneMore.contains("cohorts"))
            let known = try await refusal(job("j-known", cohort: "psa > 1000"))
            #expect(known.contains("output check"))
        }
    }

    @Test("keeps to the description with which its job was begun")
    func sameJob() async throws {
        try await withNode { node, applicant, _ in
            let first = job()
            #expect(try await ask(node, notice(first, request(first), by: applicant.signer)).aggregate != nil)
            let other = job(cohort: "diagnosis = prostate and psa > 1")
            let answer = try await ask(node, notice(other, request(other, round: 1), by: applicant.signer))
            #expect(answer.refusals.first?.contains("another description") == true)
        }
    }

    @Test("of descriptive statistics needs a permit for exact counts")
    func descriptive() async throws {
        try await withNode { node, applicant, _ in
            let job = JobDescription(
                id: "j-1", kind: .descriptiveStatistics, features: ["psa"], cohort: "diagnosis = prostate", datasets: ["north.all"])
            let answer = try await ask(node, notice(job, request(job), by: applicant.signer))
            #expect(answer.refusals.first?.contains("not exactCount") == true, "\(answer.refusals)")
        }
    }

    @Test(
        "that asks for what the node does not have, or for a dataset it does not publish, is refused in words",
        arguments: [
            ("treatment = surgery", Prostates.features), ("modality =", Prostates.features),
            ("diagnosis = prostate", ["psa", "mean(modality = CT)"]),
            ("diagnosis = prostate", ["psa", "mean(colour = red)"]), ("diagnosis = prostate", ["psa", "birads"]),
        ])
    func impossible(_ cohort: String, _ features: [String]) async throws {
        try await withNode { node, applicant, _ in
            let job = job(cohort: cohort, features: features)
            let answer = try await ask(node, notice(job, request(job), by: applicant.signer))
            #expect(answer.refusals.count == 1 && answer.refusals[0].count > 10, "\(answer.refusals)")
            var elsewhere = try notice(job, request(job), by: applicant.signer)
            elsewhere.datasets = ["north.none"]
            #expect(try await ask(node, elsewhere).refusals.first?.contains("publishes no dataset 'north.none'") == true)
        }
    }

    @Test("is in the ledger before its result can leave")
    func ledgerFirst() async throws {
        try await withNode { node, applicant, _ in
            let checkpoint = URL(filePath: "\(node.home.ledgerPath)/checkpoint")
            let sound = try Data(contentsOf: checkpoint)
            try Data("not a checkpoint".utf8).write(to: checkpoint)
            let notice = try notice(job(), request(job()), by: applicant.signer)
            await #expect(throws: (any Error).self) { try await node.handle(node.fromHub(.round(notice))) }
            // What stands before every sending.
            await #expect(throws: (any Error).self) { try await node.writeLedger() }
            try sound.write(to: checkpoint)
            try await node.writeLedger()
            #expect(try node.entries("job.answered").count == 1)
        }
    }
}
