import DICOM

/// The grayscale transformations of a frame, stored value to shade (PS3.4 section N.2): modality, values of interest, presentation.
struct GrayscalePipeline {
    /// How values of the modality become shades.
    enum ValuesOfInterest {
        case window(Window)
        case table(LookUpTable)
        /// Black and white at the least and the greatest value, where the object proposes nothing.
        case range(low: Double, high: Double)
    }

    let modality: ModalityTransform
    var interest: ValuesOfInterest
    /// Whether the least value is white.
    let isInverted: Bool

    /// Reads the pipeline of a frame; nil in `interest` means that the range of the values has to serve.
    init(_ dataSet: DataSet, _ description: PixelDescription, frame: Int, window: Window?) throws(PixelError) {
        modality = try ModalityTransform(dataSet, description, frame: frame)
        // MONOCHROME1 and the shape INVERSE say the same where both stand (PS3.3 section C.8.11.3.1.2): it is not inverted twice.
        isInverted =
            description.photometricInterpretation == .monochrome1 || dataSet.string(.presentationLUTShape) == "INVERSE"
        interest = .range(low: 0, high: 0)
        let source = FunctionalGroups(dataSet, frame: frame).item(.frameVOILUTSequence) ?? dataSet
        if let window {
            interest = .window(window)
        } else if let item = source.items(.voilutSequence).first {
            let isSigned = description.isSigned || item[.lutDescriptor]?.vr == .ss
            interest = .table(try LookUpTable(item, isSigned: isSigned))
        } else if let window = Window.windows(of: dataSet, frame: frame).first {
            interest = .window(window)
        }
    }

    /// Whether the range of the values has to be set before use.
    var needsRange: Bool {
        if case .range = interest { true } else { false }
    }

    /// Sets black and white by the least and greatest stored values.
    mutating func setRange(_ low: Double, _ high: Double) {
        var ends = [modality(low), modality(high)]
        // A table need not be monotonic: what it makes of every value between counts.
        if case .table(let first, let entries) = modality {
            let from = min(max(Int(max(-1e9, min(1e9, low))) - first, 0), entries.count - 1)
            let to = min(max(Int(max(-1e9, min(1e9, high))) - first, from), entries.count - 1)
            ends = [Double(entries[from...to].min() ?? 0), Double(entries[from...to].max() ?? 0)]
        }
        interest = .range(low: ends.min() ?? 0, high: ends.max() ?? 0)
    }

    /// The shade of a stored value.
    func shade(of stored: Double) -> UInt8 {
        let value = modality(stored)
        guard value.isFinite else { return isInverted ? 255 : 0 }
        let position: Double
        switch interest {
        case .window(let window): position = window.position(of: value)
        case .table(let table):
            let index = Int(max(-1e9, min(1e9, value.rounded())))
            position = min(Double(table[index]) / Double((1 << table.bits) - 1), 1)
        case .range(let low, let high): position = high > low ? min(max((value - low) / (high - low), 0), 1) : 0
        }
        // Slopes and windows of absurd size may end in infinity or beside the ends by rounding.
        let shade = position.isNaN ? 0 : UInt8(max(0, min(255, (position * 255).rounded())))
        return isInverted ? 255 - shade : shade
    }

    /// The shades of all values of a frame. Values that are padding become black and do not count for the range.
    mutating func shades(of values: [Int32], padding: ClosedRange<Int32>?, isBinary: Bool) -> [UInt8] {
        var low = Int32.max
        var high = Int32.min
        for value in values {
            low = min(low, value)
            high = max(high, value)
        }
        guard low <= high else { return [] }
        if needsRange {
            if isBinary {
                setRange(Double(min(low, 0)), Double(max(high, min(low, 0) + 1)))
            } else if let padding {
                var (least, greatest) = (Int32.max, Int32.min)
                for value in values where !padding.contains(value) {
                    least = min(least, value)
                    greatest = max(greatest, value)
                }
                setRange(Double(least <= greatest ? least : low), Double(least <= greatest ? greatest : high))
            } else {
                setRange(Double(low), Double(high))
            }
        }
        // One shade for each value that can occur, unless there are more of them than pixels.
        let distinct = Int(high) - Int(low) + 1
        func shade(_ value: Int32) -> UInt8 {
            if let padding, padding.contains(value) { return 0 }
            return self.shade(of: Double(value))
        }
        guard distinct <= max(65_536, values.count) else { return values.map(shade) }
        let table = (0..<distinct).map { shade(Int32(Int(low) + $0)) }
        return table.withUnsafeBufferPointer { table in
            [UInt8](unsafeUninitializedCapacity: values.count) { shades, initialized in
                for (position, value) in values.enumerated() { shades[position] = table[Int(value) - Int(low)] }
                initialized = values.count
            }
        }
    }
}
