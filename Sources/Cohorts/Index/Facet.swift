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
    ///
    /// With `isBinned`, numbers are counted by the bins of the vocabulary: in ascending order, empty ones too, and each written as a query
    /// writes a range (`50..<60`). A patient with values in several bins counts in each.
    public func facets(_ attributes: Set<String>? = nil, in selection: Selection, isBinned: Bool = false) -> [Facet] {
        let places = vocabulary.attributes.indices.filter { place in
            let name = vocabulary.attributes[place].name
            return supportedAttributes.contains(name) && attributes?.contains(name) ?? true
        }
        var tallies = places.map { place in
            FacetTally(names: names[place].names.count, bins: isBinned ? vocabulary.attributes[place].binIntervals : [])
        }
        forEachSegment(selection) { segment, patients in
            for (position, place) in places.enumerated() {
                guard let column = segment.columns[place] else { continue }
                tallies[position].add(column, patients, vocabulary.attributes[place].level, in: segment)
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
    private let bins: [IntervalSet]
    private var byBin: [Int]
    private var known = 0

    init(names: Int, bins: [IntervalSet]) {
        byName = [Int](repeating: 0, count: names)
        self.bins = bins
        byBin = [Int](repeating: 0, count: bins.count)
    }

    mutating func add(_ column: Column, _ patients: Bitmap, _ level: Level, in segment: Segment) {
        known += column.known.intersectionCount(patients)
        guard bins.isEmpty else {
            for (place, bin) in bins.enumerated() {
                byBin[place] += segment.patients(column, level, meeting: .numbers(bin)).intersectionCount(patients)
            }
            return
        }
        let rowsOfPatient: (Int) -> Range<Int> = { segment.rows(level, ofPatient: $0) }
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
        guard bins.isEmpty else {
            let values = zip(bins, byBin).map { Facet.Value(value: QueryText.range($0), patients: $1) }
            return Facet(attribute: attribute.name, values: values, missing: patients - known)
        }
        let values =
            attribute.isNumeric
            ? byNumber.map { Facet.Value(value: QueryText.number($0.key), patients: $0.value) }
            : zip(names, byName).filter { $0.1 > 0 }.map { Facet.Value(value: $0.0, patients: $0.1) }
        return Facet(
            attribute: attribute.name, values: values.sorted { ($1.patients, $0.value) < ($0.patients, $1.value) },
            missing: patients - known)
    }
}
