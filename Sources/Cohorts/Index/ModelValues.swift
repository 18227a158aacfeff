/// Where the attributes of the vocabulary find their values in the model.
enum ModelValues {
    static func value(of attribute: Attribute, in patient: Patient) -> ModelValue {
        if attribute.name == "age" { return patient.age.map(ModelValue.number) ?? .none }
        switch patient.clinical.values[attribute.name] {
        case nil: return .none
        case .flag(let flag)?:
            if attribute.kind == .flag { return .flag(flag) }
            return attribute.isNumeric ? .none : .text(flag ? "true" : "false")
        case .number(let number)?:
            if attribute.isNumeric { return .number(number) }
            return .text(QueryText.number(number))
        case .code(let code)?:
            if attribute.isNumeric { return (attribute.concept(for: code).flatMap { Double($0.name) }).map(ModelValue.number) ?? .none }
            return attribute.isMultiple ? .texts([code]) : .text(code)
        case .codes(let codes)?:
            if attribute.isMultiple { return .texts(codes) }
            return codes.count == 1 && !attribute.isNumeric ? .text(codes[0]) : .none
        }
    }

    static func value(of attribute: Attribute, in study: Study) -> ModelValue {
        switch attribute.name {
        case "age_at_study": study.ageAtStudy.map(ModelValue.number) ?? .none
        case "days_from_diagnosis": study.daysFromDiagnosis.map { .number(Double($0)) } ?? .none
        case "has_segmentation": .flag(study.hasSegmentation)
        default: .none
        }
    }

    /// Series attributes in a fixed order, so that loading a series costs no look-up by name.
    enum SeriesValue: String, CaseIterable {
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

        func value(in series: Series) -> ModelValue {
            switch self {
            case .modality: series.modality.map(ModelValue.text) ?? .none
            case .bodyPart: series.bodyPart.map(ModelValue.text) ?? .none
            case .manufacturer: series.manufacturer.map(ModelValue.text) ?? .none
            case .model: series.model.map(ModelValue.text) ?? .none
            case .laterality: series.laterality.map(ModelValue.text) ?? .none
            case .viewPosition: series.viewPosition.map(ModelValue.text) ?? .none
            case .sliceThickness: series.sliceThickness.map(ModelValue.number) ?? .none
            case .kvp: series.kvp.map(ModelValue.number) ?? .none
            case .fieldStrength: series.fieldStrength.map(ModelValue.number) ?? .none
            case .bValue: series.bValues.isEmpty ? .none : .numbers(series.bValues)
            case .contrast: series.contrast.map(ModelValue.flag) ?? .none
            case .sopClass: series.sopClass.map(ModelValue.text) ?? .none
            case .instanceCount: .number(Double(series.instanceCount))
            }
        }
    }
}
