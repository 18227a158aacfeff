extension ClinicalMapping: Codable {
    /// The keys of a mapping's file.
    private enum Key: String, CaseIterable, CodingKey {
        case form, patient, columns, ignored, missing
    }

    /// The version of the form that this program reads.
    static let form = 1

    /// Reads a mapping, from YAML or JSON.
    ///
    /// | key | value |
    /// |---|---|
    /// | `form` | 1, the version of this form |
    /// | `patient` | the column with the hospital's identifier of the patient; the usual names if left out |
    /// | `columns` | by column its rule: the name of an attribute, or `attribute`, `reading`, `unit` or `factor`, `values` |
    /// | `ignored` | columns to leave alone although their names are known |
    /// | `missing` | field contents that mean "not known", instead of the usual ones |
    ///
    /// ```yaml
    /// form: 1
    /// patient: Fallnummer
    /// columns:
    ///   Diagnose: { attribute: diagnosis, values: { "Prostata-CA": prostate } }
    ///   PSA (ug/mL): { attribute: psa, unit: ug/mL }
    ///   Geschlecht: sex
    ///   Diagnose am: { attribute: year_of_diagnosis, reading: yearOfDate }
    ///   OP am: { attribute: days_to_surgery, reading: daysFromDiagnosis }
    /// ```
    ///
    /// `reading` is `value`; `yearOfDate`, which with `year_of_diagnosis` names the date of diagnosis; `daysFromDiagnosis`, a date that becomes
    /// days from it; or `ageAtDiagnosis`, a date of birth.
    ///
    /// An error is a `DecodingError` whose description says what is allowed.
    public init(from decoder: any Decoder) throws {
        try refuseUnknownKeys(of: decoder, allowed: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)
        let form = try container.decodeIfPresent(Int.self, forKey: .form) ?? Self.form
        guard form == Self.form else {
            throw DecodingError.dataCorruptedError(
                forKey: .form, in: container, debugDescription: "form: this program reads form \(Self.form), not \(form).")
        }
        self.init(
            patientColumn: try container.decodeIfPresent(String.self, forKey: .patient),
            columns: try container.decodeIfPresent([String: ColumnRule].self, forKey: .columns) ?? [:],
            ignored: try container.decodeIfPresent([String].self, forKey: .ignored) ?? [])
        if let missing = try container.decodeIfPresent([String].self, forKey: .missing) { self.missing = missing }
    }

    /// Writes the form that is read.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(Self.form, forKey: .form)
        try container.encodeIfPresent(patientColumn, forKey: .patient)
        try container.encode(columns, forKey: .columns)
        try container.encode(ignored, forKey: .ignored)
        try container.encode(missing, forKey: .missing)
    }
}

extension ClinicalMapping.ColumnRule: Codable {
    private enum Key: String, CaseIterable, CodingKey {
        case attribute, reading, factor, unit, values
    }

    /// Reads a rule: the name of the attribute alone, or an object with the other keys.
    public init(from decoder: any Decoder) throws {
        if let attribute = try? decoder.singleValueContainer().decode(String.self) {
            self.init(attribute: attribute)
            return
        }
        try refuseUnknownKeys(of: decoder, allowed: Key.allCases.map(\.rawValue))
        let container = try decoder.container(keyedBy: Key.self)
        self.init(
            attribute: try container.decode(String.self, forKey: .attribute),
            reading: try container.decodeIfPresent(Reading.self, forKey: .reading) ?? .value,
            values: try container.decodeIfPresent([String: String].self, forKey: .values) ?? [:],
            factor: try container.decodeIfPresent(Double.self, forKey: .factor) ?? 1,
            unit: try container.decodeIfPresent(String.self, forKey: .unit))
    }

    /// Writes the long form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(attribute, forKey: .attribute)
        try container.encode(reading, forKey: .reading)
        try container.encode(factor, forKey: .factor)
        try container.encodeIfPresent(unit, forKey: .unit)
        try container.encode(values, forKey: .values)
    }
}

/// A key of any name, to see those that nobody reads.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

private func refuseUnknownKeys(of decoder: any Decoder, allowed: [String]) throws {
    let container = try decoder.container(keyedBy: AnyKey.self)
    for key in container.allKeys where !allowed.contains(key.stringValue) {
        let near = NearestName.find(key.stringValue, among: allowed).map { " Did you mean \"\($0)\"?" } ?? ""
        throw DecodingError.dataCorruptedError(
            forKey: key, in: container,
            debugDescription: "no such key: \"\(key.stringValue.prefix(64))\". Allowed: \(allowed.joined(separator: ", ")).\(near)")
    }
}
