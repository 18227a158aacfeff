import DICOM
import Testing

@testable import Deidentification

@Suite("Actions of the Basic Profile")
struct ActionTests {
    @Test("X removes, Z empties, D replaces by a valid dummy")
    func plainActions() throws {
        var dataSet = sample()
        dataSet.set(.institutionAddress, "Main Street 1")
        dataSet.set(.seriesDescription, "Thorax Müller")
        dataSet.set(.accessionNumber, "A123")
        dataSet.set(.referringPhysicianName, "Smith^John")
        dataSet.set(.clinicalTrialSubjectID, "S-12")
        let output = try deidentified(dataSet, profile: .basic)
        #expect(!output.contains(.institutionAddress))
        #expect(!output.contains(.seriesDescription))
        #expect(output[.accessionNumber]?.isEmpty == true)
        #expect(output[.referringPhysicianName]?.isEmpty == true)
        #expect(output.string(.clinicalTrialSubjectID) == "REMOVED")
        #expect(output[.patientBirthDate]?.isEmpty == true)
    }

    @Test("the patient gets a pseudonym, in name and identifier")
    func patient() throws {
        let output = try result(sample(patient: "4711 "))
        #expect(output.pseudonym == (try testKey().patientIdentifier(for: "4711")))
        #expect(output.file.dataSet.string(.patientID) == output.pseudonym)
        #expect(output.file.dataSet.string(.patientName) == output.pseudonym)
        #expect(output.originalPatientIDDigest != output.pseudonym)
    }

    @Test("conditional codes follow the type in the IOD")
    func conditionalCodes() throws {
        // Series Date (X/D) is of type 3 in CT and of type 1 in none of its modules; Acquisition DateTime (X/Z/D) is of type 1C in
        // Enhanced MR; Device Serial Number (X/Z/D) is of type 1 in Enhanced General Equipment.
        var ct = sample()
        ct.set(.seriesDate, "20190304")
        ct.set(.deviceSerialNumber, "SN 99")
        ct.set(.institutionName, "Charité")
        ct.set(.contentDate, "20190304")
        ct.set(.referencedStudySequence, items: [DataSet()])
        let plain = try deidentified(ct, profile: .basic)
        #expect(!plain.contains(.seriesDate))
        #expect(!plain.contains(.deviceSerialNumber))
        #expect(!plain.contains(.institutionName))
        #expect(plain[.contentDate]?.isEmpty == true)
        #expect(!plain.contains(.referencedStudySequence))

        var enhanced = sample("1.2.840.10008.5.1.4.1.1.4.1")
        enhanced.set(.deviceSerialNumber, "SN 99")
        enhanced.set(.acquisitionDateTime, "20190304101112")
        enhanced.set(.contentDate, "20190304")
        let output = try deidentified(enhanced, profile: .basic)
        #expect(output.string(.deviceSerialNumber) == "REMOVED")
        #expect(output.string(.acquisitionDateTime) == "19000101000000")
        #expect(output.string(.contentDate) == "19000101")
    }

    @Test("every conditional code resolves to an unconditional one, and never to more than the code allows")
    func resolution() {
        let types: [AttributeType] = [.mandatory, .mayBeEmpty, .optional, .unknown]
        for code in ActionCode.allCases {
            for type in types {
                let resolved = code.resolved(for: type)
                #expect(!resolved.rawValue.contains("/"))
                if code.rawValue.hasPrefix("X/"), type == .optional { #expect(resolved == .remove) }
                if code.rawValue.contains("/"), type == .mandatory { #expect(resolved == .replace || resolved == .keep) }
                if !code.rawValue.contains("/") { #expect(resolved == code) }
            }
        }
        #expect(ActionCode.emptyOrReplace.resolved(for: .mayBeEmpty) == .empty)
        #expect(ActionCode.removeOrEmptyOrReplaceUIDs.resolved(for: .mandatory) == .keep)
    }

    @Test("sequences of references (X/Z/U*) are removed where optional and kept with new UIDs where mandatory")
    func references() throws {
        var reference = DataSet()
        reference.set(.referencedSOPClassUID, ctClass)
        reference.set(.referencedSOPInstanceUID, "1.2.826.0.1.3680043.2.1125.2")
        var ct = sample()
        ct.set(.sourceImageSequence, items: [reference])
        #expect(!(try deidentified(ct)).contains(.sourceImageSequence))

        // A functional group: its macros are not known, so the reference is kept.
        var groups = DataSet()
        var derivation = DataSet()
        derivation.set(.sourceImageSequence, items: [reference])
        groups.set(.derivationImageSequence, items: [derivation])
        var segmentation = sample("1.2.840.10008.5.1.4.1.1.66.4")
        segmentation.set(.perFrameFunctionalGroupsSequence, items: [groups])
        let output = try deidentified(segmentation)
        let path = try #require(TagPath("(5200,9230)[0].(0008,9124)[0].(0008,2112)[0].(0008,1155)"))
        let uid = try #require(output[path]?.bytes.map { String(decoding: $0, as: UTF8.self) })
        #expect(uid.hasPrefix(try testKey().uid(for: "1.2.826.0.1.3680043.2.1125.2")))
    }

    @Test("dummies hold as many values as the VM demands and are valid for their VR")
    func dummies() {
        #expect(DummyValue.bytes(for: .imagePositionPatient, vr: .ds) == Array(#"0\0\0"#.utf8))
        #expect(DummyValue.bytes(for: .patientAge, vr: .as) == Array("000Y".utf8))
        #expect(DummyValue.bytes(for: .rows, vr: .us) == [0, 0])
        #expect(DummyValue.bytes(for: .diffusionBValue, vr: .fd)?.count == 8)
        #expect(DummyValue.bytes(for: .contentSequence, vr: .sq) == nil)
        for vr in VR.allCases where vr != .sq {
            #expect(DummyValue.bytes(for: .patientID, vr: vr)?.isEmpty == false)
        }
    }

    @Test("a dummy sequence keeps its structure, not its words")
    func dummySequence() throws {
        let output = try deidentified(presentationState(), profile: .basic)
        let items = output.items(.graphicAnnotationSequence)
        #expect(items.count == 1)
        #expect(items.first?.string(.graphicLayer) == "LAYER1")
        #expect(items.first?.items(.textObjectSequence).first?.string(.unformattedTextValue) == "REMOVED")
    }

    @Test("private elements, group lengths, curves and overlays are removed at every depth")
    func groups() throws {
        func planted() -> DataSet {
            var dataSet = DataSet()
            dataSet.setBytes(Tag(0x0009, 0x0010), vr: .lo, Array("ACME 1.0".utf8))
            dataSet.setBytes(Tag(0x0009, 0x1001), vr: .lo, Array("Müller".utf8))
            dataSet.setBytes(Tag(0x5002, 0x3000), vr: .ow, [1, 2])
            dataSet.setBytes(Tag(0x5002, 0x0022), vr: .lo, Array("label ".utf8))
            dataSet.setBytes(Tag(0x6000, 0x3000), vr: .ow, [1, 2])
            dataSet.setBytes(Tag(0x6002, 0x0010), vr: .us, [1, 0])
            dataSet.setBytes(Tag(0x601E, 0x4000), vr: .lt, Array("note".utf8))
            return dataSet
        }
        var dataSet = sample()
        var outer = planted()
        outer.set(.anatomicRegionSequence, items: [planted()])
        for element in planted().elements { dataSet[element.tag] = element }
        dataSet.set(.anatomicRegionSequence, items: [outer])
        let output = try deidentified(dataSet)
        output.visit { path, element in
            #expect(!ConfidentialityTable.isRemovedGroup(element.tag), "\(path)")
        }
        #expect(output.items(.anatomicRegionSequence).first?.items(.anatomicRegionSequence).first?.isEmpty == true)
    }

    @Test("what the table does not list is kept only where it can be trusted")
    func unlisted() throws {
        var dataSet = sample()
        dataSet.set(.manufacturer, "ACME")
        dataSet.set(.bodyPartExamined, "CHEST")
        dataSet.set(.kvp, "120")
        dataSet.set(.sliceThickness, "Müller")
        dataSet.setBytes(.retrieveURL, vr: .ur, Array("https://pacs.example".utf8))
        dataSet.set(.segmentDescription, "seen by Smith")
        dataSet.setBytes(Tag(0x0018, 0x9FFE), vr: .lo, Array("unknown element".utf8))
        dataSet.setBytes(.convolutionKernel, vr: .un, Array("B30f".utf8))
        dataSet.setBytes(.gantryDetectorTilt, vr: .un, Array("Smith ".utf8))
        dataSet.setBytes(.evaluatorName, vr: .un, Array("Smith ".utf8))
        dataSet.setBytes(.windowCenter, vr: .lt, Array("Smith ".utf8))
        dataSet.setBytes(.frameOfReferenceUID, vr: .ui, Array("1.2.3.4\0".utf8))
        dataSet.setBytes(.tableFrameOfReferenceUID, vr: .ui, Array("1.2.3.4\0".utf8))
        let output = try deidentified(dataSet)
        #expect(output.string(.manufacturer) == "ACME")
        #expect(output.string(.bodyPartExamined) == "CHEST")
        #expect(output.string(.kvp) == "120")
        #expect(output[.convolutionKernel] == DataElement(tag: .convolutionKernel, vr: .sh, bytes: Array("B30f".utf8)))
        for tag in [
            Tag.sliceThickness, .evaluatorName, .retrieveURL, Tag(0x0018, 0x9FFE), .gantryDetectorTilt, .windowCenter,
        ] {
            #expect(!output.contains(tag), "\(tag)")
        }
        #expect(output.string(.segmentDescription)?.contains("Smith") != true)
        #expect(!(try deidentified(dataSet, profile: .basic)).contains(.segmentDescription))
        #expect(output.string(.tableFrameOfReferenceUID) == output.string(.frameOfReferenceUID))
        #expect(output.string(.frameOfReferenceUID) == (try testKey().uid(for: "1.2.3.4")))
    }

    @Test("the patient's own names and numbers are found in texts that are kept")
    func ownTerms() throws {
        var dataSet = sample(patient: "MRN-20394")
        dataSet.set(.manufacturerModelName, "Scanner for MÜLLER, Änne")
        dataSet.set(.softwareVersions, "mrn-20394/3")
        dataSet.set(.segmentLabel, "Muller")
        dataSet.set(.convolutionKernel, "B30f")
        let output = try deidentified(dataSet)
        #expect(output.string(.manufacturerModelName) == "Scanner for [removed]")
        #expect(output.string(.softwareVersions) == "[removed]/3")
        #expect(output.string(.segmentLabel) == "REMOVED")
        #expect(output.string(.convolutionKernel) == "B30f")
    }

    @Test("overlays in unused bits of pixels are cleared, or refused where that cannot be done")
    func embeddedOverlay() throws {
        var dataSet = sample()
        dataSet.set(.rows, integers: [1])
        dataSet.set(.columns, integers: [2])
        dataSet.set(.samplesPerPixel, integers: [1])
        dataSet.set(.photometricInterpretation, "MONOCHROME2")
        dataSet.set(.pixelRepresentation, integers: [0])
        dataSet.set(.bitsAllocated, integers: [16])
        dataSet.set(.bitsStored, integers: [12])
        dataSet.set(.highBit, integers: [11])
        dataSet.set(Tag(0x6000, 0x0100), integers: [16], vr: .us)
        dataSet.set(Tag(0x6000, 0x0102), integers: [12], vr: .us)
        dataSet.setBytes(.pixelData, vr: .ow, [0x34, 0x12, 0xFF, 0xFF])
        #expect(try deidentified(dataSet)[.pixelData]?.bytes.map(Array.init) == [0x34, 0x02, 0xFF, 0x0F])
        dataSet.set(.bitsStored, integers: [16])
        #expect(try refusal(dataSet) == .pixelsMayIdentify)
    }
}
