extension StrokeLevels.Level {
    /// Only the patches that may be letters on a surface of one shade, each with two pixels around it, bright on black: what is left for a
    /// finder to read in a whole frame, without the anatomy on which it would dwell for a second. Nil where there are none.
    func lettersBesideImage(heights: ClosedRange<Int>) -> LuminanceImage? {
        let (width, height) = (sides[0].shades.width, sides[0].shades.height)
        var result = [UInt8](repeating: 0, count: width * height)
        var isEmpty = true
        for side in sides {
            let shades = side.shades
            for glyph in side.glyphs(by: ScatteredLetters.contrast)
            where heights.contains(glyph.region.height) && glyph.sharpness >= 0.4 && glyph.region.width <= glyph.region.height * 40
                && shades.evenness(around: glyph.region) >= 0.4
            {
                isEmpty = false
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
        return isEmpty ? nil : LuminanceImage(width: width, height: height, samples: result)
    }
}

extension LuminanceImage {
    /// The part of a region, and of three pixels around it, that has one shade, give or take two. Around letters of an ink only what is
    /// clearly darker, or brighter, than the ink counts: black letters do not stand on black.
    func evenness(around region: PixelRegion, below dark: UInt8? = nil, above bright: UInt8? = nil) -> Double {
        let around = region.grown(by: 3, within: width, height)
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 260) { counts in
            counts.initialize(repeating: 0)
            samples.withUnsafeBufferPointer { samples in
                for row in around.row..<around.maxRow {
                    for place in row * width + around.column..<row * width + around.maxColumn { counts[Int(samples[place]) &+ 2] &+= 1 }
                }
            }
            let first = 2 + (bright.map { Int($0) + 24 } ?? 0)
            let last = 2 + (dark.map { Int($0) - 24 } ?? 255)
            guard first <= last, last >= 2, first < 258 else { return 0 }
            let most = (first...min(last, 257)).max { counts[$0] < counts[$1] } ?? 2
            return Double((most - 2...most + 2).reduce(0) { $0 + counts[$1] }) / Double(max(around.area, 1))
        }
    }

    /// The part of what is clearly darker than a bright ink, or brighter than a dark one, so far around a region, that has one shade, give or
    /// take two.
    func groundEvenness(around region: PixelRegion, margin: Int, below bright: UInt8? = nil, above dark: UInt8? = nil) -> Double {
        let around = region.grown(by: margin, within: width, height)
        let (first, last) = (dark.map { Int($0) + 24 } ?? 0, bright.map { Int($0) - 24 } ?? 255)
        guard first <= last else { return 0 }
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 256) { counts in
            counts.initialize(repeating: 0)
            samples.withUnsafeBufferPointer { samples in
                for row in around.row..<around.maxRow {
                    for place in row * width + around.column..<row * width + around.maxColumn { counts[Int(samples[place])] &+= 1 }
                }
            }
            let most = (first...last).max { counts[$0] < counts[$1] } ?? first
            let ground = (first...last).reduce(0) { $0 + counts[$1] }
            return Double((max(most - 2, first)...min(most + 2, last)).reduce(0) { $0 + counts[$1] }) / Double(max(ground, 1))
        }
    }

    /// Black for white.
    var inverted: LuminanceImage { LuminanceImage(width: width, height: height, samples: samples.map { 255 &- $0 }) }

    /// Half as large, for letters of more than 64 pixels; nil where letters that need it would not fit beside each other.
    var halvedForLargerLetters: LuminanceImage? { min(width, height) >= 200 ? halved : nil }

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

    /// The mean difference of shades from an image of the same size; the greatest possible from others.
    func differs(from other: LuminanceImage) -> Int {
        guard width == other.width, height == other.height else { return 255 }
        let sum = samples.withUnsafeBufferPointer { one in
            other.samples.withUnsafeBufferPointer { two in
                var sum = 0
                for place in one.indices { sum &+= Int(max(one[place], two[place]) &- min(one[place], two[place])) }
                return sum
            }
        }
        return sum / samples.count
    }
}
