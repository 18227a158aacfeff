/// Where the elements of a JSON array lie (RFC 8259), so that each can be read by itself.
///
/// Only strings and brackets are looked at; whether an element is JSON is for who reads it to say.
enum JSONElements {
    /// The range of each element in the text; of a value that is no array, its own; `nil` where brackets or strings are left open, or
    /// something follows the array.
    static func of(_ json: [UInt8]) -> [Range<Int>]? {
        guard let start = json.firstIndex(where: { !isBlank($0) }), let last = json.lastIndex(where: { !isBlank($0) }) else { return nil }
        guard json[start] == UInt8(ascii: "[") else { return [start..<last + 1] }
        guard start < last, json[last] == UInt8(ascii: "]") else { return nil }
        var elements: [Range<Int>] = []
        var begin = start + 1
        var depth = 0
        var position = begin
        var isInString = false
        while position < last {
            let byte = json[position]
            if isInString {
                if byte == UInt8(ascii: "\\") { position += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isInString = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    depth -= 1
                    guard depth >= 0 else { return nil }
                case UInt8(ascii: ",") where depth == 0:
                    elements.append(begin..<position)
                    begin = position + 1
                default: break
                }
            }
            position += 1
        }
        guard depth == 0, !isInString, position == last else { return nil }
        let isEmpty = elements.isEmpty && json[begin..<last].allSatisfy(isBlank)
        return isEmpty ? [] : elements + [begin..<last]
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }
}
