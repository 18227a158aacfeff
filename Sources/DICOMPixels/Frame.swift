/// The decoded samples of one frame: stored values, before rescaling and windowing.
public struct Frame: Sendable, Equatable {
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The number of samples of a pixel.
    public let samplesPerPixel: Int
    /// What the samples mean.
    public let photometricInterpretation: PhotometricInterpretation
    /// The samples row by row from the top left, those of a pixel next to each other.
    public let values: [Int32]

    /// A frame of these samples; their number must fit.
    public init(
        rows: Int, columns: Int, samplesPerPixel: Int = 1, photometricInterpretation: PhotometricInterpretation = .monochrome2,
        values: [Int32]
    ) {
        precondition(rows >= 0 && columns >= 0 && values.count == rows * columns * samplesPerPixel, "The samples do not fill the frame.")
        self.rows = rows
        self.columns = columns
        self.samplesPerPixel = samplesPerPixel
        self.photometricInterpretation = photometricInterpretation
        self.values = values
    }

    /// The sample at a row and a column.
    public subscript(row: Int, column: Int, sample: Int = 0) -> Int32 {
        values[(row * columns + column) * samplesPerPixel + sample]
    }
}
