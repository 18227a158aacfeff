import DICOM
import Foundation
import Quality
import Testing

@Suite("Inspection of an object")
struct InspectionTests {
    @Test("A sound image has no finding and complete minimum metadata")
    func sound() {
        let report = Inspection.report(image())
        #expect(report.findings == [])
        #expect(report.completeness == Dictionary(uniqueKeysWithValues: MinimumAttribute.allCases.map { ($0, true) }))
    }

    @Test("Each attribute of the minimum metadata that is missing is named")
    func minimumMetadata() {
        func check(_ attribute: MinimumAttribute, _ change: (inout DataSet) -> Void) {
            let report = Inspection.report(image(change))
            #expect(report.completeness.filter { !$0.value }.map(\.key) == [attribute])
            #expect(report.findings.contains { $0.rule == .minimumMetadata && $0.severity == .warning })
        }
        check(.patientID) { $0.set(.patientID, "") }
        check(.bodyPartExamined) { $0.remove(.bodyPartExamined) }
        check(.manufacturer) { $0.set(.manufacturer, " ") }
        check(.acquisitionDate) { $0.set(.acquisitionDate, "") }
        check(.sex) { $0.set(.patientSex, "") }
        check(.age) { image in
            image.remove(.patientAge)
            image.set(.patientBirthDate, "")
        }
    }

    @Test("Age may be computed, and the acquisition date may be part of a date and time")
    func substitutes() {
        #expect(Inspection.report(image { $0.remove(.patientAge) }).completeness[.age] == true)
        let report = Inspection.report(
            image {
                $0.set(.acquisitionDate, "")
                $0.set(.acquisitionDateTime, "20200301101500.5+0100")
            })
        #expect(report.completeness[.acquisitionDate] == true)
    }

    @Test("What cannot apply to a report is not asked of it")
    func derived() {
        var document = DataSet()
        document.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.88.11")
        document.set(.modality, "SR")
        let completeness = Inspection.report(document).completeness
        #expect(completeness[.bodyPartExamined] == nil && completeness[.acquisitionDate] == nil)
        #expect(completeness[.manufacturer] == false)
    }

    @Test("Type 1 attributes must have a value and type 2 attributes must be there")
    func requiredAttributes() {
        #expect(rules(image { $0.remove(.rescaleSlope) }) == [.type1])
        #expect(rules(image { $0.set(.pixelSpacing, strings: []) }) == [.type1])
        #expect(rules(image { $0.remove(.accessionNumber) }) == [.type2])
        #expect(rules(image { $0.set(.accessionNumber, "") }) == [])
        #expect(rules(image { $0.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.2.99") }) == [.sopClass])
        #expect(Inspection.inspect(image { $0.remove(.sopClassUID) }).contains { $0.rule == .type1 && $0.path.tag == .sopClassUID })
    }

    @Test("The table of required attributes is whole")
    func table() throws {
        let ct = try #require(RequiredAttributes.requirement(ofSOPClass: "1.2.840.10008.5.1.4.1.1.2"))
        #expect(ct.type1.contains(.sopInstanceUID) && ct.type1.contains(.rescaleIntercept) && ct.type1.contains(.rows))
        #expect(ct.type2.contains(.kvp) && ct.type2.contains(.patientName) && !ct.type2.contains(.modality))
        #expect(Set(ct.type1).isDisjoint(with: ct.type2))
        #expect(RequiredAttributes.requirement(ofSOPClass: "1.2.840.10008.5.1.4.1.1.66.4")?.type1.contains(.segmentSequence) == true)
    }

    @Test("Modality must fit the SOP class; where the class leaves it open nothing is said")
    func modality() {
        #expect(rules(image { $0.set(.modality, "MR") }) == [.modality])
        #expect(
            !rules(
                image {
                    $0.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.7"); $0.set(.modality, "MR")
                }
            ).contains(.modality))
    }

    @Test("A report's tree is judged by its root, not by the attributes of every kind of content item")
    func structuredReport() {
        let requirement = RequiredAttributes.requirement(ofSOPClass: "1.2.840.10008.5.1.4.1.1.88.11")
        #expect(requirement?.type1.contains(.valueType) == true)
        #expect(requirement?.type1.contains(.graphicData) == false)
    }

    @Test("De-identification must be declared, burned-in text is reported")
    func identity() {
        #expect(rules(image { $0.remove(.patientIdentityRemoved) }) == [.deidentification])
        #expect(rules(image { $0.remove(.deidentificationMethod) }) == [.deidentification])
        #expect(rules(image { $0.set(.burnedInAnnotation, "YES") }) == [.burnedIn])
        #expect(rules(image { $0.set(.burnedInAnnotation, "NO") }) == [])
    }

    @Test("Segments need number, label, description, algorithm type and, unless manual, its name")
    func segments() {
        var complete = DataSet()
        complete.set(.segmentNumber, integers: [1])
        complete.set(.segmentLabel, "Lesion")
        complete.set(.segmentDescription, "Index lesion")
        complete.set(.segmentAlgorithmType, "MANUAL")
        var automatic = complete
        automatic.set(.segmentAlgorithmType, "AUTOMATIC")
        automatic.remove(.segmentDescription)
        let findings = Inspection.inspect(image { $0.set(.segmentSequence, items: [complete, automatic]) })
        #expect(findings.map(\.rule) == [.segment, .segment])
        #expect(findings.map(\.path.description) == ["(0062,0002)[1].(0062,0006)", "(0062,0002)[1].(0062,0009)"])
    }

    @Test("No message holds a value of the object")
    func noValues() {
        let findings = Inspection.inspect(
            image {
                $0.set(.patientID, "")
                $0.set(.patientName, "SECRET^NAME")
                $0.set(.patientBirthDate, "19991399")
                $0.set(.studyInstanceUID, "1.2.SECRET")
                $0.set(.modality, "SECRET")
                $0.set(.patientAge, "SECR")
            })
        #expect(findings.count >= 5)
        #expect(findings.allSatisfy { !$0.message.contains("SECR") && !$0.message.contains("1999") })
    }

    @Test("A report survives JSON")
    func codable() throws {
        let report = Inspection.report(
            image {
                $0.remove(.rows); $0.set(.modality, "MR")
            })
        #expect(try JSONDecoder().decode(InspectionReport.self, from: JSONEncoder().encode(report)) == report)
    }

    @Test("An empty object is inspected without a crash")
    func empty() {
        #expect(!Inspection.inspect(DataSet()).isEmpty)
    }
}
