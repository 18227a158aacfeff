/// What a finished job yields.
///
/// In JSON it is an object with one key, `model` or `summaries`.
public enum JobResult: Hashable, Sendable {
    /// A fitted logistic regression.
    case model(FittedModel)
    /// A line for each feature.
    case summaries([FeatureSummary])
}

extension JobResult: Codable {
    private enum CodingKeys: String, CodingKey { case model, summaries }

    /// Reads the one key that is there.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        if let model = try container.decodeIfPresent(FittedModel.self, forKey: .model) {
            self = .model(model)
        } else {
            self = .summaries(try container.decode([FeatureSummary].self, forKey: .summaries))
        }
    }

    /// Writes the one key of the case.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .model(let model): try container.encode(model, forKey: .model)
        case .summaries(let summaries): try container.encode(summaries, forKey: .summaries)
        }
    }
}

/// What the coordinator wants next.
public enum Step: Hashable, Sendable {
    /// Send this request to all sites and wait for their answers; it is the same until a round is complete.
    case request(RoundRequest)
    /// The job is done.
    case finished(JobResult)
}
