import Cohorts
import Foundation

/// One line of an index of series, with the values of the vocabulary where it has one for them.
struct SeriesIndexRow: Sendable {
    /// As the index writes it.
    let originalPatientID: String
    /// As the index writes them.
    let studyUID: String
    let seriesUID: String
    /// M, F or O, as Patient's Sex (0010,0040) has it.
    let sex: String?
    /// In years.
    let age: Double?
    /// As the index writes it.
    let studyDate: ClinicalDate?
    /// Its UID is that of the index.
    let series: Series
}

/// Why a line of an index is not taken.
enum SeriesIndexFault: String, Error, Sendable {
    case fieldCount = "another number of fields than the header has"
    case patient = "no Patient ID of 1 to 256 characters"
    case study = "no valid Study Instance UID"
    case series = "no valid Series Instance UID"
    case instances = "the number of instances is no whole number from 1 to 10000000"
    case repeated = "the series is in an earlier line"
    case studyOfAnother = "the study is another patient's in an earlier line"
}

/// What the columns of an index of series mean: DICOM keywords, or the names that the vocabulary has for attributes of a series.
struct SeriesIndexColumns: Sendable {
    /// Columns that mean nothing here.
    let unused: [String]
    private let count: Int
    private let patient: Int
    private let study: Int
    private let series: Int
    private let sex: Int?
    private let age: Int?
    private let studyDate: Int?
    private let instances: Int?
    private let attributes: [(place: Int, attribute: Attribute)]

    /// - Throws: ``NodeError`` `input` where one of the three identifiers has no column.
    init(_ names: [String], vocabulary: Vocabulary = .standard) throws {
        let folded = names.map { $0.lowercased().filter { $0.isLetter || $0.isNumber } }
        func place(_ keyword: String) -> Int? { folded.firstIndex(of: keyword.lowercased()) }
        func needed(_ keyword: String) throws -> Int {
            guard let place = place(keyword) else {
                throw NodeError(
                    .input,
                    "The index has no column \(keyword). Its first line must name the columns: PatientID, StudyInstanceUID and SeriesInstanceUID are needed."
                )
            }
            return place
        }
        count = names.count
        patient = try needed("PatientID")
        study = try needed("StudyInstanceUID")
        series = try needed("SeriesInstanceUID")
        sex = place("PatientSex")
        age = place("PatientAge")
        studyDate = place("StudyDate")
        instances = place("instanceCount")
        var attributes: [(Int, Attribute)] = []
        for (place, name) in names.enumerated() {
            let known = Self.keywords[folded[place]] ?? name
            guard let attribute = vocabulary.attribute(named: known), attribute.level == .series, attribute.name != "instance_count",
                Self.takes(attribute), !attributes.contains(where: { $0.1 == attribute })
            else { continue }
            attributes.append((place, attribute))
        }
        self.attributes = attributes.map { (place: $0, attribute: $1) }
        let used = Set([patient, study, series] + [sex, age, studyDate, instances].compactMap(\.self) + attributes.map(\.0))
        unused = names.indices.filter { !used.contains($0) }.map { names[$0] }
    }

    /// DICOM keywords whose attribute has another name in the vocabulary.
    private static let keywords = [
        "bodypartexamined": "body_part", "manufacturermodelname": "model", "sopclassuid": "sop_class",
        "transfersyntaxuid": "transfer_syntax",
        "magneticfieldstrength": "field_strength", "spacingbetweenslices": "slice_spacing", "mracquisitiontype": "mr_acquisition",
    ]

    private static let texts: [String: any WritableKeyPath<Series, String?> & Sendable] = [
        "modality": \.modality, "body_part": \.bodyPart, "manufacturer": \.manufacturer, "model": \.model, "laterality": \.laterality,
        "view_position": \.viewPosition, "sop_class": \.sopClass, "mr_acquisition": \.mrAcquisition,
        "convolution_kernel": \.convolutionKernel, "transfer_syntax": \.transferSyntax,
    ]

    private static let numbers: [String: any WritableKeyPath<Series, Double?> & Sendable] = [
        "slice_thickness": \.sliceThickness, "kvp": \.kvp, "field_strength": \.fieldStrength, "slice_spacing": \.sliceSpacing,
        "pixel_spacing": \.pixelSpacing, "exposure": \.exposure, "ctdivol": \.ctdiVol, "echo_time": \.echoTime,
        "repetition_time": \.repetitionTime,
    ]

    private static func takes(_ attribute: Attribute) -> Bool { texts[attribute.name] != nil || numbers[attribute.name] != nil }

    /// Reads a line.
    ///
    /// - Parameter unmapped: is told of each value that means nothing, with its column's place.
    func row(_ fields: [String], unmapped: (Int, String) -> Void) -> Result<SeriesIndexRow, SeriesIndexFault> {
        guard fields.count == count else { return .failure(.fieldCount) }
        func text(_ place: Int) -> String { fields[place].withoutBlankEnds }
        let identifier = text(patient)
        guard (1...256).contains(identifier.count) else { return .failure(.patient) }
        guard Self.isUID(text(study)) else { return .failure(.study) }
        guard Self.isUID(text(series)) else { return .failure(.series) }
        var series = Series(uid: text(self.series), instanceCount: 1)
        if let instances {
            guard let count = Int(text(instances)), (1...10_000_000).contains(count) else { return .failure(.instances) }
            series.instanceCount = count
        }
        for (place, attribute) in attributes {
            let value = text(place)
            if value.isEmpty { continue }
            if !set(value, of: attribute, in: &series) { unmapped(place, value) }
        }
        return .success(
            SeriesIndexRow(
                originalPatientID: identifier, studyUID: text(study), seriesUID: series.uid,
                sex: sex.flatMap { place in
                    let value = text(place).uppercased().prefix(1)
                    if ["M", "F", "O"].contains(value) { return String(value) }
                    if !value.isEmpty { unmapped(place, text(place)) }
                    return nil
                },
                age: age.flatMap { place in
                    let value = text(place)
                    if let age = years(ofAgeString: value) ?? Double(value), (0...150).contains(age) {
                        // Few are older, and such an age may tell who somebody is; objects on their way in are capped alike.
                        return min(age, 90)
                    }
                    if !value.isEmpty { unmapped(place, value) }
                    return nil
                },
                studyDate: studyDate.flatMap { place in
                    // Days are counted from it, so that a month or a year alone says nothing.
                    if let date = ClinicalDate(text(place)), date.dayNumber != nil { return date }
                    if !text(place).isEmpty { unmapped(place, text(place)) }
                    return nil
                }, series: series))
    }

    /// Whether the value meant something.
    private func set(_ value: String, of attribute: Attribute, in series: inout Series) -> Bool {
        if let path = Self.texts[attribute.name] {
            // An index of whole series lists several where instances differ; the first stands for the series.
            let first = attribute.name == "transfer_syntax" ? String(value.prefix { $0 != "," }) : value
            series[keyPath: path] = attribute.normalised(first)
            return series[keyPath: path] != nil
        }
        guard let path = Self.numbers[attribute.name] else { return false }
        series[keyPath: path] = Double(value).flatMap(attribute.normalised)
        return series[keyPath: path] != nil
    }

    /// Components of digits with points between them, at most 64 characters (PS3.5 section 9.1). Leading zeros occur and do no harm.
    private static func isUID(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
        }
    }
}
