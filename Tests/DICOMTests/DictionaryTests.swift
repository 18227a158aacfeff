import Testing

@testable import DICOM

@Suite("Data dictionary and UID registry") struct DictionaryTests {
    @Test("Every row is found by its tag and its keyword") func everyRow() {
        var rows = 0
        for line in attributeTable.description.split(separator: "\n") {
            let fields = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            guard let tag = Tag(hex: fields[0].replacing("X", with: "0")) else {
                Issue.record("\(line)")
                continue
            }
            rows += 1
            if fields[0].contains("X") { continue }
            let entry = DataDictionary.entry(for: tag)
            #expect(entry?.keyword == fields[1])
            #expect(entry?.keywordEnds(with: "Label") == fields[1].hasSuffix("Label"))
            #expect(entry?.vm == fields[3])
            #expect(entry?.isRetired == (fields[4] == "R"))
            #expect(entry?.name == fields[5])
            if !fields[1].isEmpty { #expect(DataDictionary.tag(forKeyword: fields[1]) == tag) }
        }
        #expect(rows > 5_100)
    }

    @Test(
        "Well-known attributes",
        arguments: [
            (Tag.patientID, VR.lo, "PatientID"), (.sopClassUID, .ui, "SOPClassUID"), (.pixelData, .ow, "PixelData"),
            (.smallestImagePixelValue, .us, "SmallestImagePixelValue"), (.commandField, .us, "CommandField"),
            (Tag(0x6002, 0x3000), .ow, "OverlayData"), (Tag(0x5010, 0x3000), .ow, "CurveData"),
            (Tag(0x0020, 0x3105), .cs, "SourceImageIDs"),
        ])
    func wellKnown(_ tag: Tag, _ vr: VR, _ keyword: String) {
        #expect(DataDictionary.vr(for: tag) == vr)
        #expect(DataDictionary.entry(for: tag)?.keyword == keyword)
    }

    @Test("Unknown and private tags have no entry; creators and group lengths have a VR") func unknown() {
        #expect(DataDictionary.entry(for: Tag(0x0008, 0xFFFF)) == nil)
        #expect(DataDictionary.entry(for: Tag(0x6001, 0x3000)) == nil)
        #expect(DataDictionary.vr(for: Tag(0x0009, 0x1001)) == nil)
        #expect(DataDictionary.vr(for: Tag(0x0009, 0x0010)) == .lo)
        #expect(DataDictionary.vr(for: Tag(0x0010, 0x0000)) == .ul)
        #expect(DataDictionary.tag(forKeyword: "NoSuchKeyword") == nil)
        #expect(DataDictionary.entry(for: .smallestImagePixelValue)?.alternatives == [.us, .ss])
    }

    @Test("UIDs have names, syntaxes their properties") func uids() throws {
        #expect(UIDRegistry.name(of: "1.2.840.10008.5.1.4.1.1.2") == "CT Image Storage")
        #expect(UIDRegistry.uid(forKeyword: "CTImageStorage") == "1.2.840.10008.5.1.4.1.1.2")
        #expect(UIDRegistry.name(of: "1.2.3") == nil)
        #expect(TransferSyntax(uid: "1.2.840.10008.1.2.4.90")?.isEncapsulated == true)
        #expect(TransferSyntax(uid: "1.2.840.10008.1.2.4.90\0") == .jpeg2000Lossless)
        #expect(TransferSyntax(uid: "1.2.840.10008.1.2.2")?.isBigEndian == true)
        #expect(TransferSyntax(uid: "1.2.840.10008.1.2.4.95")?.isDeflated == true)
        #expect(TransferSyntax(uid: "1.2.840.10008.5.1.4.1.1.2") == nil)
    }
}
