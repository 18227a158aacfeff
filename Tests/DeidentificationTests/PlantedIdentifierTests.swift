import DICOM
import TestSupport
import Testing

@testable import Deidentification

@Suite("Planted identifiers")
struct PlantedIdentifierTests {
    /// Attributes of text that the profile takes away or replaces, without those that make an object be refused.
    static let tags: [Tag] = TableTests.rows.map(\.tag).filter { tag in
        guard tag.group >= 8, let vr = DataDictionary.vr(for: tag) else { return false }
        return [.lo, .sh, .pn, .lt, .st, .ut, .uc, .ae].contains(vr) && !patientCharacteristics.contains(tag)
    }

    /// What the Retain Patient Characteristics Option keeps although it is free text.
    static let patientCharacteristics: [Tag] = [.ethnicGroup]

    /// Sequences that the profile keeps, to plant in.
    static let sequences: [Tag] = [
        .anatomicRegionSequence, .procedureCodeSequence, .contributingEquipmentSequence, .referencedSeriesSequence,
        .sharedFunctionalGroupsSequence, .perFrameFunctionalGroupsSequence, .graphicAnnotationSequence, .requestAttributesSequence,
        .viewCodeSequence,
    ]

    @Test("no byte of the output holds a planted value, wherever it was planted", arguments: 0..<40)
    func nothingSurvives(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        var planted: [[UInt8]] = []
        func value() -> String {
            var text = "Q"
            for _ in 0..<11 { text.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 0x41...0x5A, using: &generator))) }
            planted.append(Array(text.utf8))
            return text
        }
        func fill(_ dataSet: inout DataSet, depth: Int) {
            for tag in Self.tags.shuffled(using: &generator).prefix(40) where depth > 0 || tag != .patientID {
                dataSet.set(tag, value())
            }
            dataSet.setBytes(Tag(0x0009, 0x0010), vr: .lo, Array(value().utf8))
            dataSet.setBytes(Tag(0x0009, 0x1002), vr: .ob, Array(value().utf8))
            dataSet.setBytes(Tag(0x0013, 0x1002), vr: .un, Array(value().utf8))
            dataSet.setBytes(Tag(0x6000, 0x1500), vr: .lo, Array(value().utf8))
            dataSet.setBytes(Tag(0x5000, 0x3000), vr: .ow, Array(value().utf8))
            dataSet.setBytes(Tag(0x0018, 0x9FFE), vr: .lo, Array(value().utf8))
            dataSet.set(.deviceUID, value())
            dataSet.set(.sliceThickness, strings: [value()], vr: .ds)
            dataSet.set(.studyDate, strings: [value()], vr: .da)
            dataSet.set(.acquisitionTime, strings: [value()], vr: .tm)
            dataSet.set(.patientWeight, strings: [value()], vr: .ds)
            dataSet.set(.patientAge, strings: [value()], vr: .as)
            guard depth < 4 else { return }
            for tag in Self.sequences.shuffled(using: &generator).prefix(2) {
                var items: [DataSet] = []
                for _ in 0..<Int.random(in: 1...2, using: &generator) {
                    var item = DataSet()
                    fill(&item, depth: depth + 1)
                    items.append(item)
                }
                dataSet.set(tag, items: items)
            }
        }
        var dataSet = sample(seed % 2 == 0 ? ctClass : "1.2.840.10008.5.1.4.1.1.4.1", patient: value())
        fill(&dataSet, depth: 0)
        // The patient's own name and identifier, in texts that the profile keeps.
        let ownName = value()
        dataSet.set(.patientName, ownName + "^Anna")
        dataSet.set(.manufacturerModelName, "for \(ownName.lowercased())")
        dataSet.set(.softwareVersions, dataSet.string(.patientID) ?? "")
        planted.append(Array(ownName.lowercased().utf8))

        for profile in [Profile.standard, .basic] {
            let output = try result(dataSet, profile: profile).file.encoded()
            let starts = Set(planted.map { $0[0..<4] })
            for position in 0..<(output.count - 12) where starts.contains(output[position..<position + 4]) {
                let found = planted.first { output[position...].starts(with: $0) }
                #expect(found == nil, "a planted value survived at byte \(position)")
            }
        }
        #expect(planted.count > 100)
    }
}
