/// What a data user asks for: which data, for what, by whom, for how long.
public struct Application: Sendable, Hashable, Codable {
    /// A person with an address.
    public struct Person: Sendable, Hashable, Codable {
        /// The full name.
        public var name: String
        /// The e-mail address.
        public var email: String

        /// A person.
        public init(name: String, email: String) {
            self.name = name
            self.email = email
        }
    }

    /// Where the approval by an ethics board stands.
    public enum EthicsApproval: Sendable, Hashable, Codable {
        /// It was given, under this reference.
        case granted(reference: String)
        /// It was asked for.
        case pending
        /// None is needed, for this reason.
        case notRequired(reason: String)
        /// It will be asked for.
        case notRequested
    }

    /// The evidence that the applicant keeps to the General Data Protection Regulation.
    public struct DataProtection: Sendable, Hashable, Codable {
        /// The data protection impact assessment: where it is found.
        public var impactAssessment: String
        /// The data protection officer.
        public var officer: String
        /// The code of conduct that is followed.
        public var codeOfConduct: String

        /// Evidence, each part of which may be left empty but not all.
        public init(impactAssessment: String = "", officer: String = "", codeOfConduct: String = "") {
            self.impactAssessment = impactAssessment
            self.officer = officer
            self.codeOfConduct = codeOfConduct
        }
    }

    /// The name of the application.
    public var id: String
    /// Who applies, as the sign-in names them.
    public var applicant: String
    /// The organisation they apply for.
    public var organisation: String
    /// Who leads the project.
    public var principalInvestigator: Person
    /// Whom to ask.
    public var contact: Person
    /// Who will work with the data, as the sign-in names them; only they may.
    public var users: [String]
    /// What the project is called.
    public var title: String
    /// What the project is about.
    public var description: String
    /// What the data and algorithms are used for.
    public var intendedUse: String
    /// The ids of the datasets.
    public var datasets: [String]
    /// What is to be done with them.
    public var operations: Set<Permit.Operation>
    /// For how long.
    public var period: Period
    /// Where the ethics approval stands.
    public var ethicsApproval: EthicsApproval
    /// The evidence of data protection.
    public var dataProtection: DataProtection
    /// Whether a medical device is to come of it (Regulation (EU) 2017/745).
    public var intendsMedicalDevice: Bool
    /// The applicant's assessment of the risk of the artificial intelligence (Regulation (EU) 2024/1689); empty if none is built.
    public var riskAssessment: String
    /// Whether confidentiality was promised.
    public var promisesConfidentiality: Bool
    /// Whether the terms of use were agreed to.
    public var agreesToTerms: Bool

    /// An application; ``validate(now:)`` says what is wrong with it.
    ///
    /// - Parameter users: who will work with the data; by default the applicant alone.
    public init(
        id: String, applicant: String, organisation: String, principalInvestigator: Person, contact: Person, users: [String]? = nil,
        title: String, description: String, intendedUse: String, datasets: [String], operations: Set<Permit.Operation>, period: Period,
        ethicsApproval: EthicsApproval, dataProtection: DataProtection, intendsMedicalDevice: Bool = false, riskAssessment: String = "",
        promisesConfidentiality: Bool, agreesToTerms: Bool
    ) {
        self.id = id
        self.applicant = applicant
        self.organisation = organisation
        self.principalInvestigator = principalInvestigator
        self.contact = contact
        self.users = users ?? [applicant]
        self.title = title
        self.description = description
        self.intendedUse = intendedUse
        self.datasets = datasets
        self.operations = operations
        self.period = period
        self.ethicsApproval = ethicsApproval
        self.dataProtection = dataProtection
        self.intendsMedicalDevice = intendsMedicalDevice
        self.riskAssessment = riskAssessment
        self.promisesConfidentiality = promisesConfidentiality
        self.agreesToTerms = agreesToTerms
    }
}
