import HTTPTypes
public import Hummingbird
import Storage

/// A script, stylesheet or table that pages load: bytes that stay as they are while the program runs.
public struct PageAsset: Sendable {
    /// The last part of its address; what stands behind the point decides its type.
    public let name: String
    /// Its content.
    public let bytes: [UInt8]
    private let tag: String

    /// An asset; what is no stylesheet and no script is JSON.
    public init(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        tag = "\"\(ObjectStore.digest(of: bytes))\""
    }

    /// The asset, unless the browser has it. It asks each time, so that after an update no page runs with the scripts of two versions.
    public func response(to request: Request) -> Response {
        var response = Response(status: .ok, headers: [.contentType: type, .cacheControl: "no-cache", .eTag: tag])
        response.headers[.xContentTypeOptions] = "nosniff"
        // Weak or strong, alone or in a list: nothing else holds these letters (RFC 9110 §13.1.2).
        if let known = request.headers[.ifNoneMatch], known.contains(tag) || known == "*" {
            response.status = .notModified
        } else {
            response.body = ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        }
        return response
    }

    private var type: String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        default: "application/json"
        }
    }
}
