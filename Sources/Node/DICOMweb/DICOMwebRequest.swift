import Hummingbird

/// A request to DICOMweb whose sender is known.
struct DICOMwebRequest: Sendable {
    let request: Request
    let grant: AccessGrant
    let parameters: QueryParameters
    let acceptance: Acceptance

    init(_ request: Request, _ grant: AccessGrant) {
        self.request = request
        self.grant = grant
        parameters = QueryParameters(request.uri.query)
        // The query's `accept` is for clients that cannot set headers, so it wins over what they send anyway (PS3.18 §8.3.3.1).
        acceptance = Acceptance(parameters["accept"] ?? request.headers[values: .accept].joined(separator: ", "))
    }
}
