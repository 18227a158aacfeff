/// How the rows of an inner level lie in the rows of an outer one: every outer row owns a run of inner rows, maybe an empty one.
struct Nesting: Sendable {
    /// First inner row of each outer row, and the end.
    let start: [UInt32]
    /// The outer row of each inner row.
    let owner: [UInt32]
    /// The last inner row of each run.
    private let ends: Bitmap

    init(start: [UInt32]) {
        self.start = start
        let count = Int(start.last ?? 0)
        var owner: [UInt32] = []
        owner.reserveCapacity(count)
        var ends = Bitmap(count: count)
        for outer in 0..<start.count - 1 where start[outer + 1] > start[outer] {
            owner.append(contentsOf: repeatElement(UInt32(outer), count: Int(start[outer + 1] - start[outer])))
            ends.insert(Int(start[outer + 1]) - 1)
        }
        self.owner = owner
        self.ends = ends
    }

    var outerCount: Int { start.count - 1 }
    var innerCount: Int { owner.count }

    func innerRows(of outer: Int) -> Range<Int> { Int(start[outer])..<Int(start[outer + 1]) }

    /// Outer rows that own at least one of these inner rows.
    ///
    /// A run is a field of bits whose highest bit is in `ends`. Adding the mask of all lower bits to the lower bits that are set carries
    /// into the highest bit exactly when there are any; the carry crosses words as in any long addition. So the work is a few
    /// instructions for 64 rows, and one look-up for an outer row that is found.
    func outerRows(withAnyOf inner: Bitmap) -> Bitmap {
        precondition(inner.count == innerCount)
        var result = Bitmap(count: outerCount)
        result.withWords { result in
            inner.words.withUnsafeBufferPointer { inner in
                ends.words.withUnsafeBufferPointer { ends in
                    owner.withUnsafeBufferPointer { owner in
                        var carry: UInt64 = 0
                        for index in inner.indices {
                            let word = inner[index]
                            let end = ends[index]
                            let (sum, first) = (word & ~end).addingReportingOverflow(~end)
                            let (carried, second) = sum.addingReportingOverflow(carry)
                            carry = first || second ? 1 : 0
                            var found = (carried | word) & end
                            while found != 0 {
                                let outer = owner[index << 6 + found.trailingZeroBitCount]
                                result[Int(outer >> 6)] |= 1 &<< UInt64(outer & 63)
                                found &= found - 1
                            }
                        }
                    }
                }
            }
        }
        return result
    }

    /// Inner rows whose outer row is one of these.
    func innerRows(of outer: Bitmap) -> Bitmap {
        var result = Bitmap(count: innerCount)
        outer.forEach { result.insert(innerRows(of: $0)) }
        return result
    }
}
