extension DataSet {
    /// Sets values of text, with the VR of the dictionary. Text that the character set cannot hold makes it UTF-8.
    public mutating func set(_ tag: Tag, _ strings: String...) {
        set(tag, strings: strings)
    }

    /// Sets values of text; numeric VRs take decimal text. Text that the character set cannot hold makes it UTF-8.
    public mutating func set(_ tag: Tag, strings: [String], vr: VR? = nil) {
        let vr = vr ?? DataDictionary.vr(for: tag) ?? .lo
        switch vr {
        case .us, .ss, .ul, .sl, .uv, .sv:
            return set(tag, integers: strings.compactMap { Int($0) }, vr: vr)
        case .fl, .fd:
            return set(tag, doubles: strings.compactMap { Double($0) }, vr: vr)
        case .at:
            return set(tag, tags: strings.compactMap { Tag(hex: $0) })
        default:
            break
        }
        let text = strings.joined(separator: "\\")
        var encoded = (vr.usesCharacterSet ? characterSet : .standard).encode(text, isPersonName: vr == .pn)
        if encoded == nil, vr.usesCharacterSet {
            convertToUTF8()
        }
        if encoded == nil { encoded = Array(text.utf8) }
        self[tag] = DataElement(tag: tag, vr: vr, bytes: encoded ?? [])
    }

    /// Sets whole numbers, with the VR of the dictionary. Numbers beyond what the VR holds become its nearest.
    public mutating func set(_ tag: Tag, integers: [Int], vr: VR? = nil) {
        let vr = vr ?? DataDictionary.vr(for: tag) ?? .sl
        let bytes: [UInt8]
        switch vr {
        case .us: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(UInt16(clamping: $0)), size: 2) }
        case .ss: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(UInt16(bitPattern: Int16(clamping: $0))), size: 2) }
        case .ow: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(UInt16(truncatingIfNeeded: $0)), size: 2) }
        case .ul, .ol: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(UInt32(clamping: $0)), size: 4) }
        case .sl: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(UInt32(bitPattern: Int32(clamping: $0))), size: 4) }
        case .uv, .ov: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(clamping: $0), size: 8) }
        case .sv: bytes = integers.flatMap { NumberReading.bytes(of: UInt64(bitPattern: Int64($0)), size: 8) }
        case .fl, .fd, .of, .od: return set(tag, doubles: integers.map(Double.init), vr: vr)
        default: return set(tag, strings: integers.map(String.init), vr: vr.isText ? vr : .is)
        }
        self[tag] = DataElement(tag: tag, vr: vr, bytes: bytes)
    }

    /// Sets numbers, with the VR of the dictionary. Decimal strings are rounded to the 16 bytes that DS allows.
    public mutating func set(_ tag: Tag, doubles: [Double], vr: VR? = nil) {
        let vr = vr ?? DataDictionary.vr(for: tag) ?? .fd
        switch vr {
        case .fl, .of:
            let bytes = doubles.flatMap { NumberReading.bytes(of: UInt64(Float($0).bitPattern), size: 4) }
            self[tag] = DataElement(tag: tag, vr: vr, bytes: bytes)
        case .fd, .od:
            self[tag] = DataElement(tag: tag, vr: vr, bytes: doubles.flatMap { NumberReading.bytes(of: $0.bitPattern, size: 8) })
        case .us, .ss, .ul, .sl, .uv, .sv:
            set(tag, integers: doubles.map { Int(exactly: $0.rounded()) ?? ($0 > 0 ? .max : .min) }, vr: vr)
        default:
            set(tag, strings: doubles.map(DecimalString.text(of:)), vr: vr)
        }
    }

    /// Sets tags, as an element of VR AT.
    public mutating func set(_ tag: Tag, tags: [Tag]) {
        let bytes = tags.flatMap {
            NumberReading.bytes(of: UInt64($0.group), size: 2) + NumberReading.bytes(of: UInt64($0.element), size: 2)
        }
        self[tag] = DataElement(tag: tag, vr: .at, bytes: bytes)
    }

    /// Sets bytes as they are; numbers in them must be little endian. An odd length is padded.
    public mutating func setBytes(_ tag: Tag, vr: VR, _ bytes: [UInt8]) {
        self[tag] = DataElement(tag: tag, vr: vr, bytes: bytes)
    }

    /// Writes all text anew in UTF-8 and says so in Specific Character Set.
    public mutating func convertToUTF8() {
        let old = characterSet
        transcode(from: old)
        set(.specificCharacterSet, strings: SpecificCharacterSet.utf8.definedTerms, vr: .cs)
    }

    private mutating func transcode(from outer: SpecificCharacterSet) {
        for element in elements {
            switch element.value {
            case .bytes(let bytes):
                guard element.vr.usesCharacterSet, !SpecificCharacterSet.isPlain(bytes) else { continue }
                let text = outer.decode(bytes, isPersonName: element.vr == .pn)
                self[element.tag] = DataElement(tag: element.tag, vr: element.vr, bytes: Array(text.utf8))
            case .sequence(let items):
                let converted = items.map { item in
                    var copy = item
                    // Items that name their own character set keep it.
                    if !item.contains(.specificCharacterSet) { copy.transcode(from: outer) }
                    return copy
                }
                self[element.tag] = element.with(value: .sequence(converted))
            case .fragments:
                continue
            }
        }
    }
}

/// Decimal strings (VR DS).
enum DecimalString {
    /// The shortest text of at most 16 bytes; digits are given up where the exact one is longer.
    static func text(of number: Double) -> String {
        guard number.isFinite else { return "" }
        if let whole = Int(exactly: number), abs(whole) < 1_000_000_000_000_000 { return String(whole) }
        var text = shortened(String(number))
        var digits = 16
        while text.utf8.count > 16, digits > 0 {
            digits -= 1
            text = shortened(rounded(number, digits: digits))
        }
        return text
    }

    private static func shortened(_ text: String) -> String {
        text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The number rounded to this many significant digits.
    private static func rounded(_ number: Double, digits: Int) -> String {
        guard number != 0 else { return "0" }
        let text = String(abs(number))
        let parts = text.split(separator: "e")
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".")
        let whole = mantissa[0].drop { $0 == "0" }
        let fraction = mantissa.count > 1 ? mantissa[1] : ""
        // The decimal digits and the power of ten of the first of them.
        let leadingZeros = whole.isEmpty ? fraction.prefix { $0 == "0" }.count : 0
        let all = Array((whole + fraction.dropFirst(leadingZeros)).utf8).map { Int($0) - 48 }
        var power = exponent + (whole.isEmpty ? -leadingZeros - 1 : whole.count - 1)
        var kept = Array(all.prefix(max(digits, 1)))
        if all.count > kept.count, all[kept.count] >= 5 {
            var position = kept.count - 1
            while position >= 0, kept[position] == 9 {
                kept[position] = 0
                position -= 1
            }
            if position >= 0 {
                kept[position] += 1
            } else {
                kept.insert(1, at: 0)
                kept.removeLast()
                power += 1
            }
        }
        while kept.count > 1, kept.last == 0 { kept.removeLast() }
        let sign = number < 0 ? "-" : ""
        let letters = kept.map(String.init)
        if power >= 0, power < 15 {
            let padded = letters + [String](repeating: "0", count: max(0, power + 1 - letters.count))
            let head = padded[...power].joined()
            let tail = padded[(power + 1)...].joined()
            return sign + head + (tail.isEmpty ? "" : "." + tail)
        }
        if power < 0, power >= -4 {
            return sign + "0." + String(repeating: "0", count: -power - 1) + letters.joined()
        }
        let tail = letters.dropFirst().joined()
        return sign + letters[0] + (tail.isEmpty ? "" : "." + tail) + "E\(power)"
    }
}
