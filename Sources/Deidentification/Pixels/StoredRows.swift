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
            (offset, lost) = (bits < 16 || description.isSigned ? 0 : bits == 32 ? 1 << 14 : half, bits == 32 && !description.isSigned ? 16 : down)
        }
    }

    /// The value that a number of a row stands for; the least of those that it may.
    func value(of number: Int16) -> Int32 { (Int32(number) &+ offset) &<< lost }

    /// The number of a row that stands for a value.
    private func number(of value: Int32) -> Int16 { Int16(clamping: (value &>> lost) &- offset) }

    /// Calls a body with each row.
    func forEach(_ body: (Int, UnsafeBufferPointer<Int16>) -> Bool) {
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: columns) { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<rows {
                fill(base, row)
                if !body(row, UnsafeBufferPointer(buffer)) { return }
            }
        }
    }

    /// The least and the greatest number that is not padding; nil when there is none.
    func extremes(except padding: ClosedRange<Int32>?) -> ClosedRange<Int16>? {
        var low = Int16.max
        var high = Int16.min
        if let padding {
            let (first, last) = (number(of: padding.lowerBound), number(of: padding.upperBound))
            forEach { _, row in
                for position in 0..<row.count {
                    let number = row[position]
                    let isPadding = number >= first && number <= last
                    low = min(low, isPadding ? Int16.max : number)
                    high = max(high, isPadding ? Int16.min : number)
                }
                return true
            }
        } else {
            forEach { _, row in
                for position in 0..<row.count {
                    low = min(low, row[position])
                    high = max(high, row[position])
                }
                return true
            }
        }
        return low <= high ? low...high : nil
    }

    private func fill(_ target: UnsafeMutablePointer<Int16>, _ row: Int) {
        let columns = columns
        switch source {
        case .words(let bytes, let up, let flip):
            bytes.withUnsafeBytes { raw in
                // `frameBytes` gave two bytes for each pixel.
                let base = raw.baseAddress.unsafelyUnwrapped + row &* columns &* 2
                for column in 0..<columns {
                    let word = base.loadUnaligned(fromByteOffset: column &* 2, as: UInt16.self)
                    target[column] = Int16(bitPattern: (word &<< up) ^ flip) &>> Int16(bitPattern: up)
                }
            }
        case .bytes(let bytes):
            bytes.withUnsafeBufferPointer { source in
                for column in 0..<columns { target[column] = Int16(truncatingIfNeeded: source[row &* columns &+ column]) }
            }
        case .values(let values, let down):
            let offset = offset
            values.withUnsafeBufferPointer { source in
                for column in 0..<columns {
                    target[column] = Int16(truncatingIfNeeded: (source[row &* columns &+ column] &>> down) &- offset)
                }
            }
        }
    }
}
