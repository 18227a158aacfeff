import DICOM

/// A data set in the making together with the identifiers planted in it, so that the answer key cannot disagree with the file.
struct AnnotatedDataSet: Sendable {
    private(set) var dataSet = DataSet()
    private(set) var planted: [PlantedIdentifier] = []
    let repertoire: CharacterRepertoire

    init(_ repertoire: CharacterRepertoire) {
        self.repertoire = repertoire
    }

    /// Sets an attribute of the standard; its VR comes from the dictionary.
    mutating func text(_ tag: Tag, _ values: String...) {
        let vr = DataDictionary.vr(for: tag) ?? .un
        text(tag, vr: vr, values.joined(separator: "\\"))
    }

    /// Sets a private attribute, or one whose VR the dictionary leaves open.
    mutating func text(_ tag: Tag, vr: VR, _ value: String) {
        bytes(tag, vr: vr, vr.usesCharacterSet ? repertoire.encoded(value) : Array(value.utf8))
    }

    /// Sets an attribute and enters it in the answer key: as a whole, or the parts that identify.
    mutating func identifier(_ tag: Tag, _ value: String, _ kind: PlantedIdentifier.Kind, parts: [String] = []) {
        identifier(tag, vr: DataDictionary.vr(for: tag) ?? .un, value, kind, parts: parts)
    }

    /// Sets an attribute of the given VR and enters it in the answer key.
    mutating func identifier(_ tag: Tag, vr: VR, _ value: String, _ kind: PlantedIdentifier.Kind, parts: [String] = []) {
        text(tag, vr: vr, value)
        for part in parts.isEmpty ? [value] : parts { plant(part, tag, kind) }
    }

    /// Sets bytes that hold identifying text among other things.
    mutating func identifyingBytes(_ tag: Tag, vr: VR, _ value: [UInt8], _ kind: PlantedIdentifier.Kind, parts: [String]) {
        bytes(tag, vr: vr, value)
        for part in parts { plant(part, tag, kind) }
    }

    /// Sets 16-bit numbers.
    mutating func shorts(_ tag: Tag, vr: VR = .us, _ values: Int...) {
        bytes(tag, vr: vr, values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
    }

    /// Sets 64-bit floating-point numbers.
    mutating func doubles(_ tag: Tag, _ values: Double...) {
        bytes(
            tag, vr: .fd,
            values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64($0 * 8)) } })
    }

    /// Sets a value as it is, padded to an even length.
    mutating func bytes(_ tag: Tag, vr: VR, _ value: [UInt8]) {
        dataSet[tag] = DataElement(tag: tag, vr: vr, bytes: value)
    }

    /// Sets a sequence; what its items planted is entered with the path through the sequence.
    mutating func items(_ tag: Tag, _ items: [AnnotatedDataSet]) {
        // Not `set(_:items:)`: the items' bytes are in the character set of the whole already.
        dataSet[tag] = DataElement(tag: tag, items: items.map(\.dataSet))
        for (position, item) in items.enumerated() {
            for var identifier in item.planted {
                let isPrivate = tag.isPrivate || identifier.place == .privateElement || identifier.place == .nestedPrivate
                identifier.path = "\(tag)[\(position)].\(identifier.path)"
                identifier.place = isPrivate ? .nestedPrivate : .nested
                planted.append(identifier)
            }
        }
    }

    /// Sets a sequence of one coded concept (PS3.3 section 8.8).
    mutating func code(
        _ tag: Tag, _ value: String, _ scheme: String, _ meaning: String, _ more: (inout AnnotatedDataSet) -> Void = { _ in }
    ) {
        var item = AnnotatedDataSet(repertoire)
        item.text(.codeValue, value)
        item.text(.codingSchemeDesignator, scheme)
        item.text(.codeMeaning, meaning)
        more(&item)
        items(tag, [item])
    }

    private mutating func plant(_ value: String, _ tag: Tag, _ kind: PlantedIdentifier.Kind) {
        planted.append(PlantedIdentifier(value: value, path: "\(tag)", kind: kind, place: tag.isPrivate ? .privateElement : .plain))
    }
}
