import DICOM
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import SampleData
import Testing

@testable import Node

/// A node's DICOMweb without a socket, asked as a client asks it.
struct DICOMwebClient: Sendable {
    let client: any TestClientProtocol
    /// The secret of a token; none is sent where it is `nil`.
    var secret: String?

    func send(
        _ method: HTTPRequest.Method, _ path: String, accept: String? = nil, headers: HTTPFields = [:], body: [UInt8]? = nil
    ) async throws -> TestResponse {
        var headers = headers
        if let accept { headers[.accept] = accept }
        if let secret { headers[.authorization] = "Bearer \(secret)" }
        return try await client.execute(uri: path, method: method, headers: headers, body: body.map { ByteBuffer(bytes: $0) })
    }

    func get(_ path: String, accept: String? = nil, headers: HTTPFields = [:]) async throws -> TestResponse {
        try await send(.get, "/dicom-web\(path)", accept: accept, headers: headers)
    }

    /// Data sets that an address answers with, as JSON.
    func dataSets(_ path: String) async throws -> [DataSet] {
        let response = try await get(path)
        try #require(response.status == .ok, "\(path): \(response.text.prefix(400))")
        return try DataSet.array(json: response.bytes) { _, _, _ in .bytes([]) }
    }

    /// Sends objects.
    func store(_ files: [[UInt8]], to path: String = "/studies", type: String = "application/dicom") async throws -> TestResponse {
        let boundary = "test-boundary"
        var body: [UInt8] = []
        for file in files { body += Array("\r\n--\(boundary)\r\nContent-Type: application/dicom\r\n\r\n".utf8) + file }
        body += Array("\r\n--\(boundary)--\r\n".utf8)
        return try await send(
            .post, "/dicom-web\(path)", headers: [.contentType: "multipart/related; type=\"\(type)\"; boundary=\"\(boundary)\""], body: body
        )
    }

    func with(secret: String?) -> DICOMwebClient { DICOMwebClient(client: client, secret: secret) }
}

extension TestResponse {
    var bytes: [UInt8] { Array(body.readableBytesView) }
    var text: String { String(buffer: body) }
    var contentType: String { headers[.contentType] ?? "" }

    /// The parts of a multipart body.
    func parts() throws -> [MultipartReader.Part] {
        let type = try #require(MediaType(contentType))
        try #require(type.name == "multipart/related", "\(contentType)")
        var reader = try MultipartReader(boundary: try #require(type["boundary"]))
        let parts = try reader.append(bytes)
        try reader.finish()
        return parts
    }
}

/// Asks a node's DICOMweb with a token that opens and stores everything, or what is said.
func withDICOMweb(
    _ node: Node, scope: AccessScope = .everything, mayStore: Bool? = nil,
    _ body: @Sendable (DICOMwebClient) async throws -> Void
) async throws {
    let (_, secret) = try await node.createAccessToken(
        label: "test", scope: scope, mayStore: mayStore ?? (scope == .everything), days: 1, actor: "test")
    let router = Router()
    SignInRoute(node: node).add(to: router)
    DICOMwebRoutes(node: node).add(to: router)
    try await Application(router: router, logger: node.logger).test(.router) { client in
        try await body(DICOMwebClient(client: client, secret: secret))
    }
}
