import Foundation

/// Logistic regression as in a textbook: iteratively reweighted least squares on raw features, normal equations solved by
/// Gaussian elimination. It shares no line with the room it checks.
enum PooledOracle {
    static func fit(rows: [[Double]], outcomes: [Bool]) -> (coefficients: [Double], standardErrors: [Double], logLikelihood: Double) {
        let design = rows.map { [1.0] + $0 }
        let size = design[0].count
        var beta = Array(repeating: 0.0, count: size)
        var matrix = Array(repeating: Array(repeating: 0.0, count: size), count: size)
        for _ in 0..<60 {
            matrix = Array(repeating: Array(repeating: 0.0, count: size), count: size)
            var right = Array(repeating: 0.0, count: size)
            for (row, outcome) in zip(design, outcomes) {
                let p = 1 / (1 + exp(-zip(row, beta).reduce(0) { $0 + $1.0 * $1.1 }))
                for i in 0..<size {
                    right[i] += row[i] * ((outcome ? 1 : 0) - p)
                    for j in 0..<size { matrix[i][j] += p * (1 - p) * row[i] * row[j] }
                }
            }
            let step = solve(matrix, right)
            for i in 0..<size { beta[i] += step[i] }
        }
        let errors = (0..<size).map { i in
            solve(matrix, (0..<size).map { $0 == i ? 1 : 0 })[i].squareRoot()
        }
        let logLikelihood = zip(design, outcomes).reduce(0.0) { total, pair in
            let p = 1 / (1 + exp(-zip(pair.0, beta).reduce(0) { $0 + $1.0 * $1.1 }))
            return total + log(pair.1 ? p : 1 - p)
        }
        return (beta, errors, logLikelihood)
    }

    static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var a = matrix
        var b = right
        let size = b.count
        for column in 0..<size {
            let pivot = (column..<size).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
            a.swapAt(column, pivot)
            b.swapAt(column, pivot)
            for row in (column + 1)..<max(size, column + 1) {
                let factor = a[row][column] / a[column][column]
                for k in column..<size { a[row][k] -= factor * a[column][k] }
                b[row] -= factor * b[column]
            }
        }
        for row in (0..<size).reversed() {
            for k in (row + 1)..<max(size, row + 1) { b[row] -= a[row][k] * b[k] }
            b[row] /= a[row][row]
        }
        return b
    }
}
