import DICOM

/// What became of an object that was offered.
enum IntakeOutcome: Sendable {
    /// It is durable and found by the index.
    case archived(ArchivedReference)
    /// The same object was there already.
    case duplicate(ArchivedReference)
    /// It is kept aside, encrypted.
    case quarantined(QuarantineNotice)
    /// Its patient opted out; nothing was kept.
    case optedOut
    /// It is no DICOM object; nothing was kept.
    case notDICOM(reason: String)
}

/// The UIDs that name an object.
struct ObjectReference: Sendable, Equatable {
    var sopClassUID: String
    var sopInstanceUID: String
    var studyUID: String
    var seriesUID: String

    /// Takes the UIDs from an object; what is missing is empty.
    init(_ dataSet: DataSet) {
        sopClassUID = dataSet.string(.sopClassUID) ?? ""
        sopInstanceUID = dataSet.string(.sopInstanceUID) ?? ""
        studyUID = dataSet.string(.studyInstanceUID) ?? ""
        seriesUID = dataSet.string(.seriesInstanceUID) ?? ""
    }
}

/// An object in the archive, and how it was called where it came from.
struct ArchivedReference: Sendable, Equatable {
    /// The UIDs that the sender knows.
    var original: ObjectReference
    /// The UIDs under which it is found here.
    var archived: ObjectReference
}

/// Why an object is kept aside.
struct QuarantineNotice: Sendable {
    /// The kind of reason, as the quarantine lists it.
    var reason: String
    /// What to do about it.
    var message: String
    /// Whether not even its data set could be read.
    var isUnreadable: Bool
    /// How the sender calls it, where that could be read.
    var original: ObjectReference?
}
