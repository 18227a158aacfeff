import DICOM

/// What was agreed for an association that is accepted.
struct AcceptedAssociation: Sendable {
    var accept: AssociateAccept
    var contexts: [UInt8: AcceptedContext]
    /// How many operations the requestor may have outstanding.
    var operations: Int
}

extension AssociationPolicy {
    /// Why a request is refused as a whole, nil when it is not.
    func rejection(of request: AssociateRequest) -> AssociateReject? {
        if request.applicationContext != AssociateRequest.dicomApplicationContext { return .applicationContextNotSupported }
        if let titles, !titles.contains(request.calledTitle) { return .calledTitleNotRecognised }
        if let callingTitles, !callingTitles.contains(request.callingTitle) { return .callingTitleNotRecognised }
        if requiresUserIdentity, request.userInformation.userIdentity == nil { return .noReason }
        return nil
    }

    /// Answers a request context by context.
    func negotiate(_ request: AssociateRequest) -> AcceptedAssociation {
        var contexts: [UInt8: AcceptedContext] = [:]
        var results: [PresentationContextResult] = []
        var roles: [String: RoleSelection] = [:]
        for context in request.presentationContexts {
            let uid = context.abstractSyntax
            guard let service = service(of: uid) else {
                results.append(Self.refused(context, .abstractSyntaxNotSupported))
                continue
            }
            guard let syntax = context.transferSyntaxes.lazy.compactMap({ TransferSyntax(uid: $0) }).first(where: { accepts($0, service) })
            else {
                results.append(Self.refused(context, .transferSyntaxesNotSupported))
                continue
            }
            let proposed = request.userInformation.roles.last { $0.sopClassUID == uid }
            let role = proposed.map { self.role($0, service) }
            guard role?.isUser ?? true || role?.isProvider ?? false else {
                results.append(Self.refused(context, .userRejection))
                continue
            }
            if let role { roles[uid] = role }
            contexts[context.id] = AcceptedContext(
                id: context.id, abstractSyntax: uid, transferSyntax: syntax, requestorIsUser: role?.isUser ?? true,
                requestorIsProvider: role?.isProvider ?? false)
            results.append(PresentationContextResult(id: context.id, result: .acceptance, transferSyntax: syntax.uid))
        }
        let window = request.userInformation.operationsWindow.map(operationsWindow)
        let information = UserInformation(
            maximumLength: maximumLength, implementationClassUID: DICOMFile.implementationClassUID,
            implementationVersionName: DICOMFile.implementationVersionName, operationsWindow: window,
            roles: roles.values.sorted { $0.sopClassUID < $1.sopClassUID },
            // A positive response has no content for user names; for the other kinds there is none to give.
            userIdentityResponse: request.userInformation.userIdentity?.wantsResponse == true ? [] : nil)
        let accept = AssociateAccept(
            calledTitle: request.calledTitle, callingTitle: request.callingTitle, presentationContexts: results,
            userInformation: information)
        let operations = window.map { $0.invoked == 0 ? Int(UInt16.max) : Int($0.invoked) } ?? 1
        return AcceptedAssociation(accept: accept, contexts: contexts, operations: operations)
    }

    private static func refused(_ context: PresentationContext, _ result: PresentationContextResult.Result) -> PresentationContextResult {
        // A transfer syntax has to be there although it means nothing (PS3.8 section 9.3.3.2).
        PresentationContextResult(
            id: context.id, result: result, transferSyntax: context.transferSyntaxes.first ?? TransferSyntax.implicitVRLittleEndian.uid)
    }

    /// The service that a SOP class belongs to, nil when it is not offered.
    private func service(of uid: String) -> Services? {
        let service: Services? =
            switch uid {
            case Verification.sopClassUID: .verification
            case StorageCommitment.sopClassUID: .storageCommitment
            case _ where QueryRetrieveModel.model(find: uid) != nil: .find
            case _ where QueryRetrieveModel.model(get: uid) != nil: .get
            case _ where QueryRetrieveModel.model(move: uid) != nil: .move
            case _ where StorageSOPClasses.contains(uid): .storage
            case _ where acceptsPrivateStorage && StorageSOPClasses.mayBePrivate(uid): .storage
            default: nil
            }
        guard let service else { return nil }
        if services.contains(service) { return service }
        // C-GET sends objects in contexts of the storage classes, whether or not they may be sent to us.
        return service == .storage && services.contains(.get) ? .get : nil
    }

    /// Identifiers and reports have to be read here; objects are taken as they are.
    private func accepts(_ syntax: TransferSyntax, _ service: Services) -> Bool {
        guard service == .storage || service == .get else { return !syntax.isEncapsulated }
        return storageSyntaxes?.contains(syntax) ?? true
    }

    /// The requestor may be provider of storage (C-GET) and nothing else; it is user of whatever is offered.
    private func role(_ proposed: RoleSelection, _ service: Services) -> RoleSelection {
        let mayProvide = service == .storage && services.contains(.get) || service == .get
        return RoleSelection(
            sopClassUID: proposed.sopClassUID,
            isUser: proposed.isUser && (service != .get || !StorageSOPClasses.contains(proposed.sopClassUID)),
            isProvider: proposed.isProvider && mayProvide)
    }

    /// Zero stands for any number, so the lesser of two is the one that is not zero.
    private func operationsWindow(_ proposed: OperationsWindow) -> OperationsWindow {
        let invoked =
            proposed.invoked == 0 ? maximumOperations : maximumOperations == 0 ? proposed.invoked : min(proposed.invoked, maximumOperations)
        // What we invoke ourselves (sub-operations of C-GET, reports) goes one by one.
        return OperationsWindow(invoked: invoked, performed: 1)
    }
}

enum Verification {
    static let sopClassUID = "1.2.840.10008.1.1"
}
