import Deidentification
import TextRecognition
import Testing

@Suite("Tesseract")
struct TesseractTests {
    /// E of five by seven squares, three times, as an OCR sees it in a line: black on white.
    private static func line(_ letters: [[UInt8]], scale: Int) -> LuminanceImage {
        let width = (letters.count * 6 + 8) * scale
        let height = 15 * scale
        var samples = [UInt8](repeating: 255, count: width * height)
        for (number, letter) in letters.enumerated() {
            for (x, bits) in letter.enumerated() {
                for y in 0..<7 * scale where bits >> UInt8(y / scale) & 1 == 1 {
                    for offset in 0..<scale { samples[(4 * scale + y) * width + (4 + number * 6 + x) * scale + offset] = 0 }
                }
            }
        }
        return LuminanceImage(width: width, height: height, samples: samples)
    }

    private static let digits: [[UInt8]] = [
        [0x18, 0x14, 0x12, 0x7F, 0x10], [0x01, 0x71, 0x09, 0x05, 0x03], [0x36, 0x49, 0x49, 0x49, 0x36], [0x7E, 0x11, 0x11, 0x11, 0x7E],
    ]

    @Test("reads a line, several at a time give the same")
    func reads() async throws {
        let finder = try TesseractTextFinder(engines: 2)
        let image = Self.line(Self.digits, scale: 4)
        let alone = try finder.text(in: image)
        // The last two squares of letters are read now one way, now another; the first two are not.
        #expect(alone.map(\.text).joined().hasPrefix("47"))
        #expect(alone.allSatisfy { $0.confidence > 0.3 && $0.region.width > 0 })
        await withTaskGroup(of: [FoundText].self) { group in
            for _ in 0..<6 { group.addTask { (try? finder.text(in: image)) ?? [] } }
            for await words in group { #expect(words == alone) }
        }
    }

    @Test("an empty image holds no text, a tiny one is no failure")
    func empty() throws {
        let finder = try TesseractTextFinder(engines: 1)
        #expect(try finder.text(in: LuminanceImage(width: 200, height: 150, samples: [UInt8](repeating: 0, count: 30_000))).isEmpty)
        #expect(try finder.text(in: LuminanceImage(width: 1, height: 1, samples: [7])).isEmpty)
    }

    @Test("what is not installed is named by its package")
    func missing() {
        let error = #expect(throws: TextFinderError.self) { try TesseractTextFinder(languages: ["Latin"], dataPath: "/nowhere") }
        #expect(error?.code == .notInstalled)
        #expect(error?.message.contains("tesseract-ocr-script-latn") == true)
        let language = #expect(throws: TextFinderError.self) { try TesseractTextFinder(languages: ["chi_sim"], dataPath: "/nowhere") }
        #expect(language?.message.contains("tesseract-ocr-chi-sim") == true)
    }
}
