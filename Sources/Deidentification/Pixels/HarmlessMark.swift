/// The short list of what may stay in pixels: sides, views, units with a number, a number of a scale, the indices of ultrasound.
///
/// A line may hold one number; several may be a date.
enum HarmlessMark {
    /// Whether the whole of a line is such a mark.
    static func isOnly(_ text: String) -> Bool {
        let words = text.uppercased().split { $0 == " " || $0 == "\t" || $0 == ":" || $0 == "=" }.map {
            String($0).trimmingMarks
        }.filter { !$0.isEmpty }
        guard !words.isEmpty, words.count <= 4 else { return false }
        var numbers = 0
        for word in words {
            if sides.contains(word) || units.contains(word) || indices.contains(word) { continue }
            guard let rest = word.afterNumber, rest.isEmpty || units.contains(rest) else { return false }
            numbers += 1
        }
        return numbers <= 1
    }

    private static let sides: Set<String> = [
        "L", "R", "A", "P", "H", "F", "S", "I", "LT", "RT", "LI", "RE", "AP", "PA", "LAT", "LL", "CC", "MLO", "ML", "LM", "RCC", "LCC",
        "RMLO", "LMLO", "SUP", "SUPINE", "ERECT",
    ]
    private static let units: Set<String> = [
        "CM", "MM", "M", "CM/S", "M/S", "HZ", "KHZ", "MHZ", "DB", "KV", "KVP", "MA", "MAS", "MS", "S", "%", "FPS", "BPM", "X",
    ]
    private static let indices: Set<String> = ["MI", "TI", "TIS", "TIB", "TIC", "FR", "GN", "DR", "PRF", "WF"]
}

extension String {
    fileprivate var trimmingMarks: String {
        var text = self[...]
        while let first = text.first, !first.isLetter && !first.isNumber && first != "-" { text = text.dropFirst() }
        while let last = text.last, !last.isLetter && !last.isNumber && last != "%" { text = text.dropLast() }
        return String(text)
    }

    /// What follows a number of at most three digits and two decimals; nil when there is none.
    fileprivate var afterNumber: String? {
        var rest = self[...]
        if rest.first == "-" || rest.first == "+" { rest = rest.dropFirst() }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(whole.count) else { return nil }
        rest = rest.dropFirst(whole.count)
        if rest.first == "." || rest.first == "," {
            let decimals = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard (1...2).contains(decimals.count) else { return nil }
            rest = rest.dropFirst(decimals.count + 1)
        }
        return String(rest)
    }
}
