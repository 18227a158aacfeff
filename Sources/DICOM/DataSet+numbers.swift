extension DataSet {
    /// The first value as a whole number: of IS, of DS without fraction, of any binary integer; nil beyond ±2^53.
    public func integer(_ tag: Tag) -> Int? {
        integers(tag).first
    }

    /// All values as whole numbers; empty when one of them is not.
    public func integers(_ tag: Tag) -> [Int] {
        self[tag].map(integers(of:)) ?? []
    }

    /// All values of an element as whole numbers; empty when one of them is not, or lies beyond ±2^53.
    ///
    /// No attribute of PS3.6 counts or measures so far, every object may write any attribute as SV, and sums of such numbers must not
    /// overflow in the hands of who asks.
    public func integers(of element: DataElement) -> [Int] {
        guard case .bytes(let bytes) = element.value, !bytes.isEmpty else { return [] }
        switch readableVR(of: element) {
        case .us, .ow: return NumberReading.unsigned(bytes, size: 2).map { Int($0) }
        case .ul, .ol: return NumberReading.unsigned(bytes, size: 4).map { Int($0) }
        case .uv, .ov: return allOrNothing(NumberReading.unsigned(bytes, size: 8).map { Int(exactly: $0).flatMap(countable) })
        case .ob: return bytes.map { Int($0) }
        case .ss: return NumberReading.unsigned(bytes, size: 2).map { Int(Int16(truncatingIfNeeded: $0)) }
        case .sl: return NumberReading.unsigned(bytes, size: 4).map { Int(Int32(truncatingIfNeeded: $0)) }
        case .sv: return allOrNothing(NumberReading.unsigned(bytes, size: 8).map { countable(Int(truncatingIfNeeded: $0)) })
        case .is, .ds:
            return allOrNothing(strings(of: element).map { (Int($0) ?? Double($0).flatMap { Int(exactly: $0) }).flatMap(countable) })
        default: return []
        }
    }

    /// The first value as a number.
    public func double(_ tag: Tag) -> Double? {
        doubles(tag).first
    }

    /// All values as numbers; empty when one of them is not.
    public func doubles(_ tag: Tag) -> [Double] {
        self[tag].map(doubles(of:)) ?? []
    }

    /// All values of an element as numbers; empty when one of them is not.
    public func doubles(of element: DataElement) -> [Double] {
        guard case .bytes(let bytes) = element.value, !bytes.isEmpty else { return [] }
        switch readableVR(of: element) {
        case .fl, .of: return NumberReading.unsigned(bytes, size: 4).map { Double(Float(bitPattern: UInt32($0))) }
        case .fd, .od: return NumberReading.unsigned(bytes, size: 8).map { Double(bitPattern: $0) }
        case .is, .ds: return allOrNothing(strings(of: element).map { Double($0) })
        default: return integers(of: element).map(Double.init)
        }
    }

    private func countable(_ number: Int) -> Int? { number.magnitude <= 1 << 53 ? number : nil }

    private func allOrNothing<Number>(_ numbers: [Number?]) -> [Number] {
        let found = numbers.compactMap { $0 }
        return found.count == numbers.count ? found : []
    }
}

/// Binary numbers of little endian bytes. A rest too short for a number is left out.
enum NumberReading {
    static func unsigned(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt64] {
        stride(from: bytes.startIndex, to: bytes.endIndex - size + 1, by: size).map { start in
            bytes[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    static func decimals(_ bytes: ArraySlice<UInt8>, _ vr: VR) -> [String] {
        unsigned(bytes, size: vr.elementSize).map { number in
            switch vr {
            case .ss: String(Int16(truncatingIfNeeded: number))
            case .sl: String(Int32(truncatingIfNeeded: number))
            case .sv: String(Int64(truncatingIfNeeded: number))
            default: String(number)
            }
        }
    }

    static func bytes(of number: UInt64, size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
    }
}
