public import DICOM

/// The information models of Query/Retrieve (PS3.4 annex C.6).
public enum QueryRetrieveModel: String, Sendable, Hashable, CaseIterable {
    /// Patient, study, series, image.
    case patientRoot
    /// Study, series, image.
    case studyRoot

    /// The SOP class for C-FIND.
    public var findSOPClassUID: String { "\(root).1" }
    /// The SOP class for C-MOVE.
    public var moveSOPClassUID: String { "\(root).2" }
    /// The SOP class for C-GET.
    public var getSOPClassUID: String { "\(root).3" }

    private var root: String {
        switch self {
        case .patientRoot: "1.2.840.10008.5.1.4.1.2.1"
        case .studyRoot: "1.2.840.10008.5.1.4.1.2.2"
        }
    }

    /// The levels of the model, from the top.
    public var levels: [QueryRetrieveLevel] {
        switch self {
        case .patientRoot: [.patient, .study, .series, .image]
        case .studyRoot: [.study, .series, .image]
        }
    }

    static func model(find uid: String) -> QueryRetrieveModel? { allCases.first { $0.findSOPClassUID == uid } }
    static func model(move uid: String) -> QueryRetrieveModel? { allCases.first { $0.moveSOPClassUID == uid } }
    static func model(get uid: String) -> QueryRetrieveModel? { allCases.first { $0.getSOPClassUID == uid } }
}

/// Query/Retrieve Level (0008,0052).
public enum QueryRetrieveLevel: String, Sendable, Hashable, CaseIterable {
    /// Patients.
    case patient = "PATIENT"
    /// Studies.
    case study = "STUDY"
    /// Series.
    case series = "SERIES"
    /// Instances.
    case image = "IMAGE"
}

/// A C-FIND.
public struct FindRequest: Sendable {
    /// The information model.
    public let model: QueryRetrieveModel
    /// What is to be found.
    public let level: QueryRetrieveLevel
    /// The keys: those with a value are to be matched, all are to be returned.
    public let identifier: DataSet
    /// Who asks.
    public let association: AssociationInformation

    /// A C-FIND.
    public init(model: QueryRetrieveModel, level: QueryRetrieveLevel, identifier: DataSet, association: AssociationInformation) {
        self.model = model
        self.level = level
        self.identifier = identifier
        self.association = association
    }
}

/// A C-GET or a C-MOVE.
public struct RetrieveRequest: Sendable {
    /// The information model.
    public let model: QueryRetrieveModel
    /// What the unique keys name.
    public let level: QueryRetrieveLevel
    /// The unique keys of what is to be sent.
    public let identifier: DataSet
    /// The AE title to send to; nil for C-GET, which sends to who asks.
    public let destination: String?
    /// Who asks.
    public let association: AssociationInformation

    /// A C-GET or a C-MOVE.
    public init(
        model: QueryRetrieveModel, level: QueryRetrieveLevel, identifier: DataSet, destination: String?, association: AssociationInformation
    ) {
        self.model = model
        self.level = level
        self.identifier = identifier
        self.destination = destination
        self.association = association
    }
}

/// How far the sub-operations of a C-GET or C-MOVE are.
public struct SuboperationCounts: Sendable, Hashable {
    /// Still to be done.
    public var remaining: Int
    /// Done.
    public var completed: Int
    /// Failed.
    public var failed: Int
    /// Done with a warning.
    public var warning: Int

    /// Counts.
    public init(remaining: Int = 0, completed: Int = 0, failed: Int = 0, warning: Int = 0) {
        self.remaining = remaining
        self.completed = completed
        self.failed = failed
        self.warning = warning
    }
}

/// How a C-GET or C-MOVE ended.
public struct RetrieveResult: Sendable, Hashable {
    /// The final status: success, a warning when some sub-operations failed, or cancelled.
    public let status: DIMSEStatus
    /// How many sub-operations there were.
    public let counts: SuboperationCounts
    /// SOP Instance UIDs that could not be sent, where the peer says which.
    public let failedInstances: [String]
    /// What the peer said beside.
    public let comment: String?
}
