import Crypto
import Foundation

/// The digest of one patient, and of a whole index, over an unambiguous encoding: every text and list is preceded by its length.
enum SnapshotDigest {
    static func digest(of patient: Patient) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append(patient.id)
        bytes.append(patient.clinical.values.count)
        for (name, value) in patient.clinical.values.sorted(by: { $0.key < $1.key }) {
            bytes.append(name)
            switch value {
            case .flag(let flag): bytes.append(flag ? "true" : "false")
            case .number(let number): bytes.append(number)
            case .code(let code): bytes.append(code)
            case .codes(let codes):
                bytes.append(codes.count)
                for code in codes.sorted() { bytes.append(code) }
            }
        }
        bytes.append(patient.studies.count)
        forEach(patient.studies, by: \.uid) { study in
            bytes.append(study.uid)
            bytes.append(study.ageAtStudy)
            bytes.append(study.daysFromDiagnosis.map(Double.init))
            bytes.append(study.series.count)
            forEach(study.series, by: \.uid) { bytes.append($0) }
        }
        return Array(SHA256.hash(data: bytes.bytes))
    }

    /// Visits the elements in ascending order of a name, which is most often the order they are in.
    private static func forEach<Element>(_ elements: [Element], by name: (Element) -> String, _ body: (Element) -> Void) {
        if zip(elements, elements.dropFirst()).allSatisfy({ name($0) <= name($1) }) {
            for element in elements { body(element) }
        } else {
            let names = elements.map(name)
            for index in elements.indices.sorted(by: { (names[$0], $0) < (names[$1], $1) }) { body(elements[index]) }
        }
    }

    /// `digests` are those of the patients in ascending order, 32 bytes each, in as many pieces as they come.
    static func digest(of digests: [[UInt8]], patients: Int, attributes: [String], vocabulary: Int) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append("mosaic cohort snapshot 3")
        bytes.append(vocabulary)
        bytes.append(attributes.count)
        for attribute in attributes { bytes.append(attribute) }
        bytes.append(patients)
        var hash = SHA256()
        hash.update(data: bytes.bytes)
        for piece in digests { hash.update(data: piece) }
        return Array(hash.finalize())
    }
}

/// Bytes in which different values never look alike.
struct CanonicalBytes {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ number: Int) {
        withUnsafeBytes(of: UInt64(bitPattern: Int64(number)).bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            append(utf8.count)
            bytes.append(contentsOf: utf8)
        }
    }

    mutating func append(_ number: Double?) {
        bytes.append(number == nil ? 0 : 1)
        if let number { withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes.append(contentsOf: $0) } }
    }

    mutating func append(_ text: String?) {
        bytes.append(text == nil ? 0 : 1)
        if let text { append(text) }
    }

    mutating func append(_ series: Series) {
        append(series.uid)
        append(series.modality)
        append(series.bodyPart)
        append(series.manufacturer)
        append(series.model)
        append(series.laterality)
        append(series.viewPosition)
        append(series.sopClass)
        append(series.sliceThickness)
        append(series.kvp)
        append(series.fieldStrength)
        append(series.contrast.map { $0 ? 1 : 0 })
        for number in [series.sliceSpacing, series.pixelSpacing, series.exposure, series.ctdiVol, series.echoTime, series.repetitionTime] {
            append(number)
        }
        append(series.rows.map(Double.init))
        append(series.columns.map(Double.init))
        append(series.mrAcquisition)
        append(series.convolutionKernel)
        append(series.transferSyntax)
        append(series.scanningSequence?.count ?? -1)
        for value in series.scanningSequence ?? [] { append(value) }
        append(series.bValues.count)
        for value in series.bValues { append(Optional(value)) }
        append(series.instanceCount)
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
