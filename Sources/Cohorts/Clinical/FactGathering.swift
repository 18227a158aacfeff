/// Gathers facts of patients that come in many rows, in any order: OMOP tables and FHIR resources.
struct FactGathering {
    /// What stands beside a code that asks for a value.
    struct Answer {
        var number: Double?
        var unit: String?
        /// Codes and what they say.
        var codes: [(name: String, meanings: [ClinicalCodes.Meaning])] = []
        var words: [String] = []
        /// Whether the number is only a bound ("< 0.1").
        var isBound = false
        /// Whether the unit was left out.
        var hasUnit: Bool { unit.map { !$0.isEmpty } ?? false }
    }

    let codes: ClinicalCodes
    let limits: ClinicalTableLimits
    private(set) var patients: [PatientFacts] = []
    private(set) var attributes: Set<String> = []
    var unmapped = UnmappedValues()
    private var report = ClinicalReport()
    private var places: [String: Int] = [:]
    private var lines: [String: String] = [:]

    /// Events by the value that says they happened.
    private static let daysTo: [String: [String]] = [
        "surgery": ["days_to_surgery", "days_to_treatment"], "radiotherapy": ["days_to_radiotherapy", "days_to_treatment"],
        "chemotherapy": ["days_to_medication", "days_to_treatment"], "hormone_therapy": ["days_to_medication", "days_to_treatment"],
        "immunotherapy": ["days_to_medication", "days_to_treatment"], "targeted_therapy": ["days_to_medication", "days_to_treatment"],
    ]

    /// What a source with dates of diagnosis can tell in days.
    static let ofDiagnosis: Set<String> = ["diagnosis", "year_of_diagnosis", "age_at_diagnosis", "days_from_diagnosis"]
    static let ofTreatment: Set<String> = [
        "treatment", "surgery", "radiotherapy_technique", "treatment_intent", "medication", "days_to_treatment", "days_to_surgery",
        "days_to_radiotherapy", "days_to_medication",
    ]

    init(codes: ClinicalCodes, limits: ClinicalTableLimits) {
        self.codes = codes
        self.limits = limits
    }

    var vocabulary: Vocabulary { codes.vocabulary }

    // MARK: Report

    /// Counts a row and what became of it.
    enum Fate {
        case mapped
        case unused
        case rejected(String)
    }

    mutating func count(_ fate: Fate, file: String?, line: Int) {
        report.rows += 1
        switch fate {
        case .mapped: report.mapped += 1
        case .unused: report.unused += 1
        case .rejected(let reason): report.reject(file: file, line: line, reason)
        }
    }

    mutating func note(column: String, for attribute: String) { report.columns[column] = attribute }

    mutating func ignore(_ column: String) { report.ignoredColumns.append(column) }

    /// What the source can tell of, whether any patient has it or not: support must not tell of single patients.
    mutating func declare(_ names: Set<String>) { attributes.formUnion(names) }

    /// Everything that an observation can give.
    static func ofObservations(_ codes: ClinicalCodes) -> Set<String> {
        Set(
            codes.vocabulary.attributes.filter {
                $0.level == .patient && $0.source == .clinical
                    && [.history, .stage, .grade, .marker, .laboratory, .tumour, .health].contains($0.group) && !$0.codings.isEmpty
            }.map(\.name)
        ).union(codes.observed).union(["days_to_psa"])
    }

    /// Scores that are written with and without "%".
    private static let scores: Set<String> = ["karnofsky"]

    var finishedReport: ClinicalReport {
        var report = report
        report.patients = patients.count
        report.unmapped = unmapped.listed()
        report.reasons.sort { ($1.count, $0.reason) < ($0.count, $1.reason) }
        return report
    }

    // MARK: Patients

    /// Adds a patient under the source's own key; what is wrong with it, or nothing.
    mutating func add(_ originalID: String, key: String) throws(ClinicalTableError) -> String? {
        if let fault = PatientIdentifier.fault(in: originalID) { return fault }
        guard places[key] == nil else { return "the patient is there already" }
        guard lines[originalID] == nil else { return "another patient has the same identifier" }
        guard patients.count < limits.patients else {
            throw ClinicalTableError(
                .tooLarge, "there are more than \(limits.patients) patients, which one load takes; split it by patient")
        }
        lines[originalID] = key
        places[key] = patients.count
        patients.append(PatientFacts(originalID: originalID))
        return nil
    }

    /// Makes a patient findable under another key too.
    mutating func alias(_ key: String, of other: String) {
        if let place = places[other], places[key] == nil { places[key] = place }
    }

    func place(_ key: String) -> Int? { places[key] }

    mutating func setBorn(_ date: ClinicalDate?, _ patient: Int) { patients[patient].born = date }

    mutating func noteDiagnosis(_ date: ClinicalDate, _ patient: Int) { patients[patient].noteDiagnosis(date) }

    mutating func noteDeath(_ day: Int?, _ patient: Int) {
        note(.flag(true), "deceased", day: nil, patient)
        if let day, let place = vocabulary.place(of: "days_to_death") { patients[patient].noteEvent(place, day: day) }
    }

    // MARK: Facts

    /// Notes what codes say; whether they said anything.
    ///
    /// - Parameter column: how the report calls where it came from.
    mutating func gather(
        _ meanings: [ClinicalCodes.Meaning], answer: Answer? = nil, day: Int?, of patient: Int, column: String
    ) -> Bool {
        var isUsed = false
        for meaning in meanings {
            switch meaning {
            case .value(let attribute, let value):
                noteValue(value, attribute, day: day, patient)
                isUsed = true
            case .attribute(let name):
                guard let attribute = vocabulary.attribute(named: name), let answer else { continue }
                if let value = value(answer, of: attribute, column) {
                    note(value, name, day: day, patient)
                    isUsed = true
                }
            case .answer, .unit: continue
            }
        }
        return isUsed
    }

    private mutating func noteValue(_ value: String, _ attribute: String, day: Int?, _ patient: Int) {
        guard let known = vocabulary.attribute(named: attribute) else { return }
        note(known.isNumeric ? self.value(value, of: known) ?? .code(value) : .code(value), attribute, day: day, patient)
        guard attribute == "treatment", let day else { return }
        for event in Self.daysTo[value] ?? [] {
            if let place = vocabulary.place(of: event) { patients[patient].noteEvent(place, day: day) }
        }
    }

    private mutating func note(_ value: AttributeValue, _ name: String, day: Int?, _ patient: Int) {
        guard let place = vocabulary.place(of: name) else { return }
        patients[patient].note(value, of: place, isMultiple: vocabulary.attributes[place].isMultiple, day: day)
    }

    /// What an answer says of an attribute; what it does not say is counted.
    private mutating func value(_ answer: Answer, of attribute: Attribute, _ column: String) -> AttributeValue? {
        if let number = answer.number, attribute.isNumeric {
            guard !answer.isBound else {
                unmapped.add("(\(attribute.name): a bound, not a value)", in: column)
                return nil
            }
            var converted = number
            // UCUM calls a number without a unit "1", and writes words about it in braces.
            let isBare = answer.unit.map { $0.isEmpty || $0 == "1" || $0.hasPrefix("{") } ?? true
            if attribute.unit != nil, !(isBare && Self.scores.contains(attribute.name)) {
                guard let unit = answer.unit, !unit.isEmpty else {
                    unmapped.add("(\(attribute.name): a number without its unit)", in: column)
                    return nil
                }
                guard let number = Units.convert(number, from: unit, toUnitOf: attribute) else {
                    unmapped.add("\(attribute.name) in \(unit)", in: column)
                    return nil
                }
                converted = number
            }
            guard let normal = attribute.normalised(converted) else {
                unmapped.add("(\(attribute.name): a number that it cannot have)", in: column)
                return nil
            }
            return .number(normal)
        }
        for code in answer.codes {
            for meaning in code.meanings {
                let word: String? =
                    switch meaning {
                    case .answer(let word): word
                    case .value(attribute.name, let value): value
                    default: nil
                    }
                if let value = word.flatMap({ self.value($0, of: attribute) }) { return value }
            }
        }
        for word in answer.codes.map(\.name) + answer.words {
            if let value = value(word, of: attribute) { return value }
        }
        if let shown = answer.codes.first?.name ?? answer.words.first ?? answer.number.map({ QueryText.number($0) }) {
            unmapped.add("\(attribute.name) = \(shown)", in: column)
        } else {
            unmapped.add("(\(attribute.name): no value)", in: column)
        }
        return nil
    }

    private func value(_ word: String, of attribute: Attribute) -> AttributeValue? {
        if attribute.isNumeric {
            let text = attribute.concept(for: word)?.name ?? word
            return ClinicalMappingRun.number(text).flatMap { attribute.normalised($0) }.map(AttributeValue.number)
        }
        // A number is a score, of which only the vocabulary's own steps are known: 0 and 1 of a receptor are no "negative" and "positive".
        if attribute.kind != .ordinal, ClinicalMappingRun.number(word) != nil { return nil }
        // What no concept has is a word of the hospital, not a value.
        guard let value = attribute.concept(for: word)?.name ?? (attribute.kind == .flag ? attribute.normalised(word) : nil) else {
            return nil
        }
        return attribute.kind == .flag ? .flag(value == "true") : .code(value)
    }
}
