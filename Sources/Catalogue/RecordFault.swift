/// One thing that a record lacks or has wrong.
public struct RecordFault: Codable, Hashable, Sendable {
    /// How grave it is.
    public enum Severity: String, Codable, Hashable, Sendable {
        /// A mandatory property is missing or wrong; the record cannot be published.
        case error
        /// A recommended property is missing, or a mandatory one that need not be known yet.
        case warning
    }

    /// The property, with its prefix: `dct:publisher`.
    public let property: String
    /// How grave it is.
    public let severity: Severity
    /// What is wrong and what to do.
    public let message: String

    init(_ property: String, _ message: String, severity: Severity = .error) {
        self.property = property
        self.severity = severity
        self.message = message
    }
}
