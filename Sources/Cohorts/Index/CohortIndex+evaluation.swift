/// Criteria of a query that cannot be evaluated, by name.
public struct UnsupportedCriteria: Error, Sendable, Hashable, CustomStringConvertible {
    /// The names, as the vocabulary or the asker calls them.
    public let names: [String]

    /// What to do about it.
    public var description: String {
        "cannot evaluate \(names.joined(separator: ", ")): no data for it here; leave it out or ask nodes that have it"
    }
}

/// The patients of one index that meet a query.
public struct Selection: Sendable, Hashable {
    let patients: Bitmap
    /// The snapshot it was made on; a selection means nothing on another.
    let snapshot: String

    /// How many patients it has, exactly. This number must not leave the node without disclosure control or a permit.
    public var count: Int { patients.population }

    /// How many patients are in one of two selections of the same snapshot and not in the other.
    func difference(from other: Selection) -> Int {
        precondition(other.snapshot == snapshot, "selections of two snapshots were compared")
        return patients.symmetricDifferenceCount(other.patients)
    }
}

extension CohortIndex {
    /// What a query asks for that this index cannot evaluate: criteria unknown to the vocabulary, and attributes without data here.
    public func unsupported(in query: Query) -> [String] {
        query.unsupported + query.attributes.subtracting(supportedAttributes).sorted()
    }

    /// The patients that meet a query.
    public func evaluate(_ query: Query) throws(UnsupportedCriteria) -> Selection {
        let plan = try supportedPlan(of: query)
        var patients = Bitmap(count: patientCount)
        for (place, segment) in segments.enumerated() { patients.insert(segment.rows(plan, in: .patient), at: firstPatient[place]) }
        return Selection(patients: patients, snapshot: snapshot)
    }

    /// Every patient.
    public var everyone: Selection { Selection(patients: Bitmap(count: patientCount, filled: true), snapshot: snapshot) }

    func supportedPlan(of query: Query) throws(UnsupportedCriteria) -> QueryPlan {
        let names = unsupported(in: query)
        guard names.isEmpty else { throw UnsupportedCriteria(names: names) }
        return plan(query.expression)
    }

    /// Visits every segment with the selected patients there.
    func forEachSegment(_ selection: Selection, _ body: (Segment, Bitmap) -> Void) {
        precondition(selection.snapshot == snapshot, "a selection was used on another snapshot than its own")
        for (place, segment) in segments.enumerated() {
            let patients = selection.patients.part(firstPatient[place]..<firstPatient[place + 1])
            if !patients.isEmpty { body(segment, patients) }
        }
    }
}
