/// What disclosure control adds noise to: sums to which no patient contributes more than a bound. Exact, and for use inside the node.
extension CohortIndex {
    /// Studies and series that match a query, when no patient counts for more than a bound; nil where nothing is asked for.
    ///
    /// What matches is a matter of each patient alone (``MatchingCounts``), so that a patient more or less changes a sum by the bound at most.
    func matching(_ query: Query, studiesAtMost studyBound: Int?, seriesAtMost seriesBound: Int?) throws(UnsupportedCriteria)
        -> (studies: Int?, series: Int?)
    {
        let plan = try supportedPlan(of: query)
        guard studyBound != nil || seriesBound != nil else { return (nil, nil) }
        var sums = (studies: 0, series: 0)
        for segment in segments {
            let found = segment.matches(plan, in: .patient)
            if let studyBound {
                let rows = found.studies ?? segment.spread(found.rows, from: .patient, to: .study)
                sums.studies += Self.bounded(rows, segment.studiesOfPatients, studyBound, segment.patientCount)
            }
            if let seriesBound {
                let rows = found.series ?? segment.spread(found.rows, from: .patient, to: .series)
                sums.series += Self.bounded(rows, segment.seriesOfPatients, seriesBound, segment.patientCount)
            }
        }
        return (studyBound.map { _ in sums.studies }, seriesBound.map { _ in sums.series })
    }

    /// Every patient is visited, whether or not anything of theirs matches, so that the time taken says little about it.
    private static func bounded(_ rows: Bitmap, _ nesting: Nesting, _ bound: Int, _ patients: Int) -> Int {
        var sum = 0
        for patient in 0..<patients { sum += min(bound, nesting.innerRows(of: patient).count { rows[$0] }) }
        return sum
    }

    /// Patients by test of one attribute, when no patient counts for more than `bound` of the tests, the first ones that are met.
    func histogram(_ attribute: Attribute, tests: [ValueTest], in selection: Selection, atMost bound: Int) -> [Int] {
        var result = [Int](repeating: 0, count: tests.count)
        let plans = tests.map { plan(.bare(Condition(attribute: attribute, test: $0), in: .patient)) }
        forEachSegment(selection) { segment, patients in
            var taken = [Int](repeating: 0, count: segment.patientCount)
            for (place, plan) in plans.enumerated() {
                var having = segment.rows(plan, in: .patient)
                having.formIntersection(patients)
                having.forEach { patient in
                    guard taken[patient] < bound else { return }
                    taken[patient] += 1
                    result[place] += 1
                }
            }
        }
        return result
    }
}
