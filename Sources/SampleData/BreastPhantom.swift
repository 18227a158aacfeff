/// A view of a breast as a mammograph presents it: fat, gland, skin, pectoral muscle in the oblique view, and a mass. It is
/// generated and looks it; nothing here is a real mammogram.
struct BreastPhantom {
    static let columns = 192
    static let rows = 256
    /// Millimetres at the detector: about 18 by 24 cm.
    static let spacing = 0.94

    var finding: SamplePatient.Finding
    var isRight: Bool
    var isOblique: Bool
    /// How much of the breast is gland, 0...1.
    var density: Double
    /// From the chest wall to the nipple, and half the height, in millimetres.
    var size: (reach: Double, halfHeight: Double)
    /// Numbers that the two views of a breast share.
    var anatomy: SeededGenerator
    var noise: SeededGenerator

    /// Pixels from 0 (air) to 4,095, unsigned 12 bits in 16. The chest wall is at the left of a left breast.
    func pixels() -> [UInt8] {
        var anatomy = anatomy
        var noise = noise
        let wall = -Double(Self.columns) / 2 * Self.spacing
        var canvas = Canvas(columns: Self.columns, rows: Self.rows, spacing: Self.spacing, background: 0)
        eachRow(&canvas) { pixels, edge, y in
            for column in 0..<edge { pixels[column] = column >= edge - 3 ? 2_200 : 1_350 }
            // The pectoral muscle narrows from the top downwards.
            let muscle = isOblique ? Int((58 - (y + 120) * 0.42) / Self.spacing) : 0
            for column in 0..<max(0, min(muscle, edge - 3)) { pixels[column] = 2_050 }
        }
        // The gland: hills that are densest in the middle of the breast.
        for _ in 0..<Int(60 + 120 * density) {
            let (x, y) = (anatomy.number(0.2...0.8), anatomy.normal() * 0.36)
            canvas.hill(
                wall + size.reach * x, centre + size.halfHeight * y, anatomy.number(5...17), anatomy.number(60...210) * (0.5 + density))
        }
        if finding.isPresent && finding.isRight == isRight {
            let x = wall + size.reach * (0.5 + 0.2 * finding.offset.x)
            let y = centre + size.halfHeight * 0.5 * finding.offset.y
            canvas.hill(x, y, finding.radius * 1.5, 900 + 900 * finding.contrast)
            canvas.ellipse(x, y, finding.radius * 0.55, finding.radius * 0.5, 2_750 + Int(700 * finding.contrast))
            for _ in 0..<6 {
                canvas.ellipse(x + anatomy.number(-14...14), y + anatomy.number(-14...14), 0.8, 0.8, 3_700)
            }
        }
        canvas.ellipse(wall + size.reach + 1.5, centre, 4, 4, 2_100)
        eachRow(&canvas) { pixels, edge, _ in
            for column in edge..<Self.columns { pixels[column] = 0 }
        }
        canvas.noise(38, except: 0, &noise)
        if isRight { canvas.mirror() }
        return canvas.bytes(clampedTo: 0...4_095)
    }

    /// The oblique view shows the breast lower, because the axilla is above it.
    private var centre: Double {
        isOblique ? 18 : 0
    }

    /// Visits every row with the column where the breast ends and its height in millimetres.
    private func eachRow(_ canvas: inout Canvas, _ visit: (UnsafeMutableBufferPointer<Int32>, Int, Double) -> Void) {
        canvas.values.withUnsafeMutableBufferPointer { values in
            for row in 0..<Self.rows {
                let y = (Double(row) + 0.5 - Double(Self.rows) / 2) * Self.spacing
                let vertical = (y - centre) / size.halfHeight
                var edge = vertical * vertical < 1 ? size.reach * (1 - vertical * vertical).squareRoot() : 0
                if (y - centre).magnitude < 4 { edge = max(edge, size.reach + 4) }
                if isOblique && y < centre { edge = max(edge, 72 + (y + 120) * 0.2) }
                let pixels = UnsafeMutableBufferPointer(rebasing: values[row * Self.columns..<(row + 1) * Self.columns])
                visit(pixels, min(Self.columns, max(0, Int(edge / Self.spacing))), y)
            }
        }
    }
}
