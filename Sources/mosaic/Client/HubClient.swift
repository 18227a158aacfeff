import AsyncHTTPClient
import Federation
import Foundation
import Ledger
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// The hub's public interface, seen from a data user's machine.
struct HubClient {
    let state: ClientHome.State
    let signer: NoteSigner

    init(_ home: ClientHome = .standard) throws {
        state = try home.load()
        signer = try NoteSigner(skey: state.signingKey)
    }

    static func signIn(hub: String, name: String, password: String) async throws -> SignIn.Answer {
        let body = try JSONEncoder().encode(SignIn(name: name, password: password))
        let bytes = try await send("POST", hub, "/api/v1/sessions", token: nil, body: Array(body))
        return try decoder.decode(SignIn.Answer.self, from: Data(bytes))
    }

    /// A page of the hub, as a browser without a session gets it.
    static func page(_ url: URL) async throws -> String {
        var request = HTTPClientRequest(url: url.absoluteString)
        request.headers.add(name: "Accept", value: "text/html")
        let response = try await execute(request, hub: url.absoluteString, timeout: .seconds(10))
        guard response.status.code == 200 else { throw try await failure(response) }
        return String(buffer: try await response.body.collect(upTo: 16 << 20))
    }

    func get<Answer: Decodable>(_ path: String, as type: Answer.Type) async throws -> Answer {
        try Self.decoder.decode(Answer.self, from: Data(await Self.send("GET", state.hub, path, token: state.token)))
    }

    func post<Answer: Decodable>(_ path: String, _ body: some Encodable, as type: Answer.Type) async throws -> Answer {
        try await send("POST", path, body, as: type)
    }

    func put<Answer: Decodable>(_ path: String, _ body: some Encodable, as type: Answer.Type) async throws -> Answer {
        try await send("PUT", path, body, as: type)
    }

    private func send<Answer: Decodable>(_ method: String, _ path: String, _ body: some Encodable, as type: Answer.Type) async throws
        -> Answer
    {
        let bytes = try await Self.send(method, state.hub, path, token: state.token, body: Array(Self.encoder.encode(body)))
        return try Self.decoder.decode(Answer.self, from: Data(bytes))
    }

    /// Reads an answer that comes line by line (`application/x-ndjson`) while it is written.
    ///
    /// - Parameter posted: what is sent; nothing is sent, and the answer is asked for by GET, where nil.
    func stream<Line: Decodable>(
        _ path: String, posting posted: (any Encodable)? = nil, of type: Line.Type, _ body: (Line) throws -> Void
    ) async throws {
        var request = HTTPClientRequest(url: state.hub + path)
        request.headers.add(name: "Accept", value: "application/x-ndjson")
        if let posted {
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(Array(try Self.encoder.encode(posted)))
        }
        request.headers.add(name: "Authorization", value: "Bearer \(state.token)")
        let response = try await Self.execute(request, hub: state.hub, timeout: .minutes(6))
        guard response.status.code == 200 else { throw try await Self.failure(response) }
        var pending = ByteBuffer()
        for try await part in response.body {
            var part = part
            pending.writeBuffer(&part)
            guard pending.readableBytes < 64 << 20 else {
                throw ClientHome.Failure(description: "The hub sends a line of more than 64 MB.")
            }
            while let length = pending.readableBytesView.firstIndex(of: 0x0A).map({ $0 - pending.readerIndex }),
                let line = pending.readData(length: length)
            {
                pending.moveReaderIndex(forwardBy: 1)
                try body(Self.decoder.decode(Line.self, from: line))
            }
        }
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }

    private static func send(_ method: String, _ hub: String, _ path: String, token: String?, body: [UInt8]? = nil) async throws -> [UInt8]
    {
        var request = HTTPClientRequest(url: hub + path)
        request.method = .init(rawValue: method)
        request.headers.add(name: "Accept", value: "application/json")
        if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        }
        let response = try await execute(request, hub: hub, timeout: .seconds(150))
        guard (200..<300).contains(response.status.code) else { throw try await failure(response) }
        var bytes = try await response.body.collect(upTo: 64 << 20)
        return bytes.readBytes(length: bytes.readableBytes) ?? []
    }

    /// Where nothing listens, the shared client would try again until the deadline of the whole request.
    private static let client: HTTPClient = {
        var configuration = HTTPClient.Configuration()
        configuration.timeout = .init(connect: .seconds(5))
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private static func execute(_ request: HTTPClientRequest, hub: String, timeout: TimeAmount) async throws -> HTTPClientResponse {
        do {
            return try await client.execute(request, timeout: timeout)
        } catch {
            throw ClientHome.Failure(description: "The hub at \(hub) cannot be reached: \(HubConnection.explain(error)).")
        }
    }

    private static func failure(_ response: HTTPClientResponse) async throws -> ClientHome.Failure {
        let data = Data(buffer: try await response.body.collect(upTo: 1 << 20))
        if let problem = try? JSONDecoder().decode(Problem.self, from: data) {
            return ClientHome.Failure(description: problem.status == 401 ? "\(problem.detail) Run 'mosaic login' again." : problem.detail)
        }
        return ClientHome.Failure(description: "The hub answered with status \(response.status.code).")
    }
}
