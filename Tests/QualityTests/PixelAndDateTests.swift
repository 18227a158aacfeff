import DICOM
import Quality
import TestSupport
import Testing

@Suite("Pixels, dates and UIDs")
struct PixelAndDateTests {
    @Test("Native pixel data of the right length pass, shorter and longer ones are told apart", arguments: 0..<60)
    func pixelLength(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let rows = Int.random(in: 1...20, using: &generator)
        let columns = Int.random(in: 1...20, using: &generator)
        let frames = Int.random(in: 1...4, using: &generator)
        let bits = try #require([1, 8, 16, 32].randomElement(using: &generator))
        let samples = bits == 1 ? 1 : try #require([1, 3].randomElement(using: &generator))
        // The oracle counts bits one by one.
        var count = 0
        for _ in 0..<frames { for _ in 0..<rows { for _ in 0..<columns { for _ in 0..<samples { count += bits } } } }
        var bytes = 0
        while bytes * 8 < count { bytes += 1 }
        func severity(_ length: Int) -> Finding.Severity? {
            let findings = Inspection.inspect(
                image {
                    $0.set(.rows, integers: [rows])
                    $0.set(.columns, integers: [columns])
                    $0.set(.numberOfFrames, "\(frames)")
                    $0.set(.bitsAllocated, integers: [bits])
                    $0.set(.bitsStored, integers: [bits])
                    $0.set(.highBit, integers: [bits - 1])
                    $0.set(.samplesPerPixel, integers: [samples])
                    $0.set(.photometricInterpretation, samples == 3 ? "RGB" : "MONOCHROME2")
                    $0.setBytes(.pixelData, vr: bits > 8 ? .ow : .ob, Array(repeating: 0, count: length))
                })
            #expect(findings.allSatisfy { $0.rule == .pixelLength })
            return findings.first?.severity
        }
        #expect(severity(bytes) == nil)
        #expect(severity(bytes + bytes % 2 + 2) == .warning)
        if bytes > 2 { #expect(severity(bytes - bytes % 2 - 2) == .error) }
    }

    @Test("A contradictory description is named at its attribute")
    func description() {
        func check(_ tag: DICOM.Tag, _ change: (inout DataSet) -> Void) {
            let findings = Inspection.inspect(image(change))
            #expect(findings.map(\.rule) == [.pixelDescription], "\(tag)")
            #expect(findings.first?.path.tag == tag)
        }
        check(.bitsStored) { image in
            image.set(.bitsStored, integers: [17])
            image.set(.highBit, integers: [16])
        }
        check(.highBit) { $0.set(.highBit, integers: [15]) }
        check(.pixelRepresentation) { $0.set(.pixelRepresentation, integers: [2]) }
        check(.samplesPerPixel) { $0.set(.photometricInterpretation, "RGB") }
    }

    @Test("Numbers that would overflow are not computed with")
    func overflow() {
        _ = Inspection.inspect(
            image {
                $0.set(.rows, integers: [65535])
                $0.set(.columns, integers: [65535])
                $0.set(.numberOfFrames, "2147483647")
                $0.set(.bitsAllocated, integers: [64])
            })
    }

    @Test("Missing pixel data count only when they were read")
    func missingPixels() {
        let without = image { $0.remove(.pixelData) }
        #expect(rules(without) == [.pixelLength])
        #expect(rules(without, pixelsWereRead: false) == [])
    }

    @Test("Encapsulated pixel data need a fragment for each frame")
    func fragments() {
        func inspect(fragments: Int, frames: Int) -> [Rule] {
            rules(
                image {
                    $0.set(.numberOfFrames, "\(frames)")
                    let parts = Array(repeating: [UInt8](repeating: 1, count: 4)[...], count: fragments)
                    $0[.pixelData] = DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], parts))
                })
        }
        #expect(inspect(fragments: 3, frames: 3) == [])
        #expect(inspect(fragments: 9, frames: 3) == [])
        #expect(inspect(fragments: 1, frames: 3) == [])
        #expect(inspect(fragments: 2, frames: 3) == [.pixelLength])
        #expect(inspect(fragments: 0, frames: 1) == [.pixelLength])
    }

    @Test("Dates must be days", arguments: ["20200230", "2020-3-1", "20201301", "19000229", "00000101", "2020030"])
    func wrongDates(text: String) {
        #expect(rules(image { $0.set(.seriesDate, text) }) == [.dateFormat])
    }

    @Test("Leap days are days", arguments: ["20200229", "20000229"])
    func leapDays(text: String) {
        #expect(!rules(image { $0.set(.seriesDate, text) }).contains(.dateFormat))
    }

    @Test("Dates must follow each other, and the age must fit them")
    func order() {
        #expect(rules(image { $0.set(.seriesDate, "20200229") }) == [.dateOrder])
        #expect(rules(image { $0.set(.contentDate, "20200302") }) == [])
        #expect(
            rules(
                image {
                    $0.set(.patientBirthDate, "20200401"); $0.set(.patientAge, "")
                }
            ).contains(.dateOrder))
        #expect(rules(image { $0.set(.patientAge, "055Y") }) == [.age])
        #expect(rules(image { $0.set(.patientAge, "061Y") }) == [])
        #expect(rules(image { $0.set(.patientAge, "60") }) == [.age])
    }

    @Test(
        "UIDs are checked by PS3.5 section 9.1",
        arguments: [
            ("1.2.840.10008.5.1.4.1.1.2", true), ("2.25.329800735698586629295641978511506172918", true), ("0.39.1", true),
            ("1.2.0.3", true),
            ("1.2.03", false), ("1..2", false), (".1.2", false), ("1.2.", false), ("3.1", false), ("1.40.1", false), ("1.2.a", false),
            ("1", false), ("1.2." + String(repeating: "1", count: 60), true), ("1.2." + String(repeating: "1", count: 61), false),
        ])
    func uids(text: String, isValid: Bool) {
        #expect(rules(image { $0.set(.frameOfReferenceUID, text) }) == (isValid ? [] : [.uid]))
    }

    @Test("UIDs inside sequences are found with their path")
    func nestedUIDs() {
        var item = DataSet()
        item.set(.referencedSOPInstanceUID, "1.02")
        let findings = Inspection.inspect(image { $0.set(.referencedImageSequence, items: [DataSet(), item]) })
        #expect(findings.map(\.path.description) == ["(0008,1140)[1].(0008,1155)"])
    }
}
