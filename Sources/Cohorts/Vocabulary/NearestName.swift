/// Finds the name that a misspelt one was probably meant to be.
enum NearestName {
    /// The nearest candidate within a third of the length (at least one edit), the first one on a tie.
    static func find(_ name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.lowercased().prefix(64))
        guard !wanted.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let characters = Array(candidate.lowercased())
            let limit = min(max(1, wanted.count / 3), best.map { $0.distance - 1 } ?? Int.max)
            guard limit >= 0, abs(characters.count - wanted.count) <= limit else { continue }
            let distance = editDistance(wanted, characters)
            if distance <= limit, distance < max(wanted.count, characters.count) { best = (candidate, distance) }
        }
        return best?.name
    }

    /// Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment).
    private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var current = [row + 1]
            for column in right.indices {
                var cost = min(last[column] + (character == right[column] ? 0 : 1), last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
