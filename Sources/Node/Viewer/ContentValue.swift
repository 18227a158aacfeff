import DICOM

/// The value of a content item (PS3.3 table C.17.3-7) in words.
struct ContentValue: Sendable, Equatable {
    var value = ""
    var code = ""
    var lines: [String] = []

    /// The most points of a shape, or numbers of frames, that are written out.
    private static let mostNumbers = 8

    init(_ item: DataSet) {
        let type = item.string(.valueType) ?? ""
        switch type {
        case "CONTAINER": break
        case "TEXT": value = item.text(.textValue) ?? ""
        case "NUM": number(item)
        case "CODE":
            let concept = CodedConcept(item.items(.conceptCodeSequence).first)
            value = concept?.meaning ?? ""
            code = concept?.code ?? ""
        case "DATE": value = DICOMWords.date(item.string(.date) ?? "")
        case "TIME": value = DICOMWords.time(item.string(.time) ?? "")
        case "DATETIME": value = DICOMWords.dateTime(item.string(.dateTime) ?? "")
        case "PNAME": value = DICOMWords.name(item.string(.personName) ?? "")
        case "UIDREF":
            let uid = item.string(.uid) ?? ""
            value = UIDRegistry.name(of: uid) ?? uid
        case "IMAGE", "COMPOSITE", "WAVEFORM": lines = item.items(.referencedSOPSequence).map(Self.reference)
        case "SCOORD", "SCOORD3D": shape(item)
        case "TCOORD": times(item)
        case "": break
        default: value = "(\(type.lowercased()))"
        }
    }

    /// A measurement with its unit, or why there is none.
    private mutating func number(_ item: DataSet) {
        guard let measured = item.items(.measuredValueSequence).first, let number = measured.string(.numericValue) else {
            value = CodedConcept(item.items(.numericValueQualifierCodeSequence).first)?.meaning ?? "not measured"
            return
        }
        let unit = measured.items(.measurementUnitsCodeSequence).first
        let symbol = unit?.string(.codeValue) ?? ""
        // UCUM writes "no unit" as 1, and what is counted in braces.
        let words = symbol == "1" ? "" : symbol.hasPrefix("{") || symbol.isEmpty ? CodedConcept(unit)?.meaning ?? "" : symbol
        value = words.isEmpty ? number : "\(number) \(words)"
        if let qualifier = CodedConcept(item.items(.numericValueQualifierCodeSequence).first)?.meaning { value += ", \(qualifier)" }
    }

    private static func reference(_ item: DataSet) -> String {
        let sopClass = item.string(.referencedSOPClassUID) ?? ""
        var words = [UIDRegistry.name(of: sopClass) ?? "Object", item.string(.referencedSOPInstanceUID) ?? ""]
        let frames = item.integers(.referencedFrameNumber)
        if !frames.isEmpty { words.append("frames \(list(frames))") }
        let segments = item.integers(.referencedSegmentNumber)
        if !segments.isEmpty { words.append("segments \(list(segments))") }
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    private mutating func shape(_ item: DataSet) {
        let dimensions = item.string(.valueType) == "SCOORD3D" ? 3 : 2
        let numbers = item.doubles(.graphicData)
        let points = stride(from: 0, to: numbers.count - dimensions + 1, by: dimensions).prefix(Self.mostNumbers).map { start in
            "(\(numbers[start..<start + dimensions].map(DICOMWords.number).joined(separator: ", ")))"
        }
        value = (item.string(.graphicType) ?? "shape").lowercased()
        let count = numbers.count / dimensions
        lines = [points.joined(separator: " ") + (count > Self.mostNumbers ? " … \(count) points" : "")].filter { !$0.isEmpty }
        if let frame = item.string(.referencedFrameOfReferenceUID) { lines.append("in frame of reference \(frame)") }
    }

    private mutating func times(_ item: DataSet) {
        value = (item.string(.temporalRangeType) ?? "time").lowercased()
        let samples = item.integers(.referencedSamplePositions)
        let offsets = item.doubles(.referencedTimeOffsets)
        let moments = item.strings(.referencedDateTime)
        if !samples.isEmpty { lines.append("samples \(Self.list(samples))") }
        if !offsets.isEmpty { lines.append("seconds \(offsets.prefix(Self.mostNumbers).map(DICOMWords.number).joined(separator: ", "))") }
        if !moments.isEmpty { lines.append(moments.prefix(Self.mostNumbers).map { DICOMWords.dateTime($0) }.joined(separator: ", ")) }
    }

    private static func list(_ numbers: [Int]) -> String {
        numbers.prefix(mostNumbers).map(String.init).joined(separator: ", ") + (numbers.count > mostNumbers ? ", …" : "")
    }
}

/// A code with its meaning (PS3.3 §8).
struct CodedConcept: Sendable, Equatable {
    let meaning: String
    /// Code and coding scheme, as `4147007, SCT`.
    let code: String

    /// Reads an item of a code sequence; `nil` where there is none, or nothing in it.
    init?(_ item: DataSet?) {
        guard let item else { return nil }
        let value = item.string(.codeValue) ?? item.string(.longCodeValue) ?? item.string(.urnCodeValue) ?? ""
        code = [value, item.string(.codingSchemeDesignator) ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        meaning = item.string(.codeMeaning) ?? code
        if meaning.isEmpty { return nil }
    }
}
