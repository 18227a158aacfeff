import DICOM
import TestSupport
import Testing

@testable import Deidentification

@Suite("Properties that hold for any object")
struct PropertyTests {
    /// Profiles of every kind, by number.
    static let profiles: [Profile] = [
        .basic, .standard, .eucaim, Profile(name: "all", options: Set(ProfileOption.allCases)),
        Profile(
            name: "full",
            options: [.retainLongitudinalTemporalInformationFullDates, .cleanDescriptors, .cleanStructuredContent, .cleanGraphics]),
        Profile(name: "devices", options: [.retainDeviceIdentity, .retainInstitutionIdentity, .retainUIDs, .retainSafePrivate]),
    ]

    /// An object with attributes from all over the table and a few others, valid for their VRs.
    private func object(_ generator: inout SeededGenerator, number: Int = 1, others: [String] = []) -> DataSet {
        let classes = [ctClass, mrClass, "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.481.3"]
        var dataSet = sample(classes.randomElement(using: &generator) ?? ctClass, number: number)
        if Bool.random(using: &generator) {
            dataSet = report(content(&generator, depth: 0, others: others), number: number)
        }
        fill(&dataSet, &generator, depth: 0, others: others)
        return dataSet
    }

    private func fill(_ dataSet: inout DataSet, _ generator: inout SeededGenerator, depth: Int, others: [String]) {
        let fixed: Set<Tag> = [.patientID, .contentSequence, .encapsulatedDocument, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID]
        let tags =
            TableTests.rows.map(\.tag) + [.manufacturer, .kvp, .segmentDescription, .codeMeaning, .frameOfReferenceUID, .imageComments]
        for tag in tags.shuffled(using: &generator).prefix(depth == 0 ? 60 : 8) where tag.group >= 8 && !fixed.contains(tag) {
            if DataDictionary.vr(for: tag) == .sq {
                guard depth < 3 else { continue }
                var items: [DataSet] = []
                for _ in 0..<Int.random(in: 1...2, using: &generator) {
                    var item = DataSet()
                    fill(&item, &generator, depth: depth + 1, others: others)
                    if let other = others.randomElement(using: &generator) { item.set(.referencedSOPInstanceUID, other) }
                    items.append(item)
                }
                dataSet.set(tag, items: items)
            } else {
                dataSet[tag] = TableTests.planted(tag, number: Int.random(in: 0..<1_000, using: &generator)).element
            }
        }
        dataSet.setBytes(Tag(0x0019, 0x0010), vr: .lo, Array("SIEMENS MR HEADER".utf8))
        dataSet.setBytes(Tag(0x0019, 0x100C), vr: .is, Array("50".utf8))
        dataSet.setBytes(Tag(0x0019, 0x10FF), vr: .lo, Array("private".utf8))
    }

    private func content(_ generator: inout SeededGenerator, depth: Int, others: [String]) -> [DataSet] {
        (0..<Int.random(in: 1...4, using: &generator)).map { number in
            let listed = lines(of: ContentItemTable.text).randomElement(using: &generator)?.split(separator: "\t") ?? []
            let concept = (String(listed[0].prefix { $0 != "," }), String(listed[1].prefix { $0 != "," }), "meaning \(number)")
            let type =
                Bool.random(using: &generator)
                ? String(listed[2]) : ["TEXT", "NUM", "CONTAINER", "DATE", "IMAGE"].randomElement(using: &generator) ?? ""
            return contentItem(type, concept) { item in
                item.set(.textValue, "Lung nodule Schmidtbauer 12.03.2019")
                item.set(.date, "20190304")
                item.set(.dateTime, "20190304101112")
                item.set(.personName, "Reader^Rita")
                item.set(.uid, "1.2.3.77")
                if let other = others.randomElement(using: &generator) { item.set(.referencedSOPSequence, items: [reference(to: other)]) }
                if depth < 3 { item.set(.contentSequence, items: content(&generator, depth: depth + 1, others: others)) }
            }
        }
    }

    /// Whether the second pass left what must stay: all but identifiers, UIDs, application entities and, where dates move, dates.
    private func expectSame(_ once: DataSet, _ twice: DataSet, dates: Bool, _ path: String = "") {
        #expect(once.elements.map(\.tag) == twice.elements.map(\.tag), "\(path)")
        for (first, second) in zip(once.elements, twice.elements) {
            if first.vr == .ui || first.vr == .ae || [.patientID, .patientName].contains(first.tag) { continue }
            // Subject Name and Subject ID (DCM 121029, 121030) are the pseudonym of the report's patient.
            let concept = once.items(.conceptNameCodeSequence).first?.string(.codeValue)
            if [.textValue, .personName].contains(first.tag), concept == "121029" || concept == "121030" { continue }
            if !dates, first.vr == .da || first.vr == .dt || first.vr.isText { continue }
            if first.vr == .sq {
                #expect(first.items.count == second.items.count, "\(path)\(first.tag)")
                for (one, two) in zip(first.items, second.items) { expectSame(one, two, dates: dates, "\(path)\(first.tag).") }
            } else {
                #expect(first == second, "\(path)\(first.tag)")
            }
        }
    }

    @Test("what was de-identified once stays as it is, identifiers and moved dates apart", arguments: 0..<6)
    func idempotence(profile number: Int) throws {
        let profile = Self.profiles[number]
        let deidentifier = try Deidentifier(profile: profile, key: testKey())
        var generator = SeededGenerator(seed: UInt64(900 + number))
        var passes = 0
        for _ in 0..<60 {
            guard let once = try? deidentifier.deidentify(file(object(&generator))) else { continue }
            passes += 1
            let twice = try deidentifier.deidentify(once.file)
            let movesDates = profile.options.contains(.retainLongitudinalTemporalInformationModifiedDates)
            expectSame(once.file.dataSet, twice.file.dataSet, dates: !movesDates)
            #expect(once.report.codes == twice.report.codes)
        }
        #expect(passes >= 20)
    }

    @Test("references among the objects of a study still hold, and none is made", arguments: 0..<6)
    func closedReferences(profile number: Int) throws {
        let deidentifier = try Deidentifier(profile: Self.profiles[number], key: testKey())
        var generator = SeededGenerator(seed: UInt64(300 + number))
        let uids = (1...6).map { "1.2.826.0.1.3680043.2.1125.\($0)" }
        var new: [String: String] = [:]
        var outputs: [DataSet] = []
        for (position, uid) in uids.enumerated() {
            let original = object(&generator, number: position + 1, others: uids + ["1.2.3.4.5.6"])
            guard let result = try? deidentifier.deidentify(file(original)) else { continue }
            new[uid] = result.sopInstanceUID
            outputs.append(result.file.dataSet)
        }
        #expect(outputs.count >= 3 && Set(new.values).count == new.count)
        let keepsUIDs = deidentifier.profile.options.contains(.retainUIDs)
        let key = try testKey()
        // Those of the study, of an object outside of it, and those planted beside them.
        let originals = uids + ["1.2.3.4.5.6"] + (700_000..<701_000).map { "1.2.3.\($0)" }
        let allowed = Set(originals.flatMap { keepsUIDs ? [$0, key.uid(for: $0)] : [key.uid(for: $0)] })
        var references = 0
        for output in outputs {
            output.visit { path, element in
                guard path.tag == .referencedSOPInstanceUID, let bytes = element.bytes, !bytes.isEmpty else { return }
                let uid = String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                if uid.hasPrefix("1.2.3.7") || uid == "2.25.0" { return }
                references += 1
                let original = uids.first { new[$0] == uid }
                #expect(original != nil || allowed.contains(uid), "\(path)")
            }
        }
        #expect(references > 5 || number == 0, "\(references)")
    }

    @Test("intervals survive across DA, DT and the dates of reports")
    func intervals() throws {
        var generator = SeededGenerator(seed: 77)
        for _ in 0..<100 {
            func day() -> CalendarDate? { CalendarDate(dayNumber: Int.random(in: 3_650...20_000, using: &generator)) }
            let days = try (0..<3).map { _ in try #require(day()) }
            let texts = days.map { String(decoding: $0.dicom, as: UTF8.self) }
            var image = sample()
            image.set(.studyDate, texts[0])
            image.set(.acquisitionDateTime, texts[1] + "101112.5+0100")
            let document = report([
                contentItem("DATE", ("DCM", "111060", "Study Date")) { $0.set(.date, texts[2]) },
                contentItem("DATETIME", ("DCM", "113809", "Start of X-Ray Irradiation")) { $0.set(.dateTime, texts[1] + "1011") },
            ])
            let first = try deidentified(image)
            let second = try deidentified(document).items(.contentSequence)
            func number(_ text: String?) throws -> Int { try #require(CalendarDate(dicom: Array((text ?? "").utf8.prefix(8)))).dayNumber }
            let moved = [
                try number(first.string(.studyDate)), try number(first.string(.acquisitionDateTime)), try number(second[0].string(.date)),
            ]
            #expect(try number(second[1].string(.dateTime)) == moved[1])
            #expect(first.string(.acquisitionDateTime)?.hasSuffix("101112.5+0100") == true)
            #expect(moved[1] - moved[0] == days[1].dayNumber - days[0].dayNumber)
            #expect(moved[2] - moved[0] == days[2].dayNumber - days[0].dayNumber)
        }
    }

    @Test("mutated files are read and de-identified, or refused; nothing crashes, and what comes out can be read again", arguments: 0..<8)
    func mutations(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(5_000 + seed))
        let deidentifiers = try Self.profiles.map { try Deidentifier(profile: $0, key: testKey()) }
        var passed = 0
        for _ in 0..<10 {
            let bytes = try file(object(&generator, others: ["1.2.3"])).encoded()
            for number in 0..<60 {
                var mutated = bytes
                for _ in 0..<Int.random(in: 1...12, using: &generator) {
                    let position = Int.random(in: 132..<mutated.count, using: &generator)
                    mutated[position] =
                        Bool.random(using: &generator)
                        ? mutated[position] ^ 1 << Int.random(in: 0..<8, using: &generator) : .random(in: 0...255, using: &generator)
                }
                guard let input = try? DICOMFile(bytes: mutated) else { continue }
                guard let result = try? deidentifiers[number % deidentifiers.count].deidentify(input) else { continue }
                passed += 1
                let read = try DICOMFile(bytes: result.file.encoded())
                #expect(read.dataSet.string(.patientIdentityRemoved) == "YES")
                #expect(read.dataSet.string(.patientID) == result.pseudonym)
            }
        }
        #expect(passed > 100, "\(passed)")
    }

    @Test("a text is never longer than its representation allows")
    func lengths() throws {
        var dataSet = sample()
        dataSet.set(.seriesDescription, String(repeating: "Schmidtbauer ", count: 5).trimmingSuffix())
        dataSet.set(.rtPlanLabel, "Smith 12.03.2019")
        let output = try deidentified(dataSet)
        #expect((output.string(.seriesDescription) ?? "").count <= 64 && (output.string(.rtPlanLabel) ?? "").count <= 16)
    }
}

extension String {
    fileprivate func trimmingSuffix() -> String { String(prefix(64)) }
}
