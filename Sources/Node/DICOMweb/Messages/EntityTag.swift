import Crypto
import Storage

/// A strong entity tag (RFC 9110 §8.8.3). Objects never change, so it follows from their digests and from what is made of them.
struct EntityTag: Sendable, Equatable {
    /// The tag with its quotes.
    let value: String

    /// - Parameters:
    ///   - digests: SHA-256 of each object that goes into the body.
    ///   - form: what is made of them; different bytes must have a different form.
    init(_ digests: some Sequence<String>, form: String) {
        var hash = SHA256()
        for digest in digests { hash.update(data: Array(digest.utf8)) }
        hash.update(data: Array("\n\(form)".utf8))
        value = "\"\(hexadecimal(hash.finalize().prefix(16)))\""
    }

    private init(value: String) { self.value = value }

    /// The tag of the same body compressed.
    var compressed: EntityTag { EntityTag(value: String(value.dropLast()) + "-gzip\"") }

    /// The letters between the quotes; no object holds them, so they serve as the boundary between parts.
    var boundary: String { "mosaic-\(value.dropFirst().dropLast())" }

    /// Whether an If-None-Match header names this tag. The comparison is the weak one (RFC 9110 §13.1.2).
    ///
    /// - Parameter exactly: whether `*`, which stands for whatever is there, does not count.
    func isNamed(in header: String?, exactly: Bool = false) -> Bool {
        guard let header else { return false }
        return header.split(outsideQuotes: ",").map(\.trimmingBlanks).contains { candidate in
            candidate == "*" && !exactly || candidate == value || candidate == "W/\(value)"
        }
    }
}
