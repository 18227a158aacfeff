/// The distribution of one attribute over the patients of a selection.
public struct Facet: Sendable, Hashable, Codable {
    /// One value and the patients that have it.
    public struct Value: Sendable, Hashable, Codable {
        /// The canonical value.
        public let value: String
        /// Patients with it, exactly.
        public let patients: Int
    }

    /// The attribute.
    public let attribute: String
    /// Values from most to least frequent, then by name.
    public let values: [Value]
    /// Patients without any value.
    public let missing: Int
}

/// The span of a numeric attribute over a selection.
public struct NumericSummary: Sendable, Hashable, Codable {
    /// Patients, studies or series with a value.
    public let known: Int
    /// The smallest value.
    public let minimum: Double
    /// The largest value.
    public let maximum: Double
    /// The lower median.
    public let median: Double
}

/// Everything here is exact and therefore for use inside the node, or under a permit that says so.
extension CohortIndex {
    /// Patients of a selection, and all of their studies, series and instances.
    public func counts(_ selection: Selection) -> Counts {
        var studies = 0
        var series = 0
        var instances = 0
        forEachPatient(selection) { patient in
            studies += studyStart[patient + 1] - studyStart[patient]
            let rows = seriesRows(ofPatient: patient)
            series += rows.count
            for row in rows { instances += Int(instanceCounts[row]) }
        }
        return Counts(patients: selection.count, studies: studies, series: series, instances: instances)
    }

    /// Studies of a selection when no patient counts for more than `bound`.
    func studies(_ selection: Selection, atMost bound: Int) -> Int {
        var sum = 0
        forEachPatient(selection) { sum += min(bound, studyStart[$0 + 1] - studyStart[$0]) }
        return sum
    }

    /// Series of a selection when no patient counts for more than `bound`.
    func series(_ selection: Selection, atMost bound: Int) -> Int {
        var sum = 0
        forEachPatient(selection) { sum += min(bound, seriesRows(ofPatient: $0).count) }
        return sum
    }

    /// The distribution of an attribute; nil when the attribute is unknown or not supported here.
    public func facet(_ name: String, in selection: Selection) -> Facet? {
        guard let attribute = vocabulary.attribute(named: name), supportedAttributes.contains(attribute.name) else { return nil }
        var patients: [String: Int] = [:]
        var missing = 0
        if let column = columns[attribute.name], let byCode = column.patientsBySingleValue {
            var known = Bitmap(count: patientCount)
            for (code, rows) in byCode.enumerated() {
                guard case .one(let scalar) = column.cells[code] else { continue }
                let count = rows.intersectionCount(selection.patients)
                if count > 0 { patients[Self.text(scalar)] = count }
                known.formUnion(rows)
            }
            missing = selection.count - known.intersectionCount(selection.patients)
        } else {
            forEachValueSet(attribute, selection) { values in
                if values.isEmpty { missing += 1 }
                for value in values { patients[value, default: 0] += 1 }
            }
        }
        let sorted = patients.map { Facet.Value(value: $0.key, patients: $0.value) }
            .sorted { ($1.patients, $0.value) < ($0.patients, $1.value) }
        return Facet(attribute: attribute.name, values: sorted, missing: missing)
    }

    /// Patients by value when no patient counts in more than `bound` of the listed values, the first ones of the list.
    func histogram(_ attribute: Attribute, values listed: [String], in selection: Selection, atMost bound: Int) -> [Int] {
        var result = [Int](repeating: 0, count: listed.count)
        forEachValueSet(attribute, selection) { values in
            var left = bound
            for (place, value) in listed.enumerated() where left > 0 && values.contains(value) {
                result[place] += 1
                left -= 1
            }
        }
        return result
    }

    /// The span of a numeric attribute over all rows of the selected patients; nil when none is known.
    public func summary(of name: String, in selection: Selection) -> NumericSummary? {
        guard let attribute = vocabulary.attribute(named: name), let column = columns[attribute.name] else { return nil }
        var numbers: [Double] = []
        forEachPatient(selection) { patient in
            for row in rows(ofPatient: patient, level: attribute.level) {
                for case .number(let number) in column.cells[Int(column.codes[row])].scalars { numbers.append(number) }
            }
        }
        numbers.sort()
        guard let first = numbers.first, let last = numbers.last else { return nil }
        return NumericSummary(known: numbers.count, minimum: first, maximum: last, median: numbers[(numbers.count - 1) / 2])
    }

    /// The pseudonyms of a selection, in ascending order, for use inside the node.
    public func patientIdentifiers(in selection: Selection) -> [String] {
        var result: [String] = []
        forEachPatient(selection) { result.append(patientIdentifiers[$0]) }
        return result
    }

    /// A patient attribute as a number: numbers as they are, flags as 0 and 1; nil when missing or of another kind.
    ///
    /// `name=value` asks for an indicator instead, for example `sex=female`: 1 or 0 when the sex is known.
    public func number(_ feature: String, ofPatient identifier: String) -> Double? {
        row(of: identifier).flatMap { number(feature, row: $0) }
    }

    /// One row for each selected patient, in the order of ``patientIdentifiers(in:)``, one number for each feature.
    public func features(_ names: [String], in selection: Selection) -> [[Double?]] {
        var result: [[Double?]] = []
        forEachPatient(selection) { row in result.append(names.map { number($0, row: row) }) }
        return result
    }

    /// The values of an attribute of one patient, over all studies and series, in canonical text.
    public func values(of name: String, ofPatient identifier: String) -> [String] {
        guard let attribute = vocabulary.attribute(named: name), let row = row(of: identifier) else { return [] }
        return values(attribute, row).sorted()
    }

    // MARK: Rows

    private func number(_ feature: String, row: Int) -> Double? {
        let parts = feature.split(separator: "=", maxSplits: 1).map(String.init)
        guard let name = parts.first, let attribute = vocabulary.attribute(named: name), attribute.level == .patient,
            let column = columns[attribute.name]
        else { return nil }
        let scalars = column.cells[Int(column.codes[row])].scalars
        if parts.count == 2 {
            guard !scalars.isEmpty, let wanted = attribute.normalised(parts[1]) else { return nil }
            return scalars.contains { Self.text($0) == wanted } ? 1 : 0
        }
        switch scalars.first {
        case .number(let number)?: return number
        case .text(let text)?: return attribute.kind == .flag ? (text == "true" ? 1 : 0) : nil
        case nil: return nil
        }
    }

    private func forEachPatient(_ selection: Selection, _ body: (Int) -> Void) {
        precondition(selection.snapshot == snapshot, "a selection was used on another snapshot than its own")
        selection.patients.forEach(body)
    }

    private func rows(ofPatient patient: Int, level: Level) -> Range<Int> {
        switch level {
        case .patient: patient..<patient + 1
        case .study: studyStart[patient]..<studyStart[patient + 1]
        case .series: seriesRows(ofPatient: patient)
        }
    }

    private func values(_ attribute: Attribute, _ patient: Int) -> Set<String> {
        guard let column = columns[attribute.name] else { return [] }
        var result: Set<String> = []
        var lastCode: UInt32 = 0
        for row in rows(ofPatient: patient, level: attribute.level) {
            let code = column.codes[row]
            if code == lastCode { continue }
            lastCode = code
            for scalar in column.cells[Int(code)].scalars { result.insert(Self.text(scalar)) }
        }
        return result
    }

    private func forEachValueSet(_ attribute: Attribute, _ selection: Selection, _ body: (Set<String>) -> Void) {
        forEachPatient(selection) { body(values(attribute, $0)) }
    }

    private static func text(_ scalar: Scalar) -> String {
        switch scalar {
        case .text(let text): text
        case .number(let number): QueryText.number(number)
        }
    }
}
