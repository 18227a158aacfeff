import DICOM
import Testing

@Suite("Reading the DICOM JSON model") struct JSONReadingTests {
    private func read(_ text: String) throws -> DataSet { try DataSet(json: Array(text.utf8)) }

    private func refusal(_ text: String) -> DICOMError? {
        do throws(DICOMError) {
            _ = try DataSet(json: Array(text.utf8))
            return nil
        } catch { return error }
    }

    @Test("What is written is read back", arguments: 0..<200 as Range<UInt64>)
    func roundTrip(_ seed: UInt64) throws {
        var random = RandomDataSet(seed: seed)
        let dataSet = random.dataSet()
        let json = dataSet.jsonBytes()
        let again = try DataSet(json: json)
        #expect(zip(again, dataSet).first { $0 != $1 }.map { "\($0)" } == nil)
        #expect(again == dataSet)
        #expect(again.jsonBytes() == json)
    }

    @Test("Every VR is read, with nulls between values, numbers as numbers and as strings") func values() throws {
        let dataSet = try read(
            #"""
            {"00080005":{"vr":"CS","Value":["ISO_IR 192"]}, "00080008":{"vr":"CS","Value":["ORIGINAL",null,"AXIAL"]},
             "00100010":{"vr":"PN","Value":[{"Alphabetic":"Wang^XiaoDong","Ideographic":"王^小東"},null,{"Phonetic":"x"}]},
             "00100020":{"Value":["a\"b\u00e9\ud83d\ude00\/"],"vr":"LO"},
             "00100040":{"vr":"CS"}, "00101030":{"vr":"DS","Value":["70.50"]}, "00101020":{"vr":"DS","Value":[1.75, "+2", null]},
             "00200013":{"vr":"IS","Value":[12]}, "00201208":{"vr":"IS","Value":["-3",4.0,1e2]},
             "00280009":{"vr":"AT","Value":["00181063"]}, "00280010":{"vr":"US","Value":[512]}, "00280106":{"vr":"US or SS","Value":[7]},
             "00189073":{"vr":"FD","Value":[1.5,"NaN","Infinity","-Infinity",-0.0]}, "00182005":{"vr":"FL","Value":[0.1]},
             "00287FE0":{"vr":"UT","Value":["one\\two"]},
             "00291001":{"vr":"SV","Value":[-9223372036854775808,"9007199254740993"]},
             "00291002":{"vr":"UV","Value":["18446744073709551615",9007199254740993]},
             "00400275":{"vr":"SQ","Value":[{"00080100":{"vr":"SH","Value":["1"]}},{},null]},
             "00420011":{"vr":"OB","InlineBinary":"AQID"}, "00480000":{"vr":"UL","Value":[1]}}
            """#)
        #expect(dataSet.strings(.imageType) == ["ORIGINAL", "", "AXIAL"])
        #expect(dataSet.strings(.patientName) == ["Wang^XiaoDong=王^小東", "", "==x"])
        #expect(dataSet.string(.patientID) == "a\"bé😀/")
        #expect(dataSet[.patientSex]?.isEmpty == true)
        #expect(dataSet.strings(.patientWeight) == ["70.50"])
        #expect(dataSet.strings(.patientSize) == ["1.75", "+2", ""])
        #expect(dataSet.integer(.instanceNumber) == 12)
        #expect(dataSet.integers(.numberOfSeriesRelatedInstances).isEmpty)
        #expect(dataSet.integers(.numberOfStudyRelatedInstances) == [-3, 4, 100])
        #expect(dataSet.tags(.frameIncrementPointer) == [.frameTime])
        #expect(dataSet[.smallestImagePixelValue]?.vr == .us)
        let doubles = dataSet.doubles(.acquisitionDuration)
        #expect(doubles.count == 5 && doubles[1].isNaN && doubles[2] == .infinity && doubles[3] == -.infinity && doubles[4].sign == .minus)
        #expect(dataSet.doubles(Tag(0x0018, 0x2005)) == [Double(Float(0.1))])
        #expect(dataSet.strings(Tag(0x0028, 0x7FE0)) == [#"one\two"#])
        #expect(dataSet.strings(Tag(0x0029, 0x1001)) == ["-9223372036854775808", "9007199254740993"])
        #expect(dataSet.strings(Tag(0x0029, 0x1002)) == ["18446744073709551615", "9007199254740993"])
        #expect(dataSet.items(.requestAttributesSequence).map(\.count) == [1, 0, 0])
        #expect(dataSet[.encapsulatedDocument]?.bytes == [1, 2, 3, 0])
        #expect(!dataSet.contains(Tag(0x0048, 0)), "group lengths are no part of the model")
    }

    @Test("Decimal numbers longer than DS allows are rounded to 16 bytes") func longDecimals() throws {
        #expect(try read(#"{"00101030":{"vr":"DS","Value":[0.333333333333333333]}}"#).string(.patientWeight) == "0.33333333333333")
    }

    @Test("Numbers that their VR does not allow stay what they are, as text (found by fuzzing)") func unsoundNumbers() throws {
        var dataSet = DataSet()
        dataSet.set(.patientWeight, strings: ["0.3333333333333333333", "1.50", "1e999"])
        dataSet.set(.instanceNumber, strings: ["1.0", "1e2", "99999999999999999999", "-0", "7"])
        #expect(dataSet.json().contains(#"["0.3333333333333333333",1.50,"1e999"]"#))
        #expect(try DataSet(json: dataSet.jsonBytes()) == dataSet)
    }

    @Test("Text is encoded in the set that the JSON names, in UTF-8 where that does not hold it") func characterSets() throws {
        let latin = try read(#"{"00080005":{"vr":"CS","Value":["ISO_IR 100"]},"00100010":{"vr":"PN","Value":[{"Alphabetic":"Buß"}]}}"#)
        #expect(latin[.patientName]?.bytes == [0x42, 0x75, 0xDF, 0x20])
        for text in [
            #"{"00080005":{"vr":"CS","Value":["ISO_IR 100"]},"00100010":{"vr":"PN","Value":[{"Alphabetic":"Buß=王"}]}}"#,
            #"{"00100010":{"vr":"PN","Value":[{"Alphabetic":"Buß","Ideographic":"王"}]}}"#,
        ] {
            let wide = try read(text)
            #expect(wide.string(.specificCharacterSet) == "ISO_IR 192")
            #expect(wide.string(.patientName) == "Buß=王")
        }
        let item = try read(
            #"{"00080005":{"vr":"CS","Value":["ISO_IR 144"]},"00400275":{"vr":"SQ","Value":[{"00400007":{"vr":"LO","Value":["Ж"]}}]}}"#)
        #expect(item.items(.requestAttributesSequence).first?.string(.scheduledProcedureStepDescription) == "Ж")
        #expect(item.items(.requestAttributesSequence).first?[.scheduledProcedureStepDescription]?.bytes?.count == 2)
    }

    @Test("BulkDataURI is resolved with its path; what is not there is an error") func bulkData() throws {
        let text =
            #"{"00400275":{"vr":"SQ","Value":[{"00420011":{"vr":"OB","BulkDataURI":"/b/1"}}]},"#
            + #""7FE00010":{"vr":"OB","BulkDataURI":"/b/2"}}"#
        var asked: [String] = []
        let fragments = DataElement.Value.fragments(basicOffsetTable: [], [[1, 2]])
        let dataSet = try DataSet(json: Array(text.utf8)) { path, uri in
            asked.append("\(path) \(uri)")
            return uri == "/b/1" ? .bytes([7, 8]) : fragments
        }
        #expect(asked == ["(0040,0275)[0].(0042,0011) /b/1", "(7FE0,0010) /b/2"])
        #expect(dataSet.items(.requestAttributesSequence).first?[.encapsulatedDocument]?.bytes == [7, 8])
        #expect(dataSet[.pixelData]?.value == fragments)
        #expect(dataSet.json { path, _ in "/b/\(path.steps.count == 1 ? 1 : 2)" } == text)
        let error = refusal(text)
        #expect(error?.code == .unresolvedBulkData)
        #expect(error?.path == "(0040,0275)[0].(0042,0011)")
    }

    @Test("Compressed pixel data goes through InlineBinary; native pixels that look alike need the transfer syntax to be told apart")
    func fragments() throws {
        var dataSet = DataSet()
        dataSet[.pixelData] = DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [0, 0, 0, 0], [[1, 2], []]))
        let json = dataSet.jsonBytes()
        #expect(try DataSet(json: json) == dataSet)
        #expect(try DataSet(json: json, transferSyntax: .rleLossless) == dataSet)
        #expect(try DataSet(json: json, transferSyntax: .explicitVRLittleEndian)[.pixelData]?.bytes?.count == 30)
        dataSet.setBytes(.pixelData, vr: .ow, [1, 2, 3, 4])
        #expect(try DataSet(json: dataSet.jsonBytes()) == dataSet)
        #expect(throws: DICOMError.self) { try DataSet(json: dataSet.jsonBytes(), transferSyntax: .rleLossless) }
    }

    @Test("An array is read, a lone object as well, and an error says in which data set it is") func array() throws {
        let one = #"{"00100020":{"vr":"LO","Value":["1"]}}"#
        #expect(try DataSet.array(json: Array("[\(one), \(one)]".utf8)).map { $0.string(.patientID) } == ["1", "1"])
        #expect(try DataSet.array(json: Array(one.utf8)).count == 1)
        #expect(try DataSet.array(json: Array("[]".utf8)).isEmpty)
        let error = #expect(throws: DICOMError.self) {
            try DataSet.array(json: Array(#"[{},{"00280010":{"vr":"US","Value":[65536]}}]"#.utf8))
        }
        #expect(error?.path == "[1].(0028,0010)")
        #expect(error?.offset == 36)
    }

    @Test(
        "What the model does not allow is refused",
        arguments: [
            "", "[", "{", "1", "[1,]", "{\"a\":1}", "{\"0010002\":{}}", #"{"00100020":1}"#, #"{"00100020":{"vr":"LO","Value":"x"}}"#,
            #"{"00100020":{"vr":"LO","Value":[1]}}"#, #"{"00100020":{"vr":"LO","Value":[{}]}}"#, #"{"00100020":{"vr":"ZZ","Value":["x"]}}"#,
            #"{"00100020":{"vr":7}}"#, #"{"00091001":{"Value":["x"]}}"#, #"{"00280010":{"vr":"US","Value":[-1]}}"#,
            #"{"00280010":{"vr":"US","Value":[1,null]}}"#, #"{"00280010":{"vr":"US","Value":[1.5]}}"#,
            #"{"00280010":{"vr":"US","InlineBinary":"AAA="}}"#, #"{"7FE00010":{"vr":"OW","InlineBinary":"A"}}"#,
            #"{"7FE00010":{"vr":"OW","InlineBinary":"AAA=","Value":[]}}"#, #"{"7FE00010":{"vr":"OW","Value":[1]}}"#,
            #"{"00189073":{"vr":"FD","Value":[1e999]}}"#, #"{"00189073":{"vr":"FD","Value":["x"]}}"#,
            #"{"00182005":{"vr":"FL","Value":[1e40]}}"#, #"{"00280009":{"vr":"AT","Value":["0018"]}}"#,
            #"{"00200013":{"vr":"IS","Value":[1.5]}}"#, #"{"00104000":{"vr":"LT","Value":["a","b"]}}"#,
            #"{"00100020":{"vr":"LO","Value":["a"]},"00100020":{"vr":"LO","Value":["b"]}}"#,
            #"{"00100020":{"vr":"LO","Value":["\ud800"]}}"#, #"{"00100020":{"vr":"LO","Value":["\x"]}}"#,
            "{\"00100020\":{\"vr\":\"LO\",\"Value\":[\"\n\"]}}", #"{"00100020":{"vr":"LO","Value":["a"]}} x"#,
            #"{"00100010":{"vr":"PN","Value":[{"Alphabetic":1}]}}"#, #"{"00400275":{"vr":"SQ","Value":["x"]}}"#, "{\"00100020\" 1}",
            #"{"00100020":{"vr":"LO","Value":[tru]}}"#, #"{"00100020":{"vr":"LO","Value":[01]}}"#,
        ])
    func refusals(_ text: String) {
        let error = refusal(text)
        #expect(error != nil)
        #expect(error?.offset != nil)
    }

    @Test("Characters that a VR of ASCII cannot hold become one byte each, so that JSON read and written again stays (found by fuzzing)")
    func asciiOnly() throws {
        let dataSet = try read(#"{"00080060":{"vr":"CS","Value":["M\u00dcﾀ"]}}"#)
        #expect(dataSet[.modality]?.bytes == [0x4D, 0xDC, 0xFF, 0x20])
        #expect(try DataSet(json: dataSet.jsonBytes()).jsonBytes() == dataSet.jsonBytes())
    }

    @Test("Bytes that are no UTF-8 are refused") func notUTF8() {
        let bytes = Array(#"{"00100020":{"vr":"LO","Value":[""#.utf8) + [0xFF] + Array(#""]}}"#.utf8)
        #expect(throws: DICOMError.self) { try DataSet(json: bytes) }
    }

    @Test("Bombs of depth and of number meet limits") func bombs() {
        for opening in ["[", #"{"00400275":{"vr":"SQ","Value":["#] {
            #expect(refusal(String(repeating: opening, count: 100_000))?.code == .limitExceeded)
        }
        var limits = ReadingLimits.standard
        limits.elements = 1_000
        let many = "[" + String(repeating: "{},", count: 2_000) + "{}]"
        let error = #expect(throws: DICOMError.self) { try DataSet.array(json: Array(many.utf8), limits: limits) }
        #expect(error?.code == .limitExceeded)
    }

    @Test("Any text cut off or changed at random is read or refused, never a crash", arguments: 0..<4 as Range<UInt64>)
    func hostile(_ seed: UInt64) {
        var random = RandomDataSet(seed: seed + 77)
        let json = random.dataSet().jsonBytes()
        for end in 0..<json.count { #expect(throws: DICOMError.self) { try DataSet(json: Array(json[..<end])) } }
        for _ in 0..<2_000 {
            var bytes = json
            for _ in 0..<random.number(1...3) {
                bytes[random.number(0...bytes.count - 1)] = Array(#"{}[]",:\0e-n"#.utf8).randomElement(using: &random.generator) ?? 0
            }
            _ = try? DataSet(json: bytes)
        }
    }
}
