import TestSupport
@testable import Cohorts

/// Small random patients with many missing values, so that every corner of the logic is met.
enum RandomPopulation {
    static func patients(_ count: Int, _ generator: inout SeededGenerator, prefix: String = "P") -> [Patient] {
        (0..<count).map { patient("\(prefix)\($0)", &generator) }
    }

    static func patient(_ id: String, _ generator: inout SeededGenerator) -> Patient {
        var values: [String: AttributeValue] = [:]
        if generator.chance(0.8) { values["sex"] = .code(generator.pick(["male", "female", "other"])) }
        if generator.chance(0.6) { values["age_at_diagnosis"] = .number(Double(generator.pick([40, 50, 60, 70]))) }
        if generator.chance(0.7) { values["diagnosis"] = .code(generator.pick(["prostate", "breast", "lung"])) }
        if generator.chance(0.6) { values["psa"] = .number(generator.pick([0, 2.5, 4, 10, 20])) }
        if generator.chance(0.6) { values["isup"] = .number(Double(generator.pick([1, 2, 3, 4, 5]))) }
        if generator.chance(0.5) { values["days_to_psa"] = .number(Double(generator.pick([-100, -10, 0, 30]))) }
        if generator.chance(0.5) { values["days_to_treatment"] = .number(Double(generator.pick([-40, 0, 60]))) }
        if generator.chance(0.2) { values["treated_before_imaging"] = .flag(generator.chance(0.5)) }
        if generator.chance(0.5) { values["ct"] = .code(generator.pick(["T1", "T2", "T2a", "T3", "T4"])) }
        if generator.chance(0.5) { values["significant_cancer"] = .flag(generator.chance(0.5)) }
        if generator.chance(0.5) { values["treatment"] = .codes(generator.pick([["surgery"], ["surgery", "radiotherapy"], ["none"]])) }
        let studies = (0..<generator.pick([0, 1, 1, 2, 3])).map { study("\(id).\($0)", &generator) }
        return Patient(id: id, clinical: ClinicalRecord(values: values), studies: studies)
    }

    static func study(_ uid: String, _ generator: inout SeededGenerator) -> Study {
        Study(
            uid: uid, ageAtStudy: generator.chance(0.7) ? Double(generator.pick([45, 55, 65])) : nil,
            daysFromDiagnosis: generator.chance(0.6) ? generator.pick([-30, -1, 0, 5, 90]) : nil,
            series: (0..<generator.pick([0, 1, 2, 3])).map { index in
                Series(
                    uid: "\(uid).\(index)", modality: generator.chance(0.9) ? generator.pick(["MR", "CT", "MG", "SEG", "ZZ"]) : nil,
                    bodyPart: generator.chance(0.7) ? generator.pick(["PROSTATE", "CHEST", "Left arm"]) : nil,
                    manufacturer: generator.chance(0.8) ? generator.pick(["SIEMENS", "GE MEDICAL SYSTEMS", "Acme X"]) : nil,
                    model: generator.chance(0.6) ? generator.pick(["Skyra Fit", "Optima"]) : nil,
                    laterality: generator.chance(0.4) ? generator.pick(["L", "R"]) : nil,
                    sliceThickness: generator.chance(0.7) ? generator.pick([1, 2.5, 3, 5]) : nil,
                    bValues: generator.chance(0.4) ? generator.pick([[0], [0, 800], [50, 400, 1400]]) : [],
                    contrast: generator.chance(0.5) ? generator.chance(0.5) : nil,
                    rows: generator.chance(0.6) ? generator.pick([256, 512]) : nil,
                    scanningSequence: generator.chance(0.4) ? generator.pick([["SE"], ["SE", "IR"], ["EP"]]) : nil,
                    instanceCount: generator.pick([1, 20, 300]))
            })
    }
}
