import Catalogue
import Cohorts
import Federation

/// Gathers the answers of the nodes, one a dataset, into responses as the EUCAIM federation writes them, one a node.
struct EUCAIMAnswers {
    private let records: [String: DatasetRecord]
    /// Datasets of each node that the catalogue has: when so many answered the node has said all.
    private let expected: [String: Int]
    private var open: [(node: String, answers: [NodeAnswer])] = []

    init(_ entries: [CatalogueDesk.Entry]) {
        records = Dictionary(entries.map { ($0.record.id, $0.record) }, uniquingKeysWith: { $1 })
        expected = entries.reduce(into: [:]) { $0[$1.node, default: 0] += 1 }
    }

    /// Takes an answer; the node's response once it has said all.
    mutating func append(_ answer: NodeAnswer) -> EUCAIMResponse? {
        let place: Int
        if let known = open.firstIndex(where: { $0.node == answer.node }) {
            place = known
        } else {
            place = open.count
            open.append((answer.node, []))
        }
        open[place].answers.append(answer)
        // A node that answers as a whole has nothing more to say.
        guard answer.dataset == nil || open[place].answers.count >= expected[answer.node] ?? .max else { return nil }
        return response(open.remove(at: place).answers)
    }

    /// The responses of nodes that have fewer datasets than the catalogue says, when all answers are there.
    mutating func rest() -> [EUCAIMResponse] {
        defer { open = [] }
        return open.map { response($0.answers) }
    }

    private func response(_ answers: [NodeAnswer]) -> EUCAIMResponse {
        EUCAIMResponse(
            provider: answers.first?.holder ?? "",
            collections: answers.compactMap { answer in
                let id = answer.dataset ?? answer.node
                let record = records[id]
                return EUCAIMResponse.Collection(
                    id: id, name: answer.title ?? id, description: record?.declaration.description ?? "", answer: answer.answer,
                    ageRange: (record?.statistics.ages).map { EUCAIMResponse.AgeRange(min: $0.lowerBound, max: $0.upperBound) },
                    gender: record?.statistics.sexes.keys.sorted() ?? [], modalities: record?.statistics.modalities.keys.sorted() ?? [],
                    bodyParts: record?.statistics.bodyParts.keys.sorted() ?? [])
            })
    }
}
