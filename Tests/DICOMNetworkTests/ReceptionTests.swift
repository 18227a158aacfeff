import DICOM
import Testing

@testable import DICOMNetwork

@Suite("What is proposed for a C-GET")
struct ReceptionTests {
    @Test("fits one association with the context of C-GET, and has every class uncompressed")
    func contexts() {
        let receptions = ProposedContext.receptions
        #expect(receptions.count <= 127)
        let plain = receptions.filter { $0.transferSyntaxes == ProposedContext.uncompressed }.map(\.abstractSyntax)
        #expect(Set(plain) == Set(StorageSOPClasses.common))
    }

    @Test("has images in every syntax that they are kept in", arguments: ["2", "4", "20", "128", "1.2", "77.1.6", "66.4", "481.2"])
    func images(_ suffix: String) throws {
        let receptions = ProposedContext.receptions.filter { $0.abstractSyntax == "1.2.840.10008.5.1.4.1.1.\(suffix)" }
        #expect(receptions.count == 2)
        let syntaxes = Set(receptions.flatMap(\.transferSyntaxes).map(\.uid))
        for uid in ["50", "51", "57", "70", "80", "81", "90", "91", "201", "202", "203"] {
            #expect(syntaxes.contains("1.2.840.10008.1.2.4.\(uid)"), "\(uid)")
        }
        #expect(syntaxes.contains(TransferSyntax.rleLossless.uid))
        #expect(receptions.allSatisfy { $0.role?.isProvider == true && $0.role?.isUser == false })
    }

    @Test("has no class without pixels compressed, and knows none that is not proposed")
    func withoutPixels() {
        #expect(StorageSOPClasses.withoutPixels.isSubset(of: StorageSOPClasses.common))
        let reports = ProposedContext.receptions.filter { $0.abstractSyntax == "1.2.840.10008.5.1.4.1.1.88.33" }
        #expect(reports.map(\.transferSyntaxes) == [ProposedContext.uncompressed])
    }
}
