/// A row of patches that looks like a line of text, whatever its script.
struct TextLine {
    /// What encloses the patches.
    var region: PixelRegion
    /// The typical height of a patch: a small letter or a capital.
    var glyphHeight: Int
    /// About how many letters it has.
    var letters: Int
    /// How much it looks like text: 0 not, 1 as a screen font on black.
    var score: Double
    /// Whether it is brighter than what lies around it.
    var isBright: Bool
    /// Whether it stands on a surface of one shade, as devices leave around their images.
    var isOnFlatSurface = false

    /// From so much on an image is worth reading there.
    static let candidate = 0.4
    /// From so much on it is text, also when nobody can read it.
    static let clear = 0.6
}

/// Finds lines of text by their strokes alone: patches of one shade that end sharply and stand in a row.
struct TextLineFinder {
    /// Which contrasts are looked at, in shades: text on noise shows at the high ones, gray text at the low.
    var thresholds: [UInt8] = [36, 72, 144]

    /// The lines in an image, bright and dark, of letters of 4 to 64 pixels; larger ones in large images.
    func lines(in image: LuminanceImage) -> [TextLine] {
        var found: [TextLine] = []
        var level = image
        var factor = 1
        while true {
            for isBright in [true, false] {
                let shades = isBright ? level : level.inverted
                let standingOut = TopHat.strokes(shades)
                for threshold in thresholds {
                    let glyphs = GlyphScan.glyphs(in: shades, standingOut: standingOut, by: threshold)
                    found += Self.lines(of: glyphs, isBright: isBright, factor: factor)
                }
            }
            guard max(level.width, level.height) >= 1400, let half = level.halved else { break }
            level = half
            factor *= 2
        }
        return Self.merged(found.map { $0.onSurface(of: image) })
    }

    /// Rows of patches with their scores.
    static func lines(of glyphs: [Glyph], isBright: Bool, factor: Int) -> [TextLine] {
        let letters = glyphs.filter { glyph in
            let (width, height) = (glyph.region.width, glyph.region.height)
            return (4...64).contains(height) && width <= height * 60 && glyph.area >= 5 && glyph.sharpness >= 0.3
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
        for row in rows.values {
            if let line = line(of: row, isBright: isBright) { lines.append((line, row[0].peak)) } else { others += row }
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
        guard two.column - one.maxColumn <= max(tall * 5 / 4, 6), tall * 5 <= short * 13 else { return false }
        let overlap = min(one.maxRow, two.maxRow) - max(one.row, two.row)
        guard overlap * 2 >= short else { return false }
        let difference = abs(Int(left.peak) - Int(right.peak))
        return difference <= max(24, max(left.contrast, right.contrast) / 5)
    }

    private static func line(of glyphs: [Glyph], isBright: Bool) -> TextLine? {
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
        let score =
            0.35 * part(sharpness, from: 0.35, to: 0.75) + 0.25 * part(core, from: 0.08, to: 0.45) + 0.2 * part(alike, from: 0.4, to: 0.9)
            + 0.2 * part(alignment(glyphs, height), from: 0.3, to: 0.8)
        let certainty = letters >= 5 ? 1 : letters >= 3 && height >= 6 ? 0.92 : 0.75
        return TextLine(region: region, glyphHeight: height, letters: letters, score: score * certainty, isBright: isBright)
    }

    /// The part of the patches that stand on the line or hang from it as most do.
    private static func alignment(_ glyphs: [Glyph], _ height: Int) -> Double {
        let slack = max(1, height / 8)
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

    private static func part(_ value: Double, from low: Double, to high: Double) -> Double {
        min(max((value - low) / (high - low), 0), 1)
    }

    /// One line for what several thresholds found at the same place.
    static func merged(_ lines: [TextLine]) -> [TextLine] {
        var result: [TextLine] = []
        for line in lines.sorted(by: { ($0.score, $0.region.area) > ($1.score, $1.region.area) }) where line.score >= TextLine.candidate {
            let place = result.firstIndex { other in
                guard other.region.intersects(line.region) else { return false }
                let overlap = min(other.region.maxRow, line.region.maxRow) - max(other.region.row, line.region.row)
                // Patches that only touch another line must not make one of both.
                return overlap * 2 >= min(other.region.height, line.region.height)
                    && other.region.union(line.region).height <= 2 * max(other.glyphHeight, line.glyphHeight) + 4
            }
            guard let place else {
                result.append(line)
                continue
            }
            result[place].region = result[place].region.union(line.region)
            result[place].letters = max(result[place].letters, line.letters)
        }
        return result
    }
}

extension TextLine {
    /// The line with the single letters beside it: initials, the last figure of a number.
    fileprivate func extended(by others: [Glyph]) -> TextLine {
        var line = self
        var isGrowing = true
        while isGrowing {
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

    fileprivate func scaled(by factor: Int) -> TextLine {
        var line = self
        line.region = PixelRegion(
            column: region.column * factor, row: region.row * factor, width: region.width * factor, height: region.height * factor)
        line.glyphHeight *= factor
        return line
    }

    /// Looks at what the line stands on: a third of the pixels around it of the same shade is no anatomy.
    fileprivate func onSurface(of image: LuminanceImage) -> TextLine {
        let around = region.grown(by: 3, within: image.width, image.height)
        var counts = [Int](repeating: 0, count: 256)
        for row in around.row..<around.maxRow {
            for shade in image.samples[row * image.width + around.column..<row * image.width + around.maxColumn] { counts[Int(shade)] += 1 }
        }
        let most = counts.indices.max { counts[$0] < counts[$1] } ?? 0
        let same = counts[max(most - 1, 0)...min(most + 1, 255)].reduce(0, +)
        guard same * 10 >= around.area * 3 else { return self }
        var line = self
        line.isOnFlatSurface = true
        line.score = min(score + 0.12, 1)
        return line
    }
}

extension LuminanceImage {
    /// Only the patches that may be letters, each with two pixels around it, bright on black: what is left for a finder to read in a whole
    /// frame, without the anatomy on which it would dwell for seconds.
    var lettersOnly: LuminanceImage {
        var result = [UInt8](repeating: 0, count: width * height)
        for isBright in [true, false] {
            let shades = isBright ? self : inverted
            for glyph in GlyphScan.glyphs(in: shades, standingOut: TopHat.strokes(shades), by: 80)
            where (5...64).contains(glyph.region.height) && glyph.sharpness >= 0.4 && glyph.region.width <= glyph.region.height * 40 {
                let around = glyph.region.grown(by: 2, within: width, height)
                let floor = Int(glyph.peak) - max(glyph.contrast, 1)
                for row in around.row..<around.maxRow {
                    for column in around.column..<around.maxColumn {
                        let shade = (Int(shades.samples[row * width + column]) - floor) * 255 / max(glyph.contrast, 1)
                        let place = row * width + column
                        result[place] = max(result[place], UInt8(min(max(shade, 0), 255)))
                    }
                }
            }
        }
        return LuminanceImage(width: width, height: height, samples: result)
    }

    /// Black for white.
    var inverted: LuminanceImage { LuminanceImage(width: width, height: height, samples: samples.map { 255 &- $0 }) }

    /// Half as large, each pixel the mean of four; nil when nothing would be left.
    var halved: LuminanceImage? {
        let (columns, rows) = (width / 2, height / 2)
        guard columns > 0, rows > 0 else { return nil }
        let half = samples.withUnsafeBufferPointer { source in
            [UInt8](unsafeUninitializedCapacity: columns * rows) { target, count in
                for row in 0..<rows {
                    for column in 0..<columns {
                        let place = row &* 2 &* width &+ column &* 2
                        let sum =
                            UInt32(source[place]) &+ UInt32(source[place &+ 1]) &+ UInt32(source[place &+ width])
                            &+ UInt32(source[place &+ width &+ 1])
                        target[row &* columns &+ column] = UInt8(truncatingIfNeeded: sum &>> 2)
                    }
                }
                count = columns * rows
            }
        }
        return LuminanceImage(width: columns, height: rows, samples: half)
    }
}
