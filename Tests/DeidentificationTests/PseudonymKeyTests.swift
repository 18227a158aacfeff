import DICOM
import Deidentification
import Testing

/// A key that every test of this room uses.
func testKey(_ fill: UInt8 = 7) throws -> PseudonymKey {
    try PseudonymKey(secret: [UInt8](repeating: fill, count: 32))
}

@Suite("Pseudonyms")
struct PseudonymKeyTests {
    @Test("a secret of fewer than 32 bytes is refused")
    func weakSecret() {
        #expect(throws: DeidentificationError.self) { try PseudonymKey(secret: [UInt8](repeating: 1, count: 31)) }
    }

    @Test("padding and blanks around an identifier do not change the pseudonym, letters do", arguments: ["4711", "Grün 12", "a b"])
    func padding(id: String) throws {
        let key = try testKey()
        let pseudonym = key.patientIdentifier(for: id)
        for padded in [id + " ", " " + id, id + "\0", "\t\(id)\r\n", "  \(id)  "] {
            #expect(key.patientIdentifier(for: padded) == pseudonym)
            #expect(key.dateShift(forPatient: padded) == key.dateShift(forPatient: id))
        }
        #expect(key.patientIdentifier(for: id + "x") != pseudonym)
        #expect(key.patientIdentifier(for: "0" + id) != pseudonym)
    }

    @Test("composed and decomposed letters are the same identifier")
    func composition() throws {
        let key = try testKey()
        #expect(key.patientIdentifier(for: "Gr\u{FC}n") == key.patientIdentifier(for: "Gru\u{308}n"))
    }

    @Test("a pseudonym is P and 24 letters or digits, fits LO and SH of 64, and differs between keys")
    func form() throws {
        let pseudonym = try testKey().patientIdentifier(for: "4711")
        #expect(pseudonym.count == 25 && pseudonym.hasPrefix("P"))
        #expect(pseudonym.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) })
        #expect(try testKey(8).patientIdentifier(for: "4711") != pseudonym)
    }

    @Test("derived UIDs are valid UUID UIDs, equal for equal input, without collisions")
    func uids() throws {
        let key = try testKey()
        var seen: Set<String> = []
        for number in 0..<2_000 {
            let uid = key.uid(for: "1.2.826.0.1.3680043.\(number)")
            #expect(uid.hasPrefix("2.25.") && uid.utf8.count <= 64)
            let digits = uid.dropFirst(5)
            #expect(digits.first != "0" && digits.allSatisfy(\.isNumber))
            let value = try #require(UInt128(digits))
            #expect(UInt8(truncatingIfNeeded: value >> 76) & 0x0F == 8, "version 8")
            #expect(UInt8(truncatingIfNeeded: value >> 62) & 0b11 == 0b10, "variant of RFC 9562")
            seen.insert(uid)
        }
        #expect(seen.count == 2_000)
        #expect(key.uid(for: "1.2.3\0") == key.uid(for: "1.2.3"))
    }

    @Test("date shifts lie within ten years, in the past, never zero, and spread")
    func shifts() throws {
        let key = try testKey()
        let shifts = (0..<2_000).map { key.dateShift(forPatient: "patient \($0)") }
        #expect(shifts.allSatisfy { (-3_652 ... -1).contains($0) })
        #expect(Set(shifts).count > 1_400)
    }

    @Test("identifiers of different domains differ, and from patients")
    func domains() throws {
        let key = try testKey()
        let texts = [key.identifier(for: "1", domain: "a"), key.identifier(for: "1", domain: "b"), key.patientIdentifier(for: "1")]
        #expect(Set(texts).count == 3)
    }

    @Test("a layer more moves what was made before to what the whole key makes, without the original", arguments: 1...3)
    func layers(count: Int) throws {
        let secrets = (0...count).map { [UInt8](repeating: UInt8($0 + 1), count: 32) }
        let before = try PseudonymKey(layers: Array(secrets.dropLast()))
        let after = try PseudonymKey(layers: secrets)
        #expect(before.layerCount == count && after.layerCount == count + 1)
        for id in ["4711", " Grün 12\0", "a b"] {
            let pseudonym = before.patientIdentifier(for: id)
            #expect(after.newest.patientIdentifier(for: pseudonym) == after.patientIdentifier(for: id))
            #expect(after.newest.uid(for: before.uid(for: id)) == after.uid(for: id))
            #expect(after.newest.originalPatientDigest(for: before.originalPatientDigest(for: id)) == after.originalPatientDigest(for: id))
            #expect(
                before.dateShift(forPatient: id) + after.newest.dateShift(forPatient: pseudonym) == after.dateShift(forPatient: id))
            #expect(after.patientIdentifier(for: id) != pseudonym && after.uid(for: id) != before.uid(for: id))
        }
        #expect(try PseudonymKey(layers: [secrets[0]]).uid(for: "1.2") == PseudonymKey(secret: secrets[0]).uid(for: "1.2"))
        #expect(throws: DeidentificationError.self) { try PseudonymKey(layers: []) }
        #expect(throws: DeidentificationError.self) { try PseudonymKey(layers: [secrets[0], [1]]) }
    }
}
