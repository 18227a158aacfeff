public import Federation
import Foundation
import HTTPTypes
public import Hummingbird
import Logging
import Storage

/// Turns errors into problem+json (RFC 9457), or into a page where a person looks at one. What was not foreseen is logged here and
/// shown without details.
public struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Errors that only this server knows.
    private let translate: @Sendable (any Error) -> Problem?
    private let page: (@Sendable (Problem, Request, Context) -> Response)?

    /// - Parameters:
    ///   - translate: errors that only this server knows, as problems.
    ///   - page: a problem as a page, for requests that accept HTML; JSON where there is none.
    public init(
        translate: @escaping @Sendable (any Error) -> Problem?, page: (@Sendable (Problem, Request, Context) -> Response)? = nil
    ) {
        self.translate = translate
        self.page = page
    }

    /// Answers a request, or the problem with it.
    public func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = problem(for: error, context)
            if let page, request.headers[.accept]?.contains("text/html") == true { return page(problem, request, context) }
            return try JSONResponse.make(
                problem, status: HTTPResponse.Status(code: problem.status), type: "application/problem+json")
        }
    }

    private func problem(for error: any Error, _ context: Context) -> Problem {
        if let problem = translate(error) { return problem }
        switch error {
        case let problem as Problem: return problem
        case let error as FederationError: return Problem(error, status: error.status)
        case let error as StorageError where error.code == .diskFull:
            return Problem(
                code: "disk-full", title: "Disk full", status: 507, detail: "The server's disk is full. Its operator must free some space.")
        case is DecodingError:
            return Problem(
                code: "invalid-input", title: "Invalid input", status: 422,
                detail: "The request's body is not of the form that this address takes.")
        case let error as any HTTPResponseError:
            let detail = (error as? HTTPError)?.body ?? "There is nothing at this address, or not for this method."
            return Problem(code: "http-\(error.status.code)", title: error.status.reasonPhrase, status: error.status.code, detail: detail)
        default:
            context.logger.error("A request failed: \(error)")
            return Problem(
                code: "internal", title: "Internal error", status: 500,
                detail: "The server could not do this. Its log says why under request \(context.id).")
        }
    }
}

extension FederationError {
    fileprivate var status: Int {
        switch code {
        case .invitationMalformed, .nameInvalid, .requestInvalid, .messageExpired, .messageMisdirected: 422
        case .invitationUnknown, .invitationUsed, .invitationExpired, .invitationRevoked, .nameNotInvited, .nodeRevoked,
            .signatureInvalid:
            403
        case .certificateRequired, .certificateInvalid, .fingerprintMismatch: 401
        case .nameTaken: 409
        case .messageTooLarge: 413
        case .hubUnreachable, .unexpectedResponse: 502
        }
    }
}
