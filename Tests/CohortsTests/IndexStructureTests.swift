import TestSupport
import Testing

@testable import Cohorts

@Suite("Bitmaps, nesting and codes of the index")
struct IndexStructureTests {
    private func rows(_ bitmap: Bitmap) -> [Int] { (0..<bitmap.count).filter { bitmap[$0] } }

    private func random(_ count: Int, _ density: Double, _ generator: inout SeededGenerator) -> Bitmap {
        var result = Bitmap(count: count)
        for row in 0..<count where generator.chance(density) { result.insert(row) }
        return result
    }

    @Test("bitmaps are sets of rows", arguments: 0..<20)
    func bitmaps(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let count = generator.pick([0, 1, 63, 64, 65, 128, 200])
        let left = random(count, 0.4, &generator)
        let right = random(count, 0.4, &generator)
        let (leftRows, rightRows) = (Set(rows(left)), Set(rows(right)))
        var result = left
        result.formUnion(right)
        #expect(Set(rows(result)) == leftRows.union(rightRows))
        result = left
        result.formIntersection(right)
        #expect(Set(rows(result)) == leftRows.intersection(rightRows))
        #expect(left.intersectionCount(right) == result.population)
        #expect(result.isEmpty == leftRows.isDisjoint(with: rightRows))
        result = left
        result.invert()
        #expect(Set(rows(result)) == Set(0..<count).subtracting(leftRows))
        #expect(result.population == count - leftRows.count)
        var visited: [Int] = []
        left.forEach { visited.append($0) }
        #expect(visited == rows(left))
        let low = Int.random(in: 0...count, using: &generator)
        let high = Int.random(in: low...count, using: &generator)
        #expect(rows(left.part(low..<high)) == leftRows.filter { (low..<high).contains($0) }.map { $0 - low }.sorted())
        result = left
        result.insert(low..<high)
        #expect(Set(rows(result)) == leftRows.union(low..<high))
        var longer = Bitmap(count: count + 150)
        let offset = Int.random(in: 0...150, using: &generator)
        longer.insert(left, at: offset)
        #expect(rows(longer) == rows(left).map { $0 + offset })
    }

    @Test("a nesting finds owners and what is owned, over word borders and past empty runs", arguments: 0..<60)
    func nesting(seed: Int) {
        var generator = SeededGenerator(seed: 100 + UInt64(seed))
        let lengths = generator.pick([[0, 1], [0, 1, 2, 3], [0, 0, 5, 70], [1], [64, 63, 1], [0, 200, 3]])
        var start: [UInt32] = [0]
        for _ in 0..<generator.pick([0, 1, 5, 40, 100]) { start.append(start[start.count - 1] + UInt32(generator.pick(lengths))) }
        let nesting = Nesting(start: start)
        #expect(nesting.outerCount == start.count - 1)
        for density in [0, 0.01, 0.1, 0.9, 1] {
            let inner = random(nesting.innerCount, density, &generator)
            let owners = (0..<nesting.outerCount).filter { outer in nesting.innerRows(of: outer).contains { inner[$0] } }
            #expect(rows(nesting.outerRows(withAnyOf: inner)) == owners)
            let outer = random(nesting.outerCount, density, &generator)
            #expect(rows(nesting.innerRows(of: outer)) == (0..<nesting.innerCount).filter { outer[Int(nesting.owner[$0])] })
        }
    }

    @Test(
        "slices and look-ups find the rows of any set of codes, in each width", arguments: [1, 2, 3, 7, 200, 255, 256, 300, 65_535, 70_000])
    func codes(largest: Int) {
        var generator = SeededGenerator(seed: UInt64(largest))
        let codes = (0..<500).map { _ in UInt32(Int.random(in: 0...largest, using: &generator)) } + [UInt32(largest)]
        let narrow = Codes(codes, largest: largest)
        #expect(narrow.count == codes.count)
        #expect(codes.indices.allSatisfy { narrow[$0] == Int(codes[$0]) })
        let slices = BitSlices(codes, largest: largest)
        for _ in 0..<50 {
            let low = Int.random(in: 1...largest, using: &generator)
            let high = generator.chance(0.3) ? low : Int.random(in: low...largest, using: &generator)
            var runs = [low...high]
            if high + 2 <= largest { runs.append(largest...largest) }
            var wanted = [Bool](repeating: false, count: largest + 1)
            for run in runs { for code in run { wanted[code] = true } }
            let expected = codes.indices.filter { wanted[Int(codes[$0])] }
            #expect(rows(slices.rows(in: runs)) == expected)
            #expect(rows(narrow.rows(wanted: wanted)) == expected)
        }
        #expect(slices.rows(in: []).isEmpty)
    }
}
