extension StringProtocol {
    /// Without white space, control and format characters at both ends: what exports pad their fields with, and a byte order mark.
    ///
    /// ```swift
    /// " H-1\0".withoutBlankEnds  // "H-1"
    /// ```
    public var withoutBlankEnds: String {
        // Tables have millions of fields, and next to none is padded.
        if let first = utf8.first, let last = utf8.last, (0x21...0x7E).contains(first), (0x21...0x7E).contains(last) { return String(self) }
        let scalars = unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.isBlank }), let end = scalars.lastIndex(where: { !$0.isBlank }) else { return "" }
        // By scalars: a character may hold a joiner at its end.
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: scalars[start...end])
        return String(kept)
    }
}

extension Unicode.Scalar {
    fileprivate var isBlank: Bool {
        switch properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
