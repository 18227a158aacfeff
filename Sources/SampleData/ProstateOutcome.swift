import Foundation

/// The outcome of the prostate patients: clinically significant cancer, drawn from a logistic model of PSA, age and how
/// much the lesion stands out in the images. A model trained on the sample therefore has something true to find.
enum ProstateOutcome {
    /// Log-odds per standard deviation of each cause.
    static let antigenEffect = 0.9
    static let ageEffect = 0.5
    static let contrastEffect = 1.0

    /// PSA in ng/ml, log-normal about 7.
    static func antigen(_ generator: inout SeededGenerator) -> Double {
        let value = exp(log(7) + 0.6 * generator.normal())
        return min(90, max(0.6, (value * 10).rounded() / 10))
    }

    static func logOdds(antigen: Double, age: Double, contrast: Double) -> Double {
        antigenEffect * (log(antigen) - log(7)) / 0.6 + ageEffect * (age - 66) / 7 + contrastEffect * (contrast - 0.5) / 0.22
    }

    /// Draws the outcomes of all prostate patients; draws again until each class has at least 13 of 40 (where there are at
    /// least eight patients), so that one unmapped row still leaves twelve.
    static func draw(for patients: inout [SamplePatient], seed: UInt64, holder: Int) {
        let prostate = patients.indices.filter { patients[$0].kind == .prostate }
        let floor = prostate.count >= 8 ? (prostate.count * 13 + 39) / 40 : 0
        for attempt in 0..<1_000 {
            var positives = 0
            for position in prostate {
                var generator = SeededGenerator(seed: seed, Stream.outcome, holder, attempt, position)
                let facts = patients[position].clinical
                let odds = logOdds(
                    antigen: facts.prostateSpecificAntigen ?? 7, age: facts.ageAtDiagnosis, contrast: patients[position].finding.contrast)
                let isSignificant = generator.happens(1 / (1 + exp(-odds)))
                positives += isSignificant ? 1 : 0
                patients[position].clinical.grade(isSignificant, contrast: patients[position].finding.contrast, &generator)
            }
            if positives >= floor && prostate.count - positives >= floor { return }
        }
    }
}

extension ClinicalFacts {
    /// What pathology and the reader say once the outcome is known: ISUP 1 is cancer that is not significant.
    mutating func grade(_ isSignificant: Bool, contrast: Double, _ generator: inout SeededGenerator) {
        significantCancer = isSignificant
        let group = isSignificant ? generator.pick([2, 2, 2, 3, 3, 4, 5]) : 1
        isup = group
        gleason = ["3+3", "3+4", "4+3", "4+4", "4+5"][group - 1]
        pirads = min(5, max(2, Int((contrast * 4.2 + 0.6 * generator.normal()).rounded()) + 1))
        clinicalStage = isSignificant ? generator.pick(["cT2a", "cT2b", "cT2c", "cT3a"]) : generator.pick(["cT1", "cT2a"])
    }
}
