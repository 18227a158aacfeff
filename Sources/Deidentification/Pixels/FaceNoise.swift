import Crypto

/// Noise for the pixels of a face that was taken out: a stream that is the same whenever the node de-identifies the image again, and that
/// nobody works out who does not hold the node's secret.
struct FaceNoise {
    private let key: SymmetricKey
    private let frame: Int
    private var counter: UInt64 = 0
    private var block: ArraySlice<UInt8> = []

    init(seed: [UInt8], frame: Int) {
        key = SymmetricKey(data: seed)
        self.frame = frame
    }

    /// A number from -2 to 2, zero the likeliest; two bytes of the stream each (HMAC-SHA-256 of the frame and a counter).
    mutating func next() -> Double {
        if block.count < 2 {
            let message = [UInt64(frame), counter].flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
            block = Array(HMAC<SHA256>.authenticationCode(for: message, using: key))[...]
            counter += 1
        }
        return (Double(block.removeFirst()) + Double(block.removeFirst())) / 127.5 - 2
    }
}

/// What pixels of a kind have in common: the middle one, and how far half of them lie from it at most.
struct Shade {
    var level: Double
    var spread: Double

    init(level: Double, spread: Double) {
        self.level = level
        self.spread = spread
    }

    /// Of every so many pixels, a few thousand in all; nil when there are none.
    init?(of values: [Int32]) {
        guard !values.isEmpty else { return nil }
        let some = stride(from: 0, to: values.count, by: max(values.count / 4096, 1)).map { values[$0] }.sorted()
        let middle = Double(some[some.count / 2])
        let distances = some.map { abs(Double($0) - middle) }.sorted()
        self.init(level: middle, spread: distances[distances.count / 2])
    }
}

/// The parabola next to points (least squares): of a forehead or a cheek it keeps the curve, of a nose nothing.
struct Parabola {
    private let origin: Double
    private let coefficients: [Double]

    init(_ points: [(x: Double, y: Double)]) {
        let count = Double(max(points.count, 1))
        let (middle, mean) = (points.reduce(0) { $0 + $1.x } / count, points.reduce(0) { $0 + $1.y } / count)
        origin = middle
        // Sums of powers of x around the middle, where those of odd powers of evenly spaced points are next to nothing.
        func sum(_ power: Int, of value: (Double) -> Double = { _ in 1 }) -> Double {
            points.reduce(0) { total, point in
                let x = point.x - middle
                return total + (0..<power).reduce(1.0) { product, _ in product * x } * value(point.y)
            }
        }
        let (two, four) = (sum(2), sum(4))
        let determinant = count * four - two * two
        guard points.count >= 5, determinant > 1e-6 * count * four else {
            coefficients = [mean, 0, 0]
            return
        }
        let square = (count * sum(2) { $0 } - two * sum(0) { $0 }) / determinant
        coefficients = [mean - square * two / count, sum(1) { $0 } / two, square]
    }

    func value(at x: Double) -> Double {
        let distance = x - origin
        return coefficients[0] + coefficients[1] * distance + coefficients[2] * distance * distance
    }
}
