/// A symmetric matrix that stores its lower triangle row by row: (0,0), (1,0), (1,1), (2,0) ...
public struct SymmetricMatrix: Codable, Hashable, Sendable {
    /// The number of rows and of columns.
    public let order: Int
    /// The lower triangle, row by row.
    public internal(set) var lowerTriangle: [Double]

    /// A matrix of zeros.
    public init(order: Int) {
        self.order = order
        lowerTriangle = Array(repeating: 0, count: order * (order + 1) / 2)
    }

    /// A matrix from its lower triangle; none when the number of elements does not fit.
    public init?(order: Int, lowerTriangle: [Double]) {
        guard order >= 0, lowerTriangle.count == order * (order + 1) / 2 else { return nil }
        self.order = order
        self.lowerTriangle = lowerTriangle
    }

    /// The element in a row and a column.
    public subscript(row: Int, column: Int) -> Double {
        get { lowerTriangle[Self.index(row, column)] }
        set { lowerTriangle[Self.index(row, column)] = newValue }
    }

    static func index(_ row: Int, _ column: Int) -> Int {
        row >= column ? row * (row + 1) / 2 + column : column * (column + 1) / 2 + row
    }

    /// xᵀ · self · x
    func quadraticForm(_ vector: [Double]) -> Double {
        var total = CompensatedSum()
        for row in 0..<order {
            for column in 0..<row { total.add(2 * self[row, column] * vector[row] * vector[column]) }
            total.add(self[row, row] * vector[row] * vector[row])
        }
        return total.value
    }

    private enum CodingKeys: String, CodingKey { case order, lowerTriangle }

    /// Reads a matrix and refuses one whose number of elements does not fit its order.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let order = try container.decode(Int.self, forKey: .order)
        let elements = try container.decode([Double].self, forKey: .lowerTriangle)
        guard (0...1_000).contains(order), let matrix = SymmetricMatrix(order: order, lowerTriangle: elements) else {
            throw DecodingError.dataCorruptedError(
                forKey: .lowerTriangle, in: container, debugDescription: "The number of elements does not fit the order.")
        }
        self = matrix
    }
}
