import Foundation
public import HTTPTypes
public import Hummingbird

/// JSON as an HTTP response: keys sorted, times as RFC 3339.
public enum JSONResponse {
    /// A response with a value as its body.
    public static func make(_ value: some Encodable, status: HTTPResponse.Status = .ok, type: String = "application/json") throws
        -> Response
    {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(value))))
    }

    /// One value as a line of `application/x-ndjson`.
    public static func line(_ value: some Encodable) throws -> ByteBuffer {
        var buffer = ByteBuffer(bytes: try encoder.encode(value))
        buffer.writeInteger(UInt8(ascii: "\n"))
        return buffer
    }

    /// One value as the bytes that a response carries.
    public static func bytes(_ value: some Encodable) throws -> [UInt8] { [UInt8](try encoder.encode(value)) }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }
}
