/// One value of a clinical attribute, in canonical form.
public enum AttributeValue: Sendable, Hashable, Codable {
    /// Yes or no.
    case flag(Bool)
    /// A number in the unit of the attribute.
    case number(Double)
    /// The name of a concept.
    case code(String)
    /// The names of several concepts that hold at once.
    case codes([String])

    /// Reads the plain JSON value: true, 4.2, "positive" or ["surgery"].
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let code = try? container.decode(String.self) {
            self = .code(code)
        } else {
            self = .codes(try container.decode([String].self))
        }
    }

    /// Writes the plain JSON value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .flag(let flag): try container.encode(flag)
        case .number(let number): try container.encode(number)
        case .code(let code): try container.encode(code)
        case .codes(let codes): try container.encode(codes)
        }
    }
}

/// The sex of a patient as the clinical model knows it.
public enum Sex: String, Sendable, Hashable, Codable, CaseIterable {
    case male, female, other, unknown
}

/// What is known of a patient outside the images: values by attribute name of the vocabulary (patient level).
///
/// As JSON it is one flat object, `{"sex": "male", "age_at_diagnosis": 63.5, "treatment": ["surgery"]}`.
public struct ClinicalRecord: Sendable, Hashable, Codable {
    /// The values by canonical attribute name. An attribute without a value is absent.
    public var values: [String: AttributeValue]

    /// A record with these values.
    public init(values: [String: AttributeValue] = [:]) { self.values = values }

    /// Reads the flat object.
    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: AttributeValue].self)
    }

    /// Writes the flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }

    /// The value of one attribute.
    public subscript(attribute: String) -> AttributeValue? {
        get { values[attribute] }
        set { values[attribute] = newValue }
    }

    /// The patient's sex.
    public var sex: Sex? {
        get { code("sex").flatMap(Sex.init(rawValue:)) }
        set { values["sex"] = newValue.map { .code($0.rawValue) } }
    }

    /// Age at diagnosis in years, decimals allowed.
    public var ageAtDiagnosis: Double? {
        get { number("age_at_diagnosis") }
        set { values["age_at_diagnosis"] = newValue.map(AttributeValue.number) }
    }

    /// Calendar year of diagnosis.
    public var yearOfDiagnosis: Int? {
        get { number("year_of_diagnosis").flatMap { Int(exactly: $0) } }
        set { values["year_of_diagnosis"] = newValue.map { .number(Double($0)) } }
    }

    /// The concept name of the diagnosis, for example `prostate`.
    public var diagnosis: String? {
        get { code("diagnosis") }
        set { values["diagnosis"] = newValue.map(AttributeValue.code) }
    }

    /// The number held by an attribute.
    public func number(_ attribute: String) -> Double? {
        if case .number(let number) = values[attribute] { number } else { nil }
    }

    /// The concept name held by an attribute.
    public func code(_ attribute: String) -> String? {
        if case .code(let code) = values[attribute] { code } else { nil }
    }

    /// The yes or no held by an attribute.
    public func flag(_ attribute: String) -> Bool? {
        if case .flag(let flag) = values[attribute] { flag } else { nil }
    }

    /// This record, completed by another where this one says nothing: a clinical table completed by what image headers say.
    public func completed(by other: ClinicalRecord) -> ClinicalRecord {
        ClinicalRecord(values: values.merging(other.values) { own, _ in own })
    }
}
