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
    private let patientPlaces: [String: Int]
    private let studyPlaces: [(StudyValue, Int)]
    private let seriesPlaces: [(SeriesValue, Int)]

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        age = vocabulary.place(of: "age")
        var patientPlaces: [String: Int] = [:]
        for (place, attribute) in vocabulary.attributes.enumerated() where attribute.level == .patient && attribute.name != "age" {
            patientPlaces[attribute.name] = place
        }
        self.patientPlaces = patientPlaces
        studyPlaces = StudyValue.allCases.compactMap { value in vocabulary.place(of: value.rawValue).map { (value, $0) } }
        seriesPlaces = SeriesValue.allCases.compactMap { value in vocabulary.place(of: value.rawValue).map { (value, $0) } }
    }

    func forEachValue(of patient: Patient, _ body: (Int, ModelValue) -> Void) {
        if let age, let value = patient.age { body(age, .number(value)) }
        for (name, value) in patient.clinical.values {
            guard let place = patientPlaces[name], let value = Self.value(value, of: vocabulary.attributes[place]) else { continue }
            body(place, value)
        }
    }

    func forEachValue(of study: Study, _ body: (Int, ModelValue) -> Void) {
        for (value, place) in studyPlaces { if let value = value.value(in: study) { body(place, value) } }
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

        func value(in study: Study) -> ModelValue? {
            switch self {
            case .ageAtStudy: study.ageAtStudy.map(ModelValue.number)
            case .daysFromDiagnosis: study.daysFromDiagnosis.map { .number(Double($0)) }
            case .hasSegmentation: .flag(study.hasSegmentation)
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
            case .instanceCount: .number(Double(series.instanceCount))
            }
        }
    }
}
