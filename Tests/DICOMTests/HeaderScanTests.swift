import DICOM
import Testing

@Suite("Scanning headers") struct HeaderScanTests {
    static let tags: [Tag] = [.sopInstanceUID, .patientName, .patientID, .referencedSeriesSequence, .rows]

    /// What a scan must keep of a file.
    private func expected(_ bytes: [UInt8]) throws -> [DataElement] {
        let wanted = Set(Self.tags + [.specificCharacterSet, .pixelRepresentation])
        return try DICOMFile(bytes: bytes, stopBefore: .pixelData).dataSet.filter { wanted.contains($0.tag) }
    }

    private func scan(_ scan: inout HeaderScan, _ bytes: [UInt8], atMost limit: Int = .max) throws -> HeaderScan.Header {
        try scan.read { buffer, offset in
            let count = max(0, min(buffer.count, bytes.count - offset, limit))
            if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
            return count
        }
    }

    @Test("A scan keeps what reading the header gives, in every syntax", arguments: DICOMFileTests.syntaxes)
    func equal(_ syntax: TransferSyntax) throws {
        var scan = HeaderScan(keeping: Self.tags)
        for limit in [1, 7, 200, .max] {
            let bytes = DICOMFileTests.bytes(syntax)
            let header = try self.scan(&scan, bytes, atMost: limit)
            #expect(header.dataSet.elements == (try expected(bytes)))
            #expect(header.transferSyntax == syntax)
            #expect(header.pixelDataOffset == bytes.count - (syntax.isExplicitVR ? 16 : 12))
            #expect(header.elementCount == 14)
        }
    }

    @Test("So it does for random layouts, for bare and deflated data sets, for padding and for files without pixels")
    func unusual() throws {
        var objects: [[UInt8]] = []
        for syntax in DICOMFileTests.syntaxes {
            objects.append(Bytes.everything(explicit: syntax.isExplicitVR, big: syntax.isBigEndian))
            for seed in 0..<60 as Range<UInt64> { objects.append(RandomLayoutTests.file(seed, syntax)) }
        }
        let plain = DICOMFileTests.bytes(.explicitVRLittleEndian)
        objects.append(try DICOMFile(bytes: plain).encoded(as: .deflatedExplicitVRLittleEndian))
        objects.append(Array(plain.dropLast(16)))
        objects.append(Array(plain.dropLast(16)) + [UInt8](repeating: 0, count: 30))
        var scan = HeaderScan(keeping: Self.tags)
        for (number, bytes) in objects.enumerated() {
            let header = try self.scan(&scan, bytes)
            #expect(header.dataSet.elements == (try expected(bytes)), "object \(number)")
        }
        #expect(throws: DICOMError.self) { try self.scan(&scan, Array(plain.dropLast(17))) }
        #expect(throws: DICOMError.self) { try self.scan(&scan, Array("no DICOM".utf8)) }
    }

    @Test("Large values that nobody wants are passed over, those that are wanted are fetched") func jumps() throws {
        var body = Bytes()
        body.element(0x0008, 0x0060, "CS", "CT")
        body.header(0x0009, 0x1001, "OB", length: 3_000_000)
        body.raw([UInt8](repeating: 1, count: 3_000_000))
        body.element(0x0010, 0x0020, "LO", "42")
        body.header(0x0042, 0x0011, "OB", length: 100_000)
        body.raw([UInt8](repeating: 2, count: 100_000))
        body.header(0x7FE0, 0x0010, "OW", length: 1 << 20)
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        var fetched = 0
        var scan = HeaderScan(keeping: [.patientID, .encapsulatedDocument])
        let header = try scan.read { buffer, offset in
            let count = max(0, min(buffer.count, bytes.count - offset))
            if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
            fetched += count
            return count
        }
        #expect(header.dataSet.string(.patientID) == "42")
        #expect(header.dataSet[.encapsulatedDocument]?.bytes?.count == 100_000)
        #expect(header.pixelDataOffset == bytes.count - 12)
        #expect(fetched < 250_000)
    }
}
