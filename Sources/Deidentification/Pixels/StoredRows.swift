import DICOM
import DICOMPixels

/// The rows of a gray frame in sixteen bits, made one at a time from what is stored: nothing is decoded where pixels are native.
struct StoredRows {
    private enum Source {
        /// Native samples of 16 bits: shifted up by so much, then ordered as signed numbers by a flip of the sign.
        case words(ArraySlice<UInt8>, up: UInt16, flip: UInt16)
        case bytes(ArraySlice<UInt8>)
        /// Decoded values: those of more than sixteen bits lose their lowest.
        case values([Int32], down: Int32)
    }

    let columns: Int
    let rows: Int
    private let source: Source
    /// What is added to a number of a row, and the bits it lost, to give the value.
    private let offset: Int32
    private let lost: Int32

    /// The rows of a frame; decodes it only where its pixels are compressed or laid out in a rare way.
    init(_ description: PixelDescription, _ index: Int, of file: DICOMFile) throws(PixelError) {
        let bits = min(description.bitsStored, 32)
        let isLow = description.highBit == description.bitsStored - 1
        columns = description.columns
        rows = description.rows
        let isNative = file.dataSet[.pixelData]?.bytes != nil && isLow && description.samplesPerPixel == 1
        let half = description.isSigned ? 0 : Int32(1) << Int32(min(bits, 16) - 1)
        if isNative, description.bitsAllocated == 16 {
            let bytes = try file.frameBytes(index)
            source = .words(bytes, up: UInt16(16 - bits), flip: description.isSigned ? 0 : 0x8000)
            (offset, lost) = (half, 0)
        } else if isNative, description.bitsAllocated == 8, bits == 8, !description.isSigned {
            source = .bytes(try file.frameBytes(index))
            (offset, lost) = (0, 0)
        } else {
            let down = Int32(max(bits - 16, 0))
            source = .values(try description.grayValues(index, of: file), down: down)
            // Values of 32 bits without a sign come halved, those with one fill the whole range.
            (offset, lost) = (bits < 16 || description.isSigned ? 0 : bits == 32 ? 1 << 14 : half, down)
        }
    }

    /// The value that a number of a row stands for; the least of those that it may.
    func value(of number: Int16) -> Int32 { (Int32(number) &+ offset) &<< lost }

    /// The number of a row that stands for a value.
    private func number(of value: Int32) -> Int16 { Int16(clamping: (value &>> lost) &- offset) }

    /// Calls a body with each row, or each of so many, until it returns false. Beyond its last pixel a row repeats it for as long as wished.
    func forEach(every stride: Int = 1, beyond: Int = 0, _ body: (UnsafePointer<Int16>) -> Bool) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: columns + beyond + 4) { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in Swift.stride(from: 0, to: rows, by: stride) {
                fill(base, row)
                (base + columns).update(repeating: base[columns - 1], count: beyond + 4)
                if !body(base) { return }
            }
        }
    }

    /// The least and the greatest number of every fourth row that is not padding; nil when there is none.
    func extremes(except padding: ClosedRange<Int32>?) -> ClosedRange<Int16>? {
        var extremes = (low: Int16.max, high: Int16.min)
        let columns = columns
        forEach(every: 4) { row in
            if let padding {
                Self.widen(&extremes, by: row, columns, except: number(of: padding.lowerBound), number(of: padding.upperBound))
            } else {
                Self.widen(&extremes, by: row, columns)
            }
            return true
        }
        return extremes.low <= extremes.high ? extremes.low...extremes.high : nil
    }

    /// The values of every fourth pixel of every fourth row.
    func thinned() -> [[Int32]] {
        var rows: [[Int32]] = []
        forEach(every: 4) { row in
            rows.append(stride(from: 0, to: columns, by: 4).map { value(of: row[$0]) })
            return true
        }
        return rows
    }

    private func fill(_ target: UnsafeMutablePointer<Int16>, _ row: Int) {
        switch source {
        case .words(let bytes, let up, let flip):
            // `frameBytes` gave two bytes for each pixel.
            bytes.withUnsafeBytes { Self.order($0.baseAddress.unsafelyUnwrapped + row &* columns &* 2, columns, up, flip, into: target) }
        case .bytes(let bytes):
            bytes.withUnsafeBufferPointer { Self.lengthen($0.baseAddress.unsafelyUnwrapped + row &* columns, columns, into: target) }
        case .values(let values, let down):
            values.withUnsafeBufferPointer {
                Self.shorten($0.baseAddress.unsafelyUnwrapped + row &* columns, columns, down, offset, into: target)
            }
        }
    }

    // MARK: Loops that compile to vector instructions as long as nothing is inlined into them or they into anything

    @inline(never)
    private static func widen(_ extremes: inout (low: Int16, high: Int16), by row: UnsafePointer<Int16>, _ count: Int) {
        var (low, high) = extremes
        for position in 0..<count {
            low = min(low, row[position])
            high = max(high, row[position])
        }
        extremes = (low, high)
    }

    @inline(never)
    private static func widen(
        _ extremes: inout (low: Int16, high: Int16), by row: UnsafePointer<Int16>, _ count: Int, except first: Int16, _ last: Int16
    ) {
        var (low, high) = extremes
        let span = UInt16(bitPattern: last &- first)
        for position in 0..<count {
            let number = row[position]
            let isPadding = UInt16(bitPattern: number &- first) <= span
            low = min(low, isPadding ? Int16.max : number)
            high = max(high, isPadding ? Int16.min : number)
        }
        extremes = (low, high)
    }

    @inline(never)
    private static func order(
        _ words: UnsafeRawPointer, _ count: Int, _ up: UInt16, _ flip: UInt16, into target: UnsafeMutablePointer<Int16>
    ) {
        for position in 0..<count {
            let word = words.loadUnaligned(fromByteOffset: position &* 2, as: UInt16.self)
            target[position] = Int16(bitPattern: (word &<< up) ^ flip) &>> Int16(bitPattern: up)
        }
    }

    @inline(never)
    private static func lengthen(_ bytes: UnsafePointer<UInt8>, _ count: Int, into target: UnsafeMutablePointer<Int16>) {
        for position in 0..<count { target[position] = Int16(bytes[position]) }
    }

    @inline(never)
    private static func shorten(
        _ values: UnsafePointer<Int32>, _ count: Int, _ down: Int32, _ offset: Int32, into target: UnsafeMutablePointer<Int16>
    ) {
        for position in 0..<count { target[position] = Int16(truncatingIfNeeded: (values[position] &>> down) &- offset) }
    }
}
