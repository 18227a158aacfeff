/// A-ASSOCIATE-RQ: who asks whom for which services (PS3.8 section 9.3.2).
public struct AssociateRequest: Hashable, Sendable {
    /// Bit 0 is version 1, the only one there is.
    public var protocolVersion: UInt16
    /// The AE title that is called, without padding.
    public var calledTitle: String
    /// The AE title of who calls, without padding.
    public var callingTitle: String
    /// The application context name; there is one, ``dicomApplicationContext``.
    public var applicationContext: String
    /// What is proposed.
    public var presentationContexts: [PresentationContext]
    /// Maximum length, implementation and the negotiations of PS3.7 annex D.
    public var userInformation: UserInformation

    /// A request.
    public init(
        calledTitle: String, callingTitle: String, presentationContexts: [PresentationContext], userInformation: UserInformation,
        applicationContext: String = AssociateRequest.dicomApplicationContext, protocolVersion: UInt16 = 1
    ) {
        self.protocolVersion = protocolVersion
        self.calledTitle = calledTitle
        self.callingTitle = callingTitle
        self.applicationContext = applicationContext
        self.presentationContexts = presentationContexts
        self.userInformation = userInformation
    }

    /// The DICOM application context name (PS3.7 annex A.2.1).
    public static let dicomApplicationContext = "1.2.840.10008.3.1.1.1"
}

/// A proposal: one abstract syntax and the transfer syntaxes it may be encoded in (PS3.8 section 9.3.2.2).
public struct PresentationContext: Hashable, Sendable {
    /// An odd number, 1 to 255.
    public var id: UInt8
    /// The SOP class, usually.
    public var abstractSyntax: String
    /// The transfer syntaxes, in the order of who proposes.
    public var transferSyntaxes: [String]

    /// A proposal.
    public init(id: UInt8, abstractSyntax: String, transferSyntaxes: [String]) {
        self.id = id
        self.abstractSyntax = abstractSyntax
        self.transferSyntaxes = transferSyntaxes
    }
}
