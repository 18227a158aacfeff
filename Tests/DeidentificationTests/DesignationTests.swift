import DICOM
import Testing

@testable import Deidentification

@Suite("Short texts that no rule lists")
struct DesignationTests {
    private func text(_ value: String, _ tag: Tag, _ vr: VR = .lo) throws -> String? {
        var dataSet = sample()
        dataSet.setBytes(tag, vr: vr, Array(value.utf8))
        return try deidentified(dataSet).string(tag)
    }

    @Test(
        "of devices stay as they are",
        arguments: [
            "SOMATOM Definition AS+", "Optima MR450w", "MAGNETOM Vida", "Aquilion ONE", "Ingenia Elition X", "syngo MR E11", "4.1.3.245",
            "07.0100.0800.1234", "Discovery MI", "uMR 780", "Biograph128_mCT", "Artis zee", "VE11C-SP01", "Brilliance 64", "LightSpeed VCT",
        ])
    func devices(value: String) throws {
        #expect(try text(value, .manufacturerModelName) == value)
        #expect(try text(value, .softwareVersions) == value)
    }

    @Test(
        "that name somebody lose the name, whoever should have written them",
        arguments: [
            ("Dr Kowalski 555-123-4567", ["Kowalski", "4567"]), ("Kowalski SSN 123-45-6789", ["Kowalski", "6789"]),
            ("Kowalski born 04.03.1961", ["Kowalski", "1961"]), ("Hans Kowalski", ["Hans", "Kowalski"]),
            ("kowalski@hosp.de 2021-03-04", ["kowalski", "2021-03-04"]), ("Kowalski 555-1234", ["Kowalski", "1234"]),
        ])
    func persons(value: String, gone: [String]) throws {
        for tag in [Tag.manufacturerModelName, .softwareVersions, .segmentLabel, .beamName, .processingFunction, .lutExplanation] {
            let left = try text(value, tag) ?? ""
            for part in gone { #expect(!left.contains(part), "\(tag): \(left)") }
        }
    }

    @Test("of operators keep the words of the field only")
    func labels() throws {
        #expect(try text("Liver lesion", .segmentLabel) == "Liver lesion")
        #expect(try text("Liver Kowalski", .segmentLabel)?.contains("Kowalski") == false)
    }

    @Test("codes have the form of their scheme, meanings name nobody")
    func codes() throws {
        func item(_ value: String, _ scheme: String, _ meaning: String) throws -> DataSet? {
            var code = DataSet()
            code.set(.codeValue, value)
            code.set(.codingSchemeDesignator, scheme)
            code.set(.codeMeaning, meaning)
            var dataSet = sample()
            dataSet.set(.anatomicRegionSequence, items: [code])
            return try deidentified(dataSet).items(.anatomicRegionSequence).first
        }
        let good = try item("39607008", "SCT", "Lung structure")
        #expect(good?.string(.codeValue) == "39607008")
        #expect(good?.string(.codeMeaning) == "Lung structure")
        let bad = try item("MRN778899", "SCT", "Hans Kowalski 555-123-4567")
        #expect(bad?.string(.codeValue) != "MRN778899")
        #expect(bad?.string(.codeMeaning) == "[removed]" || bad?.string(.codeMeaning) == "REMOVED")
        #expect(try item("11502-2", "LN", "Laboratory report")?.string(.codeValue) == "11502-2")
        #expect(try item("5551234", "LN", "Laboratory report")?.string(.codeValue) != "5551234")
    }

    @Test(
        "dates with Roman months are dates; stages are not",
        arguments: [
            ("born 4 III 61", "III"), ("4.III.1961", "III"), ("biopsy 12.XI.2019", "XI.2019"),
        ])
    func romanMonths(value: String, gone: String) throws {
        #expect(try text(value, .segmentLabel)?.contains(gone) != true)
    }

    @Test("a number to call goes without its area code too")
    func call() throws {
        #expect(try text("call 555 1234 today", .seriesDescription)?.contains("1234") != true)
    }
}
