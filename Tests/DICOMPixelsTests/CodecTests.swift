import DICOM
import DICOMPixels
import TestSupport
import Testing

@Suite("Codecs")
struct CodecTests {
    static let syntaxes: [TransferSyntax] = [.rleLossless, .jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless]

    @Test("give back every bit, for any depth, sign, size and number of samples", arguments: syntaxes)
    func roundTrip(_ syntax: TransferSyntax) throws {
        var generator = SeededGenerator(seed: 23)
        for round in 0..<60 {
            let stored = round % 16 + 1
            let allocated = stored > 8 || Bool.random(using: &generator) ? 16 : 8
            let samples = round % 3 == 0 ? 3 : 1
            let file = randomImage(
                &generator, stored: stored, allocated: allocated, signed: samples == 1 && round % 2 == 0, samples: samples,
                noise: round % 5 == 0)
            let transcoded = try file.transcoded(to: syntax)
            let described = "\(stored) of \(allocated) bits, \(samples) samples, \(file.dataSet.integers(.columns))"
            #expect(try transcoded.frame().values == file.frame().values, "\(described)")
        }
    }

    @Test("give back 24 and 32 bits where they can, and refuse them where they cannot")
    func wide() throws {
        var generator = SeededGenerator(seed: 29)
        let file = randomImage(&generator, stored: 32, allocated: 32, signed: true, samples: 1, noise: true)
        #expect(try file.transcoded(to: .rleLossless).frame() == file.frame())
        for syntax in Self.syntaxes.dropFirst() {
            #expect(#expect(throws: PixelError.self) { try file.transcoded(to: syntax) }?.code == .cannotEncode)
        }
        let narrower = randomImage(&generator, stored: 24, allocated: 32, signed: true, samples: 1, noise: true)
        #expect(try narrower.transcoded(to: .jpeg2000Lossless).frame().values == narrower.frame().values)
    }

    @Test("read JPEG baseline within its rounding, gray and colour")
    func baseline() throws {
        for samples in [1, 3] {
            let bytes = (0..<48 * 40 * samples).map { UInt8(($0 / samples % 48 + $0 / samples / 48) * 2) }
            let rendered = RenderedImage(columns: 48, rows: 40, samplesPerPixel: samples, bytes: bytes)
            let description = image(
                rows: 40, columns: 48, samples: samples, allocated: 8, photometric: samples == 3 ? "YBR_FULL_422" : nil)
            let file = encapsulated(description, .jpegBaseline, [try rendered.jpeg(quality: 95)])
            let window = try Window(center: 128, width: 256)
            let shown = try file.rendered(window: window)
            #expect(zip(shown.bytes, bytes).allSatisfy { abs(Int($0) - Int($1)) <= 3 })
        }
    }

    @Test("take colours as what the markers say they are when the data set says RGB")
    func colours() throws {
        // The encoder writes a JFIF marker: the components are luminance and chrominances.
        let red = RenderedImage(columns: 16, rows: 16, samplesPerPixel: 3, bytes: (0..<768).map { $0 % 3 == 0 ? 200 : 0 })
        let file = encapsulated(image(rows: 16, columns: 16, samples: 3, allocated: 8), .jpegBaseline, [try red.jpeg(quality: 100)])
        let values = try file.frame().values
        #expect(abs(values[0] - 200) <= 2 && values[1] <= 2 && values[2] <= 2)
    }

    @Test("refuse a codestream of another size, sample count or depth", arguments: syntaxes)
    func otherSize(_ syntax: TransferSyntax) throws {
        var generator = SeededGenerator(seed: 31)
        let file = randomImage(&generator, stored: 12, allocated: 16, signed: false, samples: 1, noise: false)
        let bytes = try file.frameBytes(0, as: syntax)
        var dataSet = file.dataSet
        dataSet.set(.rows, integers: [2_000])
        dataSet.set(.columns, integers: [2_001])
        #expect(throws: PixelError.self) { try encapsulated(dataSet, syntax, [bytes]).frame() }
        var narrow = file.dataSet
        narrow.set(.bitsAllocated, integers: [8])
        narrow.set(.bitsStored, integers: [8])
        narrow.set(.highBit, integers: [7])
        #expect(throws: PixelError.self) { try encapsulated(narrow, syntax, [bytes]).frame() }
        var colour = file.dataSet
        colour.set(.samplesPerPixel, integers: [3])
        colour.set(.photometricInterpretation, "RGB")
        #expect(throws: PixelError.self) { try encapsulated(colour, syntax, [bytes]).frame() }
    }

    @Test("never crash and never give half a frame, whatever the bytes", arguments: syntaxes + [.jpegBaseline])
    func hostile(_ syntax: TransferSyntax) throws {
        var generator = SeededGenerator(seed: 37)
        for _ in 0..<6 {
            let file = randomImage(&generator, stored: 8, allocated: 8, signed: false, samples: 1, noise: false)
            let description = try PixelDescription(file.dataSet)
            let valid = syntax == .jpegBaseline ? try file.rendered().jpeg() : try file.frameBytes(0, as: syntax)
            for round in 0..<60 {
                var bytes = round % 10 == 0 ? generator.bytes(Int.random(in: 0...100, using: &generator)) : valid
                for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                if round % 3 == 0 { bytes = Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &generator))) }
                do {
                    #expect(try encapsulated(file.dataSet, syntax, [bytes]).frame().values.count == description.samplesPerFrame)
                } catch {
                    #expect([.truncated, .malformed, .unsupportedFormat, .limitExceeded].contains(error.code), "\(error)")
                }
            }
        }
    }

    @Test("refuse a codestream that ends early", arguments: syntaxes + [.jpegBaseline])
    func cut(_ syntax: TransferSyntax) throws {
        var generator = SeededGenerator(seed: 41)
        let file = randomImage(&generator, stored: 8, allocated: 8, signed: false, samples: 1, noise: true, least: 40)
        let valid = syntax == .jpegBaseline ? try file.rendered().jpeg() : try file.frameBytes(0, as: syntax)
        #expect(throws: PixelError.self) { try encapsulated(file.dataSet, syntax, [Array(valid.prefix(valid.count / 2))]).frame() }
    }

    @Test("read encapsulated frames that are not compressed")
    func uncompressed() throws {
        let plain = image(rows: 1, columns: 2, samples: 3, allocated: 8, planar: true, pixels: [1, 4, 2, 5, 3, 6])
        #expect(try encapsulated(plain, .encapsulatedUncompressed, [[1, 4, 2, 5, 3, 6]]).frame().values == [1, 2, 3, 4, 5, 6])
    }

    @Test("name the syntaxes they read and write")
    func names() {
        #expect(TransferSyntax.jpegBaseline.canDecodeFrames && !TransferSyntax.jpegBaseline.canEncodeFrames)
        #expect(TransferSyntax.htj2k.canDecodeFrames && TransferSyntax.jpegLSLossless.canEncodeFrames)
        #expect(TransferSyntax.implicitVRLittleEndian.canDecodeFrames && TransferSyntax.explicitVRBigEndian.canEncodeFrames)
    }

    /// CharLS counts zeros for some ten seconds where a scan runs out of data and no marker follows.
    @Test("JPEG-LS in several scans is decoded, and refused soon where it is cut off", .timeLimit(.minutes(5)))
    func severalScans() throws {
        var generator = SeededGenerator(seed: 12)
        let (rows, columns) = (200, 200)
        let planes = (0..<3).map { plane in
            (0..<rows * columns).map {
                UInt8(truncatingIfNeeded: $0 % columns / 2 + $0 / columns / 2 + plane * 20 + Int.random(in: 0...2, using: &generator))
            }
        }
        // SOF55 names three components of 8 bits; each scan holds one of them (ISO/IEC 14495-1 C.2).
        var stream: [UInt8] = [0xFF, 0xD8, 0xFF, 0xF7, 0, 17, 8, 0, UInt8(rows), 0, UInt8(columns), 3]
        for component in UInt8(1)...3 { stream += [component, 0x11, 0] }
        for (number, plane) in planes.enumerated() {
            let single = try file(image(rows: rows, columns: columns, allocated: 8, pixels: plane)).transcoded(to: .jpegLSLossless)
                .frameBytes(0)
            let start = try #require(single.indices.first { single[$0...].starts(with: [0xFF, 0xDA]) })
            let end = try #require(single.indices.last { single[$0...].starts(with: [0xFF, 0xD9]) })
            stream += [0xFF, 0xDA, 0, 8, 1, UInt8(number + 1), 0, 0, 0, 0] + single[(start + 10)..<end]
        }
        let description = image(rows: rows, columns: columns, samples: 3, allocated: 8)
        let whole = try encapsulated(description, .jpegLSLossless, [stream + [0xFF, 0xD9]]).frame()
        #expect(whole.values == (0..<rows * columns).flatMap { pixel in planes.map { Int32($0[pixel]) } })
        for part in 1...40 {
            let cut = Array(stream[..<(stream.count * (20 + part) / 61)])
            #expect(throws: PixelError.self) { try encapsulated(description, .jpegLSLossless, [cut]).frame() }
        }
    }
}
