import DICOM
import Deidentification
import Foundation
import Quality
import Storage

/// One offered object on its way in: read, de-identified, inspected. Nothing is stored here.
struct ObjectPreparation: Sendable {
    let deidentifier: Deidentifier
    let pseudonyms: PseudonymKey

    /// The largest object that is taken, in bytes.
    static let sizeLimit = 2 << 30

    /// What is read back of the archive: as much as is let in, where a header may be all of an object.
    static let readingLimits = ReadingLimits(headerBytes: sizeLimit)

    /// Where the way in ends for an object.
    enum Result: Sendable {
        case prepared(PreparedObject, original: [UInt8])
        case quarantine(QuarantineNotice, bytes: [UInt8], patient: OriginalPatient?)
        case notDICOM(reason: String, size: Int)
    }

    /// So many bytes tell whether a file is DICOM.
    static let prefixLength = 4_096

    /// Why these first bytes of a file are not DICOM's, `nil` where they are.
    static func notDICOM(_ prefix: [UInt8]) -> String? {
        if prefix.isEmpty { return "the file is empty" }
        return DICOMFile.looksLikeDICOM(prefix[...]) ? nil : "no DICOM data set begins here"
    }

    func prepare(_ bytes: [UInt8]) -> Result {
        if let reason = Self.notDICOM(Array(bytes.prefix(Self.prefixLength))) { return .notDICOM(reason: reason, size: bytes.count) }
        let original: DICOMFile
        do {
            original = try DICOMFile(bytes: bytes)
        } catch {
            let notice = QuarantineNotice(reason: "unreadable: \(error.code)", message: error.message, isUnreadable: true, original: nil)
            return .quarantine(notice, bytes: bytes, patient: patient(ofQuarantined: bytes))
        }
        let patient = self.patient(of: original.dataSet)
        func putAside(_ reason: String, _ message: String) -> Result {
            let reference = ObjectReference(original.dataSet)
            return .quarantine(
                QuarantineNotice(reason: reason, message: message, isUnreadable: false, original: reference), bytes: bytes, patient: patient
            )
        }
        do {
            let deidentified = try deidentifier.deidentify(original)
            let encoded = try deidentified.file.encoded()
            let object = try PreparedObject(
                deidentified.file, original: ObjectReference(original.dataSet), bytes: encoded, digest: ObjectStore.digest(of: encoded),
                report: deidentified.report, inspection: Inspection.report(deidentified.file.dataSet),
                originalPatient: patient)
            return .prepared(object, original: bytes)
        } catch let error as DICOMError {
            return putAside("unreadable: \(error.code)", error.message)
        } catch let error as DeidentificationError {
            return putAside("\(error.code)", error.message)
        } catch {
            return putAside("failed", "\(error)")
        }
    }

    private func patient(of original: DataSet) -> OriginalPatient? {
        OriginalPatient(original, digest: pseudonyms.originalPatientDigest(for:))
    }

    /// Whom an object is about that could not be read as a whole: often its header can. `nil` where not even that.
    func patient(ofQuarantined bytes: [UInt8]) -> OriginalPatient? {
        guard let header = try? DICOMFile(bytes: bytes, stopBefore: .pixelData) else { return nil }
        return patient(of: header.dataSet)
    }
}
