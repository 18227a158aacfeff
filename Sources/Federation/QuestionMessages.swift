public import Cohorts

/// A cohort to be counted, as the hub asks every node.
public struct Question: Codable, Sendable {
    /// The question's id.
    public var id: String
    /// Who asks, as the hub signed them in; the node keeps a budget for each.
    public var user: String
    /// The canonical text of the query.
    public var query: String

    /// A question.
    public init(id: String, user: String, query: String) {
        self.id = id
        self.user = user
        self.query = query
    }
}

/// What a node answers to a question.
public struct QuestionAnswers: Codable, Sendable {
    /// The question's id.
    public var question: String
    /// One answer for each dataset of the node.
    public var answers: [DatasetAnswer]

    /// The answers to a question.
    public init(question: String, answers: [DatasetAnswer]) {
        self.question = question
        self.answers = answers
    }
}

/// One honest answer for one dataset.
public struct DatasetAnswer: Codable, Sendable {
    /// The dataset's id; `nil` where the node answers as a whole.
    public var dataset: String?
    /// The dataset's title.
    public var title: String?
    /// The answer.
    public var answer: Answer

    /// An answer for a dataset.
    public init(dataset: String?, title: String?, answer: Answer) {
        self.dataset = dataset
        self.title = title
        self.answer = answer
    }
}

/// One line of the hub's streamed answer to a data user: one node, one dataset, one answer.
public struct NodeAnswer: Codable, Sendable {
    /// The node's name.
    public var node: String
    /// The holder's name for people.
    public var holder: String
    /// The dataset's id; `nil` where the node answers as a whole.
    public var dataset: String?
    /// The dataset's title.
    public var title: String?
    /// The answer.
    public var answer: Answer
    /// Milliseconds from the question to this answer.
    public var milliseconds: Int

    /// A line.
    public init(node: String, holder: String, dataset: String?, title: String?, answer: Answer, milliseconds: Int) {
        self.node = node
        self.holder = holder
        self.dataset = dataset
        self.title = title
        self.answer = answer
        self.milliseconds = milliseconds
    }
}
