import Crypto
import Foundation

/// The node's secrets from which pseudonyms, UIDs and date shifts are derived.
///
/// Whoever holds them gets the same pseudonym for the same patient on any day, for images and for clinical tables, and whoever
/// does not cannot test a guess. Each use has its own key (HKDF-SHA-256, RFC 5869), so that one never tells about another.
///
/// Secrets are layers: what the first gives is given to the second, and so on. A key is therefore changed by adding a layer: what was
/// made before is moved on by ``newest`` alone, without its original, and is then what the whole key makes of the original.
public struct PseudonymKey: Sendable {
    private let layers: [Layer]

    /// The keys of one secret. Keyed once: a copy authenticates one text.
    private struct Layer: Sendable {
        let patients: HMAC<SHA256>
        let uids: HMAC<SHA256>
        let dates: HMAC<SHA256>
        let identifiers: HMAC<SHA256>

        init(_ secret: [UInt8]) {
            let material = SymmetricKey(data: secret)
            func derive(_ use: String) -> HMAC<SHA256> {
                HMAC(
                    key: HKDF<SHA256>.deriveKey(
                        inputKeyMaterial: material, salt: Array("mosaic".utf8), info: Array("deidentification/1/\(use)".utf8),
                        outputByteCount: 32))
            }
            patients = derive("patient")
            uids = derive("uid")
            dates = derive("date")
            identifiers = derive("identifier")
        }
    }

    /// A key of one layer, from at least 32 secret bytes.
    public init(secret: [UInt8]) throws(DeidentificationError) { try self.init(layers: [secret]) }

    /// A key of several layers, the oldest first, each from at least 32 secret bytes.
    public init(layers secrets: [[UInt8]]) throws(DeidentificationError) {
        guard let shortest = secrets.map(\.count).min(), shortest >= 32 else {
            throw DeidentificationError(
                .weakSecret, "The secret has \(secrets.map(\.count).min() ?? 0) bytes; give at least 32 random ones.")
        }
        layers = secrets.map(Layer.init)
    }

    private init(_ layers: [Layer]) { self.layers = layers }

    /// How many layers the key has.
    public var layerCount: Int { layers.count }

    /// The last layer as a key of its own: makes of what the layers before it gave what the whole key gives.
    ///
    /// A UID that means the same everywhere is kept by every layer; the caller leaves it out.
    public var newest: PseudonymKey { PseudonymKey(Array(layers.suffix(1))) }

    /// The pseudonym of a patient: `P` and 24 letters or digits, which carry 120 bits.
    ///
    /// Blanks and padding around the identifier do not count, nor how a letter with marks is composed (Unicode form C), so that a
    /// clinical table and an image of the patient get the same. Upper and lower case do count.
    public func patientIdentifier(for patientID: String) -> String {
        layers.reduce(patientID) { Self.patient($0, $1) }
    }

    private static func patient(_ text: String, _ layer: Layer) -> String {
        "P" + base32(authentication(of: normalized(text), with: layer.patients).prefix(15))
    }

    /// The UID that stands for a UID: `2.25.` and the number of a UUID (PS3.5 section B.2; RFC 9562 version 8).
    ///
    /// Equal UIDs get equal ones in every object, so that references survive. Padding does not count.
    public func uid(for uid: String) -> String {
        layers.reduce(uid) { text, layer in
            var bytes = Self.authentication(of: Self.normalized(text), with: layer.uids)
            bytes[6] = bytes[6] & 0x0F | 0x80
            bytes[8] = bytes[8] & 0x3F | 0x80
            let high = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let low = bytes[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return "2.25." + decimal(high, low)
        }
    }

    /// A pseudonym for any other identifier, of 24 letters or digits. The domain keeps equal texts of different kinds apart.
    public func identifier(for identifier: String, domain: String) -> String {
        layers.reduce(identifier) { text, layer in
            let message = Array(domain.utf8) + [0] + Self.normalized(text)
            return base32(Self.authentication(of: message, with: layer.identifiers).prefix(15))
        }
    }

    /// The digest under which a patient's original identifier stands in the linkage table and the list of opt-outs. It differs from the
    /// pseudonym, which is public. Of a digest of the layers before it, ``newest`` makes the present one.
    public func originalPatientDigest(for patientID: String) -> String {
        identifier(for: patientID, domain: "original patient")
    }

    /// The seed of the noise that fills what is taken out of an image: of the first layer alone, for pixels do not change with the key.
    func noiseSeed(forImage uid: String) -> [UInt8] {
        Self.authentication(of: Array("noise of an image".utf8) + [0] + Self.normalized(uid), with: layers[0].identifiers)
    }

    /// By how many days the dates of a patient are moved: 1 to 3,652 into the past for each layer, the same for all of the patient's data.
    ///
    /// Always into the past, so that no date of an object lies in the future. The identifier is compared as for
    /// ``patientIdentifier(for:)``.
    public func dateShift(forPatient patientID: String) -> Int {
        var (days, patient) = (0, patientID)
        for (number, layer) in layers.enumerated() {
            let bytes = Self.authentication(of: Self.normalized(patient), with: layer.dates)
            let value = bytes[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            days -= 1 + Int(value % 3_652)
            if number < layers.count - 1 { patient = Self.patient(patient, layer) }
        }
        return days
    }

    /// The identifier without blanks and padding, in Unicode form C; empty when there is nothing else.
    static func normalized(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.allSatisfy({ $0 < 0x80 }) else {
            let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines.union(.controlCharacters))
            return Array(trimmed.precomposedStringWithCanonicalMapping.utf8)
        }
        guard let first = bytes.firstIndex(where: { $0 > 0x20 && $0 != 0x7F }),
            let last = bytes.lastIndex(where: { $0 > 0x20 && $0 != 0x7F })
        else { return [] }
        return Array(bytes[first...last])
    }

    private static func authentication(of message: [UInt8], with key: HMAC<SHA256>) -> [UInt8] {
        var code = key
        code.update(data: message)
        return Array(code.finalize())
    }
}

/// Five bits a letter (RFC 4648 section 6), no padding.
private func base32(_ bytes: some Sequence<UInt8>) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)
    var text: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for byte in bytes {
        bits = bits << 8 | UInt32(byte)
        count += 8
        while count >= 5 {
            count -= 5
            text.append(letters[Int(bits >> UInt32(count)) & 31])
        }
    }
    if count > 0 { text.append(letters[Int(bits << UInt32(5 - count)) & 31]) }
    return String(decoding: text, as: UTF8.self)
}

/// A number of 128 bits in decimal digits, without leading zeros.
private func decimal(_ high: UInt64, _ low: UInt64) -> String {
    let unit: UInt64 = 10_000_000_000_000_000_000
    // Long division by 10^19, twice; the quotient of the first has up to 65 bits: `overflow` is its highest.
    let overflow = high / unit
    let (quotient, lowest) = unit.dividingFullWidth((high % unit, low))
    let (highest, middle) = unit.dividingFullWidth((overflow, quotient))
    let parts = [highest, middle, lowest].drop { $0 == 0 }
    guard let leading = parts.first else { return "0" }
    return parts.dropFirst().reduce(String(leading)) { text, part in
        let digits = String(part)
        return text + String(repeating: "0", count: 19 - digits.count) + digits
    }
}
