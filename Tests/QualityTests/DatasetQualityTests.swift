import DICOM
import Foundation
import Quality
import TestSupport
import Testing

@Suite("Quality of a dataset")
struct DatasetQualityTests {
    /// Reports of images with random faults.
    func reports(_ count: Int, seed: UInt64) -> [InspectionReport] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in
            Inspection.report(
                image {
                    if Int.random(in: 0..<3, using: &generator) == 0 { $0.remove(.bodyPartExamined) }
                    if Int.random(in: 0..<4, using: &generator) == 0 { $0.remove(.rescaleSlope) }
                    if Int.random(in: 0..<5, using: &generator) == 0 { $0.set(.modality, "SR") }
                })
        }
    }

    @Test("A summary counts what a loop over the reports counts, in any partition and order", arguments: 0..<10)
    func summary(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let reports = reports(40, seed: UInt64(seed))
        var whole = QualitySummary()
        for report in reports { whole.add(report) }
        var parts = (0..<4).map { _ in QualitySummary() }
        for report in reports.shuffled(using: &generator) { parts[Int.random(in: 0..<4, using: &generator)].add(report) }
        let merged = parts.shuffled(using: &generator).reduce(into: QualitySummary()) { $0.merge($1) }
        #expect(merged == whole)
        #expect(merged.findings == whole.findings)

        #expect(whole.objects == 40)
        #expect(whole.objectsWithoutError == reports.count { !$0.findings.contains { $0.severity == .error } })
        let applicable = reports.compactMap { $0.completeness[.bodyPartExamined] }
        #expect(whole.completeness[.bodyPartExamined]?.applicable == applicable.count)
        #expect(whole.completeness[.bodyPartExamined]?.present == applicable.count { $0 })
        #expect(whole.objectsByRule[.type1] ?? 0 == reports.count { $0.findings.contains { $0.rule == .type1 } })
        #expect(try JSONDecoder().decode(QualitySummary.self, from: JSONEncoder().encode(whole)) == whole)
    }

    @Test("Findings come gravest and most frequent first")
    func order() {
        var summary = QualitySummary()
        for report in reports(40, seed: 3) { summary.add(report) }
        for (first, second) in zip(summary.findings, summary.findings.dropFirst()) {
            #expect(first.severity > second.severity || (first.severity == second.severity && first.objects >= second.objects))
        }
    }

    @Test("Entities that contradict each other and content that is there twice are found")
    func entities() {
        let objects = [
            ObjectIdentity(patient: "P1", study: "1", series: "1.1", instance: "a", contentDigest: "x"),
            ObjectIdentity(patient: "P2", study: "1", series: "1.2", instance: "b", contentDigest: "y"),
            ObjectIdentity(patient: "P1", study: "2", series: "1.1", instance: "c", contentDigest: "x"),
            ObjectIdentity(patient: "P1", study: "2", series: "2.1", instance: "c", contentDigest: nil),
            ObjectIdentity(patient: "P3", study: "3", series: "3.1", instance: "d", contentDigest: nil),
        ]
        for order in [objects, objects.reversed()] {
            let result = EntityConsistency(of: order)
            #expect(result.studiesOfSeveralPatients == ["1"])
            #expect(result.seriesOfSeveralStudies == ["1.1"])
            #expect(result.repeatedInstances == ["c"])
            #expect(result.duplicates == [["a", "c"]])
            #expect(!result.isConsistent)
        }
        #expect(EntityConsistency(of: [objects[0], objects[4]]).isConsistent)
    }

    @Test("Duplicates by digest equal those of comparing every pair", arguments: 0..<10)
    func duplicates(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let digests = (0..<30).map { (identifier: "i\($0)", digest: "d\(Int.random(in: 0..<12, using: &generator))") }
        let groups = EntityConsistency.duplicates(of: digests.shuffled(using: &generator))
        for first in digests {
            for second in digests where first.identifier < second.identifier {
                let together = groups.contains { $0.contains(first.identifier) && $0.contains(second.identifier) }
                #expect(together == (first.digest == second.digest))
            }
        }
    }

    @Test("The tier is the highest whose conditions are all met, and what is missing for the next is said")
    func tiers() {
        var summary = QualitySummary()
        for _ in 0..<20 { summary.add(Inspection.report(image())) }
        var facts = DatasetFacts(
            entitiesAreConsistent: true, clinicalCoverage: 99, clinicalCompleteness: 95, answersSearch: true, computes: true)
        #expect(TierProposal(summary: summary, facts: facts).tier == .processable)
        #expect(TierProposal(summary: summary, facts: facts).missing.isEmpty)

        facts.computes = false
        var proposal = TierProposal(summary: summary, facts: facts)
        #expect(proposal.tier == .searchable)
        #expect(proposal.missing.map(\.message) == ["the node computes on the dataset under permits"])

        for _ in 0..<3 { summary.add(Inspection.report(image { $0.remove(.bodyPartExamined) })) }
        facts.computes = true
        proposal = TierProposal(summary: summary, facts: facts)
        #expect(proposal.tier == .described)
        #expect(proposal.missing.map(\.message) == ["bodyPartExamined is complete to 90.0 %: 86.9 %"])

        summary.add(Inspection.report(image { $0.set(.patientIdentityRemoved, "NO") }))
        proposal = TierProposal(summary: summary, facts: facts)
        #expect(proposal.tier == nil)
        #expect(proposal.missing.map(\.message) == ["every object is declared de-identified"])

        #expect(TierProposal(summary: QualitySummary(), facts: facts).tier == nil)
    }
}
