import DICOM
import Testing

@Suite("Tags") struct TagTests {
    @Test("A tag reads the three spellings and writes the standard one") func spellings() {
        for text in ["00100020", "0010,0020", "(0010,0020)"] {
            #expect(Tag(hex: text) == .patientID)
        }
        #expect(Tag.patientID.description == "(0010,0020)")
        for text in ["", "0010", "(0010,0020", "0010,,0020", "0010002G", "001000200", ",00100020"] {
            #expect(Tag(hex: text) == nil, "\(text)")
        }
    }

    @Test("Names follow the keyword") func names() {
        #expect(Tag.sopInstanceUID == Tag(0x0008, 0x0018))
        #expect(Tag.kvp == Tag(0x0018, 0x0060))
        #expect(Tag.ctdIvol == Tag(0x0018, 0x9345))
        #expect(Tag.xRayTubeCurrent == Tag(0x0018, 0x1151))
    }

    @Test("Private elements and their creators are told apart") func privateTags() {
        #expect(Tag(0x0009, 0x0010).isPrivateCreator)
        #expect(!Tag(0x0009, 0x1010).isPrivateCreator)
        #expect(Tag(0x0009, 0x1010).privateCreator == Tag(0x0009, 0x0010))
        #expect(!Tag.patientID.isPrivate)
    }
}
