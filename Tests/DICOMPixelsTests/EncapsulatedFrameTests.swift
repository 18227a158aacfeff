import DICOM
import DICOMPixels
import TestSupport
import Testing

@Suite("Frames of encapsulated pixel data")
struct EncapsulatedFrameTests {
    /// Encodes one byte plane the plain way: literal runs, or repeated bytes where `packs` says so.
    private func packed(_ plane: [UInt8], packs: Bool) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < plane.count {
            var run = 1
            while packs, position + run < plane.count, run < 128, plane[position + run] == plane[position] { run += 1 }
            if run > 1 {
                result += [UInt8(bitPattern: Int8(1 - run)), plane[position]]
                position += run
            } else {
                let end = min(position + 100, plane.count)
                result += [UInt8(end - position - 1)] + plane[position..<end]
                position = end
            }
        }
        return result.count % 2 == 0 ? result : result + [0]
    }

    /// An RLE frame of byte planes, as annex G lays it out.
    private func runLengthFrame(_ planes: [[UInt8]], packs: Bool = true) -> [UInt8] {
        var header = [planes.count]
        var body: [UInt8] = []
        for plane in planes {
            header.append(64 + body.count)
            body += packed(plane, packs: packs)
        }
        header += [Int](repeating: 0, count: 16 - header.count)
        return littleEndian(header, bytes: 4) + body
    }

    /// Splits native little endian samples into planes, most significant byte of the first sample first.
    private func planes(_ native: [UInt8], samples: Int, bytes: Int) -> [[UInt8]] {
        (0..<samples).flatMap { sample in
            (0..<bytes).reversed().map { byte in
                stride(from: sample * bytes + byte, to: native.count, by: samples * bytes).map { native[$0] }
            }
        }
    }

    @Test("of RLE Lossless give what native frames give")
    func runLength() throws {
        var generator = SeededGenerator(seed: 5)
        for round in 0..<200 {
            let allocated = [8, 16, 32].randomElement(using: &generator) ?? 8
            let samples = allocated == 8 && Bool.random(using: &generator) ? 3 : 1
            let (rows, columns) = (Int.random(in: 1...12, using: &generator), Int.random(in: 1...40, using: &generator))
            // Few different bytes make long runs.
            let native = (0..<rows * columns * samples * allocated / 8).map { _ in
                UInt8.random(in: 0...(round % 3 == 0 ? 255 : 1), using: &generator)
            }
            let plain = image(rows: rows, columns: columns, samples: samples, allocated: allocated, signed: true, pixels: native)
            let compressed = runLengthFrame(planes(native, samples: samples, bytes: allocated / 8), packs: round % 2 == 0)
            let file = encapsulated(plain, .rleLossless, [compressed])
            #expect(try file.frame() == DICOMPixelsTests.file(plain).frame())
        }
    }

    @Test("of RLE Lossless follow the PackBits example and skip the code that means nothing")
    func packBits() throws {
        let segment: [UInt8] = [
            0xFE, 0xAA, 0x02, 0x80, 0x00, 0x2A, 0x80, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA, 0x00, 0x00,
        ]
        let frame = littleEndian([1, 64] + [Int](repeating: 0, count: 14), bytes: 4) + segment
        let file = encapsulated(image(rows: 4, columns: 6, allocated: 8), .rleLossless, [frame])
        let expected: [Int32] =
            [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22] + [Int32](repeating: 0xAA, count: 10)
        #expect(try file.frame().values == expected)
    }

    @Test("of RLE Lossless never crash, whatever the bytes")
    func hostile() {
        var generator = SeededGenerator(seed: 77)
        let valid = runLengthFrame([[UInt8](repeating: 3, count: 96), (0..<96).map { UInt8($0) }])
        for round in 0..<3_000 {
            var bytes = valid
            if round % 3 == 0 {
                bytes = generator.bytes(Int.random(in: 0...140, using: &generator))
            } else {
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                if round % 3 == 1 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
            }
            let file = encapsulated(image(rows: 8, columns: 12), .rleLossless, [bytes])
            do {
                #expect(try file.frame().values.count == 96)
            } catch {
                #expect([.truncated, .malformed].contains(error.code))
            }
        }
    }

    @Test("of RLE Lossless that are too short for their size are refused before memory is taken")
    func bomb() {
        let header = littleEndian([2, 64, 64] + [Int](repeating: 0, count: 13), bytes: 4)
        let file = encapsulated(image(rows: 11_000, columns: 11_000), .rleLossless, [header])
        #expect(#expect(throws: PixelError.self) { try file.frame() }?.code == .truncated)
    }

    @Test("are found by count, by the basic and by the extended offset table")
    func fragments() throws {
        let first = runLengthFrame([[1, 2, 3, 4]])
        let second = runLengthFrame([[5, 6, 7, 8]])
        let dataSet = image(rows: 2, columns: 2, allocated: 8, frames: 2)
        let byCount = encapsulated(dataSet, .rleLossless, [first, second])
        #expect(try byCount.frame(1).values == [5, 6, 7, 8])

        let parts = [Array(first.prefix(64)), Array(first.dropFirst(64)), second]
        let start = 16 + first.count
        let byBasic = encapsulated(dataSet, .rleLossless, table: littleEndian([0, start], bytes: 4), parts)
        #expect(try byBasic.frame(0).values == [1, 2, 3, 4])
        #expect(try byBasic.frame(1).values == [5, 6, 7, 8])

        var extended = dataSet
        extended.setBytes(.extendedOffsetTable, vr: .ov, littleEndian([0, start], bytes: 8))
        #expect(try encapsulated(extended, .rleLossless, parts).frame(1).values == [5, 6, 7, 8])

        let single = encapsulated(image(rows: 2, columns: 2, allocated: 8), .rleLossless, Array(parts.prefix(2)))
        #expect(try single.frame().values == [1, 2, 3, 4])
    }

    @Test("are found by the end markers of their codestreams where there is no table")
    func endMarkers() throws {
        let dataSet = image(rows: 1, columns: 4, allocated: 8, frames: 2)
        let parts: [[UInt8]] = [[1, 2], [3, 0xFF, 0xD9, 0], [5, 6, 0xFF, 0xD9]]
        let file = encapsulated(dataSet, .jpegLSLossless, parts)
        #expect(Array(try file.frameBytes(0)) == [1, 2, 3, 0xFF, 0xD9, 0])
        #expect(Array(try file.frameBytes(1)) == [5, 6, 0xFF, 0xD9])
    }

    @Test("cannot be found without a table, with a wrong one, or without fragments")
    func lostFragments() {
        let dataSet = image(rows: 2, columns: 2, allocated: 8, frames: 2)
        let parts = [[UInt8]](repeating: [0, 0], count: 3)
        #expect(#expect(throws: PixelError.self) { try encapsulated(dataSet, .rleLossless, parts).frame() }?.code == .malformed)
        for table in [[0, 5], [9, 10], [10, 0], [0, -1]] {
            let file = encapsulated(dataSet, .rleLossless, table: littleEndian(table, bytes: 4), parts)
            #expect(#expect(throws: PixelError.self) { try file.frame() }?.code == .malformed)
        }
        #expect(#expect(throws: PixelError.self) { try encapsulated(dataSet, .rleLossless, []).frame() }?.code == .truncated)
    }

    @Test("of a syntax without a decoder are refused by its name")
    func unsupported() throws {
        let video = try #require(TransferSyntax(uid: "1.2.840.10008.1.2.4.100"))
        let error = #expect(throws: PixelError.self) { try encapsulated(image(), video, [[0, 0]]).frame() }
        #expect(error?.code == .unsupportedTransferSyntax)
        #expect(error?.message.contains("1.2.840.10008.1.2.4.100") == true)
        #expect(!video.canDecodeFrames)
    }

    /// A codec as a later one will plug in: the fragment holds every byte inverted.
    private struct Inverting: FrameDecoder {
        var shortens = false
        var transferSyntaxes: [TransferSyntax] { [.jpegLSLossless] }

        func decode(_ bytes: ArraySlice<UInt8>, _ description: PixelDescription) throws(PixelError) -> NativeFrame {
            NativeFrame(bytes: bytes.dropLast(shortens ? 1 : 0).map { ~$0 }, photometricInterpretation: .monochrome1)
        }
    }

    @Test("of a syntax with a decoder are what it decodes")
    func plugIn() throws {
        let file = encapsulated(image(rows: 1, columns: 2, allocated: 8), .jpegLSLossless, [[0xFE, 0xFD]])
        let frame = try file.frame(decoders: [.runLength, Inverting()])
        #expect(frame.values == [1, 2])
        #expect(frame.photometricInterpretation == .monochrome1)
        let error = #expect(throws: PixelError.self) { try file.frame(decoders: [Inverting(shortens: true)]) }
        #expect(error?.code == .malformed)
    }
}
