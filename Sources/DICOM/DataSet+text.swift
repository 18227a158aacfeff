extension DataSet {
    /// The character set that holds in this data set: its own, or that of the data set around it.
    public var characterSet: SpecificCharacterSet {
        guard let bytes = self[.specificCharacterSet]?.bytes else { return inheritedCharacterSet }
        // What nearly all say, without a detour over text.
        if bytes.elementsEqual("ISO_IR 100".utf8) { return .latin1 }
        if bytes.elementsEqual("ISO_IR 192".utf8) { return .utf8 }
        let text = String(decoding: bytes, as: UTF8.self)
        return SpecificCharacterSet(definedTerms: text.split(separator: "\\", omittingEmptySubsequences: false).map { trimmed($0, .cs) })
    }

    /// The first value as text, without padding; nil when there is no element, no value or no text in it.
    ///
    /// Binary numbers are written as decimals.
    public func string(_ tag: Tag) -> String? {
        guard let element = self[tag], case .bytes(let bytes) = element.value, !bytes.isEmpty else { return nil }
        let vr = readableVR(of: element)
        guard vr.isText, vr.isMultiValued, SpecificCharacterSet.isPlain(bytes) else {
            return strings(of: element).first.flatMap { $0.isEmpty ? nil : $0 }
        }
        let text = trimmedBytes(bytes.prefix { $0 != 0x5C }, vr)
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }

    /// All values as text, each without padding; empty when there is no element or no value.
    public func strings(_ tag: Tag) -> [String] {
        self[tag].map(strings(of:)) ?? []
    }

    /// All values of an element of this data set as text.
    public func strings(of element: DataElement) -> [String] {
        guard case .bytes(let bytes) = element.value, !bytes.isEmpty else { return [] }
        let vr = readableVR(of: element)
        if vr.isText {
            if SpecificCharacterSet.isPlain(bytes) {
                return plainValues(bytes, vr).map { String(decoding: $0, as: UTF8.self) }
            }
            let text = decoded(bytes, vr)
            guard vr.isMultiValued else { return [trimmed(text, vr)] }
            return text.split(separator: "\\", omittingEmptySubsequences: false).map { trimmed($0, vr) }
        }
        switch vr {
        case .at: return tags(of: bytes).map(\.hex)
        case .fl, .fd: return doubles(of: element).map { String($0) }
        case .us, .ss, .ul, .sl, .uv, .sv: return NumberReading.decimals(bytes, vr)
        default: return []
        }
    }

    /// The whole value as text, several values with their backslashes, only the padding at its end removed.
    public func text(_ tag: Tag) -> String? {
        guard let element = self[tag], case .bytes(let bytes) = element.value else { return nil }
        let vr = readableVR(of: element)
        guard vr.isText else { return nil }
        return trimmedEnd(decoded(bytes, vr))
    }

    /// The tags that an element of VR AT holds.
    public func tags(_ tag: Tag) -> [Tag] {
        self[tag]?.bytes.map(tags(of:)) ?? []
    }

    /// A person name in its groups of components.
    public func personName(_ tag: Tag) -> PersonName? {
        string(tag).map(PersonName.init)
    }

    /// What an unknown VR most likely is: that of the dictionary (PS3.5 section 6.2.2, UN).
    func readableVR(of element: DataElement) -> VR {
        guard element.vr == .un else { return element.vr }
        return DataDictionary.vr(for: element.tag) ?? .un
    }

    private func decoded(_ bytes: ArraySlice<UInt8>, _ vr: VR) -> String {
        guard vr.usesCharacterSet else { return SpecificCharacterSet.standard.decode(bytes) }
        return characterSet.decode(bytes, isPersonName: vr == .pn)
    }

    private func tags(of bytes: ArraySlice<UInt8>) -> [Tag] {
        let units = NumberReading.unsigned(bytes, size: 2)
        return stride(from: 0, to: units.count - 1, by: 2).map { Tag(UInt16(units[$0]), UInt16(units[$0 + 1])) }
    }
}

private func isPadding(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0 }

/// The value without padding: spaces and NULs at the end, and leading spaces where PS3.5 table 6.2-1 says they mean nothing.
func trimmed(_ text: some StringProtocol, _ vr: VR) -> String {
    var bytes = Substring(text).utf8
    while let last = bytes.last, isPadding(last) { bytes.removeLast() }
    switch vr {
    case .lt, .st, .ut, .uc, .ur: break
    default: while let first = bytes.first, isPadding(first) { bytes.removeFirst() }
    }
    return String(Substring(bytes))
}

/// The values of an element that holds only ASCII, without padding.
func plainValues(_ bytes: ArraySlice<UInt8>, _ vr: VR) -> [ArraySlice<UInt8>] {
    guard vr.isMultiValued else { return [trimmedBytes(bytes, vr)] }
    return bytes.split(separator: 0x5C, omittingEmptySubsequences: false).map { trimmedBytes($0, vr) }
}

/// The same for bytes that are ASCII.
private func trimmedBytes(_ value: ArraySlice<UInt8>, _ vr: VR) -> ArraySlice<UInt8> {
    var bytes = value
    while let last = bytes.last, isPadding(last) { bytes.removeLast() }
    switch vr {
    case .lt, .st, .ut, .uc, .ur: break
    default: while let first = bytes.first, isPadding(first) { bytes.removeFirst() }
    }
    return bytes
}

private func trimmedEnd(_ text: String) -> String {
    trimmed(text, .lt)
}
