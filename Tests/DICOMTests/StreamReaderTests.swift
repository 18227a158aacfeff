import DICOM
import TestSupport
import Testing

@Suite("Reading an object that arrives in pieces") struct StreamReaderTests {
    /// Feeds pieces and gives what the reader makes of them, nil when it refuses.
    private func read(_ pieces: [ArraySlice<UInt8>], _ limits: ReadingLimits = .standard) -> DICOMFile? {
        var reader = DICOMStreamReader(limits: limits)
        do throws(DICOMError) {
            for piece in pieces { try reader.append(piece) }
            return try reader.finish()
        } catch { return nil }
    }

    private func expectEqual(_ file: DICOMFile?, _ whole: DICOMFile?, _ place: @autoclosure () -> String) {
        #expect(file?.dataSet == whole?.dataSet, "\(place())")
        #expect(file?.transferSyntax == whole?.transferSyntax, "\(place())")
        #expect(file?.fileMetaInformation == whole?.fileMetaInformation, "\(place())")
        #expect(file?.preamble == whole?.preamble, "\(place())")
        #expect((try? file?.encoded()) == (try? whole?.encoded()), "\(place())")
    }

    private func objects() throws -> [[UInt8]] {
        var objects: [[UInt8]] = []
        for syntax in DICOMFileTests.syntaxes {
            objects.append(DICOMFileTests.bytes(syntax))
            objects.append(Bytes.everything(explicit: syntax.isExplicitVR, big: syntax.isBigEndian))
            for seed in 0..<12 as Range<UInt64> { objects.append(RandomLayoutTests.file(seed, syntax)) }
        }
        let plain = objects[0]
        objects.append(Array(plain.dropFirst(128)))
        objects.append(plain + [UInt8](repeating: 0, count: 30))
        objects.append(try DICOMFile(bytes: plain).encoded(as: .deflatedExplicitVRLittleEndian))
        objects.append(Array(plain.dropLast(20)))
        objects.append([])
        objects.append(Array("no DICOM at all".utf8))
        // A header that ends in zeros which are padding, and one whose zeros are elements.
        var start = Bytes(explicit: false)
        start.element(0x0008, 0x0060, "CS", "CT")
        let zeros = [UInt8](repeating: 0, count: 40)
        objects.append(Bytes.file(.implicitVRLittleEndian, start.all + zeros))
        objects.append(Bytes.file(.implicitVRLittleEndian, start.all + zeros + start.all))
        // Found by fuzzing: zeros that are elements right before pixel data; and an item whose layout could be taken for another.
        var end = Bytes(explicit: false)
        end.element(0x7FE0, 0x0010, "OW", [1, 2])
        objects.append(Bytes.file(.implicitVRLittleEndian, start.all + zeros + end.all))
        var beyond = Bytes(explicit: false)
        beyond.element(0x8000, 0x0010, "OW", [1, 2])
        objects.append(Bytes.file(.implicitVRLittleEndian, start.all + zeros + beyond.all))
        var odd = Bytes()
        odd.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
        odd.item()
        odd.raw([0x08, 0, 0x55, 0x11, 0x3F, 0x3F, 2, 0, 1, 2])
        odd.endOfItem()
        odd.endOfSequence()
        objects.append(Bytes.file(.explicitVRLittleEndian, odd.all))
        return objects
    }

    @Test("Two pieces give what the whole gives, wherever it is cut") func everySplit() throws {
        for (number, bytes) in try objects().enumerated() {
            let whole = try? DICOMFile(bytes: bytes, stopBefore: .pixelData)
            for cut in 0...bytes.count {
                expectEqual(read([bytes[..<cut], bytes[cut...]]), whole, "object \(number) cut at \(cut)")
            }
        }
    }

    @Test("Single bytes and pieces of random sizes give what the whole gives") func manyPieces() throws {
        var generator = SeededGenerator(seed: 5)
        for (number, bytes) in try objects().enumerated() {
            let whole = try? DICOMFile(bytes: bytes, stopBefore: .pixelData)
            expectEqual(read(bytes.indices.map { bytes[$0...$0] }), whole, "object \(number) in bytes")
            for _ in 0..<20 {
                var pieces: [ArraySlice<UInt8>] = []
                var start = 0
                while start < bytes.count {
                    let end = min(bytes.count, start + Int.random(in: 1...200, using: &generator))
                    pieces.append(bytes[start..<end])
                    start = end
                }
                expectEqual(read(pieces), whole, "object \(number)")
            }
        }
    }

    @Test("The reader is complete at pixel data, and tells where it begins") func stops() throws {
        let bytes = DICOMFileTests.bytes(.explicitVRLittleEndian)
        var reader = DICOMStreamReader()
        try reader.append(bytes[..<300])
        #expect(!reader.isComplete)
        let count = reader.dataSet.count
        #expect(count > 0)
        #expect(reader.transferSyntax == .explicitVRLittleEndian)
        try reader.append(bytes[300...])
        #expect(reader.isComplete)
        #expect(reader.headerLength == bytes.count - 16)
        #expect(reader.dataSet.count > count)
        try reader.append([UInt8](repeating: 0xFF, count: 100))
        #expect(try reader.finish().dataSet == DICOMFile(bytes: bytes, stopBefore: .pixelData).dataSet)
    }

    @Test("A data set alone is read in the syntax that was agreed on", arguments: DICOMFileTests.syntaxes)
    func bare(_ syntax: TransferSyntax) throws {
        let bytes = Bytes.everything(explicit: syntax.isExplicitVR, big: syntax.isBigEndian)
        let whole = try DataSet(encoded: bytes, as: syntax, stopBefore: .pixelData)
        for cut in 0...bytes.count {
            var reader = DICOMStreamReader(transferSyntax: syntax)
            try reader.append(bytes[..<cut])
            try reader.append(bytes[cut...])
            #expect(try reader.finish().dataSet == whole)
        }
    }

    @Test("A header that does not end meets a limit") func endless() {
        var body = Bytes()
        body.header(0x0008, 0x1140, "SQ", length: Bytes.undefined)
        for _ in 0..<10_000 { body.item(length: 0) }
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all)
        var limits = ReadingLimits.standard
        limits.headerBytes = 50_000
        var reader = DICOMStreamReader(limits: limits)
        let error = #expect(throws: DICOMError.self) {
            for start in stride(from: 0, to: bytes.count, by: 1_000) { try reader.append(bytes[start..<min(start + 1_000, bytes.count)]) }
        }
        #expect(error?.code == .limitExceeded)
    }

    @Test("A file is fetched only as far as its header reaches") func onDemand() throws {
        let pixels = [UInt8](repeating: 7, count: 1 << 20)
        var body = Bytes()
        body.element(0x0008, 0x0060, "CS", "CT")
        body.header(0x0009, 0x1001, "OB", length: 50_000)
        body.raw([UInt8](repeating: 1, count: 50_000))
        body.element(0x0010, 0x0020, "LO", "42")
        body.header(0x7FE0, 0x0010, "OW", length: UInt32(pixels.count))
        let bytes = Bytes.file(.explicitVRLittleEndian, body.all + pixels)
        var fetched = 0
        let file = try DICOMFile.header { offset, count in
            let end = min(bytes.count, offset + count)
            fetched += end - offset
            return Array(bytes[offset..<end])
        }
        #expect(file.dataSet.string(.patientID) == "42")
        #expect(file.dataSet == (try DICOMFile(bytes: bytes, stopBefore: .pixelData).dataSet))
        #expect(fetched < 80_000)
    }
}
