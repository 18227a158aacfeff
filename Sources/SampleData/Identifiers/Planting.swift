import DICOM

/// A data set in the making together with what has to be seen in it afterwards, so that the key cannot disagree with the file.
struct Planting: Sendable {
    typealias Category = IdentifierKey.Category
    typealias Place = IdentifierKey.Place

    private(set) var dataSet = DataSet()
    private(set) var checks: [IdentifierKey.Check] = []
    let characterSet: SpecificCharacterSet

    init(_ characterSet: SpecificCharacterSet) {
        self.characterSet = characterSet
    }

    // MARK: Values without a check

    /// Sets values; the VR comes from the dictionary unless given.
    mutating func set(_ tag: Tag, _ values: String..., vr: VR? = nil) {
        let vr = vr ?? DataDictionary.vr(for: tag) ?? .un
        let text = values.joined(separator: "\\")
        if vr.usesCharacterSet {
            bytes(tag, vr: vr, encoded(text, vr))
        } else {
            dataSet.set(tag, strings: values, vr: vr)
        }
    }

    /// Sets whole numbers.
    mutating func set(_ tag: Tag, _ values: Int..., vr: VR? = nil) {
        dataSet.set(tag, integers: values, vr: vr)
    }

    /// Sets bytes as they are.
    mutating func bytes(_ tag: Tag, vr: VR, _ value: [UInt8]) {
        dataSet[tag] = DataElement(tag: tag, vr: vr, bytes: value)
    }

    /// Sets a whole element, such as encapsulated pixel data.
    mutating func element(_ element: DataElement) {
        dataSet[element.tag] = element
    }

    /// Text in the character set of the object.
    func encoded(_ text: String, _ vr: VR = .lo) -> [UInt8] {
        guard let bytes = characterSet.encode(text, isPersonName: vr == .pn) else {
            preconditionFailure("\(characterSet) cannot hold a text of the sample's own lists.")
        }
        return bytes
    }

    // MARK: Values that must go

    /// Sets a value that must go; `text` is the whole value of the element where it holds more.
    mutating func remove(
        _ tag: Tag, _ value: String, _ category: Category, in text: String? = nil, vr: VR? = nil, place: Place? = nil, option: String? = nil
    ) {
        set(tag, text ?? value, vr: vr)
        mustGo(tag, value, category, place: place, option: option)
    }

    /// Sets bytes that hold identifying text, or are identifying as a whole.
    mutating func remove(_ tag: Tag, vr: VR, bytes value: [UInt8], _ category: Category, _ texts: [String], place: Place? = nil) {
        bytes(tag, vr: vr, value)
        for text in texts { mustGo(tag, text, category, place: place) }
        if texts.isEmpty { check(.textRemoved, tag, nil, category, place: place) }
    }

    /// Notes that a value of an element that is there must go.
    mutating func mustGo(_ tag: Tag, _ value: String, _ category: Category, place: Place? = nil, option: String? = nil) {
        check(.textRemoved, tag, value, category, place: place, option: option)
    }

    /// Free text with identifying and clinical parts.
    mutating func prose(_ tag: Tag, _ prose: Prose, vr: VR? = nil, place: Place = .freeText) {
        set(tag, prose.text, vr: vr)
        for (value, category) in prose.identifying {
            check(category == .date ? .dateShifted : .textRemoved, tag, value, category, place: place)
        }
        for words in prose.clinical { check(.textRetained, tag, words, nil, place: place, option: "cleanDescriptors") }
    }

    /// A day or a day and time of the patient.
    mutating func date(_ tag: Tag, _ value: String, place: Place? = nil, vr: VR? = nil) {
        set(tag, value, vr: vr)
        check(.dateShifted, tag, value, .date, place: place)
    }

    /// A UID of the patient's objects. A reference that has to hold afterwards is consistent too.
    mutating func uid(_ tag: Tag, _ value: String, isConsistent: Bool = true, place: Place? = nil, vr: VR? = nil) {
        set(tag, value, vr: vr)
        check(.uidChanged, tag, value, .uid, place: place)
        if isConsistent { check(.uidConsistent, tag, value, .uid, place: place) }
    }

    // MARK: Values that must stay

    /// Sets a value that must stay as it is.
    mutating func keep(_ tag: Tag, _ values: String..., vr: VR? = nil, option: String? = nil) {
        let text = values.joined(separator: "\\")
        let vr = vr ?? DataDictionary.vr(for: tag) ?? .un
        if vr.usesCharacterSet { bytes(tag, vr: vr, encoded(text, vr)) } else { dataSet.set(tag, strings: values, vr: vr) }
        check(.textRetained, tag, text, nil, option: option)
    }

    /// Notes what has to be seen of an element.
    mutating func check(
        _ action: IdentifierKey.Action, _ tag: Tag, _ value: String? = nil, _ category: Category? = nil, place: Place? = nil,
        option: String? = nil
    ) {
        checks.append(
            IdentifierKey.Check(
                action: action, path: "\(tag)", value: value, category: category,
                place: place ?? (tag.isPrivate ? .privateElement : .plain),
                option: option))
    }

    /// Notes what has to be seen of something that is no element of the data set.
    mutating func check(outside path: String, _ value: String, _ category: Category, _ place: Place) {
        checks.append(
            IdentifierKey.Check(action: .textRemoved, path: path, value: value, category: category, place: place, option: nil))
    }

    // MARK: Sequences

    /// Sets a sequence; what its items planted gets the path through it.
    mutating func items(_ tag: Tag, _ items: [Planting], place: Place? = nil) {
        dataSet[tag] = DataElement(tag: tag, items: items.map(\.dataSet))
        for (position, item) in items.enumerated() {
            for var check in item.checks {
                check.path = "\(tag)[\(position)].\(check.path)"
                switch check.place {
                case .plain, .otherAttribute: check.place = place ?? (tag.isPrivate ? .nestedPrivate : .nested)
                case .privateElement, .nested: if tag.isPrivate || check.place == .privateElement { check.place = .nestedPrivate }
                default: break
                }
                checks.append(check)
            }
        }
    }

    /// An item of the same character set.
    func item(_ fill: (inout Planting) -> Void) -> Planting {
        var item = Planting(characterSet)
        fill(&item)
        return item
    }

    /// Sets a sequence of one item.
    mutating func item(_ tag: Tag, place: Place? = nil, _ fill: (inout Planting) -> Void) {
        items(tag, [item(fill)], place: place)
    }

    /// Sets a sequence of one coded concept (PS3.3 section 8.8).
    mutating func code(_ tag: Tag, _ value: String, _ scheme: String, _ meaning: String) {
        item(tag) { item in
            item.set(.codeValue, value)
            item.set(.codingSchemeDesignator, scheme)
            item.set(.codeMeaning, meaning)
        }
    }
}

/// Free text about a patient: what in it identifies and what is medicine.
struct Prose: Sendable {
    var text: String
    var identifying: [(String, IdentifierKey.Category)]
    var clinical: [String]
}
