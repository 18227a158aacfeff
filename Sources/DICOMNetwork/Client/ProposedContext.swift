public import DICOM

/// A presentation context to propose. Ids are given when the association is requested.
public struct ProposedContext: Sendable, Hashable {
    /// The SOP class.
    public var abstractSyntax: String
    /// How data sets may be encoded, best first.
    public var transferSyntaxes: [TransferSyntax]
    /// Our roles where they are not "user"; nil does not negotiate.
    public var role: RoleSelection?

    /// A context to propose.
    public init(_ abstractSyntax: String, _ transferSyntaxes: [TransferSyntax] = ProposedContext.uncompressed, role: RoleSelection? = nil) {
        self.abstractSyntax = abstractSyntax
        self.transferSyntaxes = transferSyntaxes
        self.role = role
    }

    /// The little endian syntaxes that everybody understands.
    public static let uncompressed: [TransferSyntax] = [.explicitVRLittleEndian, .implicitVRLittleEndian]

    /// C-ECHO.
    public static let verification = ProposedContext(Verification.sopClassUID)

    /// C-FIND.
    public static func find(_ model: QueryRetrieveModel) -> ProposedContext { ProposedContext(model.findSOPClassUID) }

    /// C-MOVE.
    public static func move(_ model: QueryRetrieveModel) -> ProposedContext { ProposedContext(model.moveSOPClassUID) }

    /// C-GET. The classes that may come have to be proposed beside: ``reception(of:_:)``.
    public static func get(_ model: QueryRetrieveModel) -> ProposedContext { ProposedContext(model.getSOPClassUID) }

    /// C-STORE from us to the peer.
    public static func storage(_ sopClassUID: String, _ transferSyntaxes: [TransferSyntax]) -> ProposedContext {
        ProposedContext(sopClassUID, transferSyntaxes)
    }

    /// C-STORE from the peer to us during a C-GET (role reversal).
    public static func reception(
        of sopClassUID: String, _ transferSyntaxes: [TransferSyntax] = ProposedContext.uncompressed
    ) -> ProposedContext {
        ProposedContext(sopClassUID, transferSyntaxes, role: RoleSelection(sopClassUID: sopClassUID, isUser: false, isProvider: true))
    }

    /// Storage commitment: we ask, the peer answers.
    public static let storageCommitment = ProposedContext(StorageCommitment.sopClassUID)

    /// Storage commitment: we answer what the peer asked over another association.
    static let storageCommitmentReport = ProposedContext(
        StorageCommitment.sopClassUID,
        role: RoleSelection(sopClassUID: StorageCommitment.sopClassUID, isUser: false, isProvider: true))
}
