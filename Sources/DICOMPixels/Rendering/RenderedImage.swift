import CCodecs

/// An image as it is shown: eight bits a sample, gray or RGB.
public struct RenderedImage: Sendable, Hashable {
    /// The number of columns.
    public let columns: Int
    /// The number of rows.
    public let rows: Int
    /// The number of samples of a pixel: 1, gray, or 3, red, green and blue.
    public let samplesPerPixel: Int
    /// The samples row by row from the top left, those of a pixel next to each other.
    public let bytes: [UInt8]

    /// An image of these samples; their number must fit.
    public init(columns: Int, rows: Int, samplesPerPixel: Int, bytes: [UInt8]) {
        precondition(samplesPerPixel == 1 || samplesPerPixel == 3, "An image has one or three samples a pixel.")
        precondition(columns > 0 && rows > 0 && bytes.count == columns * rows * samplesPerPixel, "The samples do not fill the image.")
        self.columns = columns
        self.rows = rows
        self.samplesPerPixel = samplesPerPixel
        self.bytes = bytes
    }

    /// The image as PNG, without loss.
    public func png() throws(PixelError) -> [UInt8] {
        try CodecCall.encode(bytes, layout, mosaic_encoding(), format: "PNG", by: mosaic_png_encode)
    }

    /// The image as JPEG baseline, with losses: 1 is small, 100 is good.
    public func jpeg(quality: Int = 90) throws(PixelError) -> [UInt8] {
        let encoding = mosaic_encoding(
            precision: 8, is_signed: 0, uses_colour_transformation: 0, parameter: Int32(min(max(quality, 1), 100)))
        return try CodecCall.encode(bytes, layout, encoding, format: "JPEG", by: mosaic_jpeg_dct8_encode)
    }

    private var layout: mosaic_layout {
        mosaic_layout(columns: UInt32(columns), rows: UInt32(rows), components: UInt32(samplesPerPixel), bytes_per_sample: 1)
    }

    /// A rectangle of the image, cut to what lies within it; nil when nothing does.
    public func cropped(x: Int, y: Int, columns width: Int, rows height: Int) -> RenderedImage? {
        let left = min(max(x, 0), columns)
        let top = min(max(y, 0), rows)
        let right = min(max(x.addingReportingOverflow(width).partialValue, left), columns)
        let bottom = min(max(y.addingReportingOverflow(height).partialValue, top), rows)
        guard right > left, bottom > top, width > 0, height > 0 else { return nil }
        var cut: [UInt8] = []
        cut.reserveCapacity((right - left) * (bottom - top) * samplesPerPixel)
        for row in top..<bottom {
            let start = (row * columns + left) * samplesPerPixel
            cut += bytes[start..<start + (right - left) * samplesPerPixel]
        }
        return RenderedImage(columns: right - left, rows: bottom - top, samplesPerPixel: samplesPerPixel, bytes: cut)
    }
}
