import Federation
import HTTPTypes
import Hummingbird
import Web

/// What a resource is answered with, before the client's conditions, ranges and codings are looked at.
struct Representation: Sendable {
    /// Its bytes, made when they are needed.
    enum Body: Sendable {
        /// One body, of which a range can be served.
        case bytes(@Sendable () async throws -> [UInt8])
        /// A stream, with its length in bytes where it is known before.
        case stream(length: Int?, @Sendable (inout any ResponseBodyWriter) async throws -> Void)
    }

    let type: String
    /// `nil` where the bytes may change without notice, as the results of a search.
    let tag: EntityTag?
    var body: Body
    /// Whether compressing is worth the while.
    var compresses = false
    /// What the client should know, in words.
    var warnings: [String] = []
    var status = HTTPResponse.Status.ok
    /// Takes the share of the memory that its bytes need, once they are wanted; held until they are written.
    var charge: (@Sendable () async throws -> Capacity.Lease)?

    init(
        type: String, tag: EntityTag?, length: Int? = nil, _ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void
    ) {
        self.type = type
        self.tag = tag
        body = .stream(length: length, write)
    }

    init(type: String, tag: EntityTag?, bytes: @escaping @Sendable () async throws -> [UInt8]) {
        self.type = type
        self.tag = tag
        body = .bytes(bytes)
    }

    /// The response to a request: 200, 206, 304 or 416.
    func response(to request: Request) async throws -> Response {
        var headers: HTTPFields = [.contentType: type]
        // Nobody but the client may keep it, and the client asks each time whether it may still see it.
        headers[.cacheControl] = tag == nil ? "private, no-store" : "private, no-cache"
        headers[.vary] = compresses ? "Accept, Accept-Encoding, Authorization, Cookie" : "Accept, Authorization, Cookie"
        headers[.xContentTypeOptions] = "nosniff"
        for warning in warnings.prefix(10) { headers[values: .warning].append(HTTPWarning.text(warning)) }
        let isCompressed = compresses && Self.acceptsGzip(request.headers[.acceptEncoding])
        let tag = isCompressed ? self.tag?.compressed : self.tag
        if let tag {
            headers[.eTag] = tag.value
            if tag.isNamed(in: request.headers[.ifNoneMatch]) { return Response(status: .notModified, headers: headers) }
        }
        let lease = try await charge?()
        switch body {
        case .bytes(let make):
            headers[.acceptRanges] = "bytes"
            return try await Self.response(try await make(), headers, tag, status, request, lease)
        case .stream(let length, let write):
            if isCompressed { headers[.contentEncoding] = "gzip" }
            let body = ResponseBody(contentLength: isCompressed ? nil : length) { writer in
                if isCompressed {
                    var compressing: any ResponseBodyWriter = CompressingWriter(inner: writer)
                    try await write(&compressing)
                    try await compressing.finish(nil)
                } else {
                    try await write(&writer)
                    try await writer.finish(nil)
                }
                withExtendedLifetime(lease) {}
            }
            return Response(status: status, headers: headers, body: body)
        }
    }

    private static func response(
        _ bytes: [UInt8], _ headers: HTTPFields, _ tag: EntityTag?, _ status: HTTPResponse.Status, _ request: Request,
        _ lease: Capacity.Lease?
    ) async throws -> Response {
        var headers = headers
        // A range of another version than the client holds would make a body of two halves.
        let isSame = request.headers[.ifRange].map { $0 == tag?.value } ?? true
        switch isSame ? ByteRange(request.headers[.range], length: bytes.count) : .whole {
        case .whole:
            return Response(status: status, headers: headers, body: body(bytes[...], lease))
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
            return Response(status: .partialContent, headers: headers, body: body(bytes[range], lease))
        case .unsatisfiable:
            var response = try JSONResponse.make(
                Problem(
                    code: "range-not-satisfiable", title: "Range not satisfiable", status: 416,
                    detail: "The body has \(bytes.count) bytes; the range begins behind them."),
                status: .rangeNotSatisfiable, type: "application/problem+json")
            response.headers[.contentRange] = "bytes */\(bytes.count)"
            return response
        }
    }

    /// Written in pieces, so that a slow reader does not make a second copy of all of it.
    private static func body(_ bytes: ArraySlice<UInt8>, _ lease: Capacity.Lease?) -> ResponseBody {
        if bytes.count <= BodyPieces.size { return ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)) }
        return ResponseBody(contentLength: bytes.count) { writer in
            try await BodyPieces.write(bytes, to: &writer)
            try await writer.finish(nil)
            withExtendedLifetime(lease) {}
        }
    }

    /// Whether gzip is among the codings that the client takes (RFC 9110 §12.5.3).
    static func acceptsGzip(_ header: String?) -> Bool {
        let codings = (header ?? "").lowercased().split(separator: ",").map { $0.split(separator: ";").map(\.trimmingBlanks) }
        func weight(_ name: String) -> Double? {
            codings.first { $0.first == name }.map { coding in
                coding.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            }
        }
        return (weight("gzip") ?? weight("x-gzip") ?? weight("*") ?? 0) > 0
    }
}

/// Bytes in pieces: the next is made when the client has taken the one before.
enum BodyPieces {
    static let size = 256 << 10

    static func write(_ bytes: ArraySlice<UInt8>, to writer: inout any ResponseBodyWriter) async throws {
        var rest = bytes
        while !rest.isEmpty {
            try await writer.write(ByteBuffer(bytes: rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
    }
}

/// The value of a Warning header (RFC 7234 §5.5), which PS3.18 still uses.
enum HTTPWarning {
    static func text(_ words: String) -> String {
        let plain = words.unicodeScalars.map { (0x20...0x7E).contains($0.value) && $0 != "\"" && $0 != "\\" ? Character($0) : "'" }
        return "299 mosaic \"\(String(plain.prefix(400)))\""
    }
}

/// Writes what it is given to another writer, compressed.
private struct CompressingWriter: ResponseBodyWriter {
    var inner: any ResponseBodyWriter
    let compressor = GzipCompressor()

    mutating func write(_ buffer: ByteBuffer) async throws {
        let compressed = compressor.compress(buffer)
        if compressed.readableBytes > 0 { try await inner.write(compressed) }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        var inner = self.inner
        try await inner.write(compressor.finish())
        try await inner.finish(trailingHeaders)
    }
}

extension HTTPField.Name {
    static let warning = HTTPField.Name("Warning")!
}
