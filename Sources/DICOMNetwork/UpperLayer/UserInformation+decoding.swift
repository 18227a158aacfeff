extension UserInformation {
    init(_ reader: inout PDUReader, _ limits: PDUDecoder.Limits) throws(PDUError) {
        // 16,384 is what the standard's early editions took for granted; a peer that says nothing gets it.
        self.init(maximumLength: 16384, implementationClassUID: "")
        var items = 0
        while !reader.isAtEnd {
            items += 1
            guard items <= limits.userInformationItems else {
                throw PDUError(.limitExceeded, "The user information has more than \(limits.userInformationItems) items.")
            }
            var (type, content) = try reader.item()
            try read(type, &content)
        }
    }

    private mutating func read(_ type: UInt8, _ content: inout PDUReader) throws(PDUError) {
        switch type {
        case ItemType.maximumLength: maximumLength = try content.integer("maximum length")
        case ItemType.implementationClassUID: implementationClassUID = try content.uid("implementation class UID")
        case ItemType.implementationVersionName:
            // 16 characters by the standard; longer ones are seen and do no harm.
            guard content.remaining <= 64 else { throw PDUError(.invalidValue, "The implementation version name is too long.") }
            implementationVersionName = try content.text(content.remaining, "implementation version name")
        case ItemType.operationsWindow:
            operationsWindow = OperationsWindow(
                invoked: try content.integer("operations invoked"), performed: try content.integer("operations performed"))
        case ItemType.roleSelection:
            let uid = try content.countedUID("SOP class UID")
            let user = try content.integer("SCU role", as: UInt8.self)
            let provider = try content.integer("SCP role", as: UInt8.self)
            roles.append(RoleSelection(sopClassUID: uid, isUser: user == 1, isProvider: provider == 1))
        case ItemType.extendedNegotiation:
            let uid = try content.countedUID("SOP class UID")
            extendedNegotiations.append(ExtendedNegotiation(sopClassUID: uid, information: content.rest()))
        case ItemType.commonExtendedNegotiation:
            commonExtendedNegotiations.append(try CommonExtendedNegotiation(&content))
        case ItemType.userIdentity:
            guard userIdentity == nil else { throw PDUError(.badStructure, "The user identity comes twice.") }
            userIdentity = try UserIdentity(&content)
        case ItemType.userIdentityResponse:
            let length = try content.integer("length of the server response", as: UInt16.self)
            userIdentityResponse = try content.bytes(Int(length), "server response")
        default:
            // PS3.8 annex D.2: what later editions add is ignored.
            return
        }
    }
}

extension CommonExtendedNegotiation {
    init(_ reader: inout PDUReader) throws(PDUError) {
        let sopClass = try reader.countedUID("SOP class UID")
        let serviceClass = try reader.countedUID("service class UID")
        let length = try reader.integer("length of the related SOP classes", as: UInt16.self)
        var list = try reader.part(Int(length), "related SOP classes")
        var related: [String] = []
        while !list.isAtEnd { related.append(try list.countedUID("related SOP class UID")) }
        self.init(sopClassUID: sopClass, serviceClassUID: serviceClass, relatedGeneralSOPClassUIDs: related)
    }
}

extension UserIdentity {
    init(_ reader: inout PDUReader) throws(PDUError) {
        let kind = try reader.integer("user identity type", as: UInt8.self)
        let wantsResponse = try reader.integer("positive response requested", as: UInt8.self)
        let primaryLength = try reader.integer("length of the primary field", as: UInt16.self)
        let primary = try reader.bytes(Int(primaryLength), "primary field")
        let secondaryLength = try reader.integer("length of the secondary field", as: UInt16.self)
        let secondary = try reader.bytes(Int(secondaryLength), "secondary field")
        self.init(kind: Kind(rawValue: kind), wantsResponse: wantsResponse == 1, primary: primary, secondary: secondary)
    }
}
