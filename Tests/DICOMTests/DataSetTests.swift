import DICOM
import TestSupport
import Testing

@Suite("Data sets") struct DataSetTests {
    @Test("Elements stay ascending, whatever the order of setting") func ascending() {
        var generator = SeededGenerator(seed: 3)
        var dataSet = DataSet()
        var oracle: [Tag: Int] = [:]
        for number in 0..<2_000 {
            let tag = Tag(0x0029, UInt16.random(in: 0x1000...0x1040, using: &generator))
            if Bool.random(using: &generator) {
                dataSet.set(tag, integers: [number], vr: .ul)
                oracle[tag] = number
            } else {
                dataSet.remove(tag)
                oracle[tag] = nil
            }
        }
        #expect(dataSet.map(\.tag) == oracle.keys.sorted())
        for (tag, number) in oracle { #expect(dataSet.integer(tag) == number) }
    }

    @Test("Values are split and trimmed as their VR says") func strings() {
        var dataSet = DataSet()
        dataSet.setBytes(.imageType, vr: .cs, Array(#"ORIGINAL \ PRIMARY\\AXIAL "#.utf8))
        #expect(dataSet.strings(.imageType) == ["ORIGINAL", "PRIMARY", "", "AXIAL"])
        #expect(dataSet.string(.imageType) == "ORIGINAL")
        dataSet.setBytes(.patientComments, vr: .lt, Array(#"  one\two "#.utf8))
        #expect(dataSet.strings(.patientComments) == [#"  one\two"#])
        dataSet.setBytes(.sopInstanceUID, vr: .ui, Array("1.2.3\0".utf8))
        #expect(dataSet.string(.sopInstanceUID) == "1.2.3")
        dataSet.setBytes(.patientID, vr: .lo, Array("  ".utf8))
        #expect(dataSet.string(.patientID) == nil)
        #expect(dataSet.string(.patientSex) == nil)
        #expect(dataSet.strings(.patientSex).isEmpty)
        #expect(dataSet.text(.imageType) == #"ORIGINAL \ PRIMARY\\AXIAL"#)
    }

    @Test("Numbers of every VR come back") func numbers() {
        var dataSet = DataSet()
        let cases: [(VR, Int)] = [
            (.us, 65_535), (.ss, -32_768), (.ul, 4_294_967_295), (.sl, -2_147_483_648), (.sv, .min), (.uv, .max), (.is, -42), (.ds, 7),
            (.fd, 1 << 50), (.fl, -3),
        ]
        for (vr, number) in cases {
            dataSet.set(Tag(0x0029, 0x1001), integers: [number, 1], vr: vr)
            #expect(dataSet[Tag(0x0029, 0x1001)]?.vr == vr)
            if vr == .fd || vr == .fl {
                #expect(dataSet.doubles(Tag(0x0029, 0x1001)) == [Double(number), 1])
            } else {
                // Beyond ±2^53 they are kept as they are, and are no numbers to compute with.
                let isCountable = number.magnitude <= 1 << 53
                #expect(dataSet.integers(Tag(0x0029, 0x1001)) == (isCountable ? [number, 1] : []), "\(vr)")
                #expect(dataSet.strings(Tag(0x0029, 0x1001)) == [String(number), "1"], "\(vr)")
            }
        }
        dataSet.set(.rows, integers: [70_000])
        #expect(dataSet.integer(.rows) == 65_535)
        #expect(dataSet.string(.rows) == "65535")
        dataSet.set(.pixelSpacing, doubles: [0.1, 1.0 / 3])
        #expect(dataSet.strings(.pixelSpacing) == ["0.1", "0.33333333333333"])
        dataSet.set(.sliceThickness, "not a number")
        #expect(dataSet.double(.sliceThickness) == nil)
        dataSet.set(.frameIncrementPointer, tags: [.frameTime])
        #expect(dataSet.tags(.frameIncrementPointer) == [.frameTime])
        #expect(dataSet.string(.frameIncrementPointer) == "00181063")
    }

    @Test("Decimal strings have at most 16 bytes and keep what these can hold") func decimalStrings() throws {
        var generator = SeededGenerator(seed: 11)
        var dataSet = DataSet()
        for round in 0..<4_000 {
            let magnitude = Double.random(in: -30...30, using: &generator)
            var number = Double.random(in: -1...1, using: &generator)
            for _ in 0..<Int(abs(magnitude)) { number *= magnitude > 0 ? 10 : 0.1 }
            if round % 3 == 0 { number.round() }
            dataSet.set(.sliceThickness, doubles: [number])
            let text = try #require(dataSet.string(.sliceThickness))
            #expect(text.utf8.count <= 16, "\(text)")
            let back = try #require(Double(text), "\(text)")
            #expect(abs(back - number) <= abs(number) * 1e-8, "\(number) as \(text)")
        }
        for (number, text) in [(0.0, "0"), (-1.5, "-1.5"), (1e22, "1e+22"), (999_999_999_999_999.9, "1E15")] {
            dataSet.set(.sliceThickness, doubles: [number])
            #expect(dataSet.string(.sliceThickness) == text)
        }
    }

    @Test("Odd values are padded with what the VR demands") func padding() {
        var dataSet = DataSet()
        dataSet.set(.patientID, "abc")
        dataSet.set(.sopInstanceUID, "1.2")
        #expect(dataSet[.patientID]?.bytes?.last == 0x20)
        #expect(dataSet[.sopInstanceUID]?.bytes?.last == 0)
    }

    @Test("Every element is visited once, with a path that leads to it") func visit() throws {
        var inner = DataSet()
        inner.set(.codeValue, "T-04000")
        var item = DataSet()
        item.set(.accessionNumber, "1")
        item.set(.requestedProcedureCodeSequence, items: [inner, inner])
        var dataSet = DataSet()
        dataSet.set(.requestAttributesSequence, items: [item])
        dataSet.set(.patientID, "42")
        var paths: [TagPath] = []
        dataSet.visit { path, element in
            paths.append(path)
            #expect(dataSet[path] == element)
            #expect(TagPath(path.description) == path)
        }
        #expect(paths.map(\.description).contains("(0040,0275)[0].(0032,1064)[1].(0008,0100)"))
        #expect(paths.count == 6)
        #expect(paths == paths.sorted())
        let path = try #require(TagPath("(0040,0275)[0].(0008,0050)"))
        dataSet[path] = nil
        #expect(dataSet[path] == nil)
        #expect(dataSet.items(.requestAttributesSequence).first?.count == 1)
    }

    @Test("A changed group loses its group length, which no longer holds") func groupLength() {
        var dataSet = DataSet()
        dataSet.set(Tag(0x0010, 0), integers: [10], vr: .ul)
        dataSet.set(Tag(0x0008, 0), integers: [10], vr: .ul)
        dataSet.set(.patientID, "1")
        #expect(!dataSet.contains(Tag(0x0010, 0)))
        #expect(dataSet.contains(Tag(0x0008, 0)))
    }

    @Test("A person name has its groups and components") func personName() {
        var dataSet = DataSet()
        dataSet.set(.patientName, "Yamada^Tarou=山田^太郎=やまだ^たろう")
        let name = dataSet.personName(.patientName)
        #expect(name?.familyName == "Yamada")
        #expect(name?.givenName == "Tarou")
        #expect(name?.ideographic == "山田^太郎")
        #expect(name?.phonetic == "やまだ^たろう")
    }
}
