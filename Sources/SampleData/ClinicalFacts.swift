/// A patient's row of the clinical table, each column as the hospital writes it; empty where it does not apply.
struct ClinicalFacts: Sendable {
    var sex: String
    /// Years with one decimal.
    var ageAtDiagnosis: Double
    var yearOfDiagnosis: Int?
    var diagnosis: String
    var population: String
    /// Nanograms per millilitre.
    var prostateSpecificAntigen: Double?
    var isup: Int?
    var gleason = ""
    var pirads: Int?
    var birads: Int?
    var oestrogenReceptor = ""
    var progesteroneReceptor = ""
    var her2 = ""
    /// Percent.
    var ki67: Int?
    var clinicalStage = ""
    var ecog: Int?
    var packYears: Int?
    var significantCancer: Bool?
    /// How the hospital writes the two outcomes.
    var yes: String
    var no: String
    /// Columns whose value no vocabulary maps.
    var unmappedColumns: [String] = []

    init(
        kind: SamplePatient.Kind, finding: inout SamplePatient.Finding, birth: CalendarDay, day: CalendarDay, words: ClinicalWords,
        isFemale: Bool, _ generator: inout SeededGenerator
    ) {
        let diagnosed = day.adding(days: generator.integer(7...60))
        sex = isFemale ? words.female : words.male
        ageAtDiagnosis = Double(diagnosed.number - birth.number) / 365.25
        yearOfDiagnosis = diagnosed.civil.year
        population = words.affected
        yes = words.yes
        no = words.no
        ecog = generator.happens(0.9) ? generator.pick([0, 0, 0, 1, 1, 2]) : nil
        switch kind {
        case .prostate:
            diagnosis = words.prostateCancer
            prostateSpecificAntigen = ProstateOutcome.antigen(&generator)
        case .breast:
            let hasCancer = generator.happens(0.4)
            finding.isPresent = hasCancer || generator.happens(0.25)
            diagnosis = hasCancer ? words.breastCancer : ""
            birads = hasCancer ? generator.integer(4...5) : (finding.isPresent ? 3 : generator.integer(1...2))
            if hasCancer {
                oestrogenReceptor = generator.happens(0.8) ? words.positive : words.negative
                progesteroneReceptor = generator.happens(0.7) ? words.positive : words.negative
                her2 = generator.pick(["0", "1+", "2+", "3+"])
                ki67 = generator.integer(3...60)
                clinicalStage = generator.pick(["cT1", "cT2", "cT2", "cT3"])
            } else {
                population = words.control
                yearOfDiagnosis = nil
            }
        case .lung:
            let hasCancer = finding.radius > 6 && generator.happens(0.75)
            finding.isPresent = hasCancer || generator.happens(0.6)
            diagnosis = hasCancer ? words.lungCancer : ""
            packYears = generator.integer(15...60)
            if hasCancer {
                clinicalStage = finding.radius > 9 ? "cT1c" : "cT1b"
            } else {
                population = words.control
                yearOfDiagnosis = nil
            }
        }
    }

    /// Spells one diagnosis of each kind, and one stage, as a person in a hurry does.
    static func spellUnmapped(in patients: inout [SamplePatient], words: ClinicalWords) {
        let kinds = SamplePatient.Kind.allCases.count
        for position in patients.indices {
            let kind = patients[position].kind
            switch position / kinds {
            case 3:
                patients[position].clinical.diagnosis = words.unmappedDiagnoses[kind.rawValue]
                patients[position].clinical.unmappedColumns = ["diagnosis"]
            case 5 where kind == .prostate:
                patients[position].clinical.clinicalStage = words.unmappedStage
                patients[position].clinical.unmappedColumns = ["ct_stage"]
            default: break
            }
        }
    }
}
