import Cohorts
import Foundation
import Testing

@testable import Federation

@Suite("Questions and answers on the wire")
struct QuestionMessageTests {
    private func text(_ value: some Encodable) throws -> String { String(decoding: try Message.encoder.encode(value), as: UTF8.self) }

    private func read<Value: Decodable>(_ text: String, as type: Value.Type) throws -> Value {
        try Message.decoder.decode(type, from: Data(text.utf8))
    }

    @Test("of older peers, without distributions and budgets, are read")
    func older() throws {
        let question = try read(#"{"id":"q","user":"ana","query":"sex = male"}"#, as: Question.self)
        #expect(question.facets == nil)
        let answer = try read(#"{"answer":{"kind":"value","counts":{"patients":120,"margin":10}},"dataset":"a.b"}"#, as: DatasetAnswer.self)
        #expect(answer.budget == nil && answer.answer == .value(Counts(patients: 120, margin: 10)))
    }

    @Test("have the form that is documented")
    func form() throws {
        #expect(
            try text(Question(id: "q", user: "ana", query: "sex = male", facets: []))
                == #"{"facets":[],"id":"q","query":"sex = male","user":"ana"}"#)
        var counts = Counts(patients: 120, margin: 10)
        counts.distributions = [
            .init(attribute: "sex", bins: [.init(value: "male", patients: 80), .init(value: "other", patients: nil)], margin: 14)
        ]
        counts.withheld = [.init(attribute: "psa", reason: .policy)]
        let line = NodeAnswer(
            node: "a", holder: "A", dataset: "a.b", title: nil, answer: .value(counts), budget: BudgetNotice(spent: 0.12, answersLeft: 44),
            milliseconds: 12)
        #expect(
            try text(line)
                == #"{"answer":{"counts":{"distributions":[{"attribute":"sex","bins":[{"patients":80,"value":"male"},{"value":"other"}],"margin":14}],"margin":10,"patients":120,"withheld":[{"attribute":"psa","reason":"policy"}]},"kind":"value"},"budget":{"answersLeft":44,"spent":0.12},"dataset":"a.b","holder":"A","milliseconds":12,"node":"a"}"#
        )
    }
}
