/// What a person sends to sign in at the hub.
public struct SignIn: Codable, Sendable {
    /// The person's name.
    public var name: String
    /// The password.
    public var password: String

    /// A name and a password.
    public init(name: String, password: String) {
        self.name = name
        self.password = password
    }

    /// What the hub answers.
    public struct Answer: Codable, Sendable {
        /// The session's token, shown once.
        public var token: String
        /// The person's name.
        public var name: String
        /// The person's name for people.
        public var title: String

        /// An answer.
        public init(token: String, name: String, title: String) {
            self.token = token
            self.name = name
            self.title = title
        }
    }
}
