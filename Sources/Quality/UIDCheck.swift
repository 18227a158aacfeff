/// PS3.5 section 9.1: the form of a UID.
enum UIDCheck {
    /// What is wrong with a UID, in words; none when it is well formed.
    static func fault(_ uid: String) -> String? {
        guard !uid.isEmpty else { return "it is empty" }
        guard uid.utf8.count <= 64 else { return "it has more than 64 characters" }
        guard uid.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }) else {
            return "it has characters other than digits and full stops"
        }
        let components = uid.split(separator: ".", omittingEmptySubsequences: false)
        guard components.allSatisfy({ !$0.isEmpty }) else { return "it has an empty component" }
        guard components.allSatisfy({ $0.utf8.count == 1 || $0.utf8.first != UInt8(ascii: "0") }) else {
            return "a component begins with 0"
        }
        // ISO/IEC 9834-1: the root arcs are 0, 1 and 2, and below 0 and 1 there are forty.
        guard components.count >= 2, ["0", "1", "2"].contains(components[0]) else { return "its root is not 0, 1 or 2" }
        guard components[0] == "2" || (Int(components[1]) ?? 40) < 40 else { return "its second component is above 39" }
        return nil
    }
}
