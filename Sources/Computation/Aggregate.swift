/// What a site answers in one round: sums over its rows, never a row.
public struct Aggregate: Codable, Hashable, Sendable {
    /// Log likelihood, gradient and information of the logistic model, summed over a site's rows.
    public struct Derivatives: Codable, Hashable, Sendable {
        /// The log likelihood.
        public let logLikelihood: Double
        /// Its gradient: intercept first, then the standardised features.
        public let gradient: [Double]
        /// The information (negative Hessian) in the same order.
        public let information: SymmetricMatrix

        /// Makes the derivatives; they are checked on receipt.
        public init(logLikelihood: Double, gradient: [Double], information: SymmetricMatrix) {
            self.logLikelihood = logLikelihood
            self.gradient = gradient
            self.information = information
        }
    }

    /// The version of this form that the program writes and reads.
    public static let currentVersion = 1
    /// More rows than any site has; a larger claim is refused.
    public static let mostRows = 1_000_000_000

    /// The version of the form.
    public let version: Int
    /// The job that the aggregate belongs to.
    public let job: String
    /// The round that it answers.
    public let round: Int
    /// How many rows it sums over.
    public let rows: Int
    /// How many of them have the outcome; none for descriptive statistics.
    public let positiveRows: Int?
    /// The moments of each feature, when moments were asked for.
    public let moments: [Moments]?
    /// The derivatives, when derivatives were asked for.
    public let derivatives: Derivatives?

    /// Makes an aggregate; it is checked on receipt.
    public init(
        job: String, round: Int, rows: Int, positiveRows: Int?, moments: [Moments]? = nil, derivatives: Derivatives? = nil,
        version: Int = Aggregate.currentVersion
    ) {
        self.version = version
        self.job = job
        self.round = round
        self.rows = rows
        self.positiveRows = positiveRows
        self.moments = moments
        self.derivatives = derivatives
    }

    /// Throws when no data could give this aggregate as the answer to a request.
    ///
    /// The identity of job and round is the caller's concern; here it is shape and value.
    public func validate(for request: RoundRequest, from site: String) throws(ComputationError) {
        func refuse(_ why: String) -> ComputationError {
            ComputationError(
                .invalidAggregate,
                "The answer of \(site) to round \(request.round) of job \(request.job) is refused: \(why). "
                    + "The site should compute the round again with a current version.", names: [site])
        }
        guard version == Self.currentVersion else {
            throw refuse("its version is \(version), this program knows \(Self.currentVersion)")
        }
        guard (0...Self.mostRows).contains(rows) else { throw refuse("its number of rows is out of range") }
        if request.outcome == nil {
            guard positiveRows == nil else { throw refuse("it counts outcomes, but the job has none") }
        } else {
            guard let positiveRows, (0...rows).contains(positiveRows) else {
                throw refuse("its number of positive outcomes is missing or out of range")
            }
        }
        switch request.kind {
        case .moments:
            guard derivatives == nil, let moments, moments.count == request.features.count else {
                throw refuse("it must hold moments of \(request.features.count) features and nothing else")
            }
            for (name, moment) in zip(request.features, moments) {
                guard moment.isPlausible, moment.count <= rows, request.outcome == nil || moment.count == rows else {
                    throw refuse("the moments of \(name) are not finite, negative or over another number of rows")
                }
            }
        case .derivatives:
            guard moments == nil, let derivatives, derivatives.gradient.count == request.features.count + 1,
                derivatives.information.order == request.features.count + 1,
                derivatives.information.lowerTriangle.count == SymmetricMatrix(order: request.features.count + 1).lowerTriangle.count
            else { throw refuse("it must hold derivatives for \(request.features.count + 1) coefficients and nothing else") }
            guard derivatives.logLikelihood.isFinite, derivatives.gradient.allSatisfy(\.isFinite),
                derivatives.information.lowerTriangle.allSatisfy(\.isFinite)
            else { throw refuse("it holds a number that is not finite") }
            guard derivatives.isPlausible(rows: rows) else {
                throw refuse("its log likelihood, gradient and information contradict each other or the number of rows")
            }
        }
    }
}

extension Aggregate.Derivatives {
    /// Bounds that hold for every data set: each row adds at most 0 to the log likelihood, less than 1 to the absolute
    /// gradient of the intercept and at most 1/4 to its information, and the information is positive semidefinite.
    func isPlausible(rows: Int) -> Bool {
        let slack = 1 + 1e-9
        guard logLikelihood <= 0, abs(gradient[0]) <= Double(rows) * slack,
            information[0, 0] <= 0.25 * Double(rows) * slack
        else { return false }
        for row in 0..<information.order {
            guard information[row, row] >= 0 else { return false }
            for column in 0..<row {
                let bound = information[row, row].squareRoot() * information[column, column].squareRoot()
                guard abs(information[row, column]) <= bound * slack + .leastNormalMagnitude else { return false }
            }
        }
        return true
    }
}
