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
        forEachSegment(selection) { segment, patients in
            patients.forEach { patient in
                studies += segment.studiesOfPatients.innerRows(of: patient).count
                series += segment.seriesOfPatients.innerRows(of: patient).count
                instances += segment.instancesOfPatients[patient]
            }
        }
        return Counts(patients: selection.count, studies: studies, series: series, instances: instances)
    }

    /// The span of a numeric attribute over all rows of the selected patients; nil when none is known.
    public func summary(of name: String, in selection: Selection) -> NumericSummary? {
        guard let attribute = vocabulary.attribute(named: name), let place = vocabulary.place(of: attribute.name) else { return nil }
        var rows: [Double: Int] = [:]
        forEachSegment(selection) { segment, patients in
            guard let column = segment.columns[place], case .numbers(let numbers) = column.dictionary.values else { return }
            var counts = [Int](repeating: 0, count: column.dictionary.entryCount + 1)
            patients.forEach { patient in
                column.codes.forEach(segment.rows(attribute.level, ofPatient: patient)) { counts[$0] += 1 }
            }
            for (code, count) in counts.enumerated() where count > 0 {
                for value in column.dictionary.places(code) { rows[numbers[value], default: 0] += count }
            }
        }
        let ascending = rows.sorted { $0.key < $1.key }
        guard let first = ascending.first, let last = ascending.last else { return nil }
        let known = ascending.reduce(0) { $0 + $1.value }
        var below = 0
        let median = ascending.first { entry in
            below += entry.value
            return below > (known - 1) / 2
        }
        return NumericSummary(known: known, minimum: first.key, maximum: last.key, median: median?.key ?? last.key)
    }

    /// The pseudonyms of a selection, in ascending order, for use inside the node.
    public func patientIdentifiers(in selection: Selection) -> [String] {
        var result: [String] = []
        forEachSegment(selection) { segment, patients in patients.forEach { result.append(segment.identifiers[$0]) } }
        return result
    }

    /// A patient attribute as a number: numbers as they are, flags as 0 and 1; nil when missing or of another kind.
    ///
    /// `name=value` asks for an indicator instead, for example `sex=female`: 1 or 0 when the sex is known.
    public func number(_ feature: String, ofPatient identifier: String) -> Double? {
        guard let feature = self.feature(feature), let place = row(of: identifier) else { return nil }
        return number(feature, place.segment, place.row)
    }

    /// One row for each selected patient, in the order of ``patientIdentifiers(in:)``, one number for each feature.
    public func features(_ names: [String], in selection: Selection) -> [[Double?]] {
        let features = names.map(feature)
        var result: [[Double?]] = []
        forEachSegment(selection) { segment, patients in
            patients.forEach { row in result.append(features.map { $0.flatMap { number($0, segment, row) } }) }
        }
        return result
    }

    /// The values of an attribute of one patient, over all studies and series, in canonical text.
    public func values(of name: String, ofPatient identifier: String) -> [String] {
        guard let attribute = vocabulary.attribute(named: name), let place = vocabulary.place(of: attribute.name),
            let (segment, row) = row(of: identifier), let column = segment.columns[place]
        else { return [] }
        var result: Set<String> = []
        column.codes.forEach(segment.rows(attribute.level, ofPatient: row)) { code in
            for value in column.dictionary.places(code) { result.insert(text(value, column, names[place])) }
        }
        return result.sorted()
    }

    // MARK: Features

    /// What a feature's name asks for.
    private struct Feature {
        let place: Int
        let isFlag: Bool
        /// The value an indicator is of.
        let indicated: String?
        /// An indicator of a value that the attribute cannot have.
        let isVoid: Bool
    }

    private func feature(_ name: String) -> Feature? {
        let parts = name.split(separator: "=", maxSplits: 1).map(String.init)
        guard let first = parts.first, let attribute = vocabulary.attribute(named: first), attribute.level == .patient,
            let place = vocabulary.place(of: attribute.name)
        else { return nil }
        let indicated = parts.count == 2 ? attribute.normalised(parts[1]) : nil
        return Feature(
            place: place, isFlag: attribute.kind == .flag, indicated: indicated, isVoid: parts.count == 2 && indicated == nil)
    }

    private func number(_ feature: Feature, _ segment: Segment, _ row: Int) -> Double? {
        guard let column = segment.columns[feature.place] else { return nil }
        let places = column.dictionary.places(column.codes[row])
        guard let first = places.first, !feature.isVoid else { return nil }
        let names = names[feature.place]
        if let indicated = feature.indicated { return places.contains { text($0, column, names) == indicated } ? 1 : 0 }
        switch column.dictionary.values {
        case .numbers(let numbers): return numbers[first]
        case .names: return feature.isFlag ? (text(first, column, names) == "true" ? 1 : 0) : nil
        }
    }

    private func text(_ place: Int, _ column: Column, _ names: NameTable) -> String {
        switch column.dictionary.values {
        case .names(let numbers): names.names[Int(numbers[place])]
        case .numbers(let numbers): QueryText.number(numbers[place])
        }
    }
}
