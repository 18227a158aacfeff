import Cohorts
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Web

/// `POST /api/v1/eucaim/search`: a question as an explorer of the EUCAIM federation asks it, answered as it expects.
///
/// The body is the AST, `{ast, id}`, or its envelope `{lang: "ast", query: base64}`, as it is or in base64. The answer is one response for each
/// node, as soon as it is there: a line of NDJSON each, or an element of a JSON array for who accepts `application/json`. Criteria that
/// the federation's vocabulary does not know are refused by name: theirs would be dropped, and the counts be too high.
struct EUCAIMRoute: Sendable {
    let hub: Hub

    func add(to router: Router<PersonContext>) {
        router.post("/api/v1/eucaim/search") { request, context in
            let person = try context.requirePerson()
            let body = try await request.body.collect(upTo: Self.longestMessage)
            let query = try Query(eucaimAST: Data(body.readableBytesView))
            guard query.unsupported.isEmpty else {
                throw Problem(
                    code: "criteria-unsupported", title: "Criteria unsupported", status: 422,
                    detail: "These criteria are not known here: \(query.unsupported.joined(separator: "; ")). Nothing was asked.")
            }
            let entries = try await hub.catalogue.entries()
            let answers = try await hub.questions.ask(query, for: person)
            let isArray = Self.wantsArray(request.headers[.accept])
            return Response(
                status: .ok,
                headers: [.contentType: isArray ? "application/json" : "application/x-ndjson", .cacheControl: "no-store"],
                body: ResponseBody { writer in
                    var gathered = EUCAIMAnswers(entries)
                    var separator = isArray ? "[" : ""
                    func write(_ response: EUCAIMResponse, to writer: inout any ResponseBodyWriter) async throws {
                        var buffer = ByteBuffer(string: separator)
                        if isArray { separator = "," }
                        buffer.writeImmutableBuffer(try JSONResponse.line(response))
                        try await writer.write(buffer)
                    }
                    for await answer in answers {
                        if let response = gathered.append(answer) { try await write(response, to: &writer) }
                    }
                    for response in gathered.rest() { try await write(response, to: &writer) }
                    if isArray { try await writer.write(ByteBuffer(string: separator == "[" ? "[]\n" : "]\n")) }
                    try await writer.finish(nil)
                })
        }
    }

    /// In bytes: above what the query's own limit allows, so that its error is the one that is shown.
    private static let longestMessage = 1 << 20

    private static func wantsArray(_ accept: String?) -> Bool {
        guard let accept else { return false }
        return accept.contains("application/json") && !accept.contains("ndjson")
    }
}
