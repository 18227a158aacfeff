/// Why an object was not de-identified. What carries such an error belongs into quarantine, never into the archive.
///
/// The message names elements and kinds of objects; it never holds a value of the object.
public struct DeidentificationError: Error, Sendable, Equatable, Codable {
    /// The reason, for programs and for the quarantine's list.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Patient ID is missing or blank: no pseudonym can be made, so the object could not be joined to its patient.
        case missingPatientID
        /// SOP Class UID, or the UID of instance, series or study, is missing or blank.
        case missingUID
        /// The pixels say that they show identifying text or a face, or usually do and do not deny it.
        case pixelsMayIdentify
        /// The content is a document: text, a report, an encapsulated file, a voice.
        case documentContent
        /// The SOP class is private: PS3.15 leaves de-identification of such objects undefined.
        case privateSOPClass
        /// A directory, a print job or another object that describes no single instance of a patient.
        case notAnInstance
        /// The profile asks for an option of PS3.15 Annex E that is not implemented. No longer thrown; lists of older quarantines hold it.
        case optionNotAvailable
        /// The profile contradicts itself, or asks for what no profile may do.
        case profileNotValid
        /// The secret of the pseudonyms is too short.
        case weakSecret
    }

    /// The reason.
    public let code: Code
    /// What was found, where, and what to do.
    public let message: String

    /// An error of the given kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension DeidentificationError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
