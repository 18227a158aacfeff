extension StringProtocol {
    /// Without white space, control and format characters at both ends: what exports pad their fields with, and a byte order mark.
    ///
    /// ```swift
    /// " H-1\0".withoutBlankEnds  // "H-1"
    /// ```
    public var withoutBlankEnds: String {
        // Tables have millions of fields, and next to none is padded.
        let scalars = unicodeScalars
        if let first = scalars.first, let last = scalars.last, ("!"..."~").contains(first), ("!"..."~").contains(last) {
            return String(self)
        }
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
