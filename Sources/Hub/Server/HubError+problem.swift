import Cohorts
import Federation

extension HubError {
    /// The hub's own errors, and those of the rooms it shows to people, as problems.
    @Sendable static func problem(for error: any Error) -> Problem? {
        switch error {
        case let error as HubError:
            let status =
                switch error.code {
                case .signInRequired: 401
                case .notPermitted: 403
                case .input: 422
                case .notFound: 404
                case .state, .alreadyInitialised: 409
                case .notInitialised, .configuration: 500
                }
            let words = error.code.rawValue.replacing("-", with: " ")
            return Problem(
                code: error.code.rawValue, title: words.prefix(1).uppercased() + words.dropFirst(), status: status, detail: error.message)
        case let error as QueryError:
            return Problem(code: "query-invalid", title: "The query cannot be read", status: 422, detail: "\(error)")
        default:
            return nil
        }
    }
}
