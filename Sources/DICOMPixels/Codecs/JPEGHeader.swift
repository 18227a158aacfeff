/// What the markers in front of the first scan of a JPEG codestream say (ISO/IEC 10918-1 annex B): enough to choose a decoder and to know
/// whether colours were transformed.
struct JPEGHeader: Equatable {
    /// How samples are coded.
    enum Process: Equatable {
        /// Start of frame 0, 1 and 2: sequential and progressive DCT.
        case transform
        /// Start of frame 3.
        case lossless
    }

    /// A component and how often it is sampled.
    struct Component: Equatable {
        var identifier: UInt8
        var sampling: UInt8
    }

    var process = Process.transform
    var precision = 0
    var rows = 0
    var columns = 0
    var components: [Component] = []
    var hasJFIF = false
    /// The transformation an Adobe marker names: 0 none, 1 YCbCr.
    var adobeTransform: UInt8?

    /// Reads the segments up to the frame header and those after it up to the scan.
    init(_ bytes: ArraySlice<UInt8>) throws(PixelError) {
        guard bytes.starts(with: [0xFF, 0xD8]) else {
            throw PixelError(.malformed, "A JPEG frame does not begin with a start of image.")
        }
        var position = bytes.startIndex + 2
        var isFramed = false
        while true {
            // Any number of FF may stand before a marker.
            while position < bytes.endIndex, bytes[position] == 0xFF { position += 1 }
            guard position + 2 < bytes.endIndex else {
                throw PixelError(.truncated, "A JPEG frame ends before its first scan.")
            }
            let marker = bytes[position]
            let length = Int(bytes[position + 1]) << 8 | Int(bytes[position + 2])
            let next = position + 1 + length
            guard length >= 2, next <= bytes.endIndex else {
                throw PixelError(.truncated, "A segment of a JPEG frame goes beyond its end.")
            }
            let segment = bytes[position + 3..<next]
            switch marker {
            case 0xC0, 0xC1, 0xC2, 0xC3:
                process = marker == 0xC3 ? .lossless : .transform
                try readFrame(segment)
                isFramed = true
            case 0xC5...0xC7, 0xC9...0xCB, 0xCD...0xCF:
                throw PixelError(
                    .unsupportedFormat, "A JPEG frame is hierarchical or arithmetically coded; DICOM has no such transfer syntax.")
            case 0xE0: hasJFIF = hasJFIF || segment.starts(with: Array("JFIF".utf8))
            case 0xEE where segment.starts(with: Array("Adobe".utf8)) && segment.count >= 12:
                adobeTransform = segment[segment.startIndex + 11]
            case 0xDA:
                guard isFramed else { throw PixelError(.malformed, "A JPEG frame has a scan before its frame header.") }
                return
            default: break
            }
            position = next
            guard position < bytes.endIndex, bytes[position] == 0xFF else {
                throw PixelError(.malformed, "A JPEG frame has bytes between its segments.")
            }
        }
    }

    private mutating func readFrame(_ segment: ArraySlice<UInt8>) throws(PixelError) {
        let start = segment.startIndex
        guard segment.count >= 6, segment.count >= 6 + 3 * Int(segment[start + 5]) else {
            throw PixelError(.malformed, "The frame header of a JPEG frame is too short.")
        }
        precision = Int(segment[start])
        rows = Int(segment[start + 1]) << 8 | Int(segment[start + 2])
        columns = Int(segment[start + 3]) << 8 | Int(segment[start + 4])
        components = (0..<Int(segment[start + 5])).map { number in
            Component(identifier: segment[start + 6 + 3 * number], sampling: segment[start + 7 + 3 * number])
        }
    }

    /// Whether three components are luminance and chrominances although the data set calls them RGB: an Adobe or JFIF marker says so, or
    /// the components are sampled unequally, which makes no sense for RGB.
    var holdsChrominances: Bool {
        guard components.count == 3, process == .transform else { return false }
        if let adobeTransform { return adobeTransform == 1 }
        return hasJFIF || Set(components.map(\.sampling)).count > 1
    }
}
