import DICOM
import Foundation
import Testing

@testable import Deidentification

@Suite("What is known about text in pixels")
struct PixelRuleTests {
    @Test("marks that may stay", arguments: ["R", "L", "MI 0.9", "TI: 0.4", "15 cm", "-40 dB", "12", "RMLO", "FR 38Hz"])
    func harmless(text: String) {
        #expect(HarmlessMark.isOnly(text))
    }

    @Test("text that may not", arguments: ["", "ANNE", "08.07.1944", "12 03 19", "4711", "R MULLER", "0123 cm", "12:30"])
    func harmful(text: String) {
        #expect(!HarmlessMark.isOnly(text))
    }

    @Test("identity is recognised through the mistakes of an OCR")
    func identity() {
        var dataSet = sample(patient: "AB-10582")
        dataSet.set(.patientName, "Kowalska^Zofia")
        let identity = PrintedIdentity(of: dataSet, terms: IdentityTerms(of: dataSet))
        for text in ["KOWALSKA", "K0waIska", "Kowa1ka", "ZOF1A", "AB-1O5B2", "08.07.1944", "1944-07-08", "04/03/2019", "ID:AB10582"] {
            #expect(identity.mayOccur(in: text), "\(text)")
        }
        for text in ["GAIN 40", "Abdomen", "15 cm", "Kowloon Bay", "01.01.2001"] {
            #expect(!identity.mayOccur(in: text), "\(text)")
        }
    }

    @Test("a policy needs to state only what departs from the default")
    func policy() throws {
        let policy = try JSONDecoder().decode(PixelPolicy.self, from: Data(#"{"faces": "blur"}"#.utf8))
        #expect(policy == PixelPolicy(faces: .blur))
        #expect(try JSONDecoder().decode(PixelPolicy.self, from: JSONEncoder().encode(policy)) == policy)
        #expect(PixelPolicy() == PixelPolicy(text: .clean, marks: .keep, faces: .refuse, templates: []))
    }

    @Test("a template fits only what meets all its conditions, and never everything")
    func templates() {
        var dataSet = sample()
        dataSet.set(.manufacturer, "ACME")
        dataSet.set(.imageType, "DERIVED", "SECONDARY")
        let region = [PixelRegion(column: 0, row: 0, width: 1, height: 1)]
        #expect(DeviceTemplate(name: "a", manufacturer: "Acme", imageType: ["SECONDARY"], regions: region).fits(dataSet))
        #expect(!DeviceTemplate(name: "b", manufacturer: "Acme", model: "X", regions: region).fits(dataSet))
        #expect(!DeviceTemplate(name: "c", regions: region).fits(dataSet))
    }

    @Test("regions become runs without overlap, cut at the edges of the frame")
    func runs() {
        let regions = [PixelRegion(column: -2, row: 0, width: 4, height: 1), PixelRegion(column: 1, row: 0, width: 3, height: 2)]
        #expect(regions.runs(columns: 10, rows: 5) == [0..<4, 11..<14])
        #expect([PixelRegion(column: .max, row: .min, width: .max, height: .max)].runs(columns: 4, rows: 4).count <= 4)
    }
}
