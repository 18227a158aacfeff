/// A terminology that codes come from.
public struct CodeSystem: Sendable, Hashable {
    /// Our short name for it, as in `SNOMEDCT:399068003`.
    public let id: String
    /// What to show to people.
    public let title: String
    /// Its canonical URI as in FHIR; nil when it has none.
    public let uri: String?
    /// The version that the codes are of, when the system has versions in which they differ.
    public let version: String?
    /// What stands before a code where the EUCAIM federation writes it.
    let prefix: String
}

/// A code in a code system.
public struct Coding: Sendable, Hashable, CustomStringConvertible {
    /// The code system.
    public let system: CodeSystem
    /// The code there.
    public let code: String

    /// The code as the EUCAIM federation writes it, for example `SNOMEDCT399068003`.
    public var spelling: String { system.prefix + code }
    /// The code with our name of its system, for example `SNOMEDCT:399068003`.
    public var description: String { "\(system.id):\(code)" }
}
