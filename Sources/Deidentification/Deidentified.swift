public import DICOM

/// A de-identified object with what its node needs to file it.
public struct Deidentified: Sendable {
    /// The object: new file meta information, empty preamble, no identifier of the original.
    public let file: DICOMFile
    /// What was done.
    public let report: DeidentificationReport
    /// The patient's pseudonym, Patient ID (0010,0020) of the object. ``PseudonymKey/patientIdentifier(for:)`` gives clinical tables the same.
    public let pseudonym: String
    /// A keyed digest of the original Patient ID, for linkage and opt-out lists. It differs from the pseudonym, which is public.
    public let originalPatientIDDigest: String
    /// The UID of the object, SOP Instance UID (0008,0018), as it is now.
    public let sopInstanceUID: String
}
