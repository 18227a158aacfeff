import DICOM

extension ObjectCleaning {
    /// Of the private elements of one group those that the profile's list names, and the creators of their blocks.
    ///
    /// The creator must be the list's to the letter, the representation the list's or UN, which is what remains of it in the implicit
    /// syntax, and there must be as many values as the list allows.
    mutating func privateElements(_ group: ArraySlice<DataElement>, of dataSet: DataSet) -> [DataElement] {
        var creators: [Tag: DataElement] = [:]
        var names: [Tag: String] = [:]
        var kept: [DataElement] = []
        var used: Set<Tag> = []
        for element in group {
            if element.tag.isPrivateCreator {
                creators[element.tag] = element
                names[element.tag] = creatorName(element)
                continue
            }
            guard let creator = element.tag.privateCreator, let name = names[creator],
                let entry = rules.safePrivate.entries[
                    SafePrivateList.Key(creator: name, group: element.tag.group, element: UInt8(truncatingIfNeeded: element.tag.element))],
                let safe = safe(element, entry, of: dataSet)
            else {
                _ = removed(element)
                continue
            }
            kept.append(safe)
            used.insert(creator)
        }
        let all = creators.values.sorted { $0.tag < $1.tag }
        for creator in all { record(creator.tag, used.contains(creator.tag) ? .kept : .removed, creator.vr) }
        return all.filter { used.contains($0.tag) } + kept
    }

    private func creatorName(_ element: DataElement) -> String? {
        guard element.vr == .lo || element.vr == .un, let bytes = element.bytes else { return nil }
        var name = bytes
        while let last = name.last, last == 0x20 || last == 0 { name.removeLast() }
        return String(decoding: name, as: UTF8.self)
    }

    private mutating func safe(_ original: DataElement, _ entry: SafePrivateList.Entry, of dataSet: DataSet) -> DataElement? {
        guard let vr = entry.representations.first(where: { $0 == original.vr }) ?? (original.vr == .un ? entry.representations.first : nil)
        else { return nil }
        if vr == .sq {
            guard original.vr == .sq else { return nil }
            return kept(original, of: dataSet, vr: .sq)
        }
        guard let bytes = original.bytes else { return nil }
        let element = vr == original.vr ? original : DataElement(tag: original.tag, vr: vr, value: .bytes(bytes))
        if bytes.isEmpty { return kept(element, of: dataSet, vr: vr) }
        guard entry.multiplicity.allows(count(of: bytes, vr)) else { return nil }
        switch vr {
        case .pn, .ae, .ur, .un: return nil
        case .ui: return replacedUIDs(element)
        case .lt, .st, .ut:
            return isFreeOfTerms(element, in: dataSet) ? cleanedText(element, as: .prose, of: dataSet) : nil
        case .lo, .sh, .uc, .cs:
            return isFreeOfTerms(element, in: dataSet) ? kept(element, of: dataSet, vr: vr) : nil
        case .da, .dt, .tm:
            switch rules.dates {
            case .taken: return nil
            case .moved: return dated(element, vr: vr, of: dataSet)
            case .kept: return kept(element, of: dataSet, vr: vr)
            }
        default: return kept(element, of: dataSet, vr: vr)
        }
    }

    private func isFreeOfTerms(_ element: DataElement, in dataSet: DataSet) -> Bool {
        !terms.occur(in: dataSet.wholeText(of: element))
    }

    /// How many values the bytes hold; -1 where they are no whole number of values.
    private func count(of bytes: ArraySlice<UInt8>, _ vr: VR) -> Int {
        if vr.isText { return vr.isMultiValued ? bytes.count { $0 == 0x5C } + 1 : 1 }
        let size = vr == .at ? 4 : vr.elementSize
        switch vr {
        case .ob, .ow, .of, .od, .ol, .ov: return 1
        default: return size > 0 && bytes.count % size == 0 ? bytes.count / size : -1
        }
    }
}
