/// An axial slice through a chest: body, lungs with vessels, heart, aorta, spine, ribs, and a nodule in one lung.
struct ThoraxPhantom {
    static let columns = 128
    static let rows = 128
    /// Millimetres from one pixel to the next: a field of view of 360 mm.
    static let spacing = 2.8125
    /// Stored value 0 in Hounsfield units.
    static let intercept = -1024

    var finding: SamplePatient.Finding
    /// The width of the body relative to the average.
    var build: Double
    /// Where the slice lies, in millimetres from the middle of the slab.
    var height: Double
    /// Numbers the slices of a patient share, so that vessels run through them.
    var anatomy: SeededGenerator
    var noise: SeededGenerator

    /// Pixels in Hounsfield units above the intercept, signed 16 bits.
    func pixels(burnedIn: [String] = []) -> [UInt8] {
        var canvas = canvas()
        for (line, text) in burnedIn.enumerated() {
            canvas.draw(text, column: 4, row: 4 + line * 12, scale: 2, 3_000)
        }
        return canvas.bytes(clampedTo: -1_024...4_095)
    }

    private func canvas() -> Canvas {
        var anatomy = anatomy
        var noise = noise
        let offset = -Self.intercept
        var canvas = Canvas(columns: Self.columns, rows: Self.rows, spacing: Self.spacing, background: -1000 + offset)
        let width = 145 * build
        canvas.ellipse(0, 0, width, 104, -100 + offset)
        canvas.ellipse(0, 0, width - 12, 93, 45 + offset)
        // Ribs lie between muscle and lung; they turn with height as real ones do.
        for side in [-1.0, 1.0] {
            for step in 0..<4 {
                let y = -58 + Double(step) * 34 + height * 0.6
                let reach = (1 - (y / 93) * (y / 93)).squareRoot()
                canvas.ellipse(side * (width - 21) * reach, y, 6, 5, 420 + offset)
            }
        }
        for side in [-1.0, 1.0] {
            canvas.ellipse(side * 68 * build, -4, 51 * build, 70, -860 + offset)
        }
        for _ in 0..<36 {
            let side = anatomy.happens(0.5) ? 1.0 : -1.0
            let (x, y) = (anatomy.number(-38...38), anatomy.number(-52...52))
            let drift = height * anatomy.number(-0.4...0.4)
            canvas.ellipse(side * 68 * build + x + drift, y - 4, anatomy.number(1.6...4), anatomy.number(1.6...4), -90 + offset)
        }
        canvas.ellipse(12, -22, 47 - height * 0.2, 38, 55 + offset)
        canvas.ellipse(-2, 8, 22, 30, 35 + offset)
        canvas.ellipse(24, 42, 13, 13, 60 + offset)
        canvas.ellipse(0, 20, 8, 9, -980 + offset)
        canvas.ellipse(0, 58, 22, 18, 280 + offset)
        canvas.ellipse(0, 54, 15, 12, 170 + offset)
        canvas.ellipse(0, 77, 8, 7, 30 + offset)
        canvas.ellipse(0, 92, 5, 8, 380 + offset)
        if finding.isPresent {
            let radius = finding.radius * finding.radius - height * height
            if radius > 0 {
                let side = finding.isRight ? -1.0 : 1.0
                let size = max(1.6, radius.squareRoot())
                canvas.ellipse(
                    side * 72 * build + finding.offset.x * 26, finding.offset.y * 50 - 4, size, size,
                    Int(-40 + finding.contrast * 120) + offset)
            }
        }
        canvas.noise(22, &noise)
        return canvas
    }
}
