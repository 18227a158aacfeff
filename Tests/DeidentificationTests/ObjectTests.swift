import DICOM
import Foundation
import Testing

@testable import Deidentification

@Suite("Whole objects")
struct ObjectTests {
    @Test("the object declares what was done")
    func declaration() throws {
        let output = try deidentified(sample())
        #expect(output.string(.patientIdentityRemoved) == "YES")
        let codes = output.items(.deidentificationMethodCodeSequence)
        #expect(codes.map { $0.string(.codeValue) } == ["113100", "113103", "113104", "113105", "113107", "113108"])
        #expect(codes.allSatisfy { $0.string(.codingSchemeDesignator) == "DCM" })
        #expect(codes.map { $0.string(.codeMeaning) }.contains("Retain Longitudinal Temporal Information Modified Dates Option"))
        #expect(output.strings(.deidentificationMethod).allSatisfy { !$0.isEmpty && $0.count <= 64 })
        #expect(output.string(.longitudinalTemporalInformationModified) == "MODIFIED")

        let basic = try deidentified(sample(), profile: .basic)
        #expect(basic.items(.deidentificationMethodCodeSequence).map { $0.string(.codeValue) } == ["113100"])
        #expect(basic.string(.longitudinalTemporalInformationModified) == "REMOVED")
    }

    @Test("of an earlier de-identification only what still holds is declared, and none of its words are kept")
    func earlierDeclaration() throws {
        var dataSet = sample()
        dataSet.set(.deidentificationMethod, "by John Smith")
        dataSet.set(
            .deidentificationMethodCodeSequence,
            items: ["113101", "113110", "113100", "113107", "SMITH"].map { value in
                var item = DataSet()
                item.set(.codeValue, value)
                item.set(.codingSchemeDesignator, "DCM")
                item.set(.codeMeaning, "by John Smith")
                return item
            })
        let output = try deidentified(dataSet)
        let codes = output.items(.deidentificationMethodCodeSequence)
        #expect(codes.map { $0.string(.codeValue) } == ["113100", "113103", "113104", "113105", "113107", "113108"])
        #expect(!codes.contains { $0.string(.codeMeaning)?.contains("Smith") == true })
        #expect(output.strings(.deidentificationMethod).allSatisfy { !$0.contains("Smith") })
    }

    @Test("references between two files survive, and standard UIDs stay")
    func references() throws {
        var image = sample(number: 1)
        image.set(.frameOfReferenceUID, "1.2.3.4.5")
        var structures = sample("1.2.840.10008.5.1.4.1.1.481.3", number: 2)
        var reference = DataSet()
        reference.set(.referencedSOPClassUID, ctClass)
        reference.set(.referencedSOPInstanceUID, image.string(.sopInstanceUID) ?? "")
        var contour = DataSet()
        contour.set(.contourImageSequence, items: [reference])
        var roi = DataSet()
        roi.set(.contourSequence, items: [contour])
        structures.set(.roiContourSequence, items: [roi])
        structures.set(.frameOfReferenceUID, "1.2.3.4.5")
        let first = try deidentified(image)
        let second = try deidentified(structures)
        for tag in [Tag.studyInstanceUID, .seriesInstanceUID, .frameOfReferenceUID, .patientID] {
            #expect(first.string(tag) == second.string(tag))
        }
        #expect(first.string(.sopClassUID) == ctClass)
        let inner = second.items(.roiContourSequence).first?.items(.contourSequence).first?.items(.contourImageSequence).first
        #expect(inner?.string(.referencedSOPInstanceUID) == first.string(.sopInstanceUID))
        #expect(inner?.string(.referencedSOPClassUID) == ctClass)
        #expect(first.string(.sopInstanceUID) != second.string(.sopInstanceUID))
    }

    @Test("identifiers of another patient in an item get that patient's pseudonym")
    func otherPatient() throws {
        var other = DataSet()
        other.set(.patientID, "0815")
        other.set(.patientName, "Maier^Otto")
        var dataSet = sample()
        dataSet.set(.anatomicRegionSequence, items: [other])
        let item = try #require(try deidentified(dataSet).items(.anatomicRegionSequence).first)
        let pseudonym = try testKey().patientIdentifier(for: "0815")
        #expect(item.string(.patientName) == pseudonym)
        #expect(item.string(.patientID) == pseudonym)
    }

    @Test("the same input and key give the same bytes, other keys others")
    func determinism() throws {
        let first = try result(sample()).file.encoded()
        #expect(try result(sample()).file.encoded() == first)
        let other = try Deidentifier(profile: .standard, key: testKey(9)).deidentify(file(sample()))
        #expect(try other.file.encoded() != first)
    }

    @Test("file meta information is made anew and the preamble emptied")
    func fileMetaInformation() throws {
        var bytes = try file(sample()).encoded()
        bytes.replaceSubrange(0..<6, with: Array("MULLER".utf8))
        var input = try DICOMFile(bytes: bytes)
        input.fileMetaInformation.setBytes(Tag(0x0002, 0x0016), vr: .ae, Array("STATION7".utf8))
        input.fileMetaInformation.setBytes(Tag(0x0002, 0x0102), vr: .ob, Array("SECRET".utf8))
        let output = try Deidentifier(profile: .standard, key: testKey()).deidentify(DICOMFile(bytes: input.encoded()))
        let written = try output.file.encoded()
        #expect(written[0..<128].allSatisfy { $0 == 0 })
        let read = try DICOMFile(bytes: written)
        #expect(read.fileMetaInformation.string(Tag(0x0002, 0x0003)) == output.sopInstanceUID)
        #expect(read.dataSet.string(.sopInstanceUID) == output.sopInstanceUID)
        #expect(!read.fileMetaInformation.contains(Tag(0x0002, 0x0016)))
        #expect(!read.fileMetaInformation.contains(Tag(0x0002, 0x0102)))
        #expect(read.transferSyntax == .explicitVRLittleEndian)
    }

    @Test("a second pass changes nothing but identifiers, UIDs and dates")
    func idempotence() throws {
        var dataSet = sample()
        dataSet.set(.manufacturer, "ACME")
        dataSet.set(.accessionNumber, "A1")
        dataSet.set(.clinicalTrialSubjectID, "S1")
        dataSet.set(.sliceThickness, "1.25")
        let once = try deidentified(dataSet)
        let twice = try deidentified(once)
        #expect(once.elements.map(\.tag) == twice.elements.map(\.tag))
        for (first, second) in zip(once.elements, twice.elements) {
            if [.patientID, .patientName].contains(first.tag) || first.vr == .ui || first.vr == .da { continue }
            #expect(first == second, "\(first.tag)")
        }
    }

    @Test("the report tells paths and actions, never values, and survives JSON")
    func report() throws {
        var item = DataSet()
        item.set(.codeMeaning, "Müller's lung")
        item.set(.institutionName, "SECRET CLINIC")
        var dataSet = sample(patient: "SECRET-ID")
        dataSet.set(.seriesDescription, "SECRET TEXT")
        dataSet.set(.anatomicRegionSequence, items: [item])
        let report = try result(dataSet).report
        #expect(report.codes.map(\.value) == ["113100", "113103", "113104", "113105", "113107", "113108"])
        #expect(report.changes.contains { $0.path == "(0008,103E)" && [.removed, .cleaned].contains($0.action) && $0.vr == .lo })
        #expect(!report.textRemovals.isEmpty && report.format == DeidentificationReport.currentFormat)
        #expect(report.changes.contains { $0.path == "(0008,2218)[0].(0008,0080)" && $0.action == .removed })
        #expect(report.changes.contains { $0.path == "(0008,0018)" && $0.action == .replacedUID })
        #expect(report.changes.contains { $0.path == "(0008,0020)" && $0.action == .cleaned })
        #expect(report.counts[.kept, default: 0] == report.keptCount && report.keptCount > 3)
        for action in DeidentificationReport.Action.allCases where action != .kept {
            #expect(report.counts[action, default: 0] == report.changes.count(where: { $0.action == action }))
        }
        let json = try JSONEncoder().encode(report)
        let text = String(decoding: json, as: UTF8.self)
        #expect(!text.contains("SECRET") && !text.contains("3680043") && !text.contains("2019"))
        #expect(try JSONDecoder().decode(DeidentificationReport.self, from: json) == report)
    }

    @Test("text of items still reads in its character set")
    func characterSets() throws {
        var item = DataSet()
        item.set(.codingSchemeDesignator, "SCT")
        item.set(.codeMeaning, "Größe")
        var dataSet = sample()
        dataSet.set(.patientName, "Schmidt^Otto")
        dataSet.set(.anatomicRegionSequence, items: [item])
        #expect(try deidentified(dataSet).items(.anatomicRegionSequence).first?.string(.codeMeaning) == "Größe")
    }
}
