/// What became of every file that was offered. The parts add up to ``files``.
public struct IntakeSummary: Codable, Sendable, Equatable {
    /// A file that is no DICOM object or could not be read, with the reason.
    public struct Named: Codable, Sendable, Equatable {
        /// The file as it was offered.
        public var path: String
        /// Why it is here.
        public var reason: String
    }

    /// All files offered.
    public var files = 0
    /// De-identified, durable and found by the index.
    public var archived = 0
    /// The same object was there already.
    public var duplicates = 0
    /// Put aside, encrypted.
    public var quarantined = 0
    /// Refused because their patients opted out; nothing of them is kept.
    public var optedOut = 0
    /// Not DICOM, by name.
    public var notDICOM: [Named] = []
    /// Could not be read at all, by name: permissions, a failing disk, over the size limit.
    public var unreadable: [Named] = []
    /// Quarantined files by reason.
    public var reasons: [String: Int] = [:]
    /// Bytes read.
    public var bytes = 0
    /// How long it took.
    public var seconds = 0.0

    /// Nothing offered yet.
    public init() {}

    /// Whether the parts add up; anything else would be a defect.
    public var isExact: Bool { files == archived + duplicates + quarantined + optedOut + notDICOM.count + unreadable.count }

    /// The sum on one line.
    public var line: String {
        var parts = ["\(archived) archived", "\(duplicates) duplicate", "\(quarantined) in quarantine", "\(notDICOM.count) not DICOM"]
        if optedOut > 0 { parts.append("\(optedOut) opted out") }
        if !unreadable.isEmpty { parts.append("\(unreadable.count) unreadable") }
        return "\(files) files = " + parts.joined(separator: " + ")
    }

    mutating func quarantine(_ reason: String) {
        quarantined += 1
        reasons[reason, default: 0] += 1
    }

    /// Adds what another run found.
    public static func + (left: IntakeSummary, right: IntakeSummary) -> IntakeSummary {
        var sum = left
        sum.files += right.files
        sum.archived += right.archived
        sum.duplicates += right.duplicates
        sum.quarantined += right.quarantined
        sum.optedOut += right.optedOut
        sum.notDICOM += right.notDICOM
        sum.unreadable += right.unreadable
        sum.reasons.merge(right.reasons, uniquingKeysWith: +)
        sum.bytes += right.bytes
        sum.seconds += right.seconds
        return sum
    }
}
