/// The name of a node in the federation: 2 to 40 lower-case letters, digits and inner hyphens.
///
/// Names are compared whole and nowhere else: the reference system matched by suffix, so `ulm` passed for `neu-ulm`.
public struct NodeName: Hashable, Sendable, CustomStringConvertible {
    /// The name as it is written.
    public let value: String

    /// A valid name.
    ///
    /// - Throws: ``FederationError`` `nameInvalid`.
    public init(_ value: String) throws(FederationError) {
        let isValid =
            (2...40).contains(value.utf8.count)
            && value.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }
            && value.first != "-" && value.last != "-" && value != "hub"
        guard isValid else {
            throw FederationError(
                .nameInvalid, "'\(value.prefix(60))' is no node name: 2 to 40 lower-case letters, digits and inner hyphens, and not 'hub'.")
        }
        self.value = value
    }

    /// The name.
    public var description: String { value }
}
