/// How much each pixel of an image stands out from the brightest surface under it that is wider than a stroke (white top-hat by a square).
enum TopHat {
    /// The side of the square: strokes up to one pixel less stand out.
    static let side = 16

    /// The image less its opening.
    static func strokes(_ image: LuminanceImage) -> [UInt8] {
        let (width, height) = (image.width, image.height)
        let count = width * height
        guard width > side, height > side else {
            let floor = image.samples.min() ?? 0
            return image.samples.map { $0 - floor }
        }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count * 2) { buffer in
            let first = buffer.baseAddress!
            let second = first + count
            return image.samples.withUnsafeBufferPointer { source in
                first.update(from: source.baseAddress!, count: count)
                extreme(first, second, width, height, forward: true, least: true)
                // Only squares that lie wholly inside count: none begins closer to the right or lower edge.
                for row in 0..<height {
                    let from = row > height - side ? 0 : width - side + 1
                    (first + row * width + from).update(repeating: 0, count: width - from)
                }
                extreme(first, second, width, height, forward: false, least: false)
                return [UInt8](unsafeUninitializedCapacity: count) { result, initialized in
                    for position in 0..<count {
                        let (value, surface) = (source[position], first[position])
                        result[position] = value > surface ? value &- surface : 0
                    }
                    initialized = count
                }
            }
        }
    }

    /// The least or greatest value of the square that begins (or ends) at each pixel, in four doublings each way.
    private static func extreme(
        _ image: UnsafeMutablePointer<UInt8>, _ other: UnsafeMutablePointer<UInt8>, _ width: Int, _ height: Int, forward: Bool, least: Bool
    ) {
        var reach = 1
        while reach < side {
            for row in 0..<height {
                let line = image + row * width
                let target = other + row * width
                combine(line, forward ? reach : -reach, target, width, least)
            }
            // Down: whole rows against whole rows.
            for row in 0..<height {
                let beyond = forward ? min(row + reach, height - 1) : max(row - reach, 0)
                let one = other + row * width
                let two = other + beyond * width
                let target = image + row * width
                if least {
                    for column in 0..<width { target[column] = min(one[column], two[column]) }
                } else {
                    for column in 0..<width { target[column] = max(one[column], two[column]) }
                }
            }
            reach *= 2
        }
    }

    /// Each pixel of a line with the one so far behind it (before it when negative); those without one stay.
    private static func combine(
        _ line: UnsafeMutablePointer<UInt8>, _ reach: Int, _ target: UnsafeMutablePointer<UInt8>, _ width: Int, _ least: Bool
    ) {
        let count = width - abs(reach)
        let one = reach > 0 ? line : line - reach
        let two = reach > 0 ? line + reach : line
        let into = reach > 0 ? target : target - reach
        if least {
            for column in 0..<count { into[column] = min(one[column], two[column]) }
        } else {
            for column in 0..<count { into[column] = max(one[column], two[column]) }
        }
        let rest = reach > 0 ? count..<width : 0..<(-reach)
        for column in rest { target[column] = line[column] }
    }
}
