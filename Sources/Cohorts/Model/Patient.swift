/// One patient of a dataset as cohort search sees it: pseudonym, clinical values, and the imaging studies.
public struct Patient: Sendable, Hashable, Codable {
    /// The pseudonym. Never the identifier of the hospital.
    public var id: String
    /// What is known outside the images.
    public var clinical: ClinicalRecord
    /// The imaging studies.
    public var studies: [Study]

    /// A patient with a clinical record.
    public init(id: String, clinical: ClinicalRecord = ClinicalRecord(), studies: [Study] = []) {
        self.id = id
        self.clinical = clinical
        self.studies = studies
    }

    /// A patient from its most common values and others by attribute name.
    public init(
        id: String, sex: Sex? = nil, ageAtDiagnosis: Double? = nil, yearOfDiagnosis: Int? = nil, diagnosis: String? = nil,
        attributes: [String: AttributeValue] = [:], studies: [Study] = []
    ) {
        self.init(id: id, clinical: ClinicalRecord(values: attributes), studies: studies)
        if let sex { clinical.sex = sex }
        if let ageAtDiagnosis { clinical.ageAtDiagnosis = ageAtDiagnosis }
        if let yearOfDiagnosis { clinical.yearOfDiagnosis = yearOfDiagnosis }
        if let diagnosis { clinical.diagnosis = diagnosis }
    }

    /// The patient's sex.
    public var sex: Sex? { clinical.sex }
    /// Age at diagnosis in years.
    public var ageAtDiagnosis: Double? { clinical.ageAtDiagnosis }
    /// Calendar year of diagnosis.
    public var yearOfDiagnosis: Int? { clinical.yearOfDiagnosis }
    /// The concept name of the diagnosis.
    public var diagnosis: String? { clinical.diagnosis }
    /// Every clinical value by attribute name.
    public var attributes: [String: AttributeValue] { clinical.values }

    /// Age at diagnosis, else the age at the first imaging study whose age is known.
    public var age: Double? { ageAtDiagnosis ?? studies.compactMap(\.ageAtStudy).min() }

    /// Whether a treatment began before the first imaging study: as loaded, else from the days of both.
    public var wasTreatedBeforeImaging: Bool? {
        if let loaded = clinical.flag("treated_before_imaging") { return loaded }
        guard let treatment = clinical.number("days_to_treatment"), let first = studies.compactMap(\.daysFromDiagnosis).min() else {
            return nil
        }
        return treatment < Double(first)
    }
}
