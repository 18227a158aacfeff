extension DataSet {
    /// Reads a data set in the DICOM JSON model (PS3.18 annex F).
    ///
    /// Text is encoded in the Specific Character Set (0008,0005) that the JSON names; where that cannot hold it, all text of the data set
    /// becomes UTF-8 and the attribute says so. Group lengths are left out.
    ///
    /// - Parameters:
    ///   - json: One JSON object in UTF-8.
    ///   - limits: What to accept at most; `elements` counts the values of the JSON text.
    ///   - transferSyntax: Tells whether InlineBinary of Pixel Data is a stream of fragments; nil leaves it to the look of its bytes.
    ///   - bulkData: Finds the value that a BulkDataURI stands for. Numbers in it are little endian; nil makes the reading fail with
    ///     ``DICOMError/Code/unresolvedBulkData``.
    public init(
        json: [UInt8], limits: ReadingLimits = .standard, transferSyntax: TransferSyntax? = nil,
        bulkData: @escaping (TagPath, String) -> DataElement.Value? = { _, _ in nil }
    ) throws(DICOMError) {
        let text = try JSONText(json, limits)
        self = try JSONReader.read(text.root, in: text, limits, transferSyntax, bulkData)
    }

    /// Reads an array of data sets in the DICOM JSON model; a data set alone is read as an array of one.
    ///
    /// The path of an error begins with the number of the data set: `[3].(0040,0275)[0].(0008,0050)`.
    ///
    /// - Parameters:
    ///   - json: A JSON array of objects in UTF-8.
    ///   - limits: What to accept at most, all data sets together; `elements` counts the values of the JSON text.
    ///   - transferSyntax: Tells whether InlineBinary of Pixel Data is a stream of fragments; nil leaves it to the look of its bytes.
    ///   - bulkData: Finds the value that a BulkDataURI stands for, given the number of the data set, the path and the URI.
    public static func array(
        json: [UInt8], limits: ReadingLimits = .standard, transferSyntax: TransferSyntax? = nil,
        bulkData: @escaping (Int, TagPath, String) -> DataElement.Value? = { _, _, _ in nil }
    ) throws(DICOMError) -> [DataSet] {
        let text = try JSONText(json, limits)
        var nodes = [text.root]
        if case .array(let elements) = text.root.content { nodes = elements }
        var dataSets: [DataSet] = []
        dataSets.reserveCapacity(nodes.count)
        for (number, node) in nodes.enumerated() {
            do throws(DICOMError) {
                dataSets.append(try JSONReader.read(node, in: text, limits, transferSyntax) { bulkData(number, $0, $1) })
            } catch {
                let path = error.path.isEmpty ? "[\(number)]" : "[\(number)].\(error.path)"
                throw DICOMError(error.code, error.message, offset: error.offset, path: path)
            }
        }
        return dataSets
    }
}

extension JSONText {
    /// A sequence takes three levels of JSON: the attribute, its array of items, the item.
    fileprivate init(_ json: [UInt8], _ limits: ReadingLimits) throws(DICOMError) {
        try self.init(json, depth: limits.depth * 3 + 5, values: limits.elements)
    }
}

/// Makes data sets of JSON objects.
private struct JSONReader {
    private let text: JSONText
    private let limits: ReadingLimits
    private let transferSyntax: TransferSyntax?
    private let bulkData: (TagPath, String) -> DataElement.Value?
    /// What URIs stood for, by where they stand in the text: text that asks for UTF-8 makes the reading begin again.
    private var resolved: [Int: DataElement.Value] = [:]
    /// Whether all text is written in UTF-8, whatever the JSON says.
    private var forcesUTF8 = false
    /// Whether some text did not fit the character set that the JSON names.
    private var needsUTF8 = false

    static func read(
        _ node: JSONText.Node, in text: JSONText, _ limits: ReadingLimits, _ transferSyntax: TransferSyntax?,
        _ bulkData: @escaping (TagPath, String) -> DataElement.Value?
    ) throws(DICOMError) -> DataSet {
        var reader = JSONReader(text: text, limits: limits, transferSyntax: transferSyntax, bulkData: bulkData)
        let dataSet = try reader.dataSet(node, [], .standard)
        guard reader.needsUTF8 else { return dataSet }
        reader.forcesUTF8 = true
        var converted = try reader.dataSet(node, [], .utf8)
        converted.set(.specificCharacterSet, strings: SpecificCharacterSet.utf8.definedTerms, vr: .cs)
        return converted
    }

    private init(
        text: JSONText, limits: ReadingLimits, transferSyntax: TransferSyntax?,
        bulkData: @escaping (TagPath, String) -> DataElement.Value?
    ) {
        self.text = text
        self.limits = limits
        self.transferSyntax = transferSyntax
        self.bulkData = bulkData
    }

    private mutating func dataSet(
        _ node: JSONText.Node, _ steps: [TagPath.Step], _ outer: SpecificCharacterSet
    ) throws(DICOMError) -> DataSet {
        guard case .object(let members) = node.content else {
            throw DICOMError(.malformed, "A data set must be a JSON object.", offset: node.range.lowerBound, path: Self.path(steps))
        }
        guard steps.count <= limits.depth else {
            throw DICOMError(
                .limitExceeded, "Sequences nest deeper than \(limits.depth) levels.", offset: node.range.lowerBound, path: Self.path(steps))
        }
        let characterSet = try characterSet(of: members) ?? outer
        var elements: [DataElement] = []
        elements.reserveCapacity(members.count)
        var isAscending = true
        for (name, value) in members {
            guard name.range.count == 8, let tag = Tag(hex: String(decoding: text.raw(name), as: UTF8.self)) else {
                throw DICOMError(
                    .malformed, "An attribute is named by the eight hexadecimal digits of its tag.", offset: name.range.lowerBound,
                    path: Self.path(steps))
            }
            if tag.isGroupLength || forcesUTF8 && tag == .specificCharacterSet { continue }
            if let last = elements.last, last.tag >= tag { isAscending = false }
            elements.append(try element(tag, value, steps, characterSet))
        }
        var dataSet = DataSet(ascending: elements, inheritedCharacterSet: outer)
        if !isAscending {
            dataSet.sort()
            guard dataSet.count == elements.count else {
                throw DICOMError(
                    .malformed, "The data set names an attribute twice.", offset: node.range.lowerBound, path: Self.path(steps))
            }
        }
        return dataSet
    }

    private func characterSet(of members: [(name: JSONText.Node, value: JSONText.Node)]) throws(DICOMError) -> SpecificCharacterSet? {
        if forcesUTF8 { return .utf8 }
        for (name, value) in members where text.raw(name).elementsEqual("00080005".utf8) {
            guard case .object(let parts) = value.content,
                let list = parts.first(where: { text.raw($0.name).elementsEqual("Value".utf8) }),
                case .array(let terms) = list.value.content
            else { return .standard }
            var definedTerms: [String] = []
            for term in terms { definedTerms.append(trimmed(try text.string(term) ?? "", .cs)) }
            return SpecificCharacterSet(definedTerms: definedTerms)
        }
        return nil
    }

    // MARK: Attributes

    private mutating func element(
        _ tag: Tag, _ node: JSONText.Node, _ steps: [TagPath.Step], _ characterSet: SpecificCharacterSet
    ) throws(DICOMError) -> DataElement {
        let place = JSONPlace(path: TagPath(steps: steps, tag), text: text)
        guard case .object(let members) = node.content else { throw place.malformed("An attribute must be a JSON object.", node) }
        var letters: JSONText.Node?
        var content: (name: String, node: JSONText.Node)?
        for (name, value) in members {
            switch String(decoding: text.raw(name), as: UTF8.self) {
            case "vr": letters = value
            case let name where name == "Value" || name == "InlineBinary" || name == "BulkDataURI":
                guard content == nil else { throw place.malformed("An attribute has its value in one place only.", value) }
                content = (name, value)
            // PS3.18 allows no other members; some servers add the keyword, which does no harm.
            default: continue
            }
        }
        let vr = try place.vr(letters, node)
        switch content {
        case nil:
            return DataElement(tag: tag, vr: vr, value: vr == .sq ? .sequence([]) : .bytes([]))
        case ("Value", let list)?:
            guard case .array(let values) = list.content else { throw place.malformed("Value must be an array.", list) }
            if vr == .sq { return DataElement(tag: tag, items: try items(values, place, characterSet)) }
            return try value(values, vr, list, place, characterSet)
        case ("InlineBinary", let binary)?:
            let bytes = try place.base64(binary, vr)
            return DataElement(tag: tag, vr: vr, value: try pixelFragments(bytes, tag, vr, binary, place) ?? .bytes(bytes[...]))
        case (_, let uri)?:
            return DataElement(tag: tag, vr: vr, value: try resolve(uri, vr, place))
        }
    }

    private mutating func items(
        _ nodes: [JSONText.Node], _ place: JSONPlace, _ characterSet: SpecificCharacterSet
    ) throws(DICOMError) -> [DataSet] {
        var items: [DataSet] = []
        items.reserveCapacity(nodes.count)
        for (number, node) in nodes.enumerated() {
            if case .null = node.content {
                items.append(DataSet(ascending: [], inheritedCharacterSet: characterSet))
            } else {
                items.append(try dataSet(node, place.path.steps + [TagPath.Step(place.path.tag, item: number)], characterSet))
            }
        }
        return items
    }

    private mutating func value(
        _ values: [JSONText.Node], _ vr: VR, _ list: JSONText.Node, _ place: JSONPlace, _ characterSet: SpecificCharacterSet
    ) throws(DICOMError) -> DataElement {
        let tag = place.path.tag
        guard vr.isText else {
            return DataElement(tag: tag, vr: vr, bytes: try place.numbers(values, vr, list))
        }
        guard values.count <= 1 || vr.isMultiValued else { throw place.malformed("VR \(vr) holds one value.", list) }
        var joined = ""
        for (number, value) in values.enumerated() {
            if number > 0 { joined += "\\" }
            joined += try place.text(value, vr)
        }
        if let encoded = (vr.usesCharacterSet ? characterSet : .standard).encode(joined, isPersonName: vr == .pn) {
            return DataElement(tag: tag, vr: vr, bytes: encoded)
        }
        guard vr.usesCharacterSet else {
            // A code string with an umlaut is for the quality report, not for refusal: one byte for each such character, which reads as
            // U+FFFD again.
            return DataElement(tag: tag, vr: vr, bytes: joined.unicodeScalars.map { UInt8(exactly: $0.value) ?? 0xFF })
        }
        needsUTF8 = true
        return DataElement(tag: tag, vr: vr, bytes: Array(joined.utf8))
    }

    // MARK: Binary values

    private mutating func resolve(_ node: JSONText.Node, _ vr: VR, _ place: JSONPlace) throws(DICOMError) -> DataElement.Value {
        if let value = resolved[node.range.lowerBound] { return value }
        guard vr != .sq, let uri = try text.string(place.only(node)) else {
            throw place.malformed("BulkDataURI must be a string, and stands for no sequence.", node)
        }
        guard let value = bulkData(place.path, uri) else {
            throw DICOMError(
                .unresolvedBulkData, "What BulkDataURI stands for is not there; send it along, or inline as base64.",
                offset: node.range.lowerBound, path: place.path.description)
        }
        resolved[node.range.lowerBound] = value
        return value
    }

    /// Encapsulated pixel data as JSON holds it: the items of the stream, the basic offset table first (PS3.5 section A.4).
    private func pixelFragments(
        _ bytes: [UInt8], _ tag: Tag, _ vr: VR, _ node: JSONText.Node, _ place: JSONPlace
    ) throws(DICOMError) -> DataElement.Value? {
        guard tag == .pixelData, vr == .ob || vr == .ow, transferSyntax?.isEncapsulated ?? true else { return nil }
        var fragments: [ArraySlice<UInt8>] = []
        var position = 0
        while bytes.count - position >= 8, bytes[position..<position + 4].elementsEqual([0xFE, 0xFF, 0x00, 0xE0]) {
            let length = Int(NumberReading.unsigned(bytes[position + 4..<position + 8], size: 4)[0])
            guard length <= bytes.count - position - 8 else { break }
            fragments.append(bytes[position + 8..<position + 8 + length])
            position += 8 + length
        }
        if bytes[position...].elementsEqual([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]) { position = bytes.count }
        if let offsetTable = fragments.first, position == bytes.count {
            return .fragments(basicOffsetTable: offsetTable, Array(fragments.dropFirst()))
        }
        guard transferSyntax == nil else {
            throw place.malformed("Pixel data of an encapsulated transfer syntax must be a stream of items.", node)
        }
        return nil
    }

    private static func path(_ steps: [TagPath.Step]) -> String {
        steps.map { "\($0.sequence)[\($0.item)]" }.joined(separator: ".")
    }
}
