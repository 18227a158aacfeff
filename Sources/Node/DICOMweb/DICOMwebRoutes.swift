import DICOM
import DICOMPixels
import Federation
import HTTPTypes
import Hummingbird
import Logging
import Storage
import Web

/// DICOMweb (PS3.18 §10: STOW-RS, QIDO-RS, WADO-RS) at `/dicom-web` of the node's HTTP server.
///
/// One route takes all paths and methods below it: which resource a path names is read by ``DICOMwebResource``, so that a wrong method
/// is told from a wrong path, and preflight requests and errors have the same headers everywhere.
struct DICOMwebRoutes: Sendable {
    private let node: Node
    private let storeBudget: StoreBudget
    private let recent: RecentObjects
    private let loads: Capacity
    private let longestWait: Duration
    private let crossOrigin: CrossOrigin

    /// - Parameters:
    ///   - loads: how many bytes of objects lie in memory for all responses together.
    ///   - longestWait: clients that wait longer for their share are told when to come again.
    init(
        node: Node, loads: Capacity = Capacity(limit: RetrieveTransaction.loadedBytes),
        longestWait: Duration = RetrieveTransaction.longestWait
    ) {
        self.node = node
        self.loads = loads
        self.longestWait = longestWait
        storeBudget = StoreBudget(bytes: StoreBudget.standardBytes)
        recent = RecentObjects(load: node.archive.load)
        crossOrigin = CrossOrigin(node.configuration.dicomweb.corsOrigins)
    }

    /// Mounts the service.
    func add<Context: RequestContext>(to router: Router<Context>) {
        for method in [HTTPRequest.Method.get, .head, .post, .options, .put, .delete, .patch] {
            router.on("/dicom-web/**", method: method) { request, context in await answer(request, context) }
        }
    }

    /// The response to a request, whatever it is.
    private func answer<Context: RequestContext>(_ request: Request, _ context: Context) async -> Response {
        if request.method == .options { return crossOrigin.preflight(request) }
        let problems = ProblemMiddleware<Context>(translate: Self.problem)
        var response: Response
        do {
            response = try await problems.handle(request, context: context) { request, _ in try await dispatch(request) }
            if request.method == .head { response = try await BodyLength.head(of: response) }
        } catch {
            // The middleware answers every error; what is left is a HEAD whose body could not be made.
            context.logger.error("A DICOMweb request failed: \(error)")
            response = Response(status: .internalServerError)
        }
        if response.status == .unauthorized {
            let isGiven = request.headers[.authorization] != nil
            response.headers[.wwwAuthenticate] = "Bearer realm=\"mosaic\"" + (isGiven ? ", error=\"invalid_token\"" : "")
        }
        if response.status == .serviceUnavailable { response.headers[.retryAfter] = "\(RetrieveTransaction.retrySeconds)" }
        return crossOrigin.with(response, for: request)
    }

    private func dispatch(_ request: Request) async throws -> Response {
        let grant = try await node.accessGrant(for: request)
        let resource = try DICOMwebResource(path: request.uri.path.dropFirst("/dicom-web".count))
        let asked = DICOMwebRequest(request, grant)
        let base = ServiceAddress(request, node.configuration)
        switch (request.method, resource) {
        case (.post, .collection(.study, nil, nil)):
            return try await store(asked, base, study: nil)
        case (.post, .instances(let selection, .objects)) where selection.series == nil:
            return try await store(asked, base, study: selection.study)
        case (.get, .collection(let level, let study, let series)), (.head, .collection(let level, let study, let series)):
            let transaction = SearchTransaction(archive: node.archive, base: base)
            let representation = try await transaction.answer(level, study: study, series: series, asked)
            try await node.accessJournal.note(.init(actor: grant.actor, operation: .search, study: study))
            return try await representation.response(to: request)
        case (.get, .instances(let selection, let form)), (.head, .instances(let selection, let form)):
            let transaction = RetrieveTransaction(archive: node.archive, recent: recent, loads: loads, longestWait: longestWait, base: base)
            let representation = try await transaction.answer(selection, form, asked)
            try await node.accessJournal.note(.init(actor: grant.actor, operation: form.operation, study: selection.study))
            return try await representation.response(to: request)
        default:
            throw Problem(
                code: "method-not-allowed", title: "Method not allowed", status: 405,
                detail: "This resource is read with GET; objects are stored with POST at /studies or /studies/{study}.")
        }
    }

    private func store(_ asked: DICOMwebRequest, _ base: ServiceAddress, study: String?) async throws -> Response {
        guard asked.grant.mayStore else {
            throw Problem(
                code: "storing-not-allowed", title: "Storing not allowed", status: 403,
                detail:
                    "This token only reads, or came as a cookie. The data manager makes one that stores with 'mosaic node token create --everything --may-store'."
            )
        }
        // Tokens of before: the answer would tell UIDs of studies that the token does not open.
        guard asked.grant.scope == .everything else {
            throw Problem(
                code: "storing-not-allowed", title: "Storing not allowed", status: 403,
                detail:
                    "This token opens a part of the archive only, and such a one does not store. The data manager makes one that does with 'mosaic node token create --everything --may-store'."
            )
        }
        let transaction = StoreTransaction(intake: node.objectIntake, budget: storeBudget, base: base, study: study)
        return try await transaction.answer(asked)
    }

    /// Errors of the rooms below, for the client. What is said of an object is its tags and positions, never a value.
    private static func problem(_ error: any Error) -> Problem? {
        switch error {
        case let error as PixelError where error.code == .unsupportedTransferSyntax || error.code == .cannotEncode:
            Problem.notAcceptable(error.message)
        case let error as PixelError where error.code == .noPixels:
            Problem(code: "no-image", title: "Not found", status: 404, detail: error.message)
        case let error as MultipartError:
            Problem.badRequest(error.message)
        default: nil
        }
    }
}

extension DICOMwebResource.Form {
    /// What the ledger calls it.
    fileprivate var operation: AccessJournal.Use.Operation {
        switch self {
        case .metadata: .metadata
        case .objects, .frames, .bulkData: .retrieve
        case .rendered, .thumbnail, .renderedFrames, .frameThumbnail: .render
        }
    }
}

/// The response to HEAD: that to GET without its body, but with its length.
enum BodyLength {
    static func head(of response: Response) async throws -> Response {
        var headers = response.headers
        if headers[.contentLength] == nil {
            // Only writing it tells how long it is; the count is the same that GET would send.
            let counter = Counter()
            try await response.body.write(CountingWriter(counter: counter))
            headers[.contentLength] = "\(counter.bytes)"
        }
        return Response(status: response.status, headers: headers)
    }

    private final class Counter { var bytes = 0 }

    private struct CountingWriter: ResponseBodyWriter {
        let counter: Counter
        mutating func write(_ buffer: ByteBuffer) async throws { counter.bytes += buffer.readableBytes }
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
    }
}
