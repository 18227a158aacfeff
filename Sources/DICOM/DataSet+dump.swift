extension DataSet {
    /// The data set as text, a line for each element, in the manner of dcmdump.
    ///
    /// - Parameter maximumValueLength: After how many characters a value is cut off; nil shows it whole.
    public func dump(maximumValueLength: Int? = 64) -> String {
        var text = ""
        dump(into: &text, indentation: 0, maximumValueLength)
        return text
    }

    private func dump(into text: inout String, indentation: Int, _ maximum: Int?) {
        for element in elements {
            let keyword = name(of: element.tag)
            switch element.value {
            case .bytes(let bytes):
                let shown = shown(element, bytes, maximum)
                line(
                    into: &text, indentation, "\(element.tag) \(element.vr) \(shown)", "\(bytes.count)", valueCount(element, bytes), keyword
                )
            case .sequence(let items):
                let length = element.layout.hasUndefinedLength ? "undefined" : "explicit"
                line(into: &text, indentation, "\(element.tag) \(element.vr) (Sequence with \(length) length)", "u/l", items.count, keyword)
                for item in items {
                    let length = item.layout.hasUndefinedLength ? "undefined" : "explicit"
                    line(into: &text, indentation + 2, "\(Tag.item) na (Item with \(length) length)", "u/l", item.count, "Item")
                    item.dump(into: &text, indentation: indentation + 4, maximum)
                    line(into: &text, indentation + 2, "\(Tag.itemDelimitationItem) na", "0", 0, "ItemDelimitationItem")
                }
                line(into: &text, indentation, "\(Tag.sequenceDelimitationItem) na", "0", 0, "SequenceDelimitationItem")
            case .fragments(let table, let fragments):
                line(into: &text, indentation, "\(element.tag) \(element.vr) (PixelSequence)", "u/l", fragments.count + 1, keyword)
                for fragment in [table] + fragments {
                    line(
                        into: &text, indentation + 2, "\(Tag.item) pi \(hexadecimal(fragment, unit: 1, maximum))", "\(fragment.count)", 1,
                        "Item")
                }
                line(into: &text, indentation, "\(Tag.sequenceDelimitationItem) na", "0", 0, "SequenceDelimitationItem")
            }
        }
    }

    private func line(into text: inout String, _ indentation: Int, _ content: String, _ length: String, _ count: Int, _ name: String) {
        let start = String(repeating: " ", count: indentation) + content
        let padding = String(repeating: " ", count: Swift.max(1, 64 - start.count))
        let lengthPadding = String(repeating: " ", count: Swift.max(0, 4 - length.count))
        text += "\(start)\(padding)# \(lengthPadding)\(length), \(count) \(name)\n"
    }

    private func name(of tag: Tag) -> String {
        if let entry = DataDictionary.entry(for: tag) { return entry.keyword.isEmpty ? "Retired" : entry.keyword }
        if tag.isGroupLength { return "GroupLength" }
        if tag.isPrivateCreator { return "PrivateCreator" }
        return tag.isPrivate ? "Private" : "Unknown"
    }

    private func valueCount(_ element: DataElement, _ bytes: ArraySlice<UInt8>) -> Int {
        if bytes.isEmpty { return 0 }
        if element.vr.isText { return strings(of: element).count }
        switch element.vr {
        case .at: return bytes.count / 4
        case .us, .ss, .ul, .sl, .uv, .sv, .fl, .fd: return bytes.count / element.vr.elementSize
        default: return 1
        }
    }

    private func shown(_ element: DataElement, _ bytes: ArraySlice<UInt8>, _ maximum: Int?) -> String {
        if bytes.isEmpty { return "(no value available)" }
        switch element.vr {
        case .ui:
            let uids = strings(of: element)
            let names = uids.map { uid in
                UIDRegistry.entry(for: uid).map { "=" + ($0.keyword.isEmpty ? $0.name : $0.keyword) } ?? "[\(uid)]"
            }
            return cut(names.joined(separator: "\\"), maximum)
        case _ where element.vr.isText:
            return "[" + cut(printable(strings(of: element).joined(separator: "\\")), maximum) + "]"
        case .at, .us, .ss, .ul, .sl, .uv, .sv, .fl, .fd:
            return cut(strings(of: element).joined(separator: "\\"), maximum)
        case .ow: return hexadecimal(bytes, unit: 2, maximum)
        default: return hexadecimal(bytes, unit: 1, maximum)
        }
    }

    /// The text on one line: control characters would let a value forge lines.
    private func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
    }

    private func cut(_ text: String, _ maximum: Int?) -> String {
        guard let maximum, text.count > maximum else { return text }
        return text.prefix(maximum) + "..."
    }

    private func hexadecimal(_ bytes: ArraySlice<UInt8>, unit: Int, _ maximum: Int?) -> String {
        let digits = unit * 2 + 1
        let units = Swift.min(bytes.count / unit, maximum.map { $0 / digits } ?? .max)
        var text: [UInt8] = []
        for number in 0..<units {
            if number > 0 { text.append(0x5C) }
            for byte in bytes[bytes.startIndex + number * unit..<bytes.startIndex + (number + 1) * unit].reversed() {
                text.append(hexadecimalLetter(byte >> 4) | 0x20)
                text.append(hexadecimalLetter(byte & 0x0F) | 0x20)
            }
        }
        return String(decoding: text, as: UTF8.self) + (units < bytes.count / unit ? "..." : "")
    }
}
