import TestSupport
@testable import Cohorts

/// A random query as the tests understand it: written as text for the program, evaluated here by walking over the patients.
/// Nothing is shared with the program but the vocabulary's canonical names.
indirect enum BruteForce {
    case all([BruteForce])
    case any([BruteForce])
    case not(BruteForce)
    case series(BruteForce)
    case study(BruteForce)
    /// An attribute, its comparison as text, and the same comparison on one value.
    case leaf(String, String, @Sendable (Value) -> Bool)

    enum Value: Hashable {
        case text(String)
        case number(Double)
    }

    /// The row a query is true or false of.
    enum Row {
        case patient(Patient)
        case study(Patient, Study)
        case series(Patient, Study, Series)
    }

    var text: String {
        switch self {
        case .all(let children): "(" + children.map(\.text).joined(separator: " and ") + ")"
        case .any(let children): "(" + children.map(\.text).joined(separator: " or ") + ")"
        case .not(let inner): "not \(inner.text)"
        case .series(let inner): "series(\(inner.text))"
        case .study(let inner): "study(\(inner.text))"
        case .leaf(let name, let comparison, _): "\(name) \(comparison)"
        }
    }

    func holds(for row: Row) -> Bool {
        switch self {
        case .all(let children): return children.allSatisfy { $0.holds(for: row) }
        case .any(let children): return children.contains { $0.holds(for: row) }
        case .not(let inner): return !inner.holds(for: row)
        case .study(let inner):
            guard case .patient(let patient) = row else { return false }
            return patient.studies.contains { inner.holds(for: .study(patient, $0)) }
        case .series(let inner):
            return Self.seriesRows(of: row).contains { inner.holds(for: $0) }
        case .leaf(let name, _, let test):
            return Self.values(name, row).contains(where: test)
        }
    }

    static func seriesRows(of row: Row) -> [Row] {
        switch row {
        case .patient(let patient): patient.studies.flatMap { study in study.series.map { .series(patient, study, $0) } }
        case .study(let patient, let study): study.series.map { .series(patient, study, $0) }
        case .series: [row]
        }
    }

    /// Every value of an attribute that belongs to a row: its own, or those of everything below it.
    static func values(_ name: String, _ row: Row) -> [Value] {
        switch name {
        case "age_at_study", "days_from_diagnosis", "has_segmentation", "timepoint", "days_from_psa", "has_report":
            let (patient, studies): (Patient, [Study]) =
                switch row {
                case .patient(let patient): (patient, patient.studies)
                case .study(let patient, let study), .series(let patient, let study, _): (patient, [study])
                }
            return studies.compactMap { study -> Value? in
                switch name {
                case "age_at_study": study.ageAtStudy.map(Value.number)
                case "days_from_diagnosis": study.daysFromDiagnosis.map { .number(Double($0)) }
                case "days_from_psa":
                    if case .number(let then)? = patient.clinical.values["days_to_psa"], let now = study.daysFromDiagnosis {
                        .number(Double(now) - then)
                    } else {
                        nil
                    }
                case "timepoint":
                    if case .number(let start)? = patient.clinical.values["days_to_treatment"], let day = study.daysFromDiagnosis {
                        .text(Double(day) - start > 0 ? "after_treatment" : "before_treatment")
                    } else {
                        nil
                    }
                case "has_report": .text(study.series.contains { $0.modality == "SR" } ? "true" : "false")
                default: .text(study.series.contains { $0.modality == "SEG" } ? "true" : "false")
                }
            }
        case "modality", "body_part", "manufacturer", "model", "laterality", "slice_thickness", "b_value", "contrast", "instance_count",
            "rows", "scanning_sequence":
            return seriesRows(of: row).flatMap { row -> [Value] in
                guard case .series(_, _, let series) = row else { return [] }
                return values(name, series)
            }
        case "treated_before_imaging":
            guard case .patient(let patient) = row else { return [] }
            if case .flag(let flag)? = patient.clinical.values[name] { return [.text(flag ? "true" : "false")] }
            let offsets = patient.studies.compactMap(\.daysFromDiagnosis).sorted()
            guard case .number(let treatment)? = patient.clinical.values["days_to_treatment"], let first = offsets.first else { return [] }
            return [.text(Double(first) > treatment ? "true" : "false")]
        case "age":
            guard case .patient(let patient) = row else { return [] }
            if case .number(let age)? = patient.clinical.values["age_at_diagnosis"] { return [.number(age)] }
            return patient.studies.compactMap(\.ageAtStudy).min().map { [.number($0)] } ?? []
        default:
            guard case .patient(let patient) = row else { return [] }
            switch patient.clinical.values[name] {
            case .flag(let flag)?: return [.text(flag ? "true" : "false")]
            case .number(let number)?: return [.number(number)]
            case .code(let code)?: return [.text(code)]
            case .codes(let codes)?: return codes.map(Value.text)
            case nil: return []
            }
        }
    }

    private static func values(_ name: String, _ series: Series) -> [Value] {
        let text: String? =
            switch name {
            case "modality": series.modality.map { $0 == "ZZ" ? "zz" : $0 }
            case "body_part": series.bodyPart.map { $0.lowercased() }
            case "manufacturer":
                series.manufacturer.map { $0.hasPrefix("SIEMENS") ? "siemens" : $0.hasPrefix("GE") ? "ge" : $0.lowercased() }
            case "model": series.model.map { $0.lowercased() }
            case "laterality": series.laterality.map { $0 == "L" ? "left" : "right" }
            case "contrast": series.contrast.map { $0 ? "true" : "false" }
            default: nil
            }
        if let text { return [.text(text)] }
        switch name {
        case "slice_thickness": return series.sliceThickness.map { [.number($0)] } ?? []
        case "b_value": return series.bValues.map(Value.number)
        case "rows": return series.rows.map { [.number(Double($0))] } ?? []
        case "scanning_sequence": return (series.scanningSequence ?? []).map(Value.text)
        case "instance_count": return [.number(Double(series.instanceCount))]
        default: return []
        }
    }

    // MARK: Random queries

    static func random(depth: Int, in context: Level = .patient, _ generator: inout SeededGenerator) -> BruteForce {
        if depth == 0 || generator.chance(0.25) { return leaf(in: context, &generator) }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: return .all((0..<generator.pick([2, 2, 3])).map { _ in random(depth: depth - 1, in: context, &generator) })
        case 2, 3: return .any((0..<generator.pick([2, 2, 3])).map { _ in random(depth: depth - 1, in: context, &generator) })
        case 4: return .not(random(depth: depth - 1, in: context, &generator))
        default:
            switch context {
            case .patient:
                return generator.chance(0.5)
                    ? .study(random(depth: depth - 1, in: .study, &generator)) : .series(random(depth: depth - 1, in: .series, &generator))
            case .study: return .series(random(depth: depth - 1, in: .series, &generator))
            case .series: return leaf(in: context, &generator)
            }
        }
    }

    private static func leaf(in context: Level, _ generator: inout SeededGenerator) -> BruteForce {
        let patient: [(String, [String])] = [
            ("sex", ["male", "female", "other", "unknown"]), ("diagnosis", ["prostate", "breast", "lung", "colon"]),
            ("ct", ["T1", "T2", "T2a", "T3", "T4"]), ("significant_cancer", ["true", "false"]),
            ("treatment", ["surgery", "radiotherapy", "none"]), ("treated_before_imaging", ["true", "false"]),
        ]
        let study: [(String, [String])] = [
            ("has_segmentation", ["true", "false"]), ("has_report", ["true", "false"]),
            ("timepoint", ["before_treatment", "after_treatment"]),
        ]
        let series: [(String, [String])] = [
            ("modality", ["MR", "CT", "MG", "SEG"]), ("body_part", ["prostate", "chest", "\"left arm\""]),
            ("manufacturer", ["siemens", "ge", "\"acme x\""]), ("laterality", ["left", "right"]), ("contrast", ["true", "false"]),
            ("model", ["\"Skyra Fit\"", "optima"]), ("scanning_sequence", ["SE", "IR", "EP"]),
        ]
        let patientNumbers: [(String, [Double])] = [
            ("age_at_diagnosis", [40, 50, 55, 60, 70]), ("age", [45, 50, 60]), ("psa", [0, 2.5, 4, 10, 20]), ("isup", [1, 2, 3, 4, 5]),
            ("days_to_psa", [-100, -10, 0, 30]),
        ]
        let studyNumbers: [(String, [Double])] = [
            ("age_at_study", [45, 50, 65]), ("days_from_diagnosis", [-30, -1, 0, 5, 60]), ("days_from_psa", [-35, 0, 9, 100, 190]),
        ]
        let seriesNumbers: [(String, [Double])] = [
            ("slice_thickness", [1, 2.5, 3, 5]), ("b_value", [0, 50, 400, 800, 1400]), ("instance_count", [1, 20, 100, 300]),
            ("rows", [256, 512]),
        ]
        let names = context == .patient ? patient + study + series : study + series
        let numbers = context == .patient ? patientNumbers + studyNumbers + seriesNumbers : studyNumbers + seriesNumbers
        return generator.chance(0.5) ? named(generator.pick(names), &generator) : numeric(generator.pick(numbers), &generator)
    }

    private static func named(_ choice: (String, [String]), _ generator: inout SeededGenerator) -> BruteForce {
        let (name, values) = choice
        let first = generator.pick(values)
        let second = generator.pick(values)
        let plain: @Sendable (String) -> String = { $0.hasPrefix("\"") ? $0.dropFirst().dropLast().lowercased() : $0 }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0, 1: return .leaf(name, "= \(first)") { $0 == .text(plain(first)) }
        case 2: return .leaf(name, "!= \(first)") { $0 != .text(plain(first)) }
        case 3: return .leaf(name, "in (\(first), \(second))") { [.text(plain(first)), .text(plain(second))].contains($0) }
        case 4: return .leaf(name, "not in (\(first), \(second))") { ![.text(plain(first)), .text(plain(second))].contains($0) }
        default: return .leaf(name, "is known") { _ in true }
        }
    }

    private static func numeric(_ choice: (String, [Double]), _ generator: inout SeededGenerator) -> BruteForce {
        let (name, values) = choice
        let first = generator.pick(values)
        let second = generator.pick(values)
        let (low, high) = (min(first, second), max(first, second))
        let number: @Sendable (Value) -> Double = { if case .number(let number) = $0 { number } else { .nan } }
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return .leaf(name, "= \(first)") { number($0) == first }
        case 1: return .leaf(name, "!= \(first)") { number($0) != first }
        case 2: return .leaf(name, "< \(first)") { number($0) < first }
        case 3: return .leaf(name, "<= \(first)") { number($0) <= first }
        case 4: return .leaf(name, "> \(first)") { number($0) > first }
        case 5: return .leaf(name, ">= \(first)") { number($0) >= first }
        case 6: return .leaf(name, "\(low)..\(high)") { (low...high).contains(number($0)) }
        case 7: return .leaf(name, "in (\(first), \(low)<..\(high))") { number($0) == first || (number($0) > low && number($0) <= high) }
        case 8: return .leaf(name, "not in (\(first), < \(low))") { number($0) != first && number($0) >= low }
        default: return .leaf(name, "is known") { _ in true }
        }
    }
}
