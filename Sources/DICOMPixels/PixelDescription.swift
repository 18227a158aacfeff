public import DICOM

/// How the pixels of an image are laid out (Image Pixel module, PS3.3 section C.7.6.3), checked so that nothing computed from it
/// can overflow or reach outside the pixel data.
public struct PixelDescription: Hashable, Sendable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The number of samples of a pixel: 1 or 3.
    public let samplesPerPixel: Int
    /// The bits a sample occupies: 1, 8, 16 or 32; 64 for double floats.
    public let bitsAllocated: Int
    /// The bits of a sample that hold its value.
    public let bitsStored: Int
    /// The most significant bit of the value.
    public let highBit: Int
    /// Whether values are two's complement: Pixel Representation 1.
    public let isSigned: Bool
    /// What the samples mean.
    public let photometricInterpretation: PhotometricInterpretation
    /// The number of frames, 1 for single-frame objects.
    public let numberOfFrames: Int
    /// Whether all red samples come first, then green, then blue: Planar Configuration 1.
    public let isPlanar: Bool
    /// The values that stand for no pixel at all (Pixel Padding Value and Range Limit), nil when there are none.
    public let padding: ClosedRange<Int32>?

    /// What an image may demand before it is refused.
    public struct Limits: Sendable, Hashable {
        /// How many samples a frame may have: 2^27 are 512 MiB of values.
        public var samplesPerFrame: Int
        /// How many frames an object may have.
        public var frames: Int

        /// Limits of one's own.
        public init(samplesPerFrame: Int = 1 << 27, frames: Int = 1 << 20) {
            self.samplesPerFrame = samplesPerFrame
            self.frames = frames
        }

        /// 2^27 samples a frame, a million frames.
        public static let standard = Limits()
    }

    /// Reads the description from a data set. Rows, Columns and Bits Allocated must be there; what else is missing takes the
    /// value that nearly every image has.
    public init(_ dataSet: DataSet, limits: Limits = .standard) throws(PixelError) {
        rows = try Self.integer(dataSet, .rows, 1...65_535)
        columns = try Self.integer(dataSet, .columns, 1...65_535)
        bitsAllocated = try Self.integer(dataSet, .bitsAllocated, 1...64)
        // 64 bits are those of Double Float Pixel Data (7FE0,0009) only.
        guard
            [1, 8, 16, 32].contains(bitsAllocated)
                || bitsAllocated == 64 && dataSet.contains(.doubleFloatPixelData) && !dataSet.contains(.pixelData)
        else {
            throw PixelError(.unsupportedFormat, "Bits Allocated (0028,0100) is \(bitsAllocated); 1, 8, 16 and 32 can be decoded.")
        }
        samplesPerPixel = try Self.integer(dataSet, .samplesPerPixel, 1...4, otherwise: 1)
        guard samplesPerPixel == 1 || samplesPerPixel == 3 else {
            throw PixelError(.unsupportedFormat, "Samples per Pixel (0028,0002) is \(samplesPerPixel); 1 and 3 can be decoded.")
        }
        bitsStored = try Self.integer(dataSet, .bitsStored, 1...bitsAllocated, otherwise: bitsAllocated)
        highBit = try Self.integer(dataSet, .highBit, (bitsStored - 1)...(bitsAllocated - 1), otherwise: bitsStored - 1)
        isSigned = try Self.integer(dataSet, .pixelRepresentation, 0...1, otherwise: 0) == 1
        isPlanar = try Self.integer(dataSet, .planarConfiguration, 0...1, otherwise: 0) == 1 && samplesPerPixel == 3
        numberOfFrames = try Self.integer(dataSet, .numberOfFrames, 1...max(1, limits.frames), otherwise: 1)
        photometricInterpretation = PhotometricInterpretation(
            rawValue: dataSet.string(.photometricInterpretation) ?? (samplesPerPixel == 1 ? "MONOCHROME2" : "RGB"))
        if let expected = photometricInterpretation.samplesPerPixel, expected != samplesPerPixel {
            throw PixelError(
                .invalidAttribute,
                "Photometric Interpretation (0028,0004) demands \(expected) samples per pixel, (0028,0002) says otherwise.")
        }
        padding = Self.padding(dataSet, isSigned: isSigned, bitsStored: bitsStored)
        // 65,535 x 65,535 x 3 fits easily in 64 bits: no overflow before the limit is looked at.
        guard rows * columns * samplesPerPixel <= limits.samplesPerFrame else {
            throw PixelError(
                .limitExceeded, "A frame has more than the \(limits.samplesPerFrame) samples allowed; raise the limit to read it.")
        }
    }

    /// The same image once it is decoded.
    init(copying other: PixelDescription, photometricInterpretation: PhotometricInterpretation) {
        rows = other.rows
        columns = other.columns
        samplesPerPixel = other.samplesPerPixel
        bitsAllocated = other.bitsAllocated
        bitsStored = other.bitsStored
        highBit = other.bitsStored - 1
        isSigned = other.isSigned
        isPlanar = false
        numberOfFrames = other.numberOfFrames
        padding = other.padding
        self.photometricInterpretation = photometricInterpretation
    }

    /// The number of pixels in a frame.
    public var pixelsPerFrame: Int { rows * columns }

    /// The number of samples in a decoded frame.
    public var samplesPerFrame: Int { rows * columns * samplesPerPixel }

    /// Whether native frames keep two luminances for each pair of chrominances (PS3.3 section C.7.6.3.1.2, YBR_FULL_422).
    var isSubsampled: Bool {
        photometricInterpretation == .ybrFull422
    }

    /// The number of bits a native frame occupies. With one bit a sample frames follow each other without a gap (PS3.5 8.1.1).
    public var bitsPerNativeFrame: Int {
        (isSubsampled ? pixelsPerFrame * 2 : samplesPerFrame) * bitsAllocated
    }

    /// The number of bytes a frame occupies on its own.
    public var bytesPerFrame: Int { (bitsPerNativeFrame + 7) / 8 }

    /// The least and the greatest value the stored bits can hold.
    public var range: ClosedRange<Int> {
        isSigned ? -(1 << (bitsStored - 1))...(1 << (bitsStored - 1)) - 1 : 0...(1 << min(bitsStored, 62)) - 1
    }

    private static func integer(
        _ dataSet: DataSet, _ tag: Tag, _ range: ClosedRange<Int>, otherwise missing: Int? = nil
    ) throws(PixelError) -> Int {
        guard let element = dataSet[tag], !element.isEmpty else {
            if let missing { return missing }
            throw PixelError(.missingAttribute, "\(DataDictionary.entry(for: tag)?.name ?? "Attribute") \(tag) is missing.")
        }
        guard let value = dataSet.integer(tag), range.contains(value) else {
            throw PixelError(
                .invalidAttribute,
                "\(DataDictionary.entry(for: tag)?.name ?? "Attribute") \(tag) is not within \(range.lowerBound) to \(range.upperBound).")
        }
        return value
    }

    /// US and SS hold the padding in 16 bits; which of the two is decided by Pixel Representation, not by what was written.
    private static func padding(_ dataSet: DataSet, isSigned: Bool, bitsStored: Int) -> ClosedRange<Int32>? {
        func value(_ tag: Tag) -> Int32? {
            guard let bytes = dataSet[tag]?.bytes, bytes.count >= 2 else { return nil }
            let bits = UInt16(bytes[bytes.startIndex]) | UInt16(bytes[bytes.startIndex + 1]) << 8
            return isSigned ? Int32(Int16(bitPattern: bits)) : Int32(bits)
        }
        guard let first = value(.pixelPaddingValue) else { return nil }
        let second = value(.pixelPaddingRangeLimit) ?? first
        return min(first, second)...max(first, second)
    }
}
