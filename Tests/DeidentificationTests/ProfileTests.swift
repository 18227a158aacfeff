import DICOM
import Foundation
import Testing
import Yams

@testable import Deidentification

@Suite("Profiles as files")
struct ProfileTests {
    private func read(_ text: String) throws -> Profile {
        try YAMLDecoder().decode(Profile.self, from: text)
    }

    private func message(_ text: String) -> String {
        do {
            _ = try read(text)
            return "accepted"
        } catch DecodingError.dataCorrupted(let context) {
            return context.debugDescription
        } catch {
            return "\(error)"
        }
    }

    @Test("the profiles that ship are what their files say")
    func shipped() throws {
        #expect(try read(Profile.standardText) == .standard)
        #expect(try read(Profile.eucaimText) == .eucaim)
        #expect(Profile.standard.options.contains(.cleanPixelData) && Profile.standard.pixels.text == .clean)
    }

    @Test("profiles survive YAML and JSON")
    func roundTrip() throws {
        let own = Profile(
            name: "own", version: "3.1", options: [.retainUIDs, .cleanGraphics],
            attributes: [.studyDescription: .keep, .studyDate: .shift],
            safePrivate: try SafePrivateList(text: "ACME\t0029\t01\tLO\t1\tprotocol"), capsAges: false)
        for profile in [Profile.basic, .standard, .eucaim, own, Profile(name: "s", options: [.retainSafePrivate])] {
            #expect(try read(YAMLEncoder().encode(profile)) == profile)
            #expect(try JSONDecoder().decode(Profile.self, from: JSONEncoder().encode(profile)) == profile)
        }
    }

    @Test("a profile states departures from another")
    func departures() throws {
        let profile = try read(
            """
            name: site-7
            version: 2
            startsFrom: standard
            options: [retainLongitudinalTemporalInformationFullDates, retainDeviceIdentity]
            without: [cleanGraphics]
            attributes:
              StudyDescription: remove
              (0008,103E): keep
            agesAbove89: keep
            safePrivate:
              standard: true
              list: "ACME\\t0029\\t01\\tLO\\t1\\tprotocol"
            """)
        #expect(profile.version == "2" && !profile.capsAges)
        #expect(profile.attributes == [.studyDescription: .remove, .seriesDescription: .keep])
        #expect(
            profile.options.isSuperset(of: [.retainLongitudinalTemporalInformationFullDates, .retainDeviceIdentity, .retainSafePrivate]))
        #expect(profile.options.isDisjoint(with: [.retainLongitudinalTemporalInformationModifiedDates, .cleanGraphics]))
        #expect(profile.options.contains(.cleanPixelData) && profile.safePrivate.count == SafePrivateList.standard.count + 1)
        let silent = try read("name: x\nstartsFrom: basic\npixels:\n  text: refuse\n  faces: refuse\n")
        #expect(silent.options.isEmpty && silent.pixels.text == .refuse)
    }

    @Test("a list may be a file where the reader allows it")
    func files() throws {
        let text = "name: x\nsafePrivate:\n  file: site.tsv\n"
        #expect(message(text).hasPrefix("safePrivate.file:"))
        let read: @Sendable (String) throws -> String = { path in path == "site.tsv" ? "ACME\t0029\t01\tLO\t1\tx" : "" }
        let profile = try YAMLDecoder().decode(Profile.self, from: text, userInfo: [.profileFileReader: read])
        #expect(profile.safePrivate.count == 1 && profile.options == [.retainSafePrivate])
    }

    @Test(
        "an error names the key and what is allowed",
        arguments: [
            ("version: 1", "name:", "letters"), ("name: x\nextra: 1", "extra:", "startsFrom"),
            ("name: x\nstartsFrom: mine", "startsFrom:", "eucaim"), ("name: x\noptions: [keepAll]", "options:", "retainUIDs"),
            ("name: x\noptions: all", "options:", "list"), ("name: x\nattributes: {Nonsense: keep}", "attributes.Nonsense:", "(0008,103E)"),
            ("name: x\nattributes: {StudyDate: hide}", "attributes.StudyDate:", "shift"),
            ("name: x\nattributes: {PatientName: keep}", "attributes.PatientName:", "choice"),
            ("name: x\nattributes: {ReferringPhysicianName: keep}", "attributes.ReferringPhysicianName:", "remove"),
            ("name: x\nattributes: {PatientBirthDate: shift}", "attributes.PatientBirthDate:", "replace"),
            ("name: x\nattributes: {Rows: clean}", "attributes.Rows:", "keep"),
            ("name: x\nattributes: {StudyDescription: shift}", "attributes.StudyDescription:", "clean"),
            ("name: x\nattributes: {\"(0009,1001)\": keep}", "attributes.(0009,1001):", "safePrivate"),
            ("name: x\nattributes: {SOPInstanceUID: keep}", "attributes.SOPInstanceUID:", "choice"),
            ("name: x\nagesAbove89: maybe", "agesAbove89:", "cap"), ("name: x\nsafePrivate: all", "safePrivate:", "standard"),
            ("name: x\nsafePrivate: {lists: x}", "safePrivate.lists:", "file"),
            ("name: x\nsafePrivate: {list: nonsense}", "safePrivate:", "line 1"),
            (
                "name: x\noptions: [retainLongitudinalTemporalInformationFullDates, retainLongitudinalTemporalInformationModifiedDates]",
                "options:", "one"
            ),
            ("name: x\noptions: [cleanPixelData]\npixels: {text: refuse, faces: refuse}", "pixels.text:", "clean"),
            ("name: x\noptions: [retainUIDs]\nwithout: [retainUIDs]", "without:", "retainUIDs"),
        ])
    func errors(text: String, key: String, allowed: String) {
        let message = message(text)
        #expect(message.hasPrefix(key) && message.contains(allowed), "\(message)")
    }

    @Test("departures that no profile may make are refused before any object is touched")
    func objections() throws {
        let profile = Profile(name: "bad", options: [], attributes: [.patientBirthName: .keep])
        let error = #expect(throws: DeidentificationError.self) { try Deidentifier(profile: profile, key: testKey()) }
        #expect(error?.code == .profileNotValid && error?.message.contains("PatientBirthName") == true)
    }

    @Test("each action does what it says")
    func actions() throws {
        var dataSet = sample()
        dataSet.set(.studyDescription, "Lung nodule")
        dataSet.set(.seriesDescription, "chest")
        dataSet.set(.seriesDate, "20190304")
        dataSet.set(.contentDate, "20190304")
        dataSet.set(.institutionName, "Charité")
        dataSet.set(.bodyPartExamined, "CHEST")
        dataSet.set(.manufacturer, "ACME")
        let output = try deidentified(
            dataSet,
            profile: Profile(
                name: "own", options: [],
                attributes: [
                    .studyDescription: .keep, .seriesDescription: .clean, .seriesDate: .shift, .institutionName: .replace,
                    .bodyPartExamined: .remove, .manufacturer: .empty, .patientSex: .keep,
                ]))
        #expect(output.string(.studyDescription) == "Lung nodule" && output.string(.patientSex) == "F")
        #expect(output.string(.seriesDescription)?.lowercased() == "chest")
        #expect(output.string(.seriesDate) == DateShift(days: try testKey().dateShift(forPatient: "4711")).shifted("20190304"))
        #expect(output[.contentDate]?.isEmpty == true)
        #expect(output.string(.institutionName) == "REMOVED" && !output.contains(.bodyPartExamined))
        #expect(output[.manufacturer]?.isEmpty == true)
        #expect(output.string(.longitudinalTemporalInformationModified) == "MODIFIED")
        #expect(output.items(.deidentificationMethodCodeSequence).count == 1)
        #expect(output.strings(.deidentificationMethod).contains { $0.contains("7 attributes") })
    }

    @Test("the EUCAIM profile keeps what it says, ages above 89 capped unless asked")
    func eucaim() throws {
        var dataSet = sample()
        dataSet.set(.patientAge, "095Y")
        dataSet.set(.ethnicGroup, "B")
        dataSet.set(.smokingStatus, "NO")
        dataSet.set(.allergies, "chest")
        dataSet.set(.seriesDescription, "Axial chest")
        dataSet.set(.studyDescription, "Axial chest")
        dataSet.set(.manufacturerModelName, "Scanner 7")
        let output = try deidentified(dataSet, profile: .eucaim)
        #expect(output.string(.patientSex) == "F" && output.string(.patientAge) == "090Y" && output.string(.ethnicGroup) == "B")
        #expect(output.string(.smokingStatus) == "NO" && output.string(.manufacturerModelName) == "Scanner 7")
        #expect(output.string(.seriesDescription)?.lowercased() == "axial chest")
        #expect(!output.contains(.allergies) && !output.contains(.studyDescription))
        let open = Profile(name: "ages", options: [.retainPatientCharacteristics], capsAges: false)
        #expect(try deidentified(dataSet, profile: open).string(.patientAge) == "095Y")
    }
}
