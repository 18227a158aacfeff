import Catalogue
import Cohorts
import Computation
import DICOM
import DICOMPixels
import Foundation
import Storage

/// The rows that a computation sees: one for each patient of the cohort, made from the published dataset and the archived pixels.
/// They never leave the node.
actor ModelRows {
    /// Rows in which every feature (and the outcome, where there is one) is known, or all rows for descriptive statistics.
    struct Rows: Sendable {
        let features: [[Double?]]
        let outcomes: [Bool?]

        /// The rows in which every feature and the outcome are known.
        var completeCases: (features: [[Double]], outcomes: [Bool]) {
            var complete: (features: [[Double]], outcomes: [Bool]) = ([], [])
            for (row, outcome) in zip(features, outcomes) {
                let values = row.compactMap(\.self)
                guard values.count == row.count, let outcome else { continue }
                complete.features.append(values)
                complete.outcomes.append(outcome)
            }
            return complete
        }
    }

    /// A feature that no patient of the whole dataset has. It says nothing about the cohort: that would tell of its patients.
    struct NotThere: Error {
        let message: String
    }

    private struct Key: Hashable {
        let dataset: String
        /// Of the data, not of the record: it changes when a patient opts out.
        let snapshot: String
        let cohort: String
        let features: [String]
        let outcome: String?
    }

    private struct ImageKey: Hashable {
        let dataset: String
        /// Of the data, not of the record: it changes when a patient opts out.
        let snapshot: String
        let condition: String
    }

    private let archive: Archive
    private let cohorts: CohortRoom
    private var made: [Key: Rows] = [:]
    private var images: [ImageKey: [String: FirstOrderFeatures]] = [:]
    /// A model asks for the same rows in every round; a few jobs are remembered at once.
    private static let remembered = 8

    init(archive: Archive, cohorts: CohortRoom) {
        self.archive = archive
        self.cohorts = cohorts
    }

    /// The rows of a job on one dataset.
    ///
    /// - Throws: `QueryError`, `UnsupportedCriteria` or ``NodeError`` where the job asks for what this node does not have.
    func rows(for job: JobDescription, on dataset: CohortRoom.Published) async throws -> Rows {
        let key = Key(
            dataset: dataset.record.id, snapshot: dataset.index.snapshot, cohort: job.cohort, features: job.features,
            outcome: job.outcome)
        if let rows = made[key] { return rows }
        let rows = try await make(job, dataset)
        if made.count >= Self.remembered { made.removeAll() }
        made[key] = rows
        return rows
    }

    private func make(_ job: JobDescription, _ dataset: CohortRoom.Published) async throws -> Rows {
        let index = dataset.index
        let selection = try index.evaluate(Query(text: job.cohort))
        let identifiers = index.patientIdentifiers(in: selection)
        let names = job.features.map(FeatureName.init)
        var columns: [[Double?]] = []
        for name in names {
            switch name {
            case .clinical(let attribute): columns.append(try clinical(attribute, identifiers, index))
            case .image(let statistic, let series):
                let features = try await imageFeatures(series, of: dataset)
                let values = identifiers.map { features[$0].map(statistic.value) }
                guard !features.isEmpty else {
                    throw NotThere(message: "no patient of the dataset has pixels that can be read where \(series)")
                }
                columns.append(values)
            }
        }
        let outcome = try job.outcome.map { try clinical($0, identifiers, index) }
        return Rows(
            features: identifiers.indices.map { row in columns.map { $0[row] } },
            outcomes: identifiers.indices.map { row in outcome?[row].map { $0 != 0 } })
    }

    private func clinical(_ attribute: String, _ identifiers: [String], _ index: CohortIndex) throws -> [Double?] {
        let everyone = index.patientIdentifiers(in: index.everyone)
        guard everyone.contains(where: { index.number(attribute, ofPatient: $0) != nil }) else {
            throw NotThere(message: "no patient of the dataset has a number for '\(attribute)'")
        }
        return identifiers.map { index.number(attribute, ofPatient: $0) }
    }

    /// First-order features of every patient of a dataset, over the instances that meet a condition; made once for a version.
    private func imageFeatures(_ condition: String, of dataset: CohortRoom.Published) async throws -> [String: FirstOrderFeatures] {
        let query = try Query(text: "series(\(condition))")
        let key = ImageKey(dataset: dataset.record.id, snapshot: dataset.index.snapshot, condition: query.canonicalText)
        if let features = images[key] { return features }
        var features: [String: FirstOrderFeatures] = [:]
        var last: String?
        while true {
            let page = try await cohorts.patients(of: dataset, after: last)
            for patient in page { features[patient.id] = try await self.features(of: patient, where: query) }
            guard let end = page.last else { break }
            last = end.id
        }
        if images.count >= Self.remembered { images.removeAll() }
        images[key] = features
        return features
    }

    /// The features of the instances of a patient that meet a condition, after the transformation of the modality; `nil` without any.
    private func features(of patient: Patient, where query: Query) async throws -> FirstOrderFeatures? {
        let series = Self.matching(query, patient.studies.flatMap(\.series).map { ($0.uid, $0) })
        var files: [String: DICOMFile] = [:]
        var headers: [(String, Series)] = []
        for digest in try await archive.digests(ofSeries: series.sorted()) {
            let file = try DICOMFile(bytes: archive.objects.load(digest))
            guard let header = Series(header: file.dataSet) else { continue }
            files[digest] = file
            headers.append((digest, header))
        }
        // A series may hold several b-values; the condition holds for the instance, not for its neighbours.
        let instances = Self.matching(query, headers)
        do {
            return try Self.features(of: headers.compactMap { instances.contains($0.0) ? files[$0.0] : nil })
        } catch is PixelError {
            // Pixels that cannot be decoded yet, or have colours: the patient has no value, and the result's n says how many took part.
            return nil
        }
    }

    private static func features(of files: [DICOMFile]) throws -> FirstOrderFeatures? {
        guard !files.isEmpty else { return nil }
        var frames: [Frame] = []
        var transforms: Set<ModalityTransform> = []
        for file in files {
            let description = try PixelDescription(file.dataSet)
            transforms.insert(try ModalityTransform(file.dataSet, description))
            for index in 0..<description.numberOfFrames { frames.append(try description.frame(index, of: file)) }
        }
        // Stored values can be counted together only where they mean the same.
        guard transforms.count == 1, let transform = transforms.first else {
            return nil
        }
        return try FirstOrderFeatures(frames: frames, transform: transform)
    }

    /// The names of the series that meet a condition: each is looked at as if it were a patient of its own.
    private static func matching(_ query: Query, _ series: [(String, Series)]) -> Set<String> {
        let index = CohortIndex(patients: series.map { Patient(id: $0.0, studies: [Study(uid: $0.1.uid, series: [$0.1])]) })
        // An attribute that these headers do not hold is no match and no error: other patients of the dataset may have it.
        guard let selection = try? index.evaluate(query) else { return [] }
        return Set(index.patientIdentifiers(in: selection))
    }
}
