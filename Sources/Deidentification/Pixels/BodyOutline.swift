/// How far the body in a slice reaches, seen on every fourth pixel of every fourth row, which says enough about a body.
struct BodyOutline {
    /// How wide it is from left to right in an axial or a coronal slice, from front to back in a sagittal one, in mm.
    let width: Double
    /// How high: from front to back in an axial slice, from top to bottom in others.
    let height: Double
    /// As ``width``, in the uppermost 130 mm alone: shoulders are none of a head.
    let upperWidth: Double
    /// Whether air is seen on both ends of the width; at the front alone of a sagittal slice.
    let hasAirBeside: Bool
    /// Whether air is seen at the front of an axial slice, above the body in others.
    let hasAirAbove: Bool
    let plane: SliceGeometry.Plane

    /// How far down a head reaches, in mm.
    private static let head = 130.0

    /// Nil where no body is seen.
    init?(_ values: [[Int32]], _ threshold: AirThreshold, _ geometry: SliceGeometry) {
        var spans: [(row: Int, left: Int, right: Int)] = []
        let upright = Self.upright(values, geometry)
        for (row, line) in upright.rows.enumerated() {
            var (run, left, right) = (0, Int.max, -1)
            for (column, value) in line.enumerated() {
                run = threshold.isBody(value) ? run + 1 : 0
                guard run >= 4 else { continue }
                left = min(left, column - 3)
                right = max(right, column)
            }
            if right >= 0 { spans.append((row, left, right)) }
        }
        guard let top = spans.first?.row, let bottom = spans.last?.row, let columns = upright.rows.first?.count, bottom > top else {
            return nil
        }
        func extent(_ spans: some Sequence<(row: Int, left: Int, right: Int)>) -> (left: Int, right: Int) {
            spans.reduce((Int.max, -1)) { (min($0.0, $1.left), max($0.1, $1.right)) }
        }
        let whole = extent(spans)
        let upper = extent(spans.lazy.filter { Double(($0.row - top) * 4) * upright.down <= Self.head })
        plane = geometry.nearestPlane
        width = Double((whole.right - whole.left) * 4) * upright.across
        upperWidth = Double((upper.right - upper.left) * 4) * upright.across
        height = Double((bottom - top) * 4) * upright.down
        hasAirAbove = top > 0
        let wide = plane == .axial ? whole : upper
        // Sagittal slices were turned so that they look to the left.
        hasAirBeside = wide.left > 0 && (plane == .sagittal || wide.right < columns - 1)
    }

    /// The rows with the front of an axial slice, or the top of the body in others, above, and the front of a sagittal slice to the left.
    private static func upright(_ values: [[Int32]], _ geometry: SliceGeometry) -> (rows: [[Int32]], down: Double, across: Double) {
        let isAxial = geometry.nearestPlane == .axial
        let upper = isAxial ? geometry.anterior : geometry.superior
        var rows = values
        var (down, across) = (geometry.rowSpacing, geometry.columnSpacing)
        var front = isAxial ? nil : geometry.anterior
        if upper == .left || upper == .right, let first = values.first {
            rows = first.indices.map { column in values.map { $0[column] } }
            swap(&down, &across)
            front = front == .top ? .left : front == .bottom ? .right : nil
        }
        if upper == .bottom || upper == .right { rows.reverse() }
        if front == .right { rows = rows.map { $0.reversed() } }
        return (rows, down, across)
    }

    /// Whether an axial slice of this width from left to right, and depth from front to back, may be one of a head.
    static func isHead(width: Double, depth: Double) -> Bool {
        (105...195).contains(width) && (125...250).contains(depth) && depth > width * 0.95
    }

    /// Whether this may be a head; of what is said to be another part of the body only what looks like nothing else.
    func mayBeHead(isNamedOtherwise: Bool) -> Bool {
        switch plane {
        case .axial:
            guard isNamedOtherwise else { return Self.isHead(width: width, depth: height) }
            // Longer than it is wide, and wholly in air but for the rest on which it lies: what a pelvis, a chest, a knee is not.
            return hasAirAbove && hasAirBeside && (115...195).contains(width) && (150...250).contains(height) && height > width * 1.1
        case .sagittal:
            guard hasAirAbove && hasAirBeside else { return false }
            return isNamedOtherwise ? (150...250).contains(upperWidth) && height >= 140 : (60...260).contains(upperWidth) && height >= 60
        default:
            guard hasAirAbove && hasAirBeside else { return false }
            return isNamedOtherwise ? (120...195).contains(upperWidth) && height >= 150 : (60...195).contains(upperWidth) && height >= 60
        }
    }
}
