import Foundation

/// An attribute of a JSON text: its values turned into bytes, and errors that say where it is.
struct JSONPlace {
    let path: TagPath
    let text: JSONText

    func malformed(_ message: String, _ node: JSONText.Node) -> DICOMError {
        DICOMError(.malformed, message, offset: node.range.lowerBound, path: path.description)
    }

    /// The VR that the attribute names. Where a writer could not decide (`US or SS`) or left it out, the dictionary does.
    func vr(_ letters: JSONText.Node?, _ attribute: JSONText.Node) throws(DICOMError) -> VR {
        guard let letters else {
            if let vr = DataDictionary.vr(for: path.tag) { return vr }
            throw malformed("The attribute has no vr, and the dictionary does not know it.", attribute)
        }
        guard let name = try text.string(letters) else { throw malformed("vr must be a string.", letters) }
        if let vr = VR(name) { return vr }
        let choices = name.split(separator: " ").compactMap { VR($0) }
        guard let first = choices.first else { throw malformed("vr is none of PS3.5.", letters) }
        return choices.contains(.ow) ? .ow : first
    }

    /// The only element of an array, or the node itself: the example in PS3.18 section F.4 puts base64 into an array.
    func only(_ node: JSONText.Node) -> JSONText.Node {
        guard case .array(let elements) = node.content, elements.count == 1 else { return node }
        return elements[0]
    }

    /// The bytes of InlineBinary.
    func base64(_ node: JSONText.Node, _ vr: VR) throws(DICOMError) -> [UInt8] {
        let node = only(node)
        switch vr {
        case .ob, .od, .of, .ol, .ov, .ow, .un: break
        default: throw malformed("VR \(vr) has no InlineBinary.", node)
        }
        guard case .string(let hasEscapes) = node.content else { throw malformed("InlineBinary must be a string.", node) }
        let letters = hasEscapes ? Data((try text.string(node) ?? "").utf8) : Data(text.raw(node))
        guard let data = Data(base64Encoded: letters) else { throw malformed("InlineBinary is not base64 (RFC 4648 section 4).", node) }
        return [UInt8](data)
    }

    // MARK: Text

    /// One value of a text VR; null is an empty one.
    func text(_ node: JSONText.Node, _ vr: VR) throws(DICOMError) -> String {
        switch node.content {
        case .null: return ""
        case .string: return try text.string(node) ?? ""
        case .object(let members) where vr == .pn: return try personName(members, node)
        case .number where vr == .ds: return decimal(node)
        case .number where vr == .is:
            guard let number: Int = whole(node) else { throw malformed("VR IS holds whole numbers.", node) }
            return String(number)
        default: throw malformed("A value of VR \(vr) is of another JSON type.", node)
        }
    }

    /// The digits as they stand, where they fit the 16 bytes of DS.
    private func decimal(_ node: JSONText.Node) -> String {
        let digits = String(decoding: text.raw(node), as: UTF8.self)
        guard digits.utf8.count > 16, let number = Double(digits) else { return digits }
        return DecimalString.text(of: number)
    }

    private func personName(
        _ members: [(name: JSONText.Node, value: JSONText.Node)], _ node: JSONText.Node
    ) throws(DICOMError) -> String {
        var groups = ["", "", ""]
        for (name, value) in members {
            let number: Int
            switch String(decoding: text.raw(name), as: UTF8.self) {
            case "Alphabetic": number = 0
            case "Ideographic": number = 1
            case "Phonetic": number = 2
            default: continue
            }
            if case .null = value.content { continue }
            guard let group = try text.string(value) else { throw malformed("A group of a person name must be a string.", value) }
            groups[number] = group
        }
        while groups.last == "" { groups.removeLast() }
        return groups.joined(separator: "=")
    }

    // MARK: Numbers

    /// The values of a binary VR, little endian.
    func numbers(_ values: [JSONText.Node], _ vr: VR, _ list: JSONText.Node) throws(DICOMError) -> [UInt8] {
        // One null is no value; among others it has no bytes that could stand for it.
        if values.count == 1, case .null = values[0].content { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * vr.elementSize)
        for node in values {
            switch vr {
            case .us: append(try integer(node, UInt16.self, vr), to: &bytes)
            case .ss: append(try integer(node, Int16.self, vr), to: &bytes)
            case .ul: append(try integer(node, UInt32.self, vr), to: &bytes)
            case .sl: append(try integer(node, Int32.self, vr), to: &bytes)
            case .uv: append(try integer(node, UInt64.self, vr), to: &bytes)
            case .sv: append(try integer(node, Int64.self, vr), to: &bytes)
            case .fl: append(try real(node, Float.self, vr).bitPattern, to: &bytes)
            case .fd: append(try real(node, Double.self, vr).bitPattern, to: &bytes)
            case .at:
                guard let digits = try text.string(node), let tag = Tag(hex: digits) else {
                    throw malformed("A value of VR AT is a string of eight hexadecimal digits.", node)
                }
                append(tag.group, to: &bytes)
                append(tag.element, to: &bytes)
            default: throw malformed("VR \(vr) has InlineBinary or BulkDataURI, no Value.", list)
            }
        }
        return bytes
    }

    private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }

    private func integer<Number: FixedWidthInteger>(_ node: JSONText.Node, _: Number.Type, _ vr: VR) throws(DICOMError) -> Number {
        guard let number: Number = whole(node) else {
            throw malformed("A value of VR \(vr) must be a whole number between \(Number.min) and \(Number.max).", node)
        }
        return number
    }

    /// A whole number, given as number or as string; all 64 bits count, so it goes through floating point only if it is written so.
    private func whole<Number: FixedWidthInteger>(_ node: JSONText.Node) -> Number? {
        guard let digits = digits(node) else { return nil }
        return Number(digits) ?? Double(digits).flatMap { Number(exactly: $0) }
    }

    private func real<Number: BinaryFloatingPoint & LosslessStringConvertible>(
        _ node: JSONText.Node, _: Number.Type, _ vr: VR
    ) throws(DICOMError) -> Number {
        guard let digits = digits(node), let number = Number(digits) else {
            throw malformed("A value of VR \(vr) must be a number, \"NaN\", \"Infinity\" or \"-Infinity\".", node)
        }
        // Letters beyond an exponent are those of NaN and infinity; a number that became infinite was too large.
        guard number.isFinite || digits.utf8.contains(where: { $0 | 0x20 == 0x6E }) else {
            throw malformed("A value of VR \(vr) is beyond its range.", node)
        }
        return number
    }

    /// The text of a number or of a string that holds one.
    private func digits(_ node: JSONText.Node) -> String? {
        switch node.content {
        case .number: String(decoding: text.raw(node), as: UTF8.self)
        case .string: trimmed(String(decoding: text.raw(node), as: UTF8.self), .is)
        default: nil
        }
    }
}
