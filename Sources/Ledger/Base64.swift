internal import Foundation

/// Standard base64 (RFC 4648 section 4) that accepts exactly one spelling of every value.
///
/// A lenient decoder ignores the unused bits before the padding; then two different signature lines would mean the same
/// signature, and a changed byte would pass unseen.
enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
    }

    static func decode(_ text: String) -> [UInt8]? {
        guard let data = Data(base64Encoded: text), data.base64EncodedString().utf8.elementsEqual(text.utf8) else { return nil }
        return [UInt8](data)
    }
}
