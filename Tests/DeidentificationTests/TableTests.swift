import DICOM
import Testing

@testable import Deidentification

@Suite("Table E.1-1")
struct TableTests {
    /// The rows of the standard's table with one tag, as the source gives them.
    static let rows: [(tag: Tag, action: ActionCode, options: [Character])] = lines(of: ConfidentialityProfileTable.text).compactMap {
        line in
        let fields = line.split(separator: " ")
        guard let tag = Tag(hex: fields[0]), let action = ActionCode(rawValue: String(fields[1])) else { return nil }
        return (tag, action, Array(fields[2]))
    }

    @Test("all 621 rows are read, with every code of the table")
    func rowCount() {
        #expect(ConfidentialityTable.standard.rowCount == 621)
        // 50xx, 60xx,3000, 60xx,4000 and private attributes have no single tag.
        #expect(Self.rows.count == 617)
        #expect(
            Set(Self.rows.map(\.action)).isSuperset(of: [
                .remove, .empty, .replace, .replaceUID, .removeOrEmpty, .removeOrReplace, .removeOrEmptyOrReplace,
                .removeOrEmptyOrReplaceUIDs,
                .emptyOrReplace,
            ]))
        #expect(ConfidentialityTable.standard.rules[.iconImageSequence]?.basic == .remove)
        #expect(
            ConfidentialityTable.standard.rules[.studyDate]?.override(by: .retainLongitudinalTemporalInformationModifiedDates) == .clean)
        #expect(ConfidentialityTable.standard.rules[.patientAge]?.override(by: .retainPatientCharacteristics) == .keep)
    }

    @Test("the types know the objects of the standard")
    func types() {
        #expect(AttributeTypes.ofClass(ctClass).type(of: .patientID, inside: []) == .mayBeEmpty)
        #expect(AttributeTypes.ofClass(ctClass).type(of: .seriesDate, inside: []) == .optional)
        #expect(AttributeTypes.ofClass("1.2.840.10008.5.1.4.1.1.4.1").type(of: .deviceSerialNumber, inside: []) == .mandatory)
        #expect(AttributeTypes.ofClass("1.2.840.10008.5.1.4.1.1.999").type(of: .seriesDate, inside: []) == .unknown)
        #expect(AttributeTypes.ofClass(ctClass).type(of: .seriesDate, inside: [0x5200_9230]) == .unknown)
    }

    /// A value to plant in an element, and the bytes that must not survive.
    static func planted(_ tag: Tag, number: Int) -> (element: DataElement, value: [UInt8]?) {
        switch DataDictionary.vr(for: tag) ?? .ui {
        case .sq:
            var item = DataSet()
            item.set(.referencedSOPInstanceUID, "1.2.3.\(700_000 + number)")
            return (DataElement(tag: tag, items: [item]), Array("1.2.3.\(700_000 + number)".utf8))
        case .da: return (DataElement(tag: tag, vr: .da, bytes: Array("19870613".utf8)), Array("19870613".utf8))
        case .dt: return (DataElement(tag: tag, vr: .dt, bytes: Array("19870613081522".utf8)), Array("19870613".utf8))
        case .tm: return (DataElement(tag: tag, vr: .tm, bytes: Array("081522".utf8)), Array("081522".utf8))
        case .ui:
            return (DataElement(tag: tag, vr: .ui, bytes: Array("1.2.3.\(700_000 + number)".utf8)), Array("1.2.3.\(700_000 + number)".utf8))
        case .as: return (DataElement(tag: tag, vr: .as, bytes: Array("093Y".utf8)), Array("093Y".utf8))
        case .ds, .is:
            return (DataElement(tag: tag, vr: DataDictionary.vr(for: tag) ?? .ds, bytes: Array("71.25".utf8)), Array("71.25".utf8))
        case .us, .ss: return (DataElement(tag: tag, vr: .us, bytes: [0xA7, 0x5C]), [0xA7, 0x5C])
        case .fd: return (DataElement(tag: tag, vr: .fd, bytes: Array("PLANTEDN".utf8)), Array("PLANTEDN".utf8))
        case let vr: return (DataElement(tag: tag, vr: vr, bytes: Array("PLANTED\(number)X".utf8)), Array("PLANTED\(number)X".utf8))
        }
    }

    static func occurs(_ value: [UInt8], in element: DataElement?) -> Bool {
        switch element?.value {
        case .bytes(let bytes):
            guard bytes.count >= value.count else { return false }
            return (bytes.startIndex...(bytes.endIndex - value.count)).contains { bytes[$0..<$0 + value.count].elementsEqual(value) }
        case .sequence(let items): return items.contains { $0.elements.contains { occurs(value, in: $0) } }
        default: return false
        }
    }

    @Test("the Basic Profile does to each attribute what its row says, at the top and in items", arguments: [false, true])
    func everyRow(nested: Bool) throws {
        let classes = [ctClass, mrClass, "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.481.5", "1.2.840.10008.5.1.4.1.1.66.4"]
        let required: Set<Tag> = [.patientID, .patientName, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID]
        var counts: [String: Int] = [:]
        for (number, row) in Self.rows.enumerated() {
            if !nested, row.tag.group < 8 || row.tag == .contentSequence || row.tag == .encapsulatedDocument { continue }
            let sopClass = classes[number % classes.count]
            var dataSet = sample(sopClass)
            let (element, value) = Self.planted(row.tag, number: number)
            if nested {
                dataSet.set(.anatomicRegionSequence, items: [DataSet([element])])
            } else {
                dataSet[row.tag] = element
            }
            let output = try deidentified(dataSet, profile: .basic)
            let after = nested ? output.items(.anatomicRegionSequence).first?[row.tag] : output[row.tag]
            if let value { #expect(!Self.occurs(value, in: after), "\(row.tag) \(row.action)") }
            if !nested, required.contains(row.tag) { continue }
            let type = AttributeTypes.ofClass(sopClass).type(of: row.tag, inside: nested ? [Tag.anatomicRegionSequence.rawValue] : [])
            let action = row.action.resolved(for: type)
            counts[action.rawValue, default: 0] += 1
            switch action {
            case .remove: #expect(after == nil, "\(row.tag)")
            case .empty: #expect(after?.isEmpty == true || row.tag == .patientName || row.tag == .patientID, "\(row.tag)")
            case .replace: #expect(after?.isEmpty == false, "\(row.tag)")
            case .replaceUID:
                let uid = String(decoding: (after?.bytes ?? []).prefix { $0 != 0 }, as: UTF8.self)
                #expect(uid == (try testKey().uid(for: "1.2.3.\(700_000 + number)")), "\(row.tag)")
            case .keep: #expect(after != nil && row.action == .removeOrEmptyOrReplaceUIDs, "\(row.tag)")
            default: Issue.record("\(row.tag): \(action) is conditional")
            }
        }
        #expect((counts["X"] ?? 0) > 350 && (counts["U"] ?? 0) > 40 && (counts["D"] ?? 0) > 60 && (counts["Z"] ?? 0) > 30, "\(counts)")
    }

    @Test("the offset from UTC is kept when it is one, and the standard's own context group version")
    func noDates() throws {
        var dataSet = sample()
        dataSet.set(.timezoneOffsetFromUTC, "+0100")
        var code = DataSet()
        code.set(.codeValue, "T-D1100")
        code.set(.mappingResource, "DCMR")
        code.set(.contextGroupVersion, "20020904")
        dataSet.set(.anatomicRegionSequence, items: [code])
        #expect(try deidentified(dataSet).string(.timezoneOffsetFromUTC) == "+0100")
        #expect(try deidentified(dataSet).items(.anatomicRegionSequence).first?.string(.contextGroupVersion) == "20020904")
        #expect(!(try deidentified(dataSet, profile: .basic)).contains(.timezoneOffsetFromUTC))
        dataSet.set(.timezoneOffsetFromUTC, "Smith")
        #expect(!(try deidentified(dataSet)).contains(.timezoneOffsetFromUTC))
    }
}
