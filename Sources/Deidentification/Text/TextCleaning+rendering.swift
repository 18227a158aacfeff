extension TextCleaning {
    /// A run of atoms of which at most signs and blanks between them would stay.
    private struct Run {
        let range: ClosedRange<Int>
        let reasons: [TextRemoval]
    }

    /// How many parts were taken out: neighbours with one reason are one part.
    var removals: [TextRemoval: Int] {
        runs.reduce(into: [:]) { counts, run in
            var last: TextRemoval?
            for reason in run.reasons where reason != last {
                counts[reason, default: 0] += 1
                last = reason
            }
        }
    }

    /// A text after a pass.
    struct Rendered {
        var bytes: [UInt8] = []
        /// Where the parts of moved dates begin, by their atoms.
        var replacements: [Int: Int] = [:]
    }

    /// The text with a mark for each run, in as many characters; empty when no word and no number is left. Nil when it does not fit.
    func rendered(limit: Int) -> Rendered? {
        let runs = runs
        let isContentLeft = atoms.indices.contains { atoms[$0].isContent && atoms[$0].length > 0 && verdicts[$0] == nil }
        guard isContentLeft else { return Rendered() }
        for mark in [TextMark.full, TextMark.short, []] {
            let output = rendered(runs, mark: mark)
            if scalarCount(output.bytes) <= limit { return output }
        }
        return nil
    }

    private func rendered(_ runs: [Run], mark: [UInt8]) -> Rendered {
        var output = Rendered()
        output.bytes.reserveCapacity(text.bytes.count + 8)
        var rest = runs[...]
        var number = 0
        while number < atoms.count {
            if let run = rest.first, run.range.lowerBound == number {
                output.bytes += mark
                number = run.range.upperBound + 1
                rest.removeFirst()
                continue
            }
            if let replacement = replacements[number] {
                output.replacements[number] = output.bytes.count
                output.bytes += replacement.utf8
            } else {
                output.bytes += text.bytes[atoms[number].start..<atoms[number].end]
            }
            number += 1
        }
        return output
    }

    /// The dates that were moved, each part with the byte of the rendered text at which it begins.
    func movedDates(in rendered: Rendered) -> [[DatePart]] {
        movedDates.map { parts in
            parts.compactMap { part in rendered.replacements[part.position].map { DatePart(position: $0, field: part.field) } }
        }
    }

    private var runs: [Run] {
        var runs: [Run] = []
        var first: Int?
        var last = 0
        var reasons: [TextRemoval] = []
        func close() {
            if let first, !reasons.isEmpty { runs.append(Run(range: first...last, reasons: reasons)) }
        }
        for number in atoms.indices {
            let isMark = atoms[number].kind == .mark
            guard isMark || verdicts[number] != nil else { continue }
            if first != nil, !isJoint(last, number) {
                close()
                first = nil
                reasons = []
            }
            if first == nil { first = number }
            last = number
            if let reason = verdicts[number] { reasons.append(reason) }
        }
        close()
        return runs
    }

    /// Whether what lies between two removed atoms means nothing without them.
    private func isJoint(_ first: Int, _ second: Int) -> Bool {
        guard second - first <= 5 else { return false }
        return (first + 1..<second).allSatisfy { isBlank($0) || isSign($0, of: "-,.^'/_&@") }
    }
}
