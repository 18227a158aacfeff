public import Catalogue

/// What a message says. On the wire `{"kind": …, "content": …}`.
public enum MessageBody: Sendable {
    /// Hub to node: count a cohort.
    case question(Question)
    /// Hub to node: count a cohort under a permit.
    case permittedQuestion(PermittedQuestionNotice)
    /// Node to hub: one honest answer for each dataset that was asked about.
    case answers(QuestionAnswers)
    /// Node to hub: a dataset was published, or a new version of it.
    case dataset(DatasetRecord)
    /// Hub to node: somebody applies for datasets of this node.
    case application(ApplicationNotice)
    /// Both ways: what happened to an application for a dataset.
    case negotiation(NegotiationNotice)
    /// Node to hub: the node issued a permit.
    case permit(PermitNotice)
    /// Hub to node: a data user asks for one round of a computation.
    case round(RoundNotice)
    /// Node to hub: what the node releases for that round, or why it releases nothing.
    case aggregate(AggregateNotice)

    /// The name of the case, for logs and the wire.
    public var kind: String {
        switch self {
        case .question: "question"
        case .permittedQuestion: "permittedQuestion"
        case .answers: "answers"
        case .dataset: "dataset"
        case .application: "application"
        case .negotiation: "negotiation"
        case .permit: "permit"
        case .round: "round"
        case .aggregate: "aggregate"
        }
    }
}

extension MessageBody: Codable {
    private enum CodingKeys: String, CodingKey { case kind, content }

    /// Reads kind and content; a kind that is not known is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func content<Content: Decodable>(_ type: Content.Type) throws -> Content { try container.decode(type, forKey: .content) }
        switch try container.decode(String.self, forKey: .kind) {
        case "question": self = .question(try content(Question.self))
        case "permittedQuestion": self = .permittedQuestion(try content(PermittedQuestionNotice.self))
        case "answers": self = .answers(try content(QuestionAnswers.self))
        case "dataset": self = .dataset(try content(DatasetRecord.self))
        case "application": self = .application(try content(ApplicationNotice.self))
        case "negotiation": self = .negotiation(try content(NegotiationNotice.self))
        case "permit": self = .permit(try content(PermitNotice.self))
        case "round": self = .round(try content(RoundNotice.self))
        case "aggregate": self = .aggregate(try content(AggregateNotice.self))
        case let kind:
            throw DecodingError.dataCorruptedError(
                forKey: .kind, in: container, debugDescription: "messages of kind '\(kind)' are not known; update this program")
        }
    }

    /// Writes kind and content.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        switch self {
        case .question(let content): try container.encode(content, forKey: .content)
        case .permittedQuestion(let content): try container.encode(content, forKey: .content)
        case .answers(let content): try container.encode(content, forKey: .content)
        case .dataset(let content): try container.encode(content, forKey: .content)
        case .application(let content): try container.encode(content, forKey: .content)
        case .negotiation(let content): try container.encode(content, forKey: .content)
        case .permit(let content): try container.encode(content, forKey: .content)
        case .round(let content): try container.encode(content, forKey: .content)
        case .aggregate(let content): try container.encode(content, forKey: .content)
        }
    }
}
