import Foundation
import HTTPTypes
import Hummingbird

/// The fields of a form as browsers send them, in an address or as a body (`application/x-www-form-urlencoded`).
///
/// The router's own query parameters leave `+` as it is, and browsers write a space that way.
struct FormFields: Sendable {
    private let values: [String: [String]]

    private static let bodyLimit = 64 << 10

    /// Reads the encoded form; what cannot be decoded is taken as it stands.
    init(_ encoded: String) {
        var values: [String: [String]] = [:]
        for field in encoded.split(separator: "&").prefix(1_000) {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[Self.decoded(parts[0]), default: []].append(parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
        self.values = values
    }

    /// Reads the query of a request's address.
    init(query request: Request) { self.init(request.uri.query ?? "") }

    /// Reads the body of a form that was posted.
    init(body request: Request) async throws {
        guard request.headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            throw HTTPError(.unsupportedMediaType, message: "This address takes a form.")
        }
        self.init(String(buffer: try await request.body.collect(upTo: Self.bodyLimit)))
    }

    /// The first value of a field, without spaces at its ends.
    subscript(name: String) -> String? { values[name]?.first?.trimmingCharacters(in: .whitespacesAndNewlines) }

    /// The first value of a field as it was typed.
    func exactly(_ name: String) -> String? { values[name]?.first }

    /// All values of a field that are not empty.
    func all(_ name: String) -> Set<String> { Set((values[name] ?? []).filter { !$0.isEmpty }) }

    private static func decoded(_ text: Substring) -> String {
        let spaced = text.replacing("+", with: " ")
        return String(spaced).removingPercentEncoding ?? String(spaced)
    }
}
