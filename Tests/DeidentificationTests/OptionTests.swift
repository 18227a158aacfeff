import DICOM
import Testing

@testable import Deidentification

@Suite("Options of the profile")
struct OptionTests {
    /// The options that have a column in Table E.1-1, in the table's order.
    static let columns: [ProfileOption] = [
        .cleanDescriptors, .cleanStructuredContent, .retainLongitudinalTemporalInformationFullDates,
        .retainLongitudinalTemporalInformationModifiedDates, .retainUIDs, .retainPatientCharacteristics, .retainDeviceIdentity,
        .retainInstitutionIdentity, .cleanGraphics,
    ]

    /// How many rows each option overrides, private attributes and repeating groups apart, counted in the source with other tools.
    static let rowCounts = [125, 3, 165, 165, 59, 13, 57, 10, 1]

    /// Facts known outside of the patient's history: moved, they would tell the shift.
    static let notMoved: Set<Tag> = [
        .dateOfManufacture, .dateOfInstallation, .contextGroupVersion, .contextGroupLocalVersion, .templateVersion, .templateLocalVersion,
    ]

    @Test("each option does to each attribute what its column says, and nothing where it says nothing", arguments: 0..<9)
    func everyRow(column: Int) throws {
        let option = Self.columns[column]
        let profile = Profile(name: "one", options: [option])
        let shift = DateShift(days: try testKey().dateShift(forPatient: "4711"))
        var overridden = 0
        for (number, row) in TableTests.rows.enumerated() {
            if row.options[column] != "." { overridden += 1 }
            let isContent = row.tag == .contentSequence && option != .cleanStructuredContent
            if row.tag.group < 8 || isContent || row.tag == .encapsulatedDocument { continue }
            if [.patientID, .patientName, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID].contains(row.tag) { continue }
            var dataSet = sample()
            // Without birth date no age is derived, which would differ between the profiles.
            dataSet.remove(.patientBirthDate)
            let (element, value) = TableTests.planted(row.tag, number: number)
            dataSet[row.tag] = element
            let after = try deidentified(dataSet, profile: profile)[row.tag]
            switch row.options[column] {
            case "K":
                if row.tag == .timezoneOffsetFromUTC {
                    // The planted value is no offset.
                    #expect(after == nil)
                } else if element.vr == .sq {
                    #expect(after?.items.count == 1, "\(row.tag)")
                } else {
                    let expected = element.vr == .as ? DataElement(tag: row.tag, vr: .as, bytes: Array("090Y".utf8)) : element
                    #expect(after == expected, "\(row.tag)")
                }
            case "C":
                if element.vr == .tm {
                    #expect(after == element, "\(row.tag)")
                } else if [.da, .dt].contains(element.vr), !Self.notMoved.contains(row.tag) {
                    let day = String(decoding: after?.bytes?.prefix(8) ?? [], as: UTF8.self)
                    #expect(day == shift.shifted("19870613"), "\(row.tag)")
                } else if element.vr == .sq {
                    #expect(after?.items.count == 1 || row.tag == .contentSequence, "\(row.tag)")
                    if let value { #expect(!TableTests.occurs(value, in: after), "\(row.tag)") }
                } else if let value {
                    #expect(!TableTests.occurs(value, in: after), "\(row.tag)")
                    if element.vr == .ae { #expect(after?.bytes?.count == 16, "\(row.tag)") }
                }
            default:
                let basic = try deidentified(dataSet, profile: .basic)[row.tag]
                // Items of a sequence that stays may hold what the option is about.
                if element.vr == .sq {
                    #expect(after?.items.count == basic?.items.count, "\(row.tag)")
                } else {
                    #expect(after == basic, "\(row.tag)")
                }
            }
        }
        #expect(overridden == Self.rowCounts[column], "\(option): \(overridden)")
    }

    @Test("every option is declared with its code, in words and truthfully")
    func declarations() throws {
        for option in ProfileOption.allCases {
            let output = try deidentified(sample(), profile: Profile(name: "one", options: [option]))
            let codes = output.items(.deidentificationMethodCodeSequence).compactMap { $0.string(.codeValue) }
            // Nothing was done to pixels here, so nothing is declared of them.
            let expected = option.isAboutPixels ? ["113100"] : ["113100", option.code.value]
            #expect(codes == expected)
            for code in codes { #expect(output.strings(.deidentificationMethod).contains { $0.contains(code) }) }
            let dates: [ProfileOption: String] = [
                .retainLongitudinalTemporalInformationFullDates: "UNMODIFIED",
                .retainLongitudinalTemporalInformationModifiedDates: "MODIFIED",
            ]
            #expect(output.string(.longitudinalTemporalInformationModified) == dates[option] ?? "REMOVED")
        }
        let all = try deidentified(sample(), profile: Profile(name: "all", options: Set(ProfileOption.allCases)))
        let codes = all.items(.deidentificationMethodCodeSequence).compactMap { $0.string(.codeValue) }
        #expect(codes == ["113100", "113103", "113104", "113105", "113107", "113108", "113109", "113110", "113111", "113112"])
        let words = all.strings(.deidentificationMethod)
        #expect(words.allSatisfy { $0.count <= 64 })
        for code in codes { #expect(words.contains { $0.contains(code) }) }
    }

    @Test("where options contradict each other the stricter holds")
    func conflicts() throws {
        let both = Profile(
            name: "both", options: [.retainLongitudinalTemporalInformationFullDates, .retainLongitudinalTemporalInformationModifiedDates])
        #expect(both.options == [.retainLongitudinalTemporalInformationModifiedDates])
        var dataSet = sample()
        dataSet.set(.dateOfLastCalibration, "20180102")
        dataSet.set(.dateOfManufacture, "20100304")
        let moved = try deidentified(dataSet, profile: Profile(name: "b", options: both.options.union([.retainDeviceIdentity])))
        #expect(moved.string(.dateOfLastCalibration) != "20180102" && moved.string(.dateOfLastCalibration) != nil)
        #expect(!moved.contains(.dateOfManufacture))
        let kept = try deidentified(dataSet, profile: Profile(name: "d", options: [.retainDeviceIdentity]))
        #expect(kept.string(.dateOfLastCalibration) == "20180102" && kept.string(.dateOfManufacture) == "20100304")
    }

    @Test("what options keep passes the checks: no name of the patient, no words in UIDs, no text in dates")
    func checks() throws {
        let profile = Profile(
            name: "keep",
            options: [
                .retainDeviceIdentity, .retainInstitutionIdentity, .retainUIDs, .retainLongitudinalTemporalInformationFullDates,
                .retainPatientCharacteristics,
            ])
        var dataSet = sample()
        dataSet.set(.institutionName, "Praxis Müller")
        dataSet.set(.stationName, "CT7")
        dataSet.setBytes(.frameOfReferenceUID, vr: .ui, Array("Smith.1.2".utf8))
        dataSet.setBytes(.studyDate, vr: .da, Array("Smith   ".utf8))
        dataSet.setBytes(.seriesDate, vr: .da, Array("20190304".utf8))
        dataSet.set(.timezoneOffsetFromUTC, "Smith")
        let output = try deidentified(dataSet, profile: profile)
        #expect(output.string(.institutionName) == "REMOVED")
        #expect(output.string(.stationName) == "CT7")
        #expect(output.string(.frameOfReferenceUID) == (try testKey().uid(for: "Smith.1.2")))
        #expect(output.string(.sopInstanceUID) == dataSet.string(.sopInstanceUID))
        #expect(output[.studyDate]?.isEmpty != false)
        #expect(output.string(.seriesDate) == "20190304")
        #expect(!output.contains(.timezoneOffsetFromUTC))
    }

    @Test("graphics are kept without their words, overlays and curves are not")
    func graphics() throws {
        var state = presentationState()
        state.setBytes(Tag(0x6000, 0x3000), vr: .ow, [1, 2])
        let output = try deidentified(state, profile: Profile(name: "g", options: [.cleanGraphics]))
        let items = output.items(.graphicAnnotationSequence)
        #expect(items.count == 2 && items.allSatisfy { $0.string(.graphicLayer) == "LAYER1" })
        for item in items {
            let words = item.items(.textObjectSequence).first?.string(.unformattedTextValue)
            #expect(words != nil && words?.contains("Müller") == false)
        }
        #expect(!output.contains(Tag(0x6000, 0x3000)))
    }

    @Test("meanings of codes that nobody publishes are cleaned, those of published schemes are kept")
    func codeMeanings() throws {
        func code(_ scheme: String, _ meaning: String) -> DataSet {
            var item = DataSet()
            item.set(.codeValue, "1")
            item.set(.codingSchemeDesignator, scheme)
            item.set(.codeMeaning, meaning)
            return item
        }
        var dataSet = sample()
        dataSet.set(.anatomicRegionSequence, items: [code("SCT", "Quadrant Xyz"), code("99LOCAL", "seen by Schmidtbauer")])
        let items = try deidentified(dataSet).items(.anatomicRegionSequence)
        #expect(items.first?.string(.codeMeaning) == "Quadrant Xyz")
        #expect(items.last?.string(.codeMeaning)?.contains("Schmidtbauer") == false)
        let basic = try deidentified(dataSet, profile: .basic).items(.anatomicRegionSequence)
        #expect(basic.last?.string(.codeMeaning) == "seen by Schmidtbauer")
    }
}
