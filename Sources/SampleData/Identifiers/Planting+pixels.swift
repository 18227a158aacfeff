import DICOM
import DICOMPixels

/// Image pixels (PS3.3 C.7.6.3) with captions in them.
extension Planting {
    /// The format and the pixels of a picture; returns what lies where.
    mutating func addPicture(_ picture: Picture, bitsStored: Int, signed: Bool = false) -> [IdentifierKey.Region] {
        let channels = picture.planes.count
        set(.samplesPerPixel, channels)
        set(.photometricInterpretation, channels == 3 ? "RGB" : "MONOCHROME2")
        if channels == 3 { set(.planarConfiguration, 0) }
        set(.rows, picture.rows)
        set(.columns, picture.columns)
        let wide = bitsStored > 8
        set(.bitsAllocated, wide ? 16 : 8)
        set(.bitsStored, bitsStored)
        set(.highBit, bitsStored - 1)
        set(.pixelRepresentation, signed ? 1 : 0)
        let top = Int32(1) << Int32(bitsStored - (signed ? 1 : 0)) - 1
        bytes(.pixelData, vr: wide ? .ow : .ob, wide ? picture.words(clampedTo: (signed ? -top - 1 : 0)...top) : picture.bytes)
        check(.tagRetained, .rows)
        check(.tagRetained, .bitsStored)
        return picture.regions
    }

    /// A small picture of the image with the name in it.
    mutating func addIcon(_ object: PlantedObject) {
        var icon = Picture(Canvas(columns: 64, rows: 64, spacing: 1, background: 20))
        icon.caption(String(object.patient.digits.suffix(5)), column: 2, row: 20, Picture.Style(height: 11, ink: [255]))
        item(.iconImageSequence) { item in
            item.set(.samplesPerPixel, 1)
            item.set(.photometricInterpretation, "MONOCHROME2")
            item.set(.rows, 64)
            item.set(.columns, 64)
            item.set(.bitsAllocated, 8)
            item.set(.bitsStored, 8)
            item.set(.highBit, 7)
            item.set(.pixelRepresentation, 0)
            item.remove(.pixelData, vr: .ob, bytes: icon.bytes, .content, [], place: .attachment)
        }
    }
}

extension Picture {
    /// Pixels of one of the sample's phantoms, 16 bits each, least significant byte first.
    init(columns: Int, rows: Int, words: [UInt8]) {
        let values = stride(from: 0, to: words.count, by: 2).map {
            Int32(Int16(bitPattern: UInt16(words[$0]) | UInt16(words[$0 + 1]) << 8))
        }
        self.init(columns: columns, rows: rows, planes: [values])
    }

    /// A radiograph: a bright body with ribs in front of black.
    static func radiograph(columns: Int, rows: Int, top: Int, _ stream: SeededGenerator) -> Picture {
        var stream = stream
        var canvas = Canvas(columns: columns, rows: rows, spacing: 1, background: top / 40)
        let (width, height) = (Double(columns), Double(rows))
        canvas.ellipse(0, height * 0.05, width * 0.36, height * 0.38, top * 6 / 10)
        for side in [-1.0, 1.0] {
            canvas.ellipse(side * width * 0.16, 0, width * 0.11, height * 0.27, top * 3 / 10)
            for step in 0..<4 {
                canvas.ellipse(side * width * 0.17, height * (-0.16 + 0.1 * Double(step)), width * 0.11, height * 0.014, top / 2)
            }
        }
        canvas.ellipse(width * 0.03, height * 0.08, width * 0.1, height * 0.12, top * 7 / 10)
        canvas.noise(top / 90, &stream)
        return Picture(canvas)
    }

    /// An ultrasound sector of speckle below a black margin.
    static func sector(columns: Int, rows: Int, channels: Int, _ stream: SeededGenerator) -> Picture {
        var stream = stream
        var canvas = Canvas(columns: columns, rows: rows, spacing: 1, background: 0)
        let middle = Double(columns) / 2
        for row in 40..<rows - 8 {
            for column in 0..<columns {
                let (x, y) = (Double(column) - middle, Double(row) - 30)
                let radius = (x * x + y * y).squareRoot()
                guard x.magnitude < y * 0.62, radius > 18, radius < Double(rows) - 50 else { continue }
                canvas.values[row * columns + column] = Int32(max(4, min(190, 70 + stream.noise(28) - Int(radius / 6))))
            }
        }
        return Picture(canvas, channels: channels)
    }
}
