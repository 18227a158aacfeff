public import Foundation
public import Ledger

extension Permit {
    /// The permit as one line of canonical JSON (RFC 8785) with its newline: what is signed.
    public var text: String {
        let json = CanonicalJSON.object([
            "application": .string(applicationID),
            "conditions": .array(conditions.map { .object(["code": .string($0.code.id), "detail": .string($0.detail)]) }),
            "dataset": .string(datasetID),
            "datasetVersion": .string(datasetVersion),
            "expires": .string(Timestamp(expires).description),
            "holder": .string(holder),
            "id": .string(id),
            "issued": .string(Timestamp(issued).description),
            "node": .string(node),
            "operations": .strings(operations.map(\.rawValue).sorted()),
            "purpose": .string(purpose),
            "type": .string(Self.type),
            "users": .strings(users),
            "version": .integer(version),
        ])
        return json.text + "\n"
    }

    /// Reads the text of a permit; nothing is verified.
    public init(text: String) throws(PermitError) {
        guard text.utf8.last == 0x0A else { throw PermitError(.malformed, "the text of a permit is one line with its newline") }
        let json: CanonicalJSON
        do {
            json = try CanonicalJSON(bytes: text.utf8.dropLast())
        } catch {
            throw PermitError(.malformed, "the text of a permit is canonical JSON: \(error)")
        }
        guard let members = json.object, members["type"]?.string == Self.type else {
            throw PermitError(.malformed, "the text is not that of a permit")
        }
        guard let version = members["version"]?.integer else { throw Self.missing("version") }
        guard version == Self.currentVersion else {
            throw PermitError(
                .unsupportedVersion, "the permit is of version \(version), this program reads \(Self.currentVersion): update it")
        }
        func string(_ name: String) throws(PermitError) -> String {
            guard let text = members[name]?.string else { throw Self.missing(name) }
            return text
        }
        func moment(_ name: String) throws(PermitError) -> Date {
            guard let moment = Timestamp(try string(name)) else { throw Self.missing(name) }
            return moment.date
        }
        guard let users = members["users"]?.array?.map(\.string), !users.contains(nil) else { throw Self.missing("users") }
        guard let names = members["operations"]?.array?.map({ $0.string.flatMap { Operation(rawValue: $0) } }), !names.contains(nil) else {
            throw Self.missing("operations")
        }
        guard let values = members["conditions"]?.array?.map(Self.condition), !values.contains(nil) else {
            throw Self.missing("conditions")
        }
        self.init(
            id: try string("id"), applicationID: try string("application"), datasetID: try string("dataset"),
            datasetVersion: try string("datasetVersion"), node: try string("node"), holder: try string("holder"),
            users: users.compactMap { $0 }, purpose: try string("purpose"), operations: Set(names.compactMap { $0 }),
            conditions: values.compactMap { $0 }, issued: try moment("issued"), expires: try moment("expires"))
        guard self.text.utf8.elementsEqual(text.utf8) else {
            throw PermitError(.malformed, "the permit has members that version \(version) does not know")
        }
    }

    /// The permit as a note signed by its node.
    public func signed(by signer: NoteSigner) throws(NoteError) -> SignedNote {
        try signer.sign(text)
    }

    /// Returns the permit if it is signed by this holder's node and allows this user this operation on this dataset now.
    ///
    /// - Parameters:
    ///   - verifier: the key of the node that serves the dataset.
    ///   - revoked: the ids of permits that were revoked.
    ///   - datasetVersion: the version of the dataset, if it matters.
    public static func verify(
        _ note: SignedNote, verifier: NoteVerifier, now: Date, revoked: Set<String>, user: String, dataset: String,
        datasetVersion: String? = nil, operation: Operation
    ) throws(PermitError) -> Permit {
        do {
            try note.verify(with: verifier)
        } catch {
            throw PermitError(.notSigned, "the permit is not signed by this holder: \(error.message)")
        }
        let permit = try Permit(text: note.text)
        func refuse(_ code: PermitError.Code, _ message: String) -> PermitError { PermitError(code, "permit \(permit.id) \(message)") }
        guard !revoked.contains(permit.id) else { throw refuse(.revoked, "was revoked: ask the holder why, or apply again") }
        guard permit.issued <= now else { throw refuse(.notYetValid, "is valid from \(Timestamp(permit.issued)) on") }
        guard now < permit.expires else { throw refuse(.expired, "expired at \(Timestamp(permit.expires)): apply again") }
        guard permit.users.contains(where: { $0.utf8.elementsEqual(user.utf8) }) else {
            throw refuse(.wrongUser, "does not name user \(user)")
        }
        guard permit.datasetID.utf8.elementsEqual(dataset.utf8) else {
            throw refuse(.wrongDataset, "is for dataset \(permit.datasetID), not for \(dataset)")
        }
        if let datasetVersion, !permit.datasetVersion.utf8.elementsEqual(datasetVersion.utf8) {
            throw refuse(.wrongDataset, "is for version \(permit.datasetVersion) of dataset \(dataset), not for \(datasetVersion)")
        }
        guard permit.operations.contains(operation) else {
            let allowed = permit.operations.map(\.rawValue).sorted().joined(separator: ", ")
            throw refuse(.operationNotPermitted, "allows \(allowed.isEmpty ? "nothing" : allowed), not \(operation.rawValue)")
        }
        return permit
    }

    private static func condition(_ json: CanonicalJSON) -> Condition? {
        guard let members = json.object, let code = members["code"]?.string.flatMap({ DUO(rawValue: $0) }),
            let detail = members["detail"]?.string
        else { return nil }
        return Condition(code, detail)
    }

    private static func missing(_ name: String) -> PermitError {
        PermitError(.malformed, "member \(name) of the permit is missing or not of its form")
    }
}
