import DICOM
import Testing

@Suite("Files in every transfer syntax") struct DICOMFileTests {
    static let syntaxes: [TransferSyntax] = [.implicitVRLittleEndian, .explicitVRLittleEndian, .explicitVRBigEndian]

    static func bytes(_ syntax: TransferSyntax) -> [UInt8] {
        Bytes.file(syntax, Bytes.everything(explicit: syntax.isExplicitVR, big: syntax.isBigEndian))
    }

    @Test("The same object reads the same in every syntax", arguments: syntaxes)
    func reads(_ syntax: TransferSyntax) throws {
        let file = try DICOMFile(bytes: Self.bytes(syntax))
        #expect(file.transferSyntax == syntax)
        let dataSet = file.dataSet
        #expect(dataSet.string(.sopInstanceUID) == "1.2.3")
        #expect(dataSet.string(.patientName) == "Bucß")
        #expect(dataSet.integer(.rows) == 512)
        #expect(dataSet.double(.acquisitionDuration) == 1.5)
        #expect(dataSet.integers(.pixelData) == [1, 0x0203])
        #expect(dataSet.items(.referencedSeriesSequence).map { $0.string(.seriesInstanceUID) } == ["1.2.4", "1.2.55"])
        #expect(dataSet.items(.referencedImageSequence).count == 1)
        #expect(dataSet[Tag(0x0009, 0x0010)]?.vr == .lo)
    }

    @Test("An unmodified file is written byte for byte", arguments: syntaxes)
    func roundTrip(_ syntax: TransferSyntax) throws {
        let bytes = Self.bytes(syntax)
        #expect(try DICOMFile(bytes: bytes).encoded() == bytes)
    }

    @Test("Every syntax converts into every other and back", arguments: syntaxes, syntaxes)
    func converts(_ from: TransferSyntax, _ to: TransferSyntax) throws {
        let file = try DICOMFile(bytes: Self.bytes(from))
        let other = try DICOMFile(bytes: try file.encoded(as: to))
        #expect(other.transferSyntax == to)
        #expect(other.dataSet == file.dataSet)
        #expect(try DICOMFile(bytes: try other.encoded(as: from)).dataSet == file.dataSet)
    }

    @Test("A deflated file is written and read") func deflated() throws {
        let file = try DICOMFile(bytes: Self.bytes(.explicitVRLittleEndian))
        let bytes = try file.encoded(as: .deflatedExplicitVRLittleEndian)
        let again = try DICOMFile(bytes: bytes)
        #expect(again.transferSyntax == .deflatedExplicitVRLittleEndian)
        #expect(again.dataSet == file.dataSet)
        #expect(bytes.count % 2 == 0)
    }

    @Test("Fragments are kept, the basic offset table apart") func fragments() throws {
        var body = Bytes()
        body.header(0x7FE0, 0x0010, "OB", length: Bytes.undefined)
        body.item(length: 4)
        body.raw([0, 0, 0, 0])
        body.item(length: 2)
        body.raw([1, 2])
        body.item(length: 4)
        body.raw([3, 4, 5, 6])
        body.endOfSequence()
        let bytes = Bytes.file(.rleLossless, body.all)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet[.pixelData]?.value == .fragments(basicOffsetTable: [0, 0, 0, 0], [[1, 2], [3, 4, 5, 6]]))
        #expect(try file.encoded() == bytes)
        #expect(throws: DICOMError.self) { try file.encoded(as: .explicitVRLittleEndian) }
        #expect(throws: DICOMError.self) { try file.encoded(as: .jpegBaseline) }
    }

    @Test("UN of undefined length is a sequence in implicit VR (PS3.5 section 6.2.2)") func unknownSequence() throws {
        var body = Bytes()
        body.element(0x0009, 0x0010, "LO", "MAKER ")
        body.header(0x0009, 0x1001, "UN", length: Bytes.undefined)
        body.item()
        body.explicit = false
        body.element(0x0010, 0x0020, "LO", "42")
        body.explicit = true
        body.endOfItem()
        body.endOfSequence()
        body.element(0x0010, 0x0010, "PN", "A^")
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        let file = try DICOMFile(bytes: bytes)
        let element = try #require(file.dataSet[Tag(0x0009, 0x1001)])
        #expect(element.vr == .un)
        #expect(element.items.first?.string(.patientID) == "42")
        #expect(file.dataSet.string(.patientName) == "A^")
        #expect(try file.encoded() == bytes)
    }

    @Test("A known sequence hidden in UN of defined length is opened") func unknownOfDefinedLength() throws {
        var item = Bytes(explicit: false)
        item.element(0x0010, 0x0020, "LO", "42")
        var body = Bytes()
        body.header(0x0010, 0x1002, "UN", length: UInt32(item.all.count + 8))
        body.item(length: UInt32(item.all.count))
        body.raw(item.all)
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet.items(.otherPatientIDsSequence).first?.string(.patientID) == "42")
        #expect(try file.encoded() == bytes)
    }

    @Test("An attribute written as UN has the VR of the dictionary, and is written as it was", arguments: [true, false])
    func unknownButKnown(_ big: Bool) throws {
        var body = Bytes(big: big)
        body.element(0x0028, 0x0010, "UN", [0, 2])
        let syntax: TransferSyntax = big ? .explicitVRBigEndian : .explicitVRLittleEndian
        let bytes = Bytes.file(syntax, body.all)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet[.rows]?.vr == .us)
        #expect(file.dataSet.integer(.rows) == 512)
        #expect(try file.encoded() == bytes)
        let other = try DICOMFile(bytes: try file.encoded(as: big ? .explicitVRLittleEndian : .explicitVRBigEndian))
        #expect(other.dataSet.integer(.rows) == 512)
    }

    @Test("Private elements of implicit syntaxes are UN, their creators LO") func privateElements() throws {
        var body = Bytes(explicit: false)
        body.element(0x0009, 0x0010, "LO", "MAKER ")
        body.element(0x0009, 0x1001, "??", [1, 2])
        let file = try DICOMFile(bytes: Bytes.file(.implicitVRLittleEndian, body.all))
        #expect(file.dataSet.map(\.vr) == [.lo, .un])
    }

    @Test("US or SS follows Pixel Representation, in items too", arguments: [0, 1])
    func pixelRepresentation(_ representation: Int) throws {
        var body = Bytes(explicit: false)
        body.header(0x0028, 0x0103, "US", length: 2)
        body.number(UInt16(representation))
        body.header(0x0028, 0x0106, "US", length: 2)
        body.number(UInt16(0xFFFF))
        body.header(0x0028, 0x3000, "SQ", length: Bytes.undefined)
        body.item()
        body.header(0x0028, 0x0107, "US", length: 2)
        body.number(UInt16(0xFFFE))
        body.endOfItem()
        body.endOfSequence()
        let dataSet = try DICOMFile(bytes: Bytes.file(.implicitVRLittleEndian, body.all)).dataSet
        #expect(dataSet.integer(.smallestImagePixelValue) == (representation == 1 ? -1 : 65_535))
        #expect(dataSet.items(.modalityLUTSequence).first?.integer(.largestImagePixelValue) == (representation == 1 ? -2 : 65_534))
    }

    @Test("A bare data set is read by the look of its first element", arguments: syntaxes)
    func withoutMetaInformation(_ syntax: TransferSyntax) throws {
        let body = Bytes.everything(explicit: syntax.isExplicitVR, big: syntax.isBigEndian)
        let file = try DICOMFile(bytes: body)
        #expect(file.transferSyntax == syntax)
        #expect(file.preamble == nil)
        #expect(file.dataSet.integer(.rows) == 512)
        #expect(try file.encoded() == body)
        #expect(DICOMFile.looksLikeDICOM(body))
    }

    @Test("Prefix without preamble, and group 2 without prefix, are read") func sloppyStarts() throws {
        let bytes = Self.bytes(.explicitVRLittleEndian)
        #expect(try DICOMFile(bytes: Array(bytes.dropFirst(128))).dataSet.integer(.rows) == 512)
        #expect(try DICOMFile(bytes: Array(bytes.dropFirst(132))).dataSet.integer(.rows) == 512)
        #expect(try DICOMFile(bytes: Array(bytes.dropFirst(128))).encoded() == Array(bytes.dropFirst(128)))
    }

    @Test("What is no DICOM is said to be none") func notDICOM() {
        for text in ["", "hello, world, this is a text file", "{\"json\": true, \"number\": 12345}", "\u{89}PNG\r\n\u{1A}\n-------------"] {
            let bytes = Array(text.utf8)
            #expect(!DICOMFile.looksLikeDICOM(bytes))
            #expect(throws: DICOMError.self) { try DICOMFile(bytes: bytes) }
        }
    }

    @Test("Items in implicit VR within an explicit data set are read and written back") func contradictingItem() throws {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
        body.item()
        body.explicit = false
        body.element(0x0008, 0x1155, "UI", "1.2.3\0")
        body.explicit = true
        body.endOfItem()
        body.endOfSequence()
        body.element(0x0010, 0x0020, "LO", "42")
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet.items(.referencedImageSequence).first?.string(.referencedSOPInstanceUID) == "1.2.3")
        #expect(file.dataSet.string(.patientID) == "42")
        #expect(try file.encoded() == bytes)
    }

    @Test("Zeros behind the last element are no elements, and are kept", arguments: [1, 7, 8, 30, 512])
    func trailingZeros(_ count: Int) throws {
        let bytes = Self.bytes(.explicitVRLittleEndian) + [UInt8](repeating: 0, count: count)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet.count == 9)
        #expect(try file.encoded() == bytes)
    }

    @Test("Reading stops before a tag") func stopBefore() throws {
        let bytes = Self.bytes(.explicitVRLittleEndian)
        let file = try DICOMFile(bytes: Array(bytes.dropLast(2)), stopBefore: .pixelData)
        #expect(file.dataSet.elements.last?.tag == .rows)
        #expect(throws: DICOMError.self) { try DICOMFile(bytes: Array(bytes.dropLast(2))) }
    }

    @Test("Elements out of order are sorted, of two with one tag the last stays") func outOfOrder() throws {
        var body = Bytes()
        body.element(0x0010, 0x0020, "LO", "1 ")
        body.element(0x0008, 0x0060, "CS", "CT")
        body.element(0x0010, 0x0020, "LO", "2 ")
        let dataSet = try DICOMFile(bytes: Bytes.file(.explicitVRLittleEndian, body.all)).dataSet
        #expect(dataSet.map(\.tag) == [.modality, .patientID])
        #expect(dataSet.string(.patientID) == "2")
    }

    @Test("Odd lengths and VRs nobody knows are written as they were read") func oddThings() throws {
        var body = Bytes()
        body.element(0x0010, 0x0020, "LO", "odd")
        body.raw([0x11, 0, 0x01, 0x10, 0x5A, 0x5A, 0, 0, 3, 0, 0, 0, 1, 2, 3])  // ZZ, long form
        body.raw([0x11, 0, 0x02, 0x10, 0x3F, 0x3F, 2, 0, 1, 2])  // ??, short form
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        let file = try DICOMFile(bytes: bytes)
        #expect(file.dataSet.map(\.vr) == [.lo, .un, .un])
        #expect(try file.encoded() == bytes)
    }

    @Test("A file of one's own has group 0002 and reads back") func ownFile() throws {
        var dataSet = DataSet()
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2")
        dataSet.set(.sopInstanceUID, "2.25.1")
        dataSet.set(.patientName, "Müller^Jürgen")
        let bytes = try DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian).encoded()
        let file = try DICOMFile(bytes: bytes)
        #expect(file.fileMetaInformation.string(.mediaStorageSOPInstanceUID) == "2.25.1")
        #expect(file.fileMetaInformation.integer(.fileMetaInformationGroupLength) != nil)
        #expect(file.dataSet.string(.patientName) == "Müller^Jürgen")
        #expect(file.dataSet == dataSet)
        #expect(try file.encoded() == bytes)
    }

    @Test("A value too long for 16 bits of length is written as UN") func longValue() throws {
        var dataSet = DataSet()
        let points = [String](repeating: "1.5", count: 30_000)
        dataSet.set(.contourData, strings: points)
        let file = try DICOMFile(bytes: try DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian).encoded())
        #expect(file.dataSet[.contourData]?.vr == .ds)
        #expect(try file.encoded()[(132 + 8)...].contains(subsequence: [0x06, 0x30, 0x50, 0x00, 0x55, 0x4E]))
        #expect(file.dataSet.doubles(.contourData).count == 30_000)
    }
}
