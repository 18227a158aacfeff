import Cohorts
import Computation
import DICOM
import DICOMPixels
import Foundation
import SampleData
import Storage

/// The same model on the pooled rows, made from the original sample files and tables and not from anything a node stored. Only a
/// demo may do this: it made the patients itself.
struct PooledModel {
    static let outcome = "significant_cancer"
    static let cohort = "diagnosis = prostate and modality = MR"
    static let bValue = 1400.0
    static let features = [
        "psa", "age", "maximum(modality = MR and b_value = 1400)", "standard_deviation(modality = MR and b_value = 1400)",
    ]

    let samples: String
    let holders: [Int]
    let seed: UInt64
    let patients: Int

    func fit() throws -> FittedModel {
        var rows: [[Double]] = []
        var outcomes: [Bool] = []
        for holder in holders {
            let cohort = SampleCohort(seed: seed, holder: holder, patients: patients)
            let table = try ClinicalTable(bytes: DurableFile.read("\(samples)/\(cohort.folder)/\(cohort.clinicalTablePath)"))
            let records = Dictionary(
                try ClinicalMapping.standard.map(table).rows.map { ($0.originalPatientID, $0.record) }, uniquingKeysWith: { $1 })
            for patient in cohort.answerKey.patients {
                guard let record = records[patient.originalID], record.diagnosis == "prostate", let outcome = record.flag(Self.outcome),
                    let psa = record.number("psa"), let age = record.ageAtDiagnosis
                else { continue }
                let pixels = try pixels(of: patient, in: "\(samples)/\(cohort.folder)")
                guard !pixels.isEmpty else { continue }
                let image = try FirstOrderFeatures(pixels)
                rows.append([psa, age, image.maximum, image.standardDeviation])
                outcomes.append(outcome)
            }
        }
        return try LogisticRegression.pooledFit(features: Self.features, rows: rows, outcomes: outcomes)
    }

    /// The pixels of the patient's diffusion images at b = 1400.
    private func pixels(of patient: AnswerKey.Patient, in folder: String) throws -> [Double] {
        var values: [Double] = []
        for file in patient.files {
            let original = try DICOMFile(bytes: DurableFile.read("\(folder)/\(file.path)"))
            guard original.dataSet.string(.modality) == "MR", original.dataSet.double(.diffusionBValue) == Self.bValue else { continue }
            let description = try PixelDescription(original.dataSet)
            let transform = try ModalityTransform(original.dataSet, description)
            values += try description.frame(0, of: original).values.map { transform($0) }
        }
        return values
    }
}
