/// Finds lines of text by their strokes alone: patches of one shade that end sharply and stand in a row, or one above the other where a line
/// stands on end. Text upside down has the same strokes.
struct TextLineFinder {
    /// Which contrasts are looked at, in shades: text on noise shows at the high ones, gray text at the low.
    var thresholds: [UInt8] = [36, 72, 144]

    /// The lines in the planes of a frame: what several show is found once, in the one where it is clearest.
    func lines(in planes: [StrokeLevels]) -> [TextLine] {
        if planes.count == 1 { return lines(in: planes[0]) }
        let found = planes.enumerated().flatMap { number, plane in
            lines(in: plane).map { line in
                var line = line
                line.plane = number
                return line
            }
        }
        return Self.merged(found)
    }

    /// The lines in an image, bright and dark, of letters of 4 pixels and more, up to a quarter of the image.
    func lines(in image: StrokeLevels) -> [TextLine] {
        var found: [TextLine] = []
        // In a large image letters of any height may be blurred or of dots, which a smaller copy joins; in others lower ones were seen before.
        let isLarge = max(image.image.width, image.image.height) >= 1400
        let lowestInCopies = isLarge ? Self.heights.lowerBound : Self.heights.upperBound / 2 + 1
        for level in image.levels {
            let heights = (level.factor == 1 ? Self.heights.lowerBound : lowestInCopies)...Self.heights.upperBound
            for side in level.sides {
                for threshold in thresholds {
                    let glyphs = side.glyphs(by: threshold)
                    found += Self.lines(of: glyphs, heights, isBright: side.isBright, factor: level.factor)
                    // One letter is no line on end: every letter of a line across has strokes in a column.
                    found += Self.lines(of: glyphs.map(\.transposed), heights, isBright: side.isBright, factor: level.factor).filter {
                        $0.typography.glyphs >= 3
                    }
                    .map(\.transposed)
                }
            }
        }
        return Self.merged(found.map { $0.onGround(of: image.image) })
    }

    /// The heights of letters that are looked for in one image, in pixels.
    private static let heights = 4...64

    /// Rows of patches of some heights, with their scores.
    static func lines(of glyphs: [Glyph], _ heights: ClosedRange<Int>, isBright: Bool, factor: Int) -> [TextLine] {
        let letters = glyphs.filter { glyph in
            let (width, height) = (glyph.region.width, glyph.region.height)
            return heights.contains(height) && width <= height * 60 && glyph.area >= 5 && glyph.sharpness >= 0.3
        }.sorted { ($0.region.column, $0.region.row) < ($1.region.column, $1.region.row) }
        // Where noise gives thousands of patches, nothing can be told from them.
        guard letters.count >= 1, letters.count <= 12_000 else { return [] }
        var parent = Array(letters.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while parent[index] != index {
                parent[index] = parent[parent[index]]
                index = parent[index]
            }
            return index
        }
        letters.withUnsafeBufferPointer { letters in
            for left in letters.indices {
                let (top, bottom) = (letters[left].region.row, letters[left].region.maxRow)
                let reach = letters[left].region.maxColumn + max(letters[left].region.height * 4, 6)
                var right = left + 1
                while right < letters.count, letters[right].region.column <= reach {
                    let isLevel = letters[right].region.row < bottom && letters[right].region.maxRow > top
                    if isLevel && belong(letters[left], letters[right]) { parent[root(right)] = root(left) }
                    right += 1
                }
            }
        }
        var rows: [Int: [Glyph]] = [:]
        for index in letters.indices { rows[root(index), default: []].append(letters[index]) }
        var lines: [(line: TextLine, peak: UInt8)] = []
        var others: [Glyph] = []
        // In a fixed order, so that the same image always gives the same lines.
        for (_, row) in rows.sorted(by: { $0.key < $1.key }) {
            let level = line(of: row, isBright: isBright)
            let slanted = slantedLine(of: row, isBright: isBright)
            // Of a line that is not quite level the letters agree once they are pushed to one.
            let isSlanted = slanted.map { $0.typography.alignment > level?.typography.alignment ?? 0 } == true
            if let line = isSlanted ? slanted : level { lines.append((line, row[0].peak)) } else { others += row }
        }
        return lines.map { line, peak in
            line.extended(by: others.filter { abs(Int($0.peak) - Int(peak)) <= 24 }).scaled(by: factor)
        }
    }

    /// Whether two patches may be letters of one word or neighbouring words.
    private static func belong(_ left: Glyph, _ right: Glyph) -> Bool {
        let (one, two) = (left.region, right.region)
        let tall = max(one.height, two.height)
        let short = min(one.height, two.height)
        // The frame around a text is no letter of it.
        guard !one.contains(two) || one.width <= two.width * 2 + tall else { return false }
        guard two.column - one.maxColumn <= max(tall * 5 / 4, 6), tall * 5 <= short * 13 else { return false }
        let overlap = min(one.maxRow, two.maxRow) - max(one.row, two.row)
        guard overlap * 2 >= short else { return false }
        let difference = abs(Int(left.peak) - Int(right.peak))
        return difference <= max(24, max(left.contrast, right.contrast) / 5)
    }

    /// The line that patches make; the boxes of turned letters agree less than those of level ones.
    static func line(of glyphs: [Glyph], isBright: Bool, isLevelled: Bool = false) -> TextLine? {
        let heights = glyphs.map(\.region.height).sorted()
        let height = heights[heights.count / 2]
        let region = glyphs.dropFirst().reduce(glyphs[0].region) { $0.union($1.region) }
        let area = glyphs.reduce(0) { $0 + $1.area }
        let runs = glyphs.reduce(0) { $0 + $1.runs }
        let letters = glyphs.reduce(0) { $0 + max(1, ($1.region.width * 10 + height * 4) / (height * 9)) }
        guard letters >= 3 || letters == 2 && height >= 7, region.height * 2 <= height * 5 + 4 else { return nil }
        // Every letter is crossed at least once on most of its rows; blobs and bars are not.
        guard runs * 10 >= letters * height * 5, runs <= letters * height * 5 else { return nil }
        // Strokes are thin.
        let stroke = Double(area) / Double(runs)
        guard stroke <= max(Double(height) * 0.5, 3.2) else { return nil }
        let density = Double(area) / Double(max(glyphs.reduce(0) { $0 + $1.region.area }, 1))
        guard density >= 0.1 else { return nil }
        // The ticks of a scale: all alike, and narrow.
        let narrow = glyphs.filter { $0.region.width * 3 <= $0.region.height || $0.region.width <= 2 }.count
        guard narrow * 5 <= glyphs.count * 4 else { return nil }

        let sharpness = glyphs.reduce(0) { $0 + $1.sharpness * Double($1.area) } / Double(area)
        let core = Double(glyphs.reduce(0) { $0 + $1.core }) / Double(area)
        let peaks = glyphs.map { Int($0.peak) }.sorted()
        let peak = peaks[peaks.count / 2]
        let alike = Double(peaks.filter { abs($0 - peak) <= 8 }.count) / Double(peaks.count)
        let typography = Typography(
            glyphs: glyphs.count, alignment: alignment(glyphs, slack: max(isLevelled ? 2 : 1, height / (isLevelled ? 6 : 8))), ink: core,
            alike: alike, sharpness: sharpness,
            stacking: stacking(glyphs, region))
        return TextLine(
            region: region, glyphHeight: height, letters: letters, typography: typography, isBright: isBright,
            ink: UInt8(isBright ? peak : 255 - peak))
    }

    /// The part of the patches that stand on the line or hang from it as most do.
    private static func alignment(_ glyphs: [Glyph], slack: Int) -> Double {
        func agreeing(_ edges: [Int]) -> Int {
            let sorted = edges.sorted()
            var best = 0
            var first = 0
            for last in sorted.indices {
                while sorted[last] - sorted[first] > slack { first += 1 }
                best = max(best, last - first + 1)
            }
            return best
        }
        return Double(max(agreeing(glyphs.map(\.region.maxRow)), agreeing(glyphs.map(\.region.row)))) / Double(glyphs.count)
    }

    /// The part of the width over which patches lie that share columns with others.
    private static func stacking(_ glyphs: [Glyph], _ region: PixelRegion) -> Double {
        var end = region.column
        var shared = 0
        for glyph in glyphs.map(\.region).sorted(by: { $0.column < $1.column }) {
            shared += max(0, min(end, glyph.maxColumn) - glyph.column)
            end = max(end, glyph.maxColumn)
        }
        return Double(shared) / Double(max(region.width, 1))
    }

    /// One line for what several thresholds found at the same place.
    ///
    /// A line grows only by pieces of its own size in its own row: what is less certain must not drag it across the anatomy.
    static func merged(_ lines: [TextLine]) -> [TextLine] {
        var result: [TextLine] = []
        let ordered = lines.filter { $0.likelihood >= TextLine.faint }.sorted {
            ($0.likelihood, $0.region.area, $0.region.row, $0.region.column) > (
                $1.likelihood, $1.region.area, $1.region.row, $1.region.column
            )
        }
        let across = ordered.filter { $0.direction == .across && $0.likelihood >= TextLine.clear && $0.typography.glyphs >= 3 }
        for line in ordered {
            if result.contains(where: { $0.region.contains(line.region) && $0.direction == line.direction }) { continue }
            // Lines one below the other have letters in columns.
            if line.direction == .down, across.reduce(0, { $0 + $1.region.intersection(line.region).area }) * 3 >= line.region.area {
                continue
            }
            let place = result.firstIndex { $0.continues(line) }
            guard let place else {
                result.append(line)
                continue
            }
            result[place].region = result[place].region.union(line.region)
            result[place].letters = max(result[place].letters, line.letters)
            result[place].typography.glyphs = max(result[place].typography.glyphs, line.typography.glyphs)
            result[place].weigh()
        }
        return result
    }
}

extension TextLine {
    /// Whether another line, of what another threshold shows, is this one or goes on with it.
    fileprivate func continues(_ other: TextLine) -> Bool {
        guard region.intersects(other.region), direction == other.direction, isBright == other.isBright else { return false }
        let (one, two) = direction == .across ? (region, other.region) : (region.transposed, other.region.transposed)
        let overlap = min(one.maxRow, two.maxRow) - max(one.row, two.row)
        return overlap * 2 >= min(one.height, two.height)
            && one.union(two).height * 2 <= min(3 * min(one.height, two.height) + 4, 5 * min(glyphHeight, other.glyphHeight) + 4)
    }

    /// The line with the single letters beside it: initials, the last figure of a number.
    fileprivate func extended(by others: [Glyph]) -> TextLine {
        var line = self
        var isGrowing = true
        // On anatomy there is always another patch beside the last.
        let most = letters + max(3, letters / 2)
        while isGrowing, line.letters < most {
            isGrowing = false
            let reach = line.glyphHeight * 5 / 2
            for other in others.map(\.region) where !line.region.contains(other) {
                let overlap = min(other.maxRow, line.region.maxRow) - max(other.row, line.region.row)
                let gap = max(other.column - line.region.maxColumn, line.region.column - other.maxColumn)
                guard overlap * 2 >= other.height, gap <= reach, other.height <= line.glyphHeight * 2 else { continue }
                line.region = line.region.union(other)
                line.letters += 1
                isGrowing = true
            }
        }
        return line
    }

    /// The line seen with rows for columns.
    fileprivate var transposed: TextLine {
        var line = self
        line.region = region.transposed
        line.direction = direction == .across ? .down : .across
        return line
    }

    fileprivate func scaled(by factor: Int) -> TextLine {
        var line = self
        line.region = region.times(factor)
        line.glyphHeight *= factor
        return line
    }

    /// Looks at what the line stands on, and weighs it.
    fileprivate func onGround(of image: LuminanceImage) -> TextLine {
        var line = self
        line.typography.ground = image.evenness(around: region, below: isBright ? ink : nil, above: isBright ? nil : ink)
        line.isOnPage = isBright || image.groundEvenness(around: region, margin: max(glyphHeight, 8), above: ink) >= TextLine.page
        line.weigh()
        return line
    }
}
