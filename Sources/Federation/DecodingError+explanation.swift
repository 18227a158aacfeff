extension DecodingError {
    /// What is wrong, in words for whoever wrote the file or the message: the key and what is allowed, or the line of a syntax error.
    /// Without a full stop.
    public var explanation: String {
        switch self {
        case .keyNotFound(let key, let context): "the key '\(Self.path(context.codingPath + [key]))' is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): Self.explanation(context)
        @unknown default: "\(self)"
        }
    }

    private static func explanation(_ context: Context) -> String {
        // A parser's error names the line, one of ours the key and what is allowed.
        let reason = context.underlyingError.map { "\($0)" } ?? context.debugDescription
        let text = reason.hasSuffix(".") ? String(reason.dropLast()) : reason
        guard context.underlyingError == nil, !context.codingPath.isEmpty else { return text }
        return "the key '\(path(context.codingPath))' has a value that does not fit: \(text)"
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }.joined(separator: ".")
    }
}
