import Foundation

extension DataSet {
    /// The data set in the DICOM JSON model (PS3.18 annex F), keys ascending.
    ///
    /// - Parameter bulkDataURI: Where a binary value is to be had instead; nil puts it in as base64. Asked for OB, OD, OF, OL, OV,
    ///   OW, UN and encapsulated pixel data, with the path of the element and its length in bytes.
    public func json(bulkDataURI: @escaping (TagPath, Int) -> String? = { _, _ in nil }) -> String {
        String(decoding: jsonBytes(bulkDataURI: bulkDataURI), as: UTF8.self)
    }

    /// The data set in the DICOM JSON model as UTF-8.
    ///
    /// - Parameter bulkDataURI: As in ``json(bulkDataURI:)``.
    public func jsonBytes(bulkDataURI: @escaping (TagPath, Int) -> String? = { _, _ in nil }) -> [UInt8] {
        var writer = JSONWriter(bulkDataURI)
        writer.write(self, steps: [])
        return writer.text
    }
}

private struct JSONWriter {
    var text: [UInt8] = []
    private let bulkDataURI: (TagPath, Int) -> String?

    init(_ bulkDataURI: @escaping (TagPath, Int) -> String?) {
        self.bulkDataURI = bulkDataURI
    }

    mutating func write(_ dataSet: DataSet, steps: [TagPath.Step]) {
        var isFirst = true
        raw("{")
        // PS3.18 section F.2.2 leaves group lengths out.
        for element in dataSet where !element.tag.isGroupLength {
            if !isFirst { raw(",") }
            isFirst = false
            key(element.tag, vr(of: element))
            write(element, of: dataSet, steps)
            raw("}")
        }
        raw("}")
    }

    /// `"00100010":{"vr":"PN"`
    private mutating func key(_ tag: Tag, _ vr: VR) {
        text.append(0x22)
        for shift in stride(from: 28, through: 0, by: -4) {
            text.append(hexadecimalLetter(UInt8(truncatingIfNeeded: tag.rawValue >> UInt32(shift)) & 0x0F))
        }
        raw("\":{\"vr\":\"")
        text.append(UInt8(vr.rawValue >> 8))
        text.append(UInt8(vr.rawValue & 0xFF))
        text.append(0x22)
    }

    private func vr(of element: DataElement) -> VR {
        if case .sequence = element.value { return .sq }
        return element.vr
    }

    private mutating func write(_ element: DataElement, of dataSet: DataSet, _ steps: [TagPath.Step]) {
        switch element.value {
        case .sequence(let items):
            guard !items.isEmpty else { return }
            list(items.indices) { writer, number in
                writer.write(items[number], steps: steps + [TagPath.Step(element.tag, item: number)])
            }
        case .fragments:
            // The value field as it is in an encapsulated stream: items with the offset table first.
            let stream = (try? DataSet([element]).encoded(as: .encapsulatedUncompressed)) ?? []
            binary(stream.dropFirst(12).dropLast(8), TagPath(steps: steps, element.tag))
        case .bytes(let bytes) where !bytes.isEmpty:
            write(bytes, element, of: dataSet, steps)
        case .bytes:
            return
        }
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, _ element: DataElement, of dataSet: DataSet, _ steps: [TagPath.Step]) {
        switch element.vr {
        case .ob, .od, .of, .ol, .ov, .ow, .un:
            binary(bytes, TagPath(steps: steps, element.tag))
        case .pn:
            list(dataSet.strings(of: element)) { writer, name in writer.personName(PersonName(name)) }
        case .is, .ds:
            list(dataSet.strings(of: element)) { writer, value in
                if value.isEmpty { return writer.raw("null") }
                // Numbers as they stand, where they are as the VR wants them and JSON can say them; else the text, which loses nothing
                // (PS3.18 table F.2.3-1 allows both).
                let isSound =
                    element.vr == .is ? Int(value).map(String.init) == value : value.utf8.count <= 16 && JSONNumber.isNumber(value)
                if isSound { writer.raw(value) } else { writer.string(value.utf8) }
            }
        case .fl, .fd:
            list(dataSet.doubles(of: element)) { writer, number in
                if number.isFinite {
                    writer.raw(element.vr == .fl ? "\(Float(number))" : "\(number)")
                } else {
                    writer.string((number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity").utf8)
                }
            }
        case .us, .ss, .ul, .sl:
            list(dataSet.strings(of: element)) { writer, number in writer.raw(number) }
        case .sv, .uv:
            // Doubles, which many readers take for numbers, are exact up to 2^53.
            list(dataSet.strings(of: element)) { writer, number in
                if number.utf8.count <= 15 { writer.raw(number) } else { writer.string(number.utf8) }
            }
        default:
            if element.vr.isText, SpecificCharacterSet.isPlain(bytes) {
                return list(plainValues(bytes, element.vr)) { writer, value in
                    if value.isEmpty { writer.raw("null") } else { writer.string(value) }
                }
            }
            list(dataSet.strings(of: element)) { writer, value in
                if value.isEmpty { writer.raw("null") } else { writer.string(value.utf8) }
            }
        }
    }

    private mutating func list<Values: Collection>(_ values: Values, _ write: (inout JSONWriter, Values.Element) -> Void) {
        guard !values.isEmpty else { return }
        raw(",\"Value\":[")
        var isFirst = true
        for value in values {
            if !isFirst { raw(",") }
            isFirst = false
            write(&self, value)
        }
        raw("]")
    }

    private mutating func binary(_ bytes: ArraySlice<UInt8>, _ path: TagPath) {
        guard !bytes.isEmpty else { return }
        if let uri = bulkDataURI(path, bytes.count) {
            raw(",\"BulkDataURI\":")
            string(uri.utf8)
        } else {
            raw(",\"InlineBinary\":\"\(Data(bytes).base64EncodedString())\"")
        }
    }

    private mutating func personName(_ name: PersonName) {
        let groups = [("Alphabetic", name.alphabetic), ("Ideographic", name.ideographic), ("Phonetic", name.phonetic)]
        let present = groups.filter { !$0.1.isEmpty }
        guard !present.isEmpty else { return raw("null") }
        raw("{")
        for (number, group) in present.enumerated() {
            raw((number > 0 ? "," : "") + "\"\(group.0)\":")
            string(group.1.utf8)
        }
        raw("}")
    }

    private mutating func raw(_ string: String) {
        text += string.utf8
    }

    /// A string of JSON (RFC 8259 section 7).
    private mutating func string(_ utf8: some Collection<UInt8>) {
        text.append(0x22)
        defer { text.append(0x22) }
        if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
            text.append(contentsOf: utf8)
            return
        }
        for byte in utf8 {
            switch byte {
            case 0x22, 0x5C:
                text.append(0x5C)
                text.append(byte)
            case 0..<0x20:
                raw("\\u00")
                text.append(hexadecimalLetter(byte >> 4))
                text.append(hexadecimalLetter(byte & 0x0F))
            default: text.append(byte)
            }
        }
    }
}
