import DICOM
import Testing

@testable import Deidentification

@Suite("Clean Structured Content")
struct StructuredContentTests {
    private func text(_ concept: (String, String, String), _ value: String) -> DataSet {
        contentItem("TEXT", concept) { $0.set(.textValue, value) }
    }

    /// The items after the profile, by code value of their concept.
    private func cleaned(_ items: [DataSet], profile: Profile = .standard) throws -> [String: DataSet] {
        let output = try deidentified(report(items), profile: profile).items(.contentSequence)
        return Dictionary(output.map { ($0.items(.conceptNameCodeSequence).first?.string(.codeValue) ?? "?", $0) }) { first, _ in first }
    }

    @Test("the table is read whole")
    func table() {
        #expect(lines(of: ContentItemTable.text).count == 211)
        #expect(lines(of: ContentItemTable.text).allSatisfy { $0.split(separator: "\t").count == 6 })
        let none = ContentRules(options: [])
        #expect(none.disposition(of: "TEXT", scheme: "DCM", code: "121022") == .remove)
        #expect(none.disposition(of: "TEXT", scheme: "SRT", code: "G-C0E3") == .replace)
        #expect(none.disposition(of: "TEXT", scheme: "SCT", code: "363698007") == .replace)
        #expect(ContentRules(options: [.cleanDescriptors]).disposition(of: "TEXT", scheme: "SNM3", code: "G-C0E3") == .clean)
        #expect(ContentRules(options: [.retainUIDs]).disposition(of: "UIDREF", scheme: "DCM", code: "112040") == .keep)
        #expect(none.disposition(of: "UIDREF", scheme: "DCM", code: "112040") == .replace)
        #expect(none.disposition(of: "CODE", scheme: "DCM", code: "121032") == .remove)
        #expect(ContentRules(options: [.retainPatientCharacteristics]).disposition(of: "CODE", scheme: "DCM", code: "121032") == .keep)
        #expect(none.disposition(of: "HOLOGRAM", scheme: "DCM", code: "1") == .remove)
    }

    @Test("texts are cleaned, those of known words stay; an emptied text says so")
    func texts() throws {
        let output = try cleaned([
            text(("DCM", "121106", "Comment"), "Lung nodule left"), text(("99X", "7", "Own"), "Telefon Änne Müller 0171 2345678"),
        ])
        #expect(output["121106"]?.string(.textValue) == "Lung nodule left")
        let other = try #require(output["7"]?.string(.textValue))
        #expect(!other.isEmpty && !other.contains("Müller") && !other.contains("2345678"))
    }

    @Test("observer context: names are replaced, numbers and places removed, the device's UID is given another")
    func observer() throws {
        let output = try cleaned([
            contentItem("PNAME", ("DCM", "121008", "Person Observer Name")) { $0.set(.personName, "Reader^Rita") },
            text(("DCM", "121009", "Person Observer's Organization Name"), "Charité"),
            contentItem("UIDREF", ("DCM", "121012", "Device Observer UID")) { $0.set(.uid, "1.2.3.99") },
            text(("DCM", "121013", "Device Observer Name"), "STATION7"), text(("DCM", "121016", "Device Observer Serial Number"), "SN 4"),
            text(("DCM", "121017", "Device Observer Physical Location"), "Room 7"),
            text(("DCM", "121015", "Device Observer Model Name"), "CT"),
        ])
        #expect(Set(output.keys) == ["121008", "121012", "121015"])
        #expect(output["121008"]?.string(.personName) == "REMOVED")
        #expect(output["121012"]?.string(.uid) == (try testKey().uid(for: "1.2.3.99")))
        let device = Profile(name: "d", options: [.cleanStructuredContent, .retainDeviceIdentity, .retainInstitutionIdentity])
        let kept = try cleaned(
            [text(("DCM", "121013", "Device Observer Name"), "STATION7"), text(("DCM", "121009", "Organization"), "Charité")],
            profile: device)
        #expect(kept["121013"]?.string(.textValue) == "STATION7" && kept["121009"]?.string(.textValue) == "Charité")
    }

    @Test("subject context: the pseudonym for name and identifier, sex and capped age kept, birth date removed")
    func subject() throws {
        var years = DataSet()
        years.set(.codeValue, "a")
        years.set(.codingSchemeDesignator, "UCUM")
        years.set(.codeMeaning, "year")
        var age = DataSet()
        age.set(.numericValue, "93")
        age.set(.measurementUnitsCodeSequence, items: [years])
        var female = DataSet()
        female.set(.codeValue, "F")
        female.set(.codingSchemeDesignator, "DCM")
        female.set(.codeMeaning, "Female")
        let items = [
            contentItem("PNAME", ("DCM", "121029", "Subject Name")) { $0.set(.personName, "Müller^Änne") },
            text(("DCM", "121030", "Subject ID"), "4711"),
            contentItem("DATE", ("DCM", "121031", "Subject Birth Date")) { $0.set(.date, "19260708") },
            contentItem("CODE", ("DCM", "121032", "Subject Sex")) { $0.set(.conceptCodeSequence, items: [female]) },
            contentItem("NUM", ("DCM", "121033", "Subject Age")) { $0.set(.measuredValueSequence, items: [age]) },
        ]
        let pseudonym = try testKey().patientIdentifier(for: "4711")
        let output = try cleaned(items)
        #expect(output["121029"]?.string(.personName) == pseudonym && output["121030"]?.string(.textValue) == pseudonym)
        #expect(output["121031"] == nil)
        #expect(output["121032"]?.items(.conceptCodeSequence).first?.string(.codeValue) == "F")
        #expect(output["121033"]?.items(.measuredValueSequence).first?.string(.numericValue) == "90")
        let units = output["121033"]?.items(.measuredValueSequence).first?.items(.measurementUnitsCodeSequence).first
        #expect(units?.string(.codeValue) == "a")
        let strict = try cleaned(items, profile: Profile(name: "s", options: [.cleanStructuredContent]))
        #expect(Set(strict.keys) == ["121029", "121030"])
    }

    @Test("dates move by the patient's days, times stay, numbers and coordinates stay")
    func values() throws {
        var value = DataSet()
        value.set(.numericValue, "12.5")
        let output = try cleaned([
            contentItem("DATE", ("DCM", "111060", "Study Date")) { $0.set(.date, "20190304") },
            contentItem("TIME", ("DCM", "111061", "Study Time")) { $0.set(.time, "101112") },
            contentItem("DATETIME", ("99X", "8", "Own")) { $0.set(.dateTime, "20190304101112") },
            contentItem("NUM", ("SCT", "410668003", "Length")) { $0.set(.measuredValueSequence, items: [value]) },
            contentItem("SCOORD", ("DCM", "111030", "Image Region")) { $0.set(.graphicType, "POINT") },
            contentItem("HOLOGRAM", ("DCM", "1", "Unknown")) { $0.set(.textValue, "secret") },
        ])
        let shift = DateShift(days: try testKey().dateShift(forPatient: "4711"))
        let day = try #require(shift.shifted("20190304"))
        #expect(output["111060"]?.string(.date) == day && output["111061"]?.string(.time) == "101112")
        #expect(output["8"]?.string(.dateTime) == day + "101112")
        #expect(output["410668003"]?.items(.measuredValueSequence).first?.string(.numericValue) == "12.5")
        #expect(output["111030"]?.string(.graphicType) == "POINT")
        #expect(output["1"] == nil)
    }

    @Test("references to images are given the images' new UIDs, at any depth")
    func references() throws {
        let uid = "1.2.826.0.1.3680043.2.1125.2"
        let image = contentItem("IMAGE", ("DCM", "121112", "Source of Measurement")) {
            $0.set(.referencedSOPSequence, items: [reference(to: uid)])
        }
        var item = image
        for _ in 0..<20 {
            let inner = item
            item = contentItem("CONTAINER", ("DCM", "125007", "Measurement Group")) { $0.set(.contentSequence, items: [inner]) }
        }
        var output = try deidentified(report([item]))
        for _ in 0..<21 { output = try #require(output.items(.contentSequence).first) }
        #expect(output.items(.referencedSOPSequence).first?.string(.referencedSOPInstanceUID) == (try testKey().uid(for: uid)))
    }

    @Test("nothing below the greatest depth is kept, and nothing crashes")
    func depth() throws {
        var item = text(("99X", "7", "Own"), "secret")
        for _ in 0..<500 {
            let inner = item
            item = contentItem("CONTAINER", ("DCM", "125007", "Measurement Group")) { $0.set(.contentSequence, items: [inner]) }
        }
        var deepest = try deidentified(report([item]))
        var depth = 0
        while let next = deepest.items(.contentSequence).first {
            deepest = next
            depth += 1
        }
        #expect(depth > 20 && depth <= 64)
    }

    @Test("where items refer to others by position none is removed")
    func positions() throws {
        let items = [
            text(("DCM", "121022", "Accession Number"), "A-12345"),
            contentItem("DATE", ("DCM", "121031", "Subject Birth Date")) { $0.set(.date, "19440708") },
            contentItem("NUM", ("SCT", "410668003", "Length")) { item in
                var byPosition = DataSet()
                byPosition.set(.relationshipType, "INFERRED FROM")
                byPosition.set(.referencedContentItemIdentifier, integers: [1, 2])
                item.set(.contentSequence, items: [byPosition])
            },
        ]
        let output = try deidentified(report(items)).items(.contentSequence)
        #expect(output.count == 3)
        #expect(output[0].string(.textValue) == "REMOVED" && output[1].string(.date) == "19000101")
        #expect(try deidentified(report(Array(items.prefix(2)))).items(.contentSequence).isEmpty)
    }
}
