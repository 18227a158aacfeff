/// A connected patch of pixels that stand out, with what tells a letter from anatomy.
struct Glyph {
    var region: PixelRegion
    /// The number of pixels.
    var area = 0
    /// The number of runs of pixels in rows.
    var runs = 0
    /// The number of runs of pixels in columns.
    var columnRuns = 0
    /// The greatest shade.
    var peak: UInt8 = 0
    /// How far shades fall within two pixels of the ends of the runs, in all.
    var edges = 0
    /// The number of pixels of nearly the greatest shade.
    var core = 0
    /// The farthest fall at an end of a run.
    var contrast = 0

    /// How sharply the patch ends, as a part of its contrast.
    var sharpness: Double { Double(edges) / Double(max(runs * 2 * contrast, 1)) }

    /// How thick its strokes are: lines have an edge on either side all along, whatever way they run.
    var thickness: Double { Double(area) / Double(max(runs + columnRuns, 1)) }

    /// The patch as it is seen when rows and columns change places.
    var transposed: Glyph {
        var glyph = self
        glyph.region = region.transposed
        swap(&glyph.runs, &glyph.columnRuns)
        return glyph
    }
}

/// The connected patches (eight neighbours) of what stands out of an image by so much.
struct GlyphScan {
    private struct Run {
        var row: Int32
        var start: Int32
        var end: Int32
        var parent: Int32
        /// How many of its pixels lie under pixels of the row before that stand out.
        var covered: Int32 = 0
    }

    /// The patches that may be letters or words of them, in no order. An image that falls into more runs than pixels / 4 is noise to this
    /// threshold: nothing is found.
    static func glyphs(in image: LuminanceImage, standingOut: [UInt8], by threshold: UInt8) -> [Glyph] {
        let (width, height) = (image.width, image.height)
        var runs: [Run] = []
        let limit = max(width * height / 4, 64)
        runs.reserveCapacity(min(limit, 16_384))
        var earlier = 0..<0
        standingOut.withUnsafeBufferPointer { mask in
            for row in 0..<height {
                let first = runs.count
                let line = UnsafeBufferPointer(rebasing: mask[row * width..<(row + 1) * width])
                scan(line, Int32(row), threshold, into: &runs)
                join(&runs, earlier, first..<runs.count)
                earlier = first..<runs.count
                if runs.count > limit { return }
            }
        }
        guard runs.count <= limit else { return [] }
        return image.samples.withUnsafeBufferPointer { patches(runs, $0, width, height) }
    }

    private static func scan(_ line: UnsafeBufferPointer<UInt8>, _ row: Int32, _ threshold: UInt8, into runs: inout [Run]) {
        let width = line.count
        var column = 0
        while column < width {
            // Eight pixels at once: nearly all stand out by nothing.
            if column &+ 8 <= width {
                var any: UInt8 = 0
                for offset in 0..<8 { any = max(any, line[column &+ offset]) }
                if any < threshold {
                    column &+= 8
                    continue
                }
            }
            if line[column] < threshold {
                column &+= 1
                continue
            }
            let start = column
            while column < width, line[column] >= threshold { column &+= 1 }
            runs.append(Run(row: row, start: Int32(start), end: Int32(column), parent: Int32(runs.count)))
        }
    }

    /// Unites the runs of a row with those of the row before that touch them.
    private static func join(_ runs: inout [Run], _ before: Range<Int>, _ now: Range<Int>) {
        guard let row = now.first.map({ runs[$0].row }), let earlier = before.first.map({ runs[$0].row }), earlier == row - 1 else {
            return
        }
        var other = before.lowerBound
        for run in now {
            while other < before.upperBound, runs[other].end < runs[run].start { other += 1 }
            var touching = other
            while touching < before.upperBound, runs[touching].start <= runs[run].end {
                let one = root(run, &runs)
                let two = root(touching, &runs)
                if one != two { runs[max(one, two)].parent = Int32(min(one, two)) }
                let shared = min(runs[run].end, runs[touching].end) - max(runs[run].start, runs[touching].start)
                runs[run].covered += max(shared, 0)
                touching += 1
            }
        }
    }

    private static func root(_ run: Int, _ runs: inout [Run]) -> Int {
        var run = run
        while Int(runs[run].parent) != run {
            runs[run].parent = runs[Int(runs[run].parent)].parent
            run = Int(runs[run].parent)
        }
        return run
    }

    private static func patches(_ input: [Run], _ shades: UnsafeBufferPointer<UInt8>, _ width: Int, _ height: Int) -> [Glyph] {
        var runs = input
        var place = [Int32](repeating: -1, count: runs.count)
        var glyphs: [Glyph] = []
        for number in runs.indices {
            let run = runs[number]
            let (row, start, end) = (Int(run.row), Int(run.start), Int(run.end))
            let owner = root(number, &runs)
            if place[owner] < 0 {
                place[owner] = Int32(glyphs.count)
                glyphs.append(Glyph(region: PixelRegion(column: start, row: row, width: end - start, height: 1)))
            }
            let base = row * width
            var peak: UInt8 = 0
            for column in start..<end { peak = max(peak, shades[base + column]) }
            // The next letter may begin two pixels on.
            let before = min(shades[base + max(start - 1, 0)], shades[base + max(start - 2, 0)])
            let behind = min(shades[base + min(end, width - 1)], shades[base + min(end + 1, width - 1)])
            let (rise, fall) = (Int(peak) - Int(min(before, peak)), Int(peak) - Int(min(behind, peak)))
            let index = Int(place[owner])
            glyphs[index].region = glyphs[index].region.union(PixelRegion(column: start, row: row, width: end - start, height: 1))
            glyphs[index].area += end - start
            glyphs[index].runs += 1
            glyphs[index].columnRuns += end - start - Int(run.covered)
            glyphs[index].peak = max(glyphs[index].peak, peak)
            glyphs[index].edges += rise + fall
            glyphs[index].contrast = max(glyphs[index].contrast, rise, fall)
        }
        // The cores need the peaks, so a second pass; patches of impossible size are left out of it.
        for number in runs.indices {
            let index = Int(place[root(number, &runs)])
            let height = glyphs[index].region.height
            guard height >= 3, height <= 80 else { continue }
            let floor = glyphs[index].peak - min(glyphs[index].peak, 12)
            let base = Int(runs[number].row) * width
            var core = 0
            for column in Int(runs[number].start)..<Int(runs[number].end) where shades[base + column] >= floor { core += 1 }
            glyphs[index].core += core
        }
        return glyphs
    }
}
