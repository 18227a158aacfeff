import Crypto
import DICOM
import Deidentification
import Foundation
import Quality
import Storage

/// One offered file on its way in: read, de-identified, inspected. Nothing is stored here.
struct ObjectPreparation: Sendable {
    let deidentifier: Deidentifier

    /// The largest file that is taken, in bytes.
    static let sizeLimit = 2 << 30

    /// Where the way in ends for a file.
    enum Result: Sendable {
        case prepared(PreparedObject, original: [UInt8])
        case quarantine(reason: String, message: String, bytes: [UInt8])
        case notDICOM(reason: String, size: Int)
        case unreadable(reason: String)
    }

    func prepare(path: String) -> Result {
        do {
            // A large file that is no DICOM is never read whole.
            let prefix = try DurableFile.readPrefix(path, count: Self.prefixLength)
            if let reason = Self.notDICOM(prefix) { return .notDICOM(reason: reason, size: prefix.count) }
            return prepare(try DurableFile.read(path, limit: Self.sizeLimit))
        } catch {
            return .unreadable(reason: "\(error)")
        }
    }

    private static let prefixLength = 4_096

    private static func notDICOM(_ prefix: [UInt8]) -> String? {
        if prefix.isEmpty { return "the file is empty" }
        return DICOMFile.looksLikeDICOM(prefix[...]) ? nil : "no DICOM data set begins here"
    }

    func prepare(_ bytes: [UInt8]) -> Result {
        if let reason = Self.notDICOM(Array(bytes.prefix(Self.prefixLength))) { return .notDICOM(reason: reason, size: bytes.count) }
        do {
            let original = try DICOMFile(bytes: bytes)
            let deidentified = try deidentifier.deidentify(original)
            let encoded = try deidentified.file.encoded()
            let object = try PreparedObject(
                deidentified.file, bytes: encoded, digest: ObjectStore.digest(of: encoded), report: deidentified.report,
                inspection: Inspection.report(deidentified.file.dataSet), computedAge: age(in: original.dataSet))
            return .prepared(object, original: bytes)
        } catch let error as DICOMError {
            return .quarantine(reason: "unreadable: \(error.code)", message: error.message, bytes: bytes)
        } catch let error as DeidentificationError {
            return .quarantine(reason: "\(error.code)", message: error.message, bytes: bytes)
        } catch {
            return .quarantine(reason: "failed", message: "\(error)", bytes: bytes)
        }
    }

    /// The age at the study in whole years, from birth and study date of the original; above 89 it is 90, as in the objects.
    private func age(in original: DataSet) -> Double? {
        guard let birth = original.string(.patientBirthDate), let study = original.string(.studyDate), birth.utf8.count == 8,
            study.utf8.count == 8,
            let from = Int(birth), let to = Int(study), to > from
        else { return nil }
        return Double(min((to - from) / 10_000, 90))
    }
}
