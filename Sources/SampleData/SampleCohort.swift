/// The synthetic patients of one holder: images with planted identifiers, a clinical table, and the answer key to both.
///
/// Everything follows from the seed: equal arguments give equal bytes. There is no clock; dates lie in 2019 to 2024.
///
/// ```swift
/// let cohort = SampleCohort(seed: 7, holder: 0, patients: 120)
/// for (path, bytes) in cohort.files { write(bytes, to: cohort.folder + "/" + path) }
/// ```
public struct SampleCohort: Sendable {
    /// The seed everything follows from.
    public let seed: UInt64
    /// The number of the holder, from 0. Holders differ in language, character set, devices and habits.
    public let holder: Int
    /// Whether a few files that go wrong are among the files.
    public let flaws: Bool
    let hospital: Hospital
    /// The patients with images.
    let patients: [SamplePatient]
    /// A row of the clinical table without images.
    let patientWithoutImages: SamplePatient?

    /// A cohort of the given number of patients: a third each with prostate MR, mammograms and chest CT.
    public init(seed: UInt64, holder: Int, patients: Int = 120, flaws: Bool = true) {
        self.seed = seed
        self.holder = holder
        self.flaws = flaws
        hospital = Hospital(number: holder)
        let count = max(0, patients)
        let all = SamplePatient.all(of: hospital, seed: seed, count: count == 0 ? 0 : count + 1)
        self.patients = Array(all.prefix(count))
        patientWithoutImages = all.dropFirst(count).first
    }

    /// The folder of the holder, in which the paths of files lie: `holder-1`.
    public var folder: String { hospital.folder }

    /// The name of the holder as its devices write it.
    public var institution: String { hospital.name }

    /// The path of the clinical table inside the holder's folder.
    public var clinicalTablePath: String { "clinical.csv" }

    /// The clinical table: comma-separated, UTF-8, a row for each patient and one for a patient without images.
    public var clinicalTable: String {
        ClinicalTable.text(clinicalPatients)
    }

    /// The files one after the other, each made when it is asked for; paths are relative to ``folder``.
    public var files: SampleFiles {
        SampleFiles(cohort: self)
    }

    /// The number of files, the clinical table not counted.
    public var fileCount: Int {
        let images = patients.reduce(0) { $0 + $1.studies.count * ($1.kind == .prostate ? 20 : $1.kind == .breast ? 4 : 8) }
        return images + flawedFiles.count
    }

    /// Every planted identifier, every file and what should become of it.
    public var answerKey: AnswerKey {
        let rows = clinicalPatients
        let unmapped = rows.flatMap { patient in
            patient.clinical.unmappedColumns.map { column in
                AnswerKey.UnmappedValue(
                    originalID: patient.id, column: column,
                    value: column == "diagnosis" ? patient.clinical.diagnosis : patient.clinical.clinicalStage)
            }
        }
        return AnswerKey(
            seed: seed, holder: holder, folder: folder, institution: institution, patients: patients.map(answer),
            flaws: flawedFiles.map(\.flaw),
            clinical: AnswerKey.Clinical(
                path: clinicalTablePath, rows: rows.count, unmapped: unmapped, withoutImages: patientWithoutImages.map { [$0.id] } ?? []))
    }

    private var clinicalPatients: [SamplePatient] {
        patients + (patientWithoutImages.map { [$0] } ?? [])
    }

    /// What was planted in a patient's files; an identifier that some files lack names the files that have it.
    private func answer(_ patient: SamplePatient) -> AnswerKey.Patient {
        var files: [AnswerKey.File] = []
        var order: [PlantedIdentifier] = []
        var holders: [PlantedIdentifier: [String]] = [:]
        for series in SampleSeries.all(of: patient, hospital: hospital, seed: seed) {
            let context = series.context
            for image in 0..<series.count {
                let path = series.path(image: image)
                files.append(
                    AnswerKey.File(
                        path: path, sopClassUID: context.sopClassUID, sopInstanceUID: context.uid(.instance, image),
                        seriesInstanceUID: context.uid(.series), studyInstanceUID: context.uid(.study), studyDate: context.study.day.dicom))
                for identifier in series.shared.planted {
                    if holders[identifier] == nil { order.append(identifier) }
                    holders[identifier, default: []].append(path)
                }
            }
        }
        let identifiers = order.map { identifier in
            var identifier = identifier
            let paths = holders[identifier] ?? []
            identifier.files = paths.count == files.count ? nil : paths
            return identifier
        }
        return AnswerKey.Patient(
            originalID: patient.id, identifiers: identifiers, files: files, hasClinicalRow: true,
            significantCancer: patient.clinical.significantCancer)
    }
}
