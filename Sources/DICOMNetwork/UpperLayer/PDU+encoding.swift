public import NIOCore

extension PDU {
    /// The bytes of the PDU, header included.
    ///
    /// Throws where a value does not fit its field: an AE title of more than 16 characters, a UID or item that is too long.
    public func encoded() throws(PDUError) -> ByteBuffer {
        var writer = PDUWriter()
        switch self {
        case .associateRequest(let request):
            let start = writer.open(.associateRequest)
            try request.write(to: &writer)
            writer.close(start)
        case .associateAccept(let accept):
            let start = writer.open(.associateAccept)
            try accept.write(to: &writer)
            writer.close(start)
        case .associateReject(let reject): writer.write(.associateReject, [0, reject.result, reject.source, reject.reason])
        case .data(let values):
            let start = writer.open(.data)
            for value in values { writer.write(value) }
            writer.close(start)
        case .releaseRequest: writer.write(.releaseRequest, [0, 0, 0, 0])
        case .releaseReply: writer.write(.releaseReply, [0, 0, 0, 0])
        case .abort(let reason): writer.write(.abort, [0, 0, reason.source, reason.reason])
        }
        return writer.buffer
    }
}

extension AssociateRequest {
    func write(to writer: inout PDUWriter) throws(PDUError) {
        try writer.associate(protocolVersion, calledTitle, callingTitle, applicationContext)
        for context in presentationContexts {
            let item = writer.openItem(ItemType.presentationContext)
            writer.bytes([context.id, 0, 0, 0])
            try writer.item(ItemType.abstractSyntax, context.abstractSyntax)
            for syntax in context.transferSyntaxes { try writer.item(ItemType.transferSyntax, syntax) }
            try writer.closeItem(item)
        }
        try userInformation.write(to: &writer)
    }
}

extension AssociateAccept {
    func write(to writer: inout PDUWriter) throws(PDUError) {
        try writer.associate(protocolVersion, calledTitle, callingTitle, applicationContext)
        for context in presentationContexts {
            let item = writer.openItem(ItemType.presentationContextResult)
            writer.bytes([context.id, 0, context.result.rawValue, 0])
            try writer.item(ItemType.transferSyntax, context.transferSyntax)
            try writer.closeItem(item)
        }
        try userInformation.write(to: &writer)
    }
}

extension UserInformation {
    /// Sub-items in ascending order of their types, which old peers expect (PS3.8 section 9.3.2.3).
    func write(to writer: inout PDUWriter) throws(PDUError) {
        let start = writer.openItem(ItemType.userInformation)
        var item = writer.openItem(ItemType.maximumLength)
        writer.integer(maximumLength)
        try writer.closeItem(item)
        try writer.item(ItemType.implementationClassUID, implementationClassUID)
        if let operationsWindow {
            item = writer.openItem(ItemType.operationsWindow)
            writer.integer(operationsWindow.invoked)
            writer.integer(operationsWindow.performed)
            try writer.closeItem(item)
        }
        for role in roles {
            item = writer.openItem(ItemType.roleSelection)
            try writer.counted(role.sopClassUID)
            writer.bytes([role.isUser ? 1 : 0, role.isProvider ? 1 : 0])
            try writer.closeItem(item)
        }
        if let implementationVersionName { try writer.item(ItemType.implementationVersionName, implementationVersionName) }
        for negotiation in extendedNegotiations {
            item = writer.openItem(ItemType.extendedNegotiation)
            try writer.counted(negotiation.sopClassUID)
            writer.bytes(negotiation.information)
            try writer.closeItem(item)
        }
        for negotiation in commonExtendedNegotiations {
            item = writer.openItem(ItemType.commonExtendedNegotiation)
            try writer.counted(negotiation.sopClassUID)
            try writer.counted(negotiation.serviceClassUID)
            let list = writer.openCount()
            for uid in negotiation.relatedGeneralSOPClassUIDs { try writer.counted(uid) }
            try writer.closeItem(list)
            try writer.closeItem(item)
        }
        if let userIdentity {
            item = writer.openItem(ItemType.userIdentity)
            writer.bytes([userIdentity.kind.rawValue, userIdentity.wantsResponse ? 1 : 0])
            try writer.counted(userIdentity.primary)
            try writer.counted(userIdentity.secondary)
            try writer.closeItem(item)
        }
        if let userIdentityResponse {
            item = writer.openItem(ItemType.userIdentityResponse)
            try writer.counted(userIdentityResponse)
            try writer.closeItem(item)
        }
        try writer.closeItem(start)
    }
}
