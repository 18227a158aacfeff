import Cohorts
import DICOM
import Foundation

/// A patient as the hospital names them: what a row of the linkage table holds, sealed. It is never stored or logged in clear.
struct LinkedPatient: Codable, Sendable, Equatable {
    /// Patient ID (0010,0020).
    var id: String
    /// Issuer of Patient ID (0010,0021), where the object names it.
    var issuer: String?
    /// When the first object or clinical row of the patient came, in milliseconds since 1970.
    var firstSeen: Int

    /// Sealed texts are filled up to a multiple of this, so that their length says nothing of the identifier's.
    private static let block = 128

    /// The text that is sealed: JSON, and blanks behind it.
    func padded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = [UInt8](try encoder.encode(self))
        return json + [UInt8](repeating: 0x20, count: (Self.block - json.count % Self.block) % Self.block)
    }
}

/// The patient of an object on its way in.
struct OriginalPatient: Sendable {
    /// The keyed digest under which opt-outs and the linkage table know the patient.
    let digest: String
    /// The original identifier.
    let id: String
    /// Who issued it.
    let issuer: String?

    /// Takes the patient from an object as it came; `nil` where it names none.
    init?(_ original: DataSet, digest: (String) -> String) {
        guard let id = original.text(.patientID), !id.allSatisfy({ $0.isWhitespace || $0 == "\0" }) else { return nil }
        self.id = id.withoutBlankEnds
        issuer = original.text(.issuerOfPatientID).flatMap { $0.isEmpty ? nil : $0 }
        self.digest = digest(id)
    }

    /// A patient of a clinical table.
    init(id: String, digest: String) {
        self.id = id
        self.digest = digest
        issuer = nil
    }
}
