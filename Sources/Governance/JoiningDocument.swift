/// A document that a holder gives before the boards decide.
public enum JoiningDocument: String, Sendable, Hashable, Codable, CaseIterable {
    /// Who may sign for the holder.
    case legalRepresentation
    /// The approval of an ethics board.
    case ethicsApproval
    /// The report of the data protection officer.
    case dataProtectionReport
    /// The data protection impact assessment.
    case impactAssessment
    /// The evidence of security.
    case securityEvidence
    /// The evidence of anonymisation.
    case anonymisationEvidence
    /// The authorisations that the country asks for.
    case nationalAuthorisations
    /// The restrictions on use.
    case restrictions
    /// The conditions of access; for holders with a node.
    case accessConditions
    /// Whom to negotiate with; for holders with a node.
    case negotiationContact
    /// What service is promised; for holders with a node.
    case serviceLevelAgreement
}
