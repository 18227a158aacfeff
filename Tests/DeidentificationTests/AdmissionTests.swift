import DICOM
import Deidentification
import Testing

@Suite("What goes to quarantine")
struct AdmissionTests {
    @Test("missing or blank identifiers", arguments: [nil, "", " ", "  \0"] as [String?])
    func missing(value: String?) throws {
        for (tag, code) in [
            (Tag.patientID, DeidentificationError.Code.missingPatientID), (.sopInstanceUID, .missingUID), (.studyInstanceUID, .missingUID),
            (.seriesInstanceUID, .missingUID), (.sopClassUID, .missingUID),
        ] {
            var dataSet = sample()
            if let value {
                dataSet.setBytes(tag, vr: tag == .patientID ? .lo : .ui, Array(value.utf8))
            } else {
                dataSet.remove(tag)
            }
            #expect(try refusal(dataSet) == code, "\(tag)")
        }
    }

    @Test("pixels that say they identify")
    func declaredPixels() throws {
        var burned = sample()
        burned.set(.burnedInAnnotation, "YES")
        #expect(try refusal(burned) == .pixelsMayIdentify)
        var face = sample()
        face.set(.recognizableVisualFeatures, "YES")
        #expect(try refusal(face) == .pixelsMayIdentify)
        var clean = sample()
        clean.set(.burnedInAnnotation, "NO")
        clean.set(.recognizableVisualFeatures, "NO")
        #expect(try deidentified(clean).string(.burnedInAnnotation) == "NO")
        #expect(!(try deidentified(sample())).contains(.burnedInAnnotation))
    }

    @Test(
        "screens, ultrasound, films and video that do not deny text",
        arguments: ["7", "7.2", "3.1", "6.1", "77.1.1", "77.1.4.1"])
    func classesWithText(suffix: String) throws {
        var dataSet = sample("1.2.840.10008.5.1.4.1.1." + suffix)
        #expect(try refusal(dataSet) == .pixelsMayIdentify)
        dataSet.set(.burnedInAnnotation, "NO")
        #expect(try refusal(dataSet) == nil)
    }

    @Test("modalities and image types that mean text")
    func modalities() throws {
        for modality in ["US", "ES", "XC", "IVUS"] {
            var dataSet = sample()
            dataSet.set(.modality, modality)
            #expect(try refusal(dataSet) == .pixelsMayIdentify)
        }
        for type in ["SCREEN SAVE", "DOSE_INFO", "CT_SOM5 PROT", "PATIENT PROTOCOL"] {
            var dataSet = sample()
            dataSet.set(.imageType, "DERIVED", "SECONDARY", type)
            #expect(try refusal(dataSet) == .pixelsMayIdentify, "\(type)")
        }
        for type in ["AXIAL", "LOCALIZER", "CT_SOM5 SPI", "MPR"] {
            var dataSet = sample()
            dataSet.set(.imageType, "DERIVED", "SECONDARY", type)
            #expect(try refusal(dataSet) == nil, "\(type)")
        }
    }

    @Test("documents and voices", arguments: ["104.1", "104.2", "104.3", "9.4.1"])
    func documents(suffix: String) throws {
        #expect(try refusal(sample("1.2.840.10008.5.1.4.1.1." + suffix)) == .documentContent)
    }

    @Test("structured reports, unless their content is cleaned", arguments: ["88.11", "88.33", "88.59", "88.67"])
    func reports(suffix: String) throws {
        let report = sample("1.2.840.10008.5.1.4.1.1." + suffix)
        #expect(try refusal(report, profile: .basic) == .documentContent)
        #expect(try refusal(report) == nil)
    }

    @Test("a document inside an object of another class")
    func smuggledDocument() throws {
        var pdf = sample()
        pdf.setBytes(.encapsulatedDocument, vr: .ob, [1, 2])
        #expect(try refusal(pdf) == .documentContent)
        var report = sample()
        report.set(.contentSequence, items: [DataSet()])
        #expect(try refusal(report, profile: .basic) == .documentContent)
    }

    @Test("private SOP classes and directories are refused, standard ones that the tables do not know are not")
    func classes() throws {
        #expect(try refusal(sample("1.3.46.670589.11.0.0.12.1")) == .privateSOPClass)
        #expect(try refusal(sample("1.2.840.10008.5.1.4.1.1.2.99")) == nil)
        var directory = sample()
        directory.set(.directoryRecordSequence, items: [DataSet()])
        #expect(try refusal(directory) == .notAnInstance)
    }

    @Test("waveforms are kept")
    func waveforms() throws {
        #expect(try refusal(sample("1.2.840.10008.5.1.4.1.1.9.1.1")) == nil)
    }

    @Test("no refusal repeats a value of the object")
    func messages() throws {
        var dataSet = sample("1.2.840.10008.5.1.4.1.1.7", patient: "SECRET-ID")
        dataSet.set(.patientName, "Secret^Name")
        for change in 0..<4 {
            switch change {
            case 1: dataSet.set(.burnedInAnnotation, "YES")
            case 2: dataSet.set(.sopClassUID, "1.2.3.77777")
            case 3: dataSet.remove(.studyInstanceUID)
            default: break
            }
            let error = #expect(throws: DeidentificationError.self) { try result(dataSet) }
            let text = error?.description ?? ""
            #expect(
                !text.isEmpty && !text.contains("SECRET") && !text.contains("Secret") && !text.contains("77777")
                    && !text.contains("3680043"))
        }
    }
}
