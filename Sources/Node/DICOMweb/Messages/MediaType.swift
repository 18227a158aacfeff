/// A media type with its parameters (RFC 9110 §8.3.1): of a body, or a range in an Accept header.
struct MediaType: Sendable, Equatable {
    /// Type and subtype in lower case: `multipart/related`, `image/*`.
    let name: String
    /// Parameters, names in lower case.
    let parameters: [String: String]

    /// Reads `multipart/related; type="application/dicom"; boundary=x`. Values may hold what only belongs between quotes
    /// (`type=application/dicom`), as many clients write it.
    init?(_ text: some StringProtocol) {
        var pieces = text.split(outsideQuotes: ";").map(\.trimmingBlanks)[...]
        guard let name = pieces.popFirst()?.lowercased() else { return nil }
        let halves = name.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isTokenByte) }) else { return nil }
        var parameters: [String: String] = [:]
        for piece in pieces where !piece.isEmpty {
            let sides = piece.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(\.trimmingBlanks)
            guard sides.count == 2, !sides[0].isEmpty else { return nil }
            parameters[sides[0].lowercased()] = sides[1].unquoted
        }
        self.name = name
        self.parameters = parameters
    }

    /// RFC 9110 §5.6.2; the asterisk is one of them.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    subscript(_ parameter: String) -> String? { parameters[parameter] }

    /// Whether a range, such as `image/*`, holds a type, such as `image/jpeg`.
    static func range(_ range: String, holds type: String) -> Bool {
        if range == "*/*" || range == type { return true }
        return range.hasSuffix("/*") && type.hasPrefix(range.dropLast())
    }
}

/// One range of an Accept header as DICOMweb uses them (PS3.18 §8.7).
struct AcceptedRange: Sendable, Equatable {
    /// The type of a part, or of the body where it is no multipart: `application/dicom`, `image/*`, `*/*`.
    var media: String
    /// Whether it asks for `multipart/related`.
    var isMultipart: Bool
    /// The transfer syntax asked for; `*` for whichever it is stored in; `nil` where none is named.
    var transferSyntax: String?
    /// The weight in thousandths.
    var weight: Int

    init(media: String, isMultipart: Bool, transferSyntax: String? = nil, weight: Int = 1_000) {
        self.media = media
        self.isMultipart = isMultipart
        self.transferSyntax = transferSyntax
        self.weight = weight
    }

    fileprivate init?(_ text: some StringProtocol) {
        guard let type = MediaType(text) else { return nil }
        let quality = type["q"].map { Double($0) ?? 0 } ?? 1
        // Neither "nan" nor "inf", which Swift reads as numbers, lies within.
        guard (0...1).contains(quality) else { return nil }
        let weight = Int((quality * 1_000).rounded())
        let isMultipart = type.name == "multipart/related" || type.name == "multipart/*"
        let media = isMultipart ? type["type"]?.lowercased() ?? "*/*" : type.name
        self.init(media: media, isMultipart: isMultipart, transferSyntax: type["transfer-syntax"], weight: weight)
    }

    func holds(_ type: String) -> Bool { MediaType.range(media, holds: type) }
}

/// What a client accepts, the most wanted first.
struct Acceptance: Sendable {
    /// Ranges with a weight, by descending weight; of equal ones the first written first.
    let ranges: [AcceptedRange]
    private let refused: [AcceptedRange]
    /// Whether the client named anything.
    let isStated: Bool

    /// Reads the values of an Accept header. Ranges that cannot be read are left out.
    init(_ header: String?) {
        let all = (header ?? "").split(outsideQuotes: ",").compactMap { AcceptedRange($0) }
        isStated = !all.isEmpty
        let stated = isStated ? all : [AcceptedRange(media: "*/*", isMultipart: false)]
        ranges = stated.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
        refused = stated.filter { $0.weight == 0 }
    }

    /// Whether a type is ruled out by a weight of 0, though a wider range would hold it.
    func refuses(_ type: String) -> Bool { refused.contains { $0.media == type } }

    /// The most wanted of some types that are not multipart; the first of them where the client has no wish.
    func single(of types: [String]) -> String? {
        for range in ranges where !range.isMultipart {
            if let type = types.first(where: { range.holds($0) && !refuses($0) }) { return type }
        }
        return nil
    }
}

extension StringProtocol {
    /// The pieces between separators that do not stand in a quoted string.
    func split(outsideQuotes separator: Character) -> [String] {
        var pieces: [String] = [""]
        var isQuoted = false
        var isEscaped = false
        for character in self {
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == separator, !isQuoted {
                pieces.append("")
                continue
            }
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }

    /// The text of a quoted string; any other text as it is.
    var unquoted: String {
        guard count >= 2, first == "\"", last == "\"" else { return String(self) }
        var text = ""
        var isEscaped = false
        for character in dropFirst().dropLast() {
            if !isEscaped, character == "\\" {
                isEscaped = true
            } else {
                text.append(character)
                isEscaped = false
            }
        }
        return text
    }
}
