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

/// Everything here is exact and therefore for use inside the node, or under a permit that says so.
extension CohortIndex {
    /// The distribution of an attribute; nil when the attribute is unknown or not supported here.
    public func facet(_ name: String, in selection: Selection) -> Facet? {
        guard let attribute = vocabulary.attribute(named: name) else { return nil }
        return facets([attribute.name], in: selection).first
    }

    /// The distributions of all supported attributes, or of those named, in the order of the vocabulary, in one pass.
    public func facets(_ attributes: Set<String>? = nil, in selection: Selection) -> [Facet] {
        let places = vocabulary.attributes.indices.filter { place in
            let name = vocabulary.attributes[place].name
            return supportedAttributes.contains(name) && attributes?.contains(name) ?? true
        }
        var tallies = places.map { FacetTally(names: names[$0].names.count) }
        forEachSegment(selection) { segment, patients in
            for (position, place) in places.enumerated() {
                guard let column = segment.columns[place] else { continue }
                tallies[position].add(column, patients) { segment.rows(vocabulary.attributes[place].level, ofPatient: $0) }
            }
        }
        return zip(places, tallies).map { place, tally in
            tally.facet(of: vocabulary.attributes[place], names: names[place].names, patients: selection.count)
        }
    }
}

/// Patients by value of one attribute, summed over segments.
private struct FacetTally {
    private var byName: [Int]
    private var byNumber: [Double: Int] = [:]
    private var known = 0

    init(names: Int) { byName = [Int](repeating: 0, count: names) }

    mutating func add(_ column: Column, _ patients: Bitmap, rowsOfPatient: (Int) -> Range<Int>) {
        known += column.known.intersectionCount(patients)
        if column.dictionary.isSingle {
            column.countPatients(patients, rowsOfPatient: rowsOfPatient) { code, count in
                add(count, of: column.dictionary[code - 1])
            }
            return
        }
        // One value may be in several entries; a patient with two of them counts once for it.
        for (value, codes) in column.dictionary.codesByValue {
            if let having = column.patients(withAnyOf: codes) {
                add(having.intersectionCount(patients), of: value)
            } else {
                let wanted = Set(codes)
                var count = 0
                patients.forEach { patient in
                    var isFound = false
                    column.codes.forEach(rowsOfPatient(patient)) { isFound = isFound || wanted.contains($0) }
                    if isFound { count += 1 }
                }
                add(count, of: value)
            }
        }
    }

    private mutating func add(_ count: Int, of value: Scalar) {
        if count == 0 { return }
        switch value {
        case .name(let name): byName[Int(name)] += count
        case .number(let number): byNumber[number, default: 0] += count
        }
    }

    func facet(of attribute: Attribute, names: [String], patients: Int) -> Facet {
        let values =
            attribute.isNumeric
            ? byNumber.map { Facet.Value(value: QueryText.number($0.key), patients: $0.value) }
            : zip(names, byName).filter { $0.1 > 0 }.map { Facet.Value(value: $0.0, patients: $0.1) }
        return Facet(
            attribute: attribute.name, values: values.sorted { ($1.patients, $0.value) < ($0.patients, $1.value) },
            missing: patients - known)
    }
}
