/// The names that occur in one attribute, each once, with a number that never changes while names are added.
///
/// A test on words runs once over these, however many segments and rows there are.
struct NameTable: Sendable {
    private(set) var names: [String] = []
    private var numbers: [String: UInt32] = [:]

    /// The number of a name, which is added when it is new.
    mutating func number(of name: String) -> UInt32 {
        if let number = numbers[name] { return number }
        let number = UInt32(names.count)
        names.append(name)
        numbers[name] = number
        return number
    }

    /// Which names contain a part, given in lower case, without regard to case.
    func containing(_ part: String) -> [Bool] {
        let wanted = Array(part.utf8)
        return names.map { name in
            // Names outside every list are in lower case already; concepts may have capitals.
            let isLower = name.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
            var text = isLower ? name : name.lowercased()
            return text.withUTF8 { Self.contains($0, wanted) }
        }
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: [UInt8]) -> Bool {
        guard part.count <= text.count, let first = part.first else { return part.isEmpty }
        return (0...text.count - part.count).contains { start in
            text[start] == first && part.indices.allSatisfy { text[start + $0] == part[$0] }
        }
    }

    /// The number of a name that is here.
    func existingNumber(of name: String) -> UInt32? { numbers[name] }
}
