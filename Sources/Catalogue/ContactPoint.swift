/// How an agent is reached: a page, an address, or both.
public struct ContactPoint: Codable, Hashable, Sendable {
    /// The name that answers, for example a department.
    public var name: String?
    /// An electronic mail address, without `mailto:`.
    public var email: String?
    /// A web page, as an absolute `https` address.
    public var page: String?

    /// Makes a contact point.
    public init(name: String? = nil, email: String? = nil, page: String? = nil) {
        self.name = name
        self.email = email
        self.page = page
    }
}

/// An organisation with a role for a dataset: its publisher, its custodian, the health data access body.
public struct Agent: Codable, Hashable, Sendable {
    /// Its official name.
    public var name: String
    /// Its one contact point.
    public var contact: ContactPoint
    /// What it does, in a sentence.
    public var description: String?
    /// Its type, as an address of the HealthDCAT-AP publisher types.
    public var type: String?

    /// Makes an agent.
    public init(name: String, contact: ContactPoint, description: String? = nil, type: String? = nil) {
        self.name = name
        self.contact = contact
        self.description = description
        self.type = type
    }
}
