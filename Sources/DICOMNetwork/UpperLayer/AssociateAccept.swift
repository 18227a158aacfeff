/// A-ASSOCIATE-AC: the answer to a request, context by context (PS3.8 section 9.3.3).
public struct AssociateAccept: Hashable, Sendable {
    /// Bit 0 is version 1.
    public var protocolVersion: UInt16
    /// The called AE title of the request, sent back.
    public var calledTitle: String
    /// The calling AE title of the request, sent back.
    public var callingTitle: String
    /// The application context name of the request.
    public var applicationContext: String
    /// One result for every context that was proposed.
    public var presentationContexts: [PresentationContextResult]
    /// What the acceptor says of itself.
    public var userInformation: UserInformation

    /// An answer.
    public init(
        calledTitle: String, callingTitle: String, presentationContexts: [PresentationContextResult], userInformation: UserInformation,
        applicationContext: String = AssociateRequest.dicomApplicationContext, protocolVersion: UInt16 = 1
    ) {
        self.protocolVersion = protocolVersion
        self.calledTitle = calledTitle
        self.callingTitle = callingTitle
        self.applicationContext = applicationContext
        self.presentationContexts = presentationContexts
        self.userInformation = userInformation
    }
}

/// What became of a proposed presentation context (PS3.8 section 9.3.3.2).
public struct PresentationContextResult: Hashable, Sendable {
    /// Acceptance, or why not.
    public enum Result: UInt8, Sendable, CaseIterable {
        /// Accepted with ``PresentationContextResult/transferSyntax``.
        case acceptance = 0
        /// Rejected by the application.
        case userRejection = 1
        /// Rejected without a reason.
        case noReason = 2
        /// The abstract syntax is not supported.
        case abstractSyntaxNotSupported = 3
        /// None of the transfer syntaxes is supported.
        case transferSyntaxesNotSupported = 4
    }

    /// The id of the proposal.
    public var id: UInt8
    /// Acceptance, or why not.
    public var result: Result
    /// The syntax that was chosen; without meaning unless accepted.
    public var transferSyntax: String

    /// A result.
    public init(id: UInt8, result: Result, transferSyntax: String) {
        self.id = id
        self.result = result
        self.transferSyntax = transferSyntax
    }
}
