/// A sum that keeps the bits which plain addition loses (Neumaier's variant of Kahan summation).
///
/// The federated fit promises the pooled coefficients; with it the order and the grouping of rows do not show.
struct CompensatedSum {
    private var sum = 0.0
    private var compensation = 0.0

    var value: Double { sum + compensation }

    mutating func add(_ term: Double) {
        let next = sum + term
        if abs(sum) >= abs(term) {
            compensation += (sum - next) + term
        } else {
            compensation += (term - next) + sum
        }
        sum = next
    }
}
