import DICOM
import Foundation
import SampleData
import Testing

private typealias Tag = DICOM.Tag

/// A set of the eleven languages, made once for all tests.
private let sample = IdentifierSample(seed: 3, patients: 11)
private let files = Array(sample.files)
private let key = sample.key(files.map(\.entry))

@Suite("The set of planted identifiers")
struct IdentifierSampleTests {
    @Test("the same seed gives the same bytes and the same key, another seed others")
    func deterministic() {
        let again = Array(IdentifierSample(seed: 3, patients: 2).files)
        let once = Array(IdentifierSample(seed: 3, patients: 2).files)
        #expect(once.map(\.bytes) == again.map(\.bytes))
        #expect(once.map(\.entry) == again.map(\.entry))
        let other = Array(IdentifierSample(seed: 4, patients: 2).files)
        #expect(zip(once, other).allSatisfy { $0.bytes != $1.bytes })
    }

    @Test("every kind of action, value and place occurs")
    func coverage() {
        let checks = key.files.flatMap(\.checks)
        let actions = Set(checks.map(\.action)).union(key.files.flatMap(\.regions).map(\.action))
        #expect(actions == Set(IdentifierKey.Action.allCases))
        #expect(Set(checks.map(\.place)) == Set(IdentifierKey.Place.allCases))
        #expect(Set(checks.compactMap(\.category)) == Set(IdentifierKey.Category.allCases))
        #expect(Set(key.files.map(\.kind)).count == 22)
        #expect(Set(key.patients.map(\.language)).count == 11)
        #expect(Set(key.patients.map(\.characterSet)).count >= 7)
    }

    @Test("no two files share an Instance Number, a path or a SOP Instance UID")
    func pairing() {
        #expect(files.count == sample.fileCount)
        #expect(Set(key.files.map(\.instanceNumber)).count == files.count)
        #expect(Set(key.files.map(\.path)).count == files.count)
        #expect(Set(key.files.map(\.sopInstanceUID)).count == files.count)
    }

    @Test("every value is where the key says")
    func valuesAreThere() throws {
        for file in files {
            let object = try DICOMFile(bytes: file.bytes)
            #expect(object.dataSet.string(.instanceNumber) == String(file.entry.instanceNumber))
            for check in file.entry.checks {
                let found = try contents(of: check.path, file.entry, object)
                let value = check.value ?? ""
                let isThere = check.value == nil ? found != nil : found?.contains { $0.contains(value) } ?? false
                #expect(isThere, "\(file.entry.kind) \(file.entry.instanceNumber) \(check.path) does not hold \(value)")
            }
        }
    }

    @Test("every text in pixels lies within the picture and shows, and none lies in what must stay")
    func textsShow() throws {
        for file in files {
            let object = try DICOMFile(bytes: file.bytes)
            let (columns, rows) = (object.dataSet.integer(.columns) ?? 0, object.dataSet.integer(.rows) ?? 0)
            let hidden = file.entry.regions.filter { $0.action == .pixelsHidden }
            for region in file.entry.regions {
                #expect(region.column >= 0 && region.row >= 0 && region.column + region.width <= columns)
                #expect(region.row + region.height <= rows)
            }
            for text in hidden {
                for stays in file.entry.regions where stays.action == .pixelsRetained {
                    let isApart =
                        text.column + text.width <= stays.column || stays.column + stays.width <= text.column
                        || text.row + text.height <= stays.row || stays.row + stays.height <= text.row
                    #expect(isApart, "\(file.entry.kind): \(text.text ?? "")")
                }
                guard let pixels = object.dataSet[.pixelData]?.bytes, !object.transferSyntax.isEncapsulated else { continue }
                let size = (object.dataSet.integer(.bitsAllocated) ?? 8) / 8 * (object.dataSet.integer(.samplesPerPixel) ?? 1)
                var seen: Set<[UInt8]> = []
                for row in text.row..<text.row + text.height {
                    let start = pixels.startIndex + (row * columns + text.column) * size
                    for pixel in 0..<text.width { seen.insert(Array(pixels[start + pixel * size..<start + (pixel + 1) * size])) }
                }
                #expect(seen.count > 1, "\(file.entry.kind): \(text.text ?? "") does not show")
            }
        }
    }

    @Test("the values of the key are those of its checks, each with the files that hold it")
    func values() {
        let removed = key.files.flatMap(\.checks).filter { $0.action == .textRemoved }.compactMap(\.value)
        #expect(Set(removed).isSubset(of: Set(key.values.map(\.value))))
        for value in key.values {
            let holders = key.files.filter { file in file.checks.contains { $0.value == value.value && $0.category == value.category } }
            #expect(Set(value.files).isSubset(of: Set(holders.map(\.instanceNumber))))
            #expect(!value.files.isEmpty)
            #expect(!value.isDistinctive || value.value.utf8.count >= 6)
        }
        #expect(key.values.filter { $0.isDirect && $0.isDistinctive }.count > 100)
    }

    @Test("the key survives a round through JSON")
    func coding() throws {
        #expect(try JSONDecoder().decode(IdentifierKey.self, from: JSONEncoder().encode(key)) == key)
    }

    // MARK: Reading

    /// The texts that the element at a path could be read as; nil where there is none.
    private func contents(of path: String, _ entry: IdentifierKey.File, _ object: DICOMFile) throws -> [String]? {
        switch path {
        case "fileName": return [entry.path]
        case "preamble": return [String(decoding: object.preamble ?? [], as: UTF8.self)]
        default: break
        }
        let place = try #require(TagPath(path))
        var dataSet = place.tag.group == 2 ? object.fileMetaInformation : object.dataSet
        for step in place.steps {
            guard let items = dataSet[step.sequence]?.items, step.item < items.count else { return nil }
            dataSet = items[step.item]
        }
        guard let element = dataSet[place.tag] else { return nil }
        if case .sequence = element.value { return [""] }
        if case .fragments = element.value { return [""] }
        let bytes = Array(element.bytes ?? [])
        var texts = [String(decoding: bytes, as: UTF8.self), dataSet.strings(place.tag).joined(separator: "\\")]
        if let text = dataSet.text(place.tag) { texts.append(text) }
        let wide = stride(from: 0, to: bytes.count - bytes.count % 2, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
        texts.append(String(decoding: wide, as: UTF16.self))
        let inherited = SpecificCharacterSet(definedTerms: object.dataSet.strings(.specificCharacterSet))
        if let copy = DataSet([
            DataElement(tag: .specificCharacterSet, vr: .cs, bytes: Array(inherited.description.utf8)),
            DataElement(tag: .imageComments, vr: .lt, bytes: bytes),
        ]).text(.imageComments) {
            texts.append(copy)
        }
        return texts
    }
}
