/// What is wrong with an application: every field at once, so that it is corrected once.
public struct ApplicationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A field of an application.
    public enum Field: String, Sendable, Hashable, Codable, CaseIterable {
        /// ``Application/id``
        case id
        /// ``Application/applicant``
        case applicant
        /// ``Application/organisation``
        case organisation
        /// ``Application/principalInvestigator``
        case principalInvestigator
        /// ``Application/contact``
        case contact
        /// ``Application/users``
        case users
        /// ``Application/title``
        case title
        /// ``Application/description``
        case description
        /// ``Application/intendedUse``
        case intendedUse
        /// ``Application/datasets``
        case datasets
        /// ``Application/operations``
        case operations
        /// ``Application/period``
        case period
        /// ``Application/ethicsApproval``
        case ethicsApproval
        /// ``Application/dataProtection``
        case dataProtection
        /// ``Application/riskAssessment``
        case riskAssessment
        /// ``Application/promisesConfidentiality``
        case promisesConfidentiality
        /// ``Application/agreesToTerms``
        case agreesToTerms
    }

    /// What is wrong with a field.
    public enum Code: String, Sendable, Hashable, Codable {
        /// It is empty.
        case missing
        /// It has more words, or lasts longer, than is allowed.
        case tooLong
        /// It is not of the form that is needed.
        case invalid
        /// It names the same thing twice.
        case repeated
        /// It must be agreed to.
        case notAccepted
    }

    /// One field that is wrong.
    public struct InvalidField: Sendable, Hashable, Codable, CustomStringConvertible {
        /// Which field.
        public let field: Field
        /// What kind of fault.
        public let code: Code
        /// What is wrong, and what to do.
        public let message: String

        /// The field with the message.
        public var description: String { "\(field.rawValue): \(message)" }
    }

    /// Every field that is wrong, in the order of the form.
    public var fields: [InvalidField]

    /// The fields with their messages.
    public var description: String { fields.map(\.description).joined(separator: "; ") }
}
