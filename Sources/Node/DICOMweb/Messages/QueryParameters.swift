/// The parameters of a request's query, in order, each as often as it was given.
struct QueryParameters: Sendable {
    let all: [(name: String, value: String)]

    /// Reads what stands behind the question mark; `+` is a blank, as forms and most clients write it.
    init(_ query: String?) {
        all = (query ?? "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (sides[0].decodedFromQuery, sides.count > 1 ? sides[1].decodedFromQuery : "")
        }
    }

    /// The first value of a parameter.
    subscript(_ name: String) -> String? { all.first { $0.name == name }?.value }
}

extension Substring {
    fileprivate var decodedFromQuery: String {
        String(map { $0 == "+" ? " " : $0 }).percentDecoded
    }
}

extension StringProtocol {
    /// The text without `%XX`; what is no such escape stays.
    var percentDecoded: String {
        guard utf8.contains(UInt8(ascii: "%")) else { return String(self) }
        var bytes: [UInt8] = []
        var rest = Substring(self).utf8
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2).compactMap(\.hexadecimalValue)
            if byte == UInt8(ascii: "%"), digits.count == 2 {
                bytes.append(digits[0] << 4 | digits[1])
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
