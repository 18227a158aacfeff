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
        for study in patient.studies.sorted(by: { $0.uid < $1.uid }) {
            bytes.append(study.uid)
            bytes.append(study.ageAtStudy)
            bytes.append(study.daysFromDiagnosis.map(Double.init))
            bytes.append(study.series.count)
            for series in study.series.sorted(by: { $0.uid < $1.uid }) { bytes.append(series) }
        }
        return Array(SHA256.hash(data: bytes.bytes))
    }

    static func digest(of patients: [[UInt8]], attributes: [String], vocabulary: Int) -> [UInt8] {
        var bytes = CanonicalBytes()
        bytes.append("mosaic cohort snapshot 1")
        bytes.append(vocabulary)
        bytes.append(attributes.count)
        for attribute in attributes { bytes.append(attribute) }
        bytes.append(patients.count)
        var hash = SHA256()
        hash.update(data: bytes.bytes)
        for digest in patients { hash.update(data: digest) }
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
        let utf8 = text.utf8
        append(utf8.count)
        bytes.append(contentsOf: utf8)
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
        for text in [
            series.modality, series.bodyPart, series.manufacturer, series.model, series.laterality, series.viewPosition, series.sopClass,
        ] {
            append(text)
        }
        for number in [series.sliceThickness, series.kvp, series.fieldStrength, series.contrast.map { $0 ? 1 : 0 }] { append(number) }
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
