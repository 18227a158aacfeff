import Foundation

/// An axial slice through a male pelvis with the prostate in the middle, as T2 or diffusion weighting shows it, with a lesion
/// in the peripheral zone that is dark on T2 and bright at high b-values.
struct ProstatePhantom {
    static let columns = 128
    static let rows = 128
    /// The fields of view in millimetres.
    static let t2FieldOfView = 180.0
    static let diffusionFieldOfView = 200.0

    var finding: SamplePatient.Finding
    /// Signal of the receiver, and of this patient in it, about 1.
    var gain: Double
    /// Where the slice lies, in millimetres from the middle of the prostate.
    var height: Double
    /// Numbers that all slices of a patient share.
    var anatomy: SeededGenerator
    var noise: SeededGenerator

    /// T2 weighting, unsigned 12 bits in 16.
    func t2() -> [UInt8] {
        var canvas = Canvas(columns: Self.columns, rows: Self.rows, spacing: Self.t2FieldOfView / Double(Self.columns), background: 15)
        paint(&canvas) { tissue in
            let signal: Double =
                switch tissue {
                case .fat: 430
                case .muscle: 120
                case .bone: 340
                case .bladder: 820
                case .rectum: 40
                case .capsule: 150
                case .transitionZone: 330
                case .nodule: 270
                // The zone around a lesion suffers with it, which whole-image statistics can see.
                case .peripheralZone: 720 - 320 * finding.contrast
                case .lesion: 560 - 400 * finding.contrast
                }
            return Int(signal * gain)
        }
        var noise = noise
        canvas.noise(16, &noise)
        return canvas.bytes(clampedTo: 0...4_095)
    }

    /// Diffusion weighting: a mono-exponential decay of each tissue, b in s/mm².
    func diffusion(b: Double) -> [UInt8] {
        var canvas = Canvas(
            columns: Self.columns, rows: Self.rows, spacing: Self.diffusionFieldOfView / Double(Self.columns), background: 8)
        paint(&canvas) { tissue in
            // Signal without weighting, and apparent diffusion coefficient in 10⁻³ mm²/s; fat is suppressed.
            let (signal, coefficient): (Double, Double) =
                switch tissue {
                case .fat: (70, 0.4)
                case .muscle: (170, 1.4)
                case .bone: (60, 0.5)
                case .bladder: (800, 2.9)
                case .rectum: (20, 1.0)
                case .capsule: (280, 1.4)
                case .transitionZone: (520, 1.35)
                case .nodule: (500, 1.2)
                case .peripheralZone: (640, 1.8 - 0.35 * finding.contrast)
                case .lesion: (640, 1.5 - 0.9 * finding.contrast)
                }
            return Int(signal * exp(-b * coefficient / 1_000) * gain)
        }
        var noise = noise
        canvas.noise(9, &noise)
        return canvas.bytes(clampedTo: 0...4_095)
    }

    private enum Tissue {
        case fat, muscle, bone, bladder, rectum, capsule, transitionZone, nodule, peripheralZone, lesion
    }

    private func paint(_ canvas: inout Canvas, _ signal: (Tissue) -> Int) {
        var anatomy = anatomy
        canvas.ellipse(0, 6, 175, 104, signal(.fat))
        for side in [-1.0, 1.0] {
            canvas.ellipse(side * 92, -6, 24, 26, signal(.bone))
            canvas.ellipse(side * 62, -2, 13, 40, signal(.muscle))
            canvas.ellipse(side * 40, 22, 6, 30, signal(.muscle))
            canvas.ellipse(side * 60, 78, 46, 22, signal(.muscle))
            canvas.ellipse(side * 24, -62, 22, 9, signal(.bone))
        }
        canvas.ellipse(0, 44, 19, 15, signal(.muscle))
        canvas.ellipse(0, 44, 15, 11, signal(.rectum))
        // The prostate tapers towards both ends; above it lies the bladder.
        let taper = max(0.45, 1 - height * height / 700)
        let (width, depth) = (anatomy.number(24...29) * taper, anatomy.number(18...22) * taper)
        canvas.ellipse(0, 4, width + 2, depth + 2, signal(.capsule))
        canvas.ellipse(0, 4, width, depth, signal(.peripheralZone))
        canvas.ellipse(0, -1, width * 0.76, depth * 0.7, signal(.capsule))
        canvas.ellipse(0, -1, width * 0.72, depth * 0.66, signal(.transitionZone))
        for _ in 0..<7 {
            let (x, y, radius) = (anatomy.number(-0.5...0.5), anatomy.number(-0.45...0.35), anatomy.number(2...4.5))
            canvas.ellipse(width * x, depth * y, radius * taper, radius * taper, signal(.nodule))
        }
        canvas.ellipse(0, 0, 2, 2.5, signal(.peripheralZone))
        if height > 9 { canvas.ellipse(0, -40, 34, 22, signal(.bladder)) }
        let square = finding.radius * finding.radius - height * height * 0.35
        if square > 0 {
            let size = square.squareRoot()
            let side = finding.isRight ? -1.0 : 1.0
            canvas.ellipse(side * (width * 0.55 + 2 * finding.offset.x), depth * 0.62, size, size * 0.8, signal(.lesion))
        }
    }
}
