/// A file that goes wrong, as some do in every real folder.
struct FlawedFile: Sendable {
    var flaw: AnswerKey.Flaw
    var series: SampleSeries?
    var image = 0
}

extension SampleCohort {
    /// One of each kind, made from the first patient whose chest was examined; none without such a patient.
    var flawedFiles: [FlawedFile] {
        guard flaws, let patient = patients.first(where: { $0.kind == .lung }) else { return [] }
        let series = SampleSeries(hospital: hospital, patient: patient, studyPosition: 0, role: .chest, seed: seed)
        // Images 9 and 10 are no part of the regular series: what happens to them leaves the others whole.
        return [
            FlawedFile(
                flaw: .init(path: "unsorted/transfer-interrupted.dcm", kind: .truncated, expected: .quarantined, originalID: patient.id),
                series: series, image: 8),
            FlawedFile(flaw: .init(path: "unsorted/note.dcm", kind: .textNamedAsImage, expected: .notDICOM)),
            FlawedFile(
                flaw: .init(
                    path: "unsorted/screen-capture.dcm", kind: .recognizableFeatures, expected: .quarantined, originalID: patient.id),
                series: series, image: 9),
            FlawedFile(
                flaw: .init(
                    path: "unsorted/copy-of-1.dcm", kind: .exactDuplicate, expected: .duplicate, copyOf: series.path(image: 0),
                    originalID: patient.id),
                series: series),
        ]
    }

    /// The bytes of a flawed file.
    func bytes(of file: FlawedFile) -> [UInt8] {
        guard let series = file.series else {
            return Array("Reminder: the SYNTHETIC images of last week are on the other disk.\n".utf8)
        }
        switch file.flaw.kind {
        case .truncated:
            let whole = series.bytes(image: file.image)
            return Array(whole.prefix(whole.count * 3 / 5))
        case .recognizableFeatures:
            return series.bytes(image: file.image, burnedIn: [series.patient.folder, series.patient.birth.dicom])
        case .exactDuplicate, .textNamedAsImage:
            return series.bytes(image: file.image)
        }
    }
}
