/// A rectangle of whole pixels of a frame, its top left pixel and its size.
public struct PixelRegion: Sendable, Hashable, Codable {
    /// The leftmost column, counted from 0.
    public var column: Int
    /// The topmost row, counted from 0.
    public var row: Int
    /// The number of columns.
    public var width: Int
    /// The number of rows.
    public var height: Int

    /// A rectangle; sizes below 0 become 0.
    public init(column: Int, row: Int, width: Int, height: Int) {
        self.column = column
        self.row = row
        self.width = max(width, 0)
        self.height = max(height, 0)
    }

    var maxColumn: Int { column + width }
    var maxRow: Int { row + height }
    var isEmpty: Bool { width == 0 || height == 0 }
    var area: Int { width * height }
    /// Rows for columns.
    var transposed: PixelRegion { PixelRegion(column: row, row: column, width: height, height: width) }

    /// The region in an image so many times as large.
    func times(_ factor: Int) -> PixelRegion {
        PixelRegion(column: column * factor, row: row * factor, width: width * factor, height: height * factor)
    }

    /// What lies within an image of this size, after growing by a margin on each side. Absurd numbers are cut before they are added.
    func grown(by margin: Int, within columns: Int, _ rows: Int) -> PixelRegion {
        let limit = 1 << 20
        func cut(_ number: Int) -> Int { min(max(number, -limit), limit) }
        let left = min(max(cut(column) - margin, 0), columns)
        let top = min(max(cut(row) - margin, 0), rows)
        let right = min(max(cut(column) + cut(width) + margin, left), columns)
        let bottom = min(max(cut(row) + cut(height) + margin, top), rows)
        return PixelRegion(column: left, row: top, width: right - left, height: bottom - top)
    }

    func intersects(_ other: PixelRegion) -> Bool {
        column < other.maxColumn && other.column < maxColumn && row < other.maxRow && other.row < maxRow
    }

    func intersection(_ other: PixelRegion) -> PixelRegion {
        let left = max(column, other.column)
        let top = max(row, other.row)
        return PixelRegion(column: left, row: top, width: min(maxColumn, other.maxColumn) - left, height: min(maxRow, other.maxRow) - top)
    }

    func contains(_ other: PixelRegion) -> Bool {
        column <= other.column && row <= other.row && other.maxColumn <= maxColumn && other.maxRow <= maxRow
    }

    func union(_ other: PixelRegion) -> PixelRegion {
        let left = min(column, other.column)
        let top = min(row, other.row)
        return PixelRegion(
            column: left, row: top, width: max(maxColumn, other.maxColumn) - left, height: max(maxRow, other.maxRow) - top)
    }
}

extension [PixelRegion] {
    /// The pixels of the regions as runs of ascending pixel numbers, row by row, without overlap.
    func runs(columns: Int, rows: Int) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        let inside = map { $0.grown(by: 0, within: columns, rows) }.filter { !$0.isEmpty }
        guard let top = inside.map(\.row).min(), let bottom = inside.map(\.maxRow).max() else { return [] }
        for row in top..<bottom {
            let spans = inside.filter { $0.row <= row && row < $0.maxRow }.map { $0.column..<$0.maxColumn }
            for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
                let run = row * columns + span.lowerBound..<row * columns + span.upperBound
                if let last = runs.last, last.upperBound >= run.lowerBound {
                    runs[runs.count - 1] = last.lowerBound..<Swift.max(last.upperBound, run.upperBound)
                } else {
                    runs.append(run)
                }
            }
        }
        return runs
    }
}
