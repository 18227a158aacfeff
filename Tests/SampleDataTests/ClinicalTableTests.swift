import DICOM
@testable import SampleData
import Testing

@Suite("The clinical table of a sample")
struct ClinicalTableTests {
    private func rows(_ cohort: SampleCohort) -> [[String: String]] {
        let lines = cohort.clinicalTable.split(separator: "\r\n").map(fields)
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
    }

    /// Fields of a line without line breaks inside; a comma between quotes separates nothing.
    private func fields(_ line: Substring) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            if character == "\"" {
                isQuoted.toggle()
            } else if character == "," && !isQuoted {
                fields.append("")
            } else {
                fields[fields.count - 1].append(character)
            }
        }
        return fields
    }

    @Test("has a row for every patient and one for a patient without images", arguments: 0..<3)
    func completeness(_ holder: Int) {
        let cohort = SampleCohort(seed: 8, holder: holder)
        let rows = rows(cohort)
        let key = cohort.answerKey
        #expect(rows.count == key.clinical.rows)
        #expect(Set(rows.compactMap { $0["patient_id"] }) == Set(key.patients.map(\.originalID) + key.clinical.withoutImages))
        #expect(key.clinical.withoutImages.count == 1)
        #expect(key.clinical.unmapped.count == 4)
        for unmapped in key.clinical.unmapped {
            let row = rows.first { $0["patient_id"] == unmapped.originalID }
            #expect(row?[unmapped.column] == unmapped.value)
        }
        for row in rows {
            #expect(row.count == 19)
            #expect(Double(row["age_at_diagnosis"] ?? "").map { (40...90).contains($0) } == true)
        }
    }

    @Test("has at least twelve of each outcome among forty prostate patients, whatever the seed")
    func balance() {
        for seed in 0..<40 as Range<UInt64> {
            for holder in 0..<3 {
                let patients = SampleCohort(seed: seed, holder: holder).patients.filter { $0.kind == .prostate }
                let mapped = patients.filter { $0.clinical.unmappedColumns.isEmpty }
                for group in [patients, mapped] {
                    let positives = group.count { $0.clinical.significantCancer == true }
                    #expect(positives >= 12 && group.count - positives >= 12)
                }
                #expect(patients.allSatisfy { (($0.clinical.isup ?? 0) >= 2) == ($0.clinical.significantCancer == true) })
            }
        }
    }

    @Test("has outcomes that PSA and the lesion foretell but do not decide")
    func signal() {
        var antigen: [(Double, Bool)] = []
        var contrast: [(Double, Bool)] = []
        for seed in 0..<10 as Range<UInt64> {
            for patient in SampleCohort(seed: seed, holder: 0).patients where patient.kind == .prostate {
                let outcome = patient.clinical.significantCancer == true
                antigen.append((patient.clinical.prostateSpecificAntigen ?? 0, outcome))
                contrast.append((patient.finding.contrast, outcome))
            }
        }
        #expect((0.62...0.85).contains(areaUnderCurve(antigen)))
        #expect((0.62...0.85).contains(areaUnderCurve(contrast)))
    }

    @Test("has outcomes that the brightest pixel of the diffusion images foretells but does not decide", arguments: 0..<3)
    func imageSignal(_ holder: Int) {
        let cohort = SampleCohort(seed: 7, holder: holder)
        let brightest = cohort.patients.filter { $0.kind == .prostate }.map { patient in
            let series = SampleSeries(hospital: cohort.hospital, patient: patient, studyPosition: 0, role: .diffusion, seed: cohort.seed)
            let pixels = series.dataSet(image: 9).dataSet[.pixelData]?.bytes.map(Array.init) ?? []
            let values = stride(from: 0, to: pixels.count, by: 2).map { Int(pixels[$0]) | Int(pixels[$0 + 1]) << 8 }
            return (Double(values.max() ?? 0), patient.clinical.significantCancer == true)
        }
        #expect((0.6...0.95).contains(areaUnderCurve(brightest)))
    }

    /// The probability that a positive has the greater value.
    private func areaUnderCurve(_ values: [(Double, Bool)]) -> Double {
        var (wins, pairs) = (0.0, 0.0)
        for positive in values where positive.1 {
            for negative in values where !negative.1 {
                pairs += 1
                wins += positive.0 > negative.0 ? 1 : positive.0 == negative.0 ? 0.5 : 0
            }
        }
        return wins / pairs
    }
}
