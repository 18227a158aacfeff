import DICOM
import TestSupport
import Testing

@Suite("Hostile and damaged input") struct HostileInputTests {
    static var objects: [[UInt8]] {
        var fragments = Bytes()
        fragments.header(0x7FE0, 0x0010, "OB", length: Bytes.undefined)
        fragments.item(length: 0)
        fragments.item(length: 4)
        fragments.raw([1, 2, 3, 4])
        fragments.endOfSequence()
        return DICOMFileTests.syntaxes.map(DICOMFileTests.bytes) + [Bytes.file(.rleLossless, fragments.all)]
    }

    /// Reads, and does with the result what callers do; anything but a value or a `DICOMError` fails the test by crashing it.
    private func exercise(_ bytes: [UInt8]) -> Bool {
        do {
            let file = try DICOMFile(bytes: bytes)
            _ = file.dataSet.json()
            _ = file.dataSet.dump()
            _ = try file.encoded()
            return true
        } catch {
            #expect(!error.message.isEmpty)
            return false
        }
    }

    @Test("An object cut off at any byte is read in part or refused, never a crash")
    func truncation() {
        for object in Self.objects {
            #expect(exercise(object))
            for end in 0..<object.count { _ = exercise(Array(object[..<end])) }
        }
    }

    @Test("A cut within an element is always refused") func truncatedElement() {
        let object = DICOMFileTests.bytes(.explicitVRLittleEndian)
        // The pixel data is the last element: 12 bytes of header, 4 of value.
        for missing in 1..<16 { #expect(!exercise(Array(object.dropLast(missing)))) }
    }

    @Test("Bytes changed at random never crash a reader", arguments: 0..<4)
    func mutation(_ number: Int) {
        var generator = SeededGenerator(seed: UInt64(number))
        let object = Self.objects[number]
        for _ in 0..<3_000 {
            var bytes = object
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                // The preamble is of no interest.
                bytes[Int.random(in: 128..<bytes.count, using: &generator)] =
                    [0, 0xFF, 0xFE, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            _ = exercise(bytes)
        }
    }

    @Test("A length that lies is refused", arguments: [5, 100, 0x7FFF_FFFF, 0xFFFF_FFFE] as [UInt32])
    func lengthLies(_ length: UInt32) {
        var body = Bytes()
        body.header(0x7FE0, 0x0010, "OW", length: length)
        body.raw([1, 2, 3, 4])
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all)) }
        #expect(error?.code == .truncated)
    }

    @Test("An item longer than its sequence is refused, with its path") func itemLongerThanSequence() {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: 30)
        body.item(length: 22)
        body.element(0x0008, 0x1155, "UI", [UInt8](repeating: 0x31, count: 20))
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all)) }
        #expect(error?.code == .malformed)
        #expect(error?.path == "(0008,1140)[0]")
    }

    @Test("A sequence without its delimiter is refused") func missingDelimiter() {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
        body.item()
        body.element(0x0008, 0x1155, "UI", "1.2.3\0")
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all)) }
        #expect(error?.code == .truncated)
    }

    @Test("A bomb of nested sequences meets a limit", arguments: [true, false])
    func depthBomb(_ explicit: Bool) {
        var body = Bytes(explicit: explicit)
        for _ in 0..<100_000 {
            body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
            body.item()
        }
        let syntax: TransferSyntax = explicit ? .explicitVRLittleEndian : .implicitVRLittleEndian
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: Bytes.file(syntax, body.all)) }
        #expect(error?.code == .limitExceeded)
    }

    @Test("Depth up to the limit is fine, one more is not") func depthLimit() throws {
        func nested(_ depth: Int) -> [UInt8] {
            var body = Bytes()
            for _ in 0..<depth {
                body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
                body.item()
            }
            for _ in 0..<depth {
                body.endOfItem()
                body.endOfSequence()
            }
            return Bytes.file(.explicitVRLittleEndian, body.all)
        }
        let bytes = nested(64)
        #expect(try DICOMFile(bytes: bytes).encoded() == bytes)
        #expect(throws: DICOMError.self) { try DICOMFile(bytes: nested(65)) }
    }

    @Test("Too many elements meet a limit") func elementLimit() {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
        for _ in 0..<1_000 { body.item(length: 0) }
        body.endOfSequence()
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        var limits = ReadingLimits.standard
        limits.elements = 500
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: bytes, limits: limits) }
        #expect(error?.code == .limitExceeded)
    }

    @Test("A megabyte of elements that look like padding takes no time", .timeLimit(.minutes(1))) func paddingBomb() throws {
        let body = [UInt8](repeating: 0, count: 1 << 20)
        var start = Bytes(explicit: false)
        start.element(0x0008, 0x0060, "CS", "CT")
        let bytes = Bytes.file(.implicitVRLittleEndian, start.all + body + [8, 0, 0x60, 0, 0, 0, 0, 0])
        #expect(try DICOMFile(bytes: bytes).dataSet.count == 2)
    }

    @Test("An undefined length where none may be is refused") func undefinedText() {
        var body = Bytes()
        body.header(0x0010, 0x4000, "UT", length: Bytes.undefined)
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all)) }
        #expect(error?.code == .malformed)
    }

    @Test("Letters that are no VR are kept, whatever stands before the element (found by fuzzing)") func lettersAfterLookalike() throws {
        var body = Bytes()
        body.element(0x0009, 0x0010, "LO", [0x11, 0, 0x02, 0x10])
        body.raw([0x11, 0, 0x02, 0x10, 0x3F, 0x3F, 0, 0])
        body.raw([0x11, 0, 0x03, 0x10, 0, 0, 0, 0])
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        #expect(try DICOMFile(bytes: bytes).encoded() == bytes)
    }

    @Test("An element of group 0002 behind others is not written to the front, where it would be file meta information")
    func strayMetaInformation() throws {
        var body = Bytes()
        body.element(0x0008, 0x0060, "CS", "CT")
        body.element(0x0002, 0x0010, "UI", "1.2.840.10008.1.2.2\0")
        let file = try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all))
        #expect(file.dataSet.count == 2)
        let error = #expect(throws: DICOMError.self) { try file.encoded() }
        #expect(error?.code == .notEncodable)
    }

    @Test("An item that claims more than its sequence has ends with it, and is written with its claim")
    func overstatedItem() throws {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: 22)
        body.item(length: 38)
        body.element(0x0008, 0x1155, "UI", "1.2.3\0")
        body.element(0x0010, 0x0020, "LO", "42")
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        var file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet.items(.referencedImageSequence).first?.string(.referencedSOPInstanceUID) == "1.2.3")
        #expect(file.dataSet.string(.patientID) == "42")
        #expect(try file.encoded() == bytes)
        file.dataSet[TagPath(steps: [TagPath.Step(.referencedImageSequence, item: 0)], .referencedSOPInstanceUID)] = nil
        let again = try DICOMFile(bytes: try file.encoded())
        #expect(again.dataSet == file.dataSet)
    }

    @Test("A transfer syntax that is none is refused by name") func unknownSyntax() {
        var meta = Bytes()
        meta.element(0x0002, 0x0010, "UI", "1.2.3.4.5.6\0")
        let bytes = [UInt8](repeating: 0, count: 128) + Array("DICM".utf8) + meta.all
        let error = #expect(throws: DICOMError.self) { try DICOMFile(bytes: bytes) }
        #expect(error?.code == .unsupportedTransferSyntax)
    }
}
