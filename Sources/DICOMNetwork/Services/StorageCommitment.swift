import DICOM

/// An instance by its UIDs.
public struct InstanceReference: Sendable, Hashable {
    /// Referenced SOP Class UID.
    public var sopClassUID: String
    /// Referenced SOP Instance UID.
    public var sopInstanceUID: String

    /// An instance by its UIDs.
    public init(sopClassUID: String, sopInstanceUID: String) {
        self.sopClassUID = sopClassUID
        self.sopInstanceUID = sopInstanceUID
    }
}

/// A request to take responsibility for instances (PS3.4 annex J).
public struct StorageCommitmentRequest: Sendable {
    /// The UID under which the answer is sent.
    public let transactionUID: String
    /// The instances.
    public let references: [InstanceReference]
    /// Who asks.
    public let association: AssociationInformation

    /// A request.
    public init(transactionUID: String, references: [InstanceReference], association: AssociationInformation) {
        self.transactionUID = transactionUID
        self.references = references
        self.association = association
    }
}

/// For which instances responsibility is taken, and for which not.
public struct StorageCommitmentResult: Sendable, Hashable {
    /// An instance that is not safely stored.
    public struct Failure: Sendable, Hashable {
        /// The instance.
        public var reference: InstanceReference
        /// Failure Reason (0008,1197), for example ``DIMSEStatus/noSuchInstance``.
        public var reason: DIMSEStatus

        /// An instance that is not safely stored.
        public init(_ reference: InstanceReference, _ reason: DIMSEStatus) {
            self.reference = reference
            self.reason = reason
        }
    }

    /// The UID of the request; empty in an answer of a provider, which need not repeat it.
    public var transactionUID: String
    /// Safely stored.
    public var committed: [InstanceReference]
    /// Not.
    public var failed: [Failure]

    /// A result.
    public init(transactionUID: String = "", committed: [InstanceReference], failed: [Failure] = []) {
        self.transactionUID = transactionUID
        self.committed = committed
        self.failed = failed
    }
}

enum StorageCommitment {
    static let sopClassUID = "1.2.840.10008.1.20.1"
    /// The one instance that the actions and events of the class belong to.
    static let sopInstanceUID = "1.2.840.10008.1.20.1.1"
    /// Request Storage Commitment.
    static let requestAction: UInt16 = 1
    /// Storage Commitment Request Successful.
    static let successEvent: UInt16 = 1
    /// Storage Commitment Request Complete - Failures Exist.
    static let failuresEvent: UInt16 = 2
    /// How many instances one request may name.
    static let maximumReferences = 100_000
}

extension StorageCommitmentRequest {
    /// Reads Action Information (PS3.4 table J.3-1); nil where something that must be there is missing. An item without its UIDs makes
    /// the whole unusable: no answer could name it, and the requestor must not take silence for success.
    init?(_ information: DataSet, association: AssociationInformation) {
        guard let transactionUID = information.string(.transactionUID), !transactionUID.isEmpty else { return nil }
        let items = information.items(.referencedSOPSequence)
        guard (1...StorageCommitment.maximumReferences).contains(items.count) else { return nil }
        let references = items.compactMap(InstanceReference.init)
        guard references.count == items.count else { return nil }
        self.init(transactionUID: transactionUID, references: references, association: association)
    }

    static func information(transactionUID: String, _ references: [InstanceReference]) -> DataSet {
        var information = DataSet()
        information.set(.transactionUID, transactionUID)
        information.set(.referencedSOPSequence, items: references.map(\.item))
        return information
    }
}

extension StorageCommitmentResult {
    /// Reads Event Information (PS3.4 table J.3-2).
    init(_ information: DataSet) {
        self.init(
            transactionUID: information.string(.transactionUID) ?? "",
            committed: information.items(.referencedSOPSequence).compactMap(InstanceReference.init),
            failed: information.items(.failedSOPSequence).compactMap { item in
                InstanceReference(item).map {
                    Failure($0, DIMSEStatus(rawValue: UInt16(exactly: item.integer(.failureReason) ?? 0x0110) ?? 0x0110))
                }
            })
    }

    func information(transactionUID: String, retrieveTitle: String) -> DataSet {
        var information = DataSet()
        information.set(.transactionUID, transactionUID)
        information.set(.retrieveAETitle, retrieveTitle)
        if !committed.isEmpty { information.set(.referencedSOPSequence, items: committed.map(\.item)) }
        guard !failed.isEmpty else { return information }
        let items = failed.map { failure in
            var item = failure.reference.item
            item.set(.failureReason, integers: [Int(failure.reason.rawValue)])
            return item
        }
        information.set(.failedSOPSequence, items: items)
        return information
    }
}

extension InstanceReference {
    init?(_ item: DataSet) {
        guard let sopClass = item.string(.referencedSOPClassUID), !sopClass.isEmpty,
            let instance = item.string(.referencedSOPInstanceUID), !instance.isEmpty
        else { return nil }
        self.init(sopClassUID: sopClass, sopInstanceUID: instance)
    }

    var item: DataSet {
        var item = DataSet()
        item.set(.referencedSOPClassUID, sopClassUID)
        item.set(.referencedSOPInstanceUID, sopInstanceUID)
        return item
    }
}
