import DICOM
import Testing

@Suite("JSON and text") struct JSONAndDumpTests {
    @Test("The JSON model of PS3.18 annex F") func json() {
        var item = DataSet()
        item.set(.codeValue, "1")
        var dataSet = DataSet()
        dataSet.set(.specificCharacterSet, "ISO_IR 192")
        dataSet.set(.patientName, "Wang^XiaoDong=王^小東=")
        dataSet.set(.patientID, "a\"b")
        dataSet.setBytes(.patientSex, vr: .cs, [])
        dataSet.set(.rows, integers: [512])
        dataSet.set(.pixelSpacing, "0.5", "+1")
        dataSet.set(.frameIncrementPointer, tags: [.frameTime])
        dataSet.set(.requestAttributesSequence, items: [item, DataSet()])
        dataSet.setBytes(.pixelData, vr: .ow, [1, 2, 3, 4])
        #expect(
            dataSet.json() == """
                {"00080005":{"vr":"CS","Value":["ISO_IR 192"]},\
                "00100010":{"vr":"PN","Value":[{"Alphabetic":"Wang^XiaoDong","Ideographic":"王^小東"}]},\
                "00100020":{"vr":"LO","Value":["a\\"b"]},"00100040":{"vr":"CS"},\
                "00280009":{"vr":"AT","Value":["00181063"]},"00280010":{"vr":"US","Value":[512]},\
                "00280030":{"vr":"DS","Value":[0.5,"+1"]},\
                "00400275":{"vr":"SQ","Value":[{"00080100":{"vr":"SH","Value":["1"]}},{}]},\
                "7FE00010":{"vr":"OW","InlineBinary":"AQIDBA=="}}
                """)
        #expect(dataSet.json { path, length in "/bulk/\(path.tag.hex)?\(length)" }.contains(#""BulkDataURI":"/bulk/7FE00010?4""#))
    }

    @Test("A dump has a line for each element, nested ones indented, values on one line") func dump() {
        var item = DataSet()
        item.set(.codeValue, "1")
        var dataSet = DataSet()
        dataSet.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2")
        dataSet.set(.patientID, "a\nb")
        dataSet.set(.requestAttributesSequence, items: [item])
        dataSet.setBytes(.pixelData, vr: .ow, [1, 2, 3, 4])
        let lines = dataSet.dump().split(separator: "\n")
        #expect(lines.count == 8)
        #expect(lines[0].hasPrefix("(0008,0016) UI =CTImageStorage "))
        #expect(lines[0].hasSuffix("#   26, 1 SOPClassUID"))
        #expect(lines[1].hasPrefix("(0010,0020) LO [a\u{FFFD}b]"))
        #expect(lines[4].hasPrefix("    (0008,0100) SH [1]"))
        #expect(lines[7].hasPrefix(#"(7FE0,0010) OW 0201\0403"#))
    }
}
