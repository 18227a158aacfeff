/// The one range of a Range header that is served (RFC 9110 §14.1.2).
enum ByteRange: Sendable, Equatable {
    /// The whole body: no Range header, several ranges, or a unit other than bytes.
    case whole
    /// These bytes.
    case part(Range<Int>)
    /// No byte of the body.
    case unsatisfiable

    /// - Parameter length: the body's length in bytes.
    init(_ header: String?, length: Int) {
        self = .whole
        guard let header, header.lowercased().hasPrefix("bytes=") else { return }
        let sides = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map(\.trimmingBlanks)
        guard !header.contains(","), sides.count == 2 else { return }
        func number(_ text: String) -> Int? { text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil }
        switch (sides[0].isEmpty, sides[1].isEmpty) {
        case (false, _):
            guard let first = number(sides[0]), sides[1].isEmpty || number(sides[1]).map({ $0 >= first }) == true else { return }
            let last = min(number(sides[1]) ?? length - 1, length - 1)
            self = first < length ? .part(first..<(last + 1)) : .unsatisfiable
        case (true, false):
            guard let count = number(sides[1]) else { return }
            self = count > 0 && length > 0 ? .part(max(0, length - count)..<length) : .unsatisfiable
        case (true, true):
            return
        }
    }
}
