extension CohortIndex {
    /// This index with patients replaced or added, and others removed by identifier.
    ///
    /// Only the segments of these patients are written again, by copying rows; the others are shared with this index, which stays as it is.
    public func applying(upserts: [Patient], removals: [String] = [], declared: Set<String>? = nil) -> CohortIndex {
        var latest: [String: Int] = [:]
        for (index, patient) in upserts.enumerated() { latest[patient.id] = index }
        let gone = Set(removals)
        let fresh = latest.filter { !gone.contains($0.key) }.sorted { $0.key < $1.key }
        let leaving = gone.union(latest.keys).sorted()
        var writer = SegmentWriter(vocabulary: vocabulary, size: segmentSize, names: names)
        var next = fresh.startIndex
        var nextLeaving = leaving.startIndex
        for (place, segment) in segments.enumerated() {
            let end = place + 1 < segments.count ? segments[place + 1].identifiers[0] : nil
            var arriving = next
            while arriving < fresh.endIndex, end.map({ fresh[arriving].key < $0 }) ?? true { arriving += 1 }
            var leavingRows: [Int] = []
            while nextLeaving < leaving.endIndex, end.map({ leaving[nextLeaving] < $0 }) ?? true {
                if let row = segment.row(of: leaving[nextLeaving]) { leavingRows.append(row) }
                nextLeaving += 1
            }
            if arriving == next, leavingRows.isEmpty {
                writer.append(whole: segment)
            } else {
                Self.write(segment, without: leavingRows, with: fresh[next..<arriving].map { upserts[$0.value] }, to: &writer)
            }
            next = arriving
        }
        if segments.isEmpty { for (_, index) in fresh { writer.append(upserts[index]) } }
        let (segments, names) = writer.finish()
        return CohortIndex(
            vocabulary: vocabulary, declared: declared ?? self.declared, segments: segments, names: names, segmentSize: segmentSize)
    }

    /// Copies a segment without some rows and with other patients, all in ascending order.
    private static func write(_ segment: Segment, without leaving: [Int], with arriving: [Patient], to writer: inout SegmentWriter) {
        var row = 0
        var rest = leaving[...]
        func copy(_ writer: inout SegmentWriter, upTo end: Int) {
            while let skipped = rest.first, skipped < end {
                writer.append(row..<skipped, of: segment)
                row = skipped + 1
                rest.removeFirst()
            }
            writer.append(row..<end, of: segment)
            row = end
        }
        for patient in arriving {
            var end = row
            while end < segment.patientCount, segment.identifiers[end] < patient.id { end += 1 }
            copy(&writer, upTo: end)
            writer.append(patient)
        }
        copy(&writer, upTo: segment.patientCount)
    }
}
