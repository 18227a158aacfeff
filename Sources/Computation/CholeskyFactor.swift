/// The Cholesky factor of a positive definite matrix, computed on the matrix scaled to a unit diagonal.
///
/// On that scale a pivot is 1 - R² of its variable on the ones before it, so that one threshold serves every unit.
struct CholeskyFactor {
    /// The first variable that the ones before it explain, or that carries no information at all.
    struct Singular: Error {
        let index: Int
        let pivot: Double
    }

    /// A smaller pivot leaves fewer than about six good digits in the coefficients.
    static let smallestPivot = 1e-9

    private let order: Int
    private let scale: [Double]
    private var factor: SymmetricMatrix

    init(_ matrix: SymmetricMatrix) throws(Singular) {
        order = matrix.order
        scale = (0..<matrix.order).map { matrix[$0, $0].squareRoot() }
        factor = SymmetricMatrix(order: order)
        for row in 0..<order {
            guard scale[row].isFinite, scale[row] > 0 else { throw Singular(index: row, pivot: 0) }
            for column in 0...row {
                var rest = matrix[row, column] / scale[row] / scale[column]
                for inner in 0..<column { rest -= factor[row, inner] * factor[column, inner] }
                if row == column {
                    guard rest > Self.smallestPivot else { throw Singular(index: row, pivot: rest) }
                    factor[row, row] = rest.squareRoot()
                } else {
                    factor[row, column] = rest / factor[column, column]
                }
            }
        }
    }

    /// The x with matrix · x = vector.
    func solve(_ vector: [Double]) -> [Double] {
        var result = (0..<order).map { vector[$0] / scale[$0] }
        for row in 0..<order {
            for inner in 0..<row { result[row] -= factor[row, inner] * result[inner] }
            result[row] /= factor[row, row]
        }
        for row in (0..<order).reversed() {
            for inner in (row + 1)..<max(order, row + 1) { result[row] -= factor[inner, row] * result[inner] }
            result[row] /= factor[row, row]
        }
        return (0..<order).map { result[$0] / scale[$0] }
    }

    /// The inverse of the matrix: the covariance of the estimates when the matrix is their information.
    func inverse() -> SymmetricMatrix {
        var inverse = SymmetricMatrix(order: order)
        for column in 0..<order {
            var unit = Array(repeating: 0.0, count: order)
            unit[column] = 1
            let solved = solve(unit)
            for row in column..<order { inverse[row, column] = solved[row] }
        }
        return inverse
    }
}
