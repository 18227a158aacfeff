/// A value as the model holds it, before the vocabulary normalises it.
enum ModelValue {
    case flag(Bool)
    case number(Double)
    case numbers([Double])
    case text(String)
    case texts([String])
}

/// Where the attributes of the vocabulary find their values in the model, by place of the attribute in the vocabulary.
struct ModelValues: Sendable {
    private let vocabulary: Vocabulary
    private let age: Int?
    private let treatedBeforeImaging: Int?
    private let timepoint: Int?
    private let patientPlaces: [String: Int]
    private let studyPlaces: [(StudyValue, Int)]
    private let intervalPlaces: [(event: String, place: Int)]
    private let seriesPlaces: [(SeriesValue, Int)]

    /// Attributes that are computed from others when the data do not say them, and what of it must be known.
    static let sources: [String: [String]] = [
        "treated_before_imaging": ["days_to_treatment", "days_from_diagnosis"],
        "timepoint": ["days_to_treatment", "days_from_diagnosis"],
        "days_from_treatment": ["days_to_treatment", "days_from_diagnosis"],
        "days_from_surgery": ["days_to_surgery", "days_from_diagnosis"],
        "days_from_psa": ["days_to_psa", "days_from_diagnosis"],
        "days_from_biopsy": ["days_to_biopsy", "days_from_diagnosis"],
    ]

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        age = vocabulary.place(of: "age")
        treatedBeforeImaging = vocabulary.place(of: "treated_before_imaging")
        timepoint = vocabulary.place(of: "timepoint")
        var patientPlaces: [String: Int] = [:]
        for (place, attribute) in vocabulary.attributes.enumerated() where attribute.level == .patient {
            patientPlaces[attribute.name] = place
        }
        for computed in ["age", "treated_before_imaging"] { patientPlaces[computed] = nil }
        self.patientPlaces = patientPlaces
        studyPlaces = StudyValue.allCases.compactMap { value in vocabulary.place(of: value.rawValue).map { (value, $0) } }
        intervalPlaces = Self.sources.sorted { $0.key < $1.key }.compactMap { name, sources in
            guard let place = vocabulary.place(of: name), vocabulary.attributes[place].level == .study,
                vocabulary.attributes[place].isNumeric
            else { return nil }
            return (sources[0], place)
        }
        seriesPlaces = SeriesValue.allCases.compactMap { value in vocabulary.place(of: value.rawValue).map { (value, $0) } }
    }

    func forEachValue(of patient: Patient, _ body: (Int, ModelValue) -> Void) {
        if let age, let value = patient.age { body(age, .number(value)) }
        if let treatedBeforeImaging, let value = patient.wasTreatedBeforeImaging { body(treatedBeforeImaging, .flag(value)) }
        for (name, value) in patient.clinical.values {
            guard let place = patientPlaces[name], let value = Self.value(value, of: vocabulary.attributes[place]) else { continue }
            body(place, value)
        }
    }

    func forEachValue(of study: Study, of patient: Patient, _ body: (Int, ModelValue) -> Void) {
        for (value, place) in studyPlaces { if let value = value.value(in: study) { body(place, value) } }
        guard let days = study.daysFromDiagnosis else { return }
        if let timepoint, let treatment = patient.clinical.number("days_to_treatment") {
            // As with what was treated before imaging: on the day of the treatment itself it was not.
            body(timepoint, .text(treatment < Double(days) ? "after_treatment" : "before_treatment"))
        }
        for (event, place) in intervalPlaces {
            if let then = patient.clinical.number(event) { body(place, .number(Double(days) - then)) }
        }
    }

    func forEachValue(of series: Series, _ body: (Int, ModelValue) -> Void) {
        for (value, place) in seriesPlaces { if let value = value.value(in: series) { body(place, value) } }
    }

    private static func value(_ value: AttributeValue, of attribute: Attribute) -> ModelValue? {
        switch value {
        case .flag(let flag):
            if attribute.kind == .flag { return .flag(flag) }
            return attribute.isNumeric ? nil : .text(flag ? "true" : "false")
        case .number(let number): return attribute.isNumeric ? .number(number) : .text(QueryText.number(number))
        case .code(let code):
            if attribute.isNumeric { return (attribute.concept(for: code).flatMap { Double($0.name) }).map(ModelValue.number) }
            return attribute.isMultiple ? .texts([code]) : .text(code)
        case .codes(let codes):
            if attribute.isMultiple { return .texts(codes) }
            return codes.count == 1 && !attribute.isNumeric ? .text(codes[0]) : nil
        }
    }

    private enum StudyValue: String, CaseIterable {
        case ageAtStudy = "age_at_study"
        case daysFromDiagnosis = "days_from_diagnosis"
        case hasSegmentation = "has_segmentation"
        case hasStructureSet = "has_structure_set"
        case hasReport = "has_report"

        func value(in study: Study) -> ModelValue? {
            switch self {
            case .ageAtStudy: study.ageAtStudy.map(ModelValue.number)
            case .daysFromDiagnosis: study.daysFromDiagnosis.map { .number(Double($0)) }
            case .hasSegmentation: .flag(study.hasSegmentation)
            case .hasStructureSet: .flag(study.holds("RTSTRUCT"))
            case .hasReport: .flag(study.holds("SR"))
            }
        }
    }

    private enum SeriesValue: String, CaseIterable {
        case modality
        case bodyPart = "body_part"
        case manufacturer, model, laterality
        case viewPosition = "view_position"
        case sliceThickness = "slice_thickness"
        case kvp
        case fieldStrength = "field_strength"
        case bValue = "b_value"
        case contrast
        case sopClass = "sop_class"
        case sliceSpacing = "slice_spacing"
        case pixelSpacing = "pixel_spacing"
        case rows
        case columns
        case exposure
        case ctdiVol = "ctdivol"
        case scanningSequence = "scanning_sequence"
        case mrAcquisition = "mr_acquisition"
        case echoTime = "echo_time"
        case repetitionTime = "repetition_time"
        case convolutionKernel = "convolution_kernel"
        case transferSyntax = "transfer_syntax"
        case instanceCount = "instance_count"

        func value(in series: Series) -> ModelValue? {
            switch self {
            case .modality: series.modality.map(ModelValue.text)
            case .bodyPart: series.bodyPart.map(ModelValue.text)
            case .manufacturer: series.manufacturer.map(ModelValue.text)
            case .model: series.model.map(ModelValue.text)
            case .laterality: series.laterality.map(ModelValue.text)
            case .viewPosition: series.viewPosition.map(ModelValue.text)
            case .sliceThickness: series.sliceThickness.map(ModelValue.number)
            case .kvp: series.kvp.map(ModelValue.number)
            case .fieldStrength: series.fieldStrength.map(ModelValue.number)
            case .bValue: series.bValues.isEmpty ? nil : .numbers(series.bValues)
            case .contrast: series.contrast.map(ModelValue.flag)
            case .sopClass: series.sopClass.map(ModelValue.text)
            case .sliceSpacing: series.sliceSpacing.map(ModelValue.number)
            case .pixelSpacing: series.pixelSpacing.map(ModelValue.number)
            case .rows: series.rows.map { .number(Double($0)) }
            case .columns: series.columns.map { .number(Double($0)) }
            case .exposure: series.exposure.map(ModelValue.number)
            case .ctdiVol: series.ctdiVol.map(ModelValue.number)
            case .scanningSequence: series.scanningSequence.map(ModelValue.texts)
            case .mrAcquisition: series.mrAcquisition.map(ModelValue.text)
            case .echoTime: series.echoTime.map(ModelValue.number)
            case .repetitionTime: series.repetitionTime.map(ModelValue.number)
            case .convolutionKernel: series.convolutionKernel.map(ModelValue.text)
            case .transferSyntax: series.transferSyntax.map(ModelValue.text)
            case .instanceCount: .number(Double(series.instanceCount))
            }
        }
    }
}
