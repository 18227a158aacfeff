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
}

/// One imaging study.
public struct Study: Sendable, Hashable, Codable {
    /// The de-identified Study Instance UID.
    public var uid: String
    /// The patient's age at the study in years.
    public var ageAtStudy: Double?
    /// Days from diagnosis to the study; negative before it.
    public var daysFromDiagnosis: Int?
    /// The series of the study.
    public var series: [Series]

    /// A study.
    public init(uid: String, ageAtStudy: Double? = nil, daysFromDiagnosis: Int? = nil, series: [Series] = []) {
        self.uid = uid
        self.ageAtStudy = ageAtStudy
        self.daysFromDiagnosis = daysFromDiagnosis
        self.series = series
    }

    /// Whether the study holds a segmentation: a series of modality SEG or RTSTRUCT.
    public var hasSegmentation: Bool {
        series.contains { $0.modality?.uppercased() == "SEG" || $0.modality?.uppercased() == "RTSTRUCT" }
    }
}

/// One series, with the values of its headers as they stand there; the index normalises them by the vocabulary.
public struct Series: Sendable, Hashable, Codable {
    /// The de-identified Series Instance UID.
    public var uid: String
    /// Modality (0008,0060).
    public var modality: String?
    /// Body Part Examined (0018,0015).
    public var bodyPart: String?
    /// Manufacturer (0008,0070).
    public var manufacturer: String?
    /// Manufacturer's Model Name (0008,1090).
    public var model: String?
    /// Laterality (0020,0060) or Image Laterality (0020,0062).
    public var laterality: String?
    /// View Position (0018,5101).
    public var viewPosition: String?
    /// Slice Thickness (0018,0050) in mm.
    public var sliceThickness: Double?
    /// KVP (0018,0060) in kV.
    public var kvp: Double?
    /// Magnetic Field Strength (0018,0087) in T.
    public var fieldStrength: Double?
    /// Every Diffusion b-value (0018,9087) of the series in s/mm2.
    public var bValues: [Double]
    /// Whether a contrast agent was given (0018,0010); nil when the header does not say.
    public var contrast: Bool?
    /// SOP Class UID (0008,0016).
    public var sopClass: String?
    /// Instances held of the series.
    public var instanceCount: Int

    /// A series.
    public init(
        uid: String, modality: String? = nil, bodyPart: String? = nil, manufacturer: String? = nil, model: String? = nil,
        laterality: String? = nil, viewPosition: String? = nil, sliceThickness: Double? = nil, kvp: Double? = nil,
        fieldStrength: Double? = nil, bValues: [Double] = [], contrast: Bool? = nil, sopClass: String? = nil, instanceCount: Int = 0
    ) {
        self.uid = uid
        self.modality = modality
        self.bodyPart = bodyPart
        self.manufacturer = manufacturer
        self.model = model
        self.laterality = laterality
        self.viewPosition = viewPosition
        self.sliceThickness = sliceThickness
        self.kvp = kvp
        self.fieldStrength = fieldStrength
        self.bValues = bValues
        self.contrast = contrast
        self.sopClass = sopClass
        self.instanceCount = instanceCount
    }
}
