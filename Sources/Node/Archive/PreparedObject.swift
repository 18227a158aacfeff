import Cohorts
import DICOM
import Deidentification
import Foundation
import Quality

/// A de-identified object, ready to be archived, with the facts that the index and the catalogue need of it.
struct PreparedObject: Sendable {
    /// How the sender calls it.
    let original: ObjectReference
    /// Whom the sender says it is about; only made objects have nobody.
    let originalPatient: OriginalPatient?
    /// How it is called here.
    let reference: ObjectReference
    let bytes: [UInt8]
    /// The file's length in bytes.
    let size: Int
    let digest: String
    let patient: String
    let sex: String?
    let studyUID: String
    let studyDate: String?
    let age: Double?
    let series: Series
    /// ``series`` as its row holds it. Encoded here, so that what cannot be encoded fails alone and not within a transaction of many.
    let facts: String
    let sopInstanceUID: String
    let sopClassUID: String
    let transferSyntaxUID: String
    let instanceNumber: Int?
    /// What searches look at.
    let keys: SearchKeys
    /// What searches answer with.
    let attributes: ArchivedAttributes
    let report: [UInt8]
    let inspection: [UInt8]

    /// Takes the facts from a de-identified file.
    ///
    /// - Parameter size: the file's length where `bytes` are left out because the file is written already.
    init(
        _ file: DICOMFile, original: ObjectReference, bytes: [UInt8], size: Int? = nil, digest: String,
        report: DeidentificationReport,
        inspection: InspectionReport,
        originalPatient: OriginalPatient? = nil
    ) throws {
        let dataSet = file.dataSet
        guard let patient = dataSet.string(.patientID), let studyUID = dataSet.string(.studyInstanceUID),
            let series = Series(header: dataSet, transferSyntax: file.transferSyntax), let sopInstanceUID = dataSet.string(.sopInstanceUID),
            let sopClassUID = dataSet.string(.sopClassUID)
        else {
            throw DeidentificationError(
                .missingUID, "Patient ID or one of the UIDs is missing after de-identification; the object cannot be found again.")
        }
        self.original = original
        self.originalPatient = originalPatient
        reference = ObjectReference(dataSet)
        self.bytes = bytes
        self.size = size ?? bytes.count
        self.digest = digest
        self.patient = patient
        self.studyUID = studyUID
        self.sopInstanceUID = sopInstanceUID
        self.sopClassUID = sopClassUID
        transferSyntaxUID = file.transferSyntax.uid
        sex = dataSet.string(.patientSex)
        studyDate = dataSet.string(.studyDate) ?? dataSet.string(.acquisitionDate) ?? dataSet.string(.seriesDate)
        age = dataSet.string(.patientAge).flatMap(years(ofAgeString:))
        instanceNumber = dataSet.integer(.instanceNumber)
        keys = SearchKeys(dataSet)
        attributes = try ArchivedAttributes(dataSet)
        self.report = [UInt8](try PreparedObject.encoder.encode(report))
        self.inspection = [UInt8](try PreparedObject.encoder.encode(inspection))
        self.series = series
        facts = try Archive.encoded(series)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}

/// The years of an age string (PS3.5 §6.2, AS): `045Y`, `018M`, `003W`, `010D`.
func years(ofAgeString text: String) -> Double? {
    guard let unit = text.last, let number = Double(text.dropLast()), number.isFinite else { return nil }
    switch unit {
    case "Y": return number
    case "M": return number / 12
    case "W": return number / 52.1775
    case "D": return number / 365.2425
    default: return nil
    }
}
