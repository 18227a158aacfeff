/// The clinical table of a holder as comma-separated values (RFC 4180), UTF-8, one row a patient.
enum ClinicalTable {
    static let columns = [
        "patient_id", "sex", "age_at_diagnosis", "year_of_diagnosis", "diagnosis", "population", "psa_ng_ml", "isup", "gleason", "pirads",
        "birads", "er", "pr", "her2", "ki67", "ct_stage", "ecog", "pack_years", "significant_cancer",
    ]

    static func text(_ patients: [SamplePatient]) -> String {
        var text = columns.joined(separator: ",") + "\r\n"
        for patient in patients {
            text += row(patient).map(quoted).joined(separator: ",") + "\r\n"
        }
        return text
    }

    private static func row(_ patient: SamplePatient) -> [String] {
        let facts = patient.clinical
        let significant = facts.significantCancer.map { $0 ? facts.yes : facts.no } ?? ""
        return [
            patient.id, facts.sex, decimal(facts.ageAtDiagnosis, 1), number(facts.yearOfDiagnosis), facts.diagnosis, facts.population,
            facts.prostateSpecificAntigen.map { decimal($0, 1) } ?? "", number(facts.isup), facts.gleason, number(facts.pirads),
            number(facts.birads), facts.oestrogenReceptor, facts.progesteroneReceptor, facts.her2, number(facts.ki67), facts.clinicalStage,
            number(facts.ecog), number(facts.packYears), significant,
        ]
    }

    private static func number(_ value: Int?) -> String {
        value.map(String.init) ?? ""
    }

    private static func quoted(_ field: String) -> String {
        let needsQuotes = field.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
        guard needsQuotes else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
