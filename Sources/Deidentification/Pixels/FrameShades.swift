import DICOM
import DICOMPixels

/// A frame as 256 shades, in the ways in which text on it may show.
struct FrameShades {
    /// Gray values over their full range, or the luminance of colours; then, where it differs, the range without its extremes or the greatest
    /// of red, green and blue, in which coloured text shows.
    let planes: [LuminanceImage]
    /// The least and the greatest stored value of a gray frame that is not padding.
    let range: ClosedRange<Int32>?
    /// The colours, of a frame that has any.
    var colours: ColourFrame?
}

extension PixelDescription {
    /// The shades of a frame.
    func shades(_ index: Int, of file: DICOMFile) throws(PixelError) -> FrameShades {
        if samplesPerPixel == 3 || photometricInterpretation == .paletteColor {
            let isPlain = photometricInterpretation == .rgb && bitsAllocated == 8 && bitsStored == 8 && !isPlanar && !isSigned
            if isPlain && file.holdsNativePixels { return colourShades(try file.frameBytes(index)) }
            return colourShades(try rendered(index, of: file).bytes[...])
        }
        if bitsAllocated == 8 && bitsStored == 8 && !isSigned && file.holdsNativePixels && padding == nil {
            return byteShades(try file.frameBytes(index))
        }
        return grayShades(try grayValues(index, of: file))
    }

    /// Integers as they are; those too large for 32 bits with a sign lose their lowest bit.
    func grayValues(_ index: Int, of file: DICOMFile) throws(PixelError) -> [Int32] {
        guard bitsStored == 32 && !isSigned else { return try frame(index, of: file).values }
        return try realFrame(index, of: file).values.map { Int32(max(0, min(2_147_483_647, $0 / 2))) }
    }

    private func byteShades(_ bytes: ArraySlice<UInt8>) -> FrameShades {
        var counts = [Int](repeating: 0, count: 256)
        for byte in bytes { counts[Int(byte)] += 1 }
        let low = counts.firstIndex { $0 > 0 } ?? 0
        let high = counts.lastIndex { $0 > 0 } ?? 0
        let range = Int32(low)...Int32(high)
        guard high > low else { return FrameShades(planes: [], range: range) }
        func plane(_ low: Int, _ high: Int) -> LuminanceImage {
            let table = (0..<256).map { UInt8(min(max(($0 - low) * 255 / (high - low), 0), 255)) }
            return LuminanceImage(width: columns, height: rows, samples: bytes.map { table[Int($0)] })
        }
        var planes = [plane(low, high)]
        if let (inner, outer) = central(counts, of: bytes.count), (outer - inner) * 5 < (high - low) * 3 {
            planes.append(plane(inner, outer))
        }
        return FrameShades(planes: planes, range: range)
    }

    private func grayShades(_ values: [Int32]) -> FrameShades {
        let inner = extremes(of: values, except: padding)
        // What is called padding is shown all the same: it counts where nothing else shows, or where it has several values.
        let whole = padding == nil ? inner : extremes(of: values, except: nil)
        let shown = inner.map { $0.lowerBound < $0.upperBound } == true ? inner : whole
        guard let whole, let range = shown, range.lowerBound < range.upperBound else { return FrameShades(planes: [], range: shown) }
        let (low, high) = (range.lowerBound, range.upperBound)
        func plane(_ low: Int, _ high: Int) -> LuminanceImage {
            // In fixed point of 32 bits; both differences are below 2^32.
            let scale = (255 << 32) / (high - low)
            let samples = [UInt8](unsafeUninitializedCapacity: values.count) { shades, count in
                for (position, value) in values.enumerated() {
                    let offset = Swift.min(Swift.max(Int(value) - low, 0), high - low)
                    shades[position] = UInt8(truncatingIfNeeded: (offset &* scale) >> 32)
                }
                count = values.count
            }
            return LuminanceImage(width: columns, height: rows, samples: samples)
        }
        var planes = [plane(Int(low), Int(high))]
        // Where few pixels are very bright the others crowd in few shades: a second look at the middle of the range.
        let bins = 1024
        var counts = [Int](repeating: 0, count: bins)
        let span = Int(high) - Int(low) + 1
        for value in values { counts[min(max(Int(value) - Int(low), 0), span - 1) * bins / span] += 1 }
        if let (inner, outer) = central(counts, of: values.count), (outer - inner) * 5 < bins * 3 {
            planes.append(plane(Int(low) + inner * span / bins, Int(low) + (outer + 1) * span / bins))
        }
        if let padding, padding.lowerBound < padding.upperBound, whole != range {
            planes.append(plane(Int(whole.lowerBound), Int(whole.upperBound)))
        }
        return FrameShades(planes: planes, range: range)
    }

    private func extremes(of values: [Int32], except padding: ClosedRange<Int32>?) -> ClosedRange<Int32>? {
        var low = Int32.max
        var high = Int32.min
        if let padding {
            for value in values where !padding.contains(value) {
                low = min(low, value)
                high = max(high, value)
            }
        } else {
            for value in values {
                low = min(low, value)
                high = max(high, value)
            }
        }
        return low <= high ? low...high : nil
    }

    /// The classes between which all but the outermost two in a thousand lie, and half as much again on either side, so that noise is not cut
    /// to equal values; nil when that is one class.
    private func central(_ counts: [Int], of total: Int) -> (Int, Int)? {
        let few = max(total / 500, 1)
        var below = 0
        var above = 0
        var first = 0
        var last = counts.count - 1
        while first < last, below + counts[first] <= few {
            below += counts[first]
            first += 1
        }
        while last > first, above + counts[last] <= few {
            above += counts[last]
            last -= 1
        }
        return last > first ? (first - (last - first) / 2, last + (last - first) / 2) : nil
    }

    private func colourShades(_ bytes: ArraySlice<UInt8>) -> FrameShades {
        let count = pixelsPerFrame
        var spread: UInt8 = 0
        var strongest = [UInt8](repeating: 0, count: 0)
        let luminance = bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: count) { shades, initialized in
                for pixel in 0..<count {
                    let (red, green, blue) = (source[pixel &* 3], source[pixel &* 3 &+ 1], source[pixel &* 3 &+ 2])
                    // 0.299, 0.587, 0.114 in 1/256 (ITU-R BT.601).
                    shades[pixel] = UInt8(truncatingIfNeeded: (77 &* UInt32(red) &+ 150 &* UInt32(green) &+ 29 &* UInt32(blue)) &>> 8)
                    spread = max(spread, max(red, green, blue) &- min(red, green, blue))
                }
                initialized = count
            }
        }
        var planes = [LuminanceImage(width: columns, height: rows, samples: luminance)]
        if spread > 24 {
            strongest = bytes.withUnsafeBufferPointer { source in
                [UInt8](unsafeUninitializedCapacity: count) { shades, initialized in
                    for pixel in 0..<count { shades[pixel] = max(source[pixel &* 3], source[pixel &* 3 &+ 1], source[pixel &* 3 &+ 2]) }
                    initialized = count
                }
            }
            planes.append(LuminanceImage(width: columns, height: rows, samples: strongest))
        }
        return FrameShades(planes: planes, range: nil, colours: spread > 24 ? ColourFrame(columns: columns, bytes: bytes) : nil)
    }
}

extension DICOMFile {
    /// Whether Pixel Data are plain bytes, whatever the transfer syntax promises.
    fileprivate var holdsNativePixels: Bool { dataSet[.pixelData]?.bytes != nil }
}
