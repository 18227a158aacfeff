import CCodecs

/// Calls into the C codecs: room for what they write, and their statuses as errors.
enum CodecCall {
    /// Decodes a codestream that must hold exactly the image described. Room is taken untouched, so that a codestream of another
    /// size is refused before memory is filled.
    static func decode(
        _ bytes: ArraySlice<UInt8>, _ description: PixelDescription, format: String,
        by decoder: (
            UnsafePointer<UInt8>?, Int, mosaic_layout, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<mosaic_facts>?,
            UnsafeMutablePointer<CChar>?
        ) -> Int32
    ) throws(PixelError) -> (samples: [UInt8], facts: mosaic_facts) {
        let layout = try layout(of: description, format: format)
        var facts = mosaic_facts()
        var status: Int32 = 0
        var message = [CChar](repeating: 0, count: Int(MOSAIC_MESSAGE_SIZE))
        let size = description.samplesPerFrame * Int(layout.bytes_per_sample)
        let samples = bytes.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: size) { target, initialized in
                status = decoder(source.baseAddress, source.count, layout, target.baseAddress, &facts, &message)
                initialized = status == MOSAIC_OK ? size : 0
            }
        }
        try check(status, message, format: format)
        return (samples, facts)
    }

    /// Encodes samples in native form.
    static func encode(
        _ samples: [UInt8], _ layout: mosaic_layout, _ encoding: mosaic_encoding, format: String,
        by encoder: (
            UnsafePointer<UInt8>?, mosaic_layout, mosaic_encoding, UnsafeMutablePointer<mosaic_buffer>?, UnsafeMutablePointer<CChar>?
        ) -> Int32
    ) throws(PixelError) -> [UInt8] {
        precondition(samples.count == Int(layout.columns) * Int(layout.rows) * Int(layout.components) * Int(layout.bytes_per_sample))
        var buffer = mosaic_buffer()
        defer { mosaic_buffer_free(&buffer) }
        var message = [CChar](repeating: 0, count: Int(MOSAIC_MESSAGE_SIZE))
        let status = samples.withUnsafeBufferPointer { encoder($0.baseAddress, layout, encoding, &buffer, &message) }
        guard status == MOSAIC_OK else {
            throw PixelError(.cannotEncode, "The \(format) encoder refused the frame: \(text(message)).")
        }
        return Array(UnsafeBufferPointer(start: buffer.bytes, count: buffer.count))
    }

    static func layout(of description: PixelDescription, format: String) throws(PixelError) -> mosaic_layout {
        guard [8, 16, 32].contains(description.bitsAllocated) else {
            throw PixelError(
                .unsupportedFormat,
                "\(format) holds samples of whole bytes, but Bits Allocated (0028,0100) is \(description.bitsAllocated).")
        }
        return mosaic_layout(
            columns: UInt32(description.columns), rows: UInt32(description.rows), components: UInt32(description.samplesPerPixel),
            bytes_per_sample: UInt32(description.bitsAllocated / 8))
    }

    private static func check(_ status: Int32, _ message: [CChar], format: String) throws(PixelError) {
        let text = text(message)
        switch Int(status) {
        case Int(MOSAIC_OK): return
        case Int(MOSAIC_TRUNCATED): throw PixelError(.truncated, "A \(format) frame is incomplete: \(text).")
        case Int(MOSAIC_MISMATCH):
            throw PixelError(.malformed, "A \(format) frame is not the image that Rows, Columns, Samples and Bits describe: \(text).")
        case Int(MOSAIC_UNSUPPORTED): throw PixelError(.unsupportedFormat, "A \(format) frame cannot be decoded: \(text).")
        case Int(MOSAIC_NO_MEMORY): throw PixelError(.limitExceeded, "A \(format) frame cannot be decoded: \(text).")
        default: throw PixelError(.malformed, "A \(format) frame is damaged: \(text).")
        }
    }

    private static func text(_ message: [CChar]) -> String {
        String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
