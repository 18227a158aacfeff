public import Cohorts

/// A cohort to be counted, as the hub asks every node.
public struct Question: Codable, Sendable {
    /// The question's id.
    public var id: String
    /// Who asks, as the hub signed them in; the node keeps a budget for each.
    public var user: String
    /// The canonical text of the query.
    public var query: String
    /// The attributes whose distributions are asked for; none where empty, those of each dataset's policy where nil, as in questions of older
    /// hubs.
    public var facets: [String]?

    /// A question.
    public init(id: String, user: String, query: String, facets: [String]? = nil) {
        self.id = id
        self.user = user
        self.query = query
        self.facets = facets
    }
}

/// How much of a user's privacy budget at one dataset is used. It says nothing about the data.
public struct BudgetNotice: Codable, Sendable, Hashable {
    /// The share of the user's own budget at the dataset that is spent, 0 to 1, in steps of 1/10,000.
    public var spent: Double
    /// How many more new answers like this one the node would give: what is left to the user, and to all users together, over the price.
    public var answersLeft: Int

    /// What is spent and left.
    public init(spent: Double, answersLeft: Int) {
        self.spent = spent
        self.answersLeft = answersLeft
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
    /// The user's budget after it; `nil` for datasets without one, and from older nodes.
    public var budget: BudgetNotice?

    /// An answer for a dataset.
    public init(dataset: String?, title: String?, answer: Answer, budget: BudgetNotice? = nil) {
        self.dataset = dataset
        self.title = title
        self.answer = answer
        self.budget = budget
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
    /// The user's budget after it, where the dataset has one.
    public var budget: BudgetNotice?
    /// Milliseconds from the question to this answer.
    public var milliseconds: Int

    /// A line.
    public init(
        node: String, holder: String, dataset: String?, title: String?, answer: Answer, budget: BudgetNotice? = nil, milliseconds: Int
    ) {
        self.node = node
        self.holder = holder
        self.dataset = dataset
        self.title = title
        self.answer = answer
        self.budget = budget
        self.milliseconds = milliseconds
    }
}
