/// The files of a cohort, made one at a time as they are asked for: images patient by patient, then those that go wrong.
public struct SampleFiles: Sequence, Sendable {
    let cohort: SampleCohort

    /// Iterates from the first patient on.
    public func makeIterator() -> Iterator {
        Iterator(cohort: cohort)
    }

    /// Makes one file after the other; holds the series of one patient at a time.
    public struct Iterator: IteratorProtocol, Sendable {
        let cohort: SampleCohort
        private var patient = 0
        private var series: [SampleSeries] = []
        private var position = 0
        private var image = 0
        private var flaw = 0

        init(cohort: SampleCohort) {
            self.cohort = cohort
        }

        /// The next file: its path inside the holder's folder, and its bytes.
        public mutating func next() -> (path: String, bytes: [UInt8])? {
            while true {
                if position < series.count {
                    let current = series[position]
                    if image < current.count {
                        image += 1
                        return (current.path(image: image - 1), current.bytes(image: image - 1))
                    }
                    position += 1
                    image = 0
                } else if patient < cohort.patients.count {
                    series = SampleSeries.all(of: cohort.patients[patient], hospital: cohort.hospital, seed: cohort.seed)
                    position = 0
                    image = 0
                    patient += 1
                } else {
                    let flaws = cohort.flawedFiles
                    guard flaw < flaws.count else { return nil }
                    flaw += 1
                    return (flaws[flaw - 1].flaw.path, cohort.bytes(of: flaws[flaw - 1]))
                }
            }
        }
    }
}
