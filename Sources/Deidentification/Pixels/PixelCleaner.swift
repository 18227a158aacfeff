import DICOM

// A placeholder of the seam to the cleaning of pixels: the same interface, and everything refused that was refused before.

/// Finds text in an image.
public protocol TextFinder: Sendable {
    /// The text found in an image.
    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText]
}

/// Why no text could be looked for.
public struct TextFinderError: Error, Sendable {
    /// What is wrong.
    public let message: String
}

/// An image of samples from black, 0, to white.
public struct LuminanceImage: Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The samples, row by row.
    public let samples: [UInt8]
}

/// A text found in an image.
public struct FoundText: Sendable {
    /// Where it is.
    public let region: PixelRegion
    /// What it says.
    public let text: String
    /// How sure that is, 0 to 1.
    public let confidence: Double
}

/// A rectangle of whole pixels of a frame.
public struct PixelRegion: Sendable, Hashable, Codable {
    /// The first column.
    public let column: Int
    /// The first row.
    public let row: Int
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
}

/// What a profile does about identity that pixels show.
public struct PixelPolicy: Sendable, Hashable, Codable {
    /// About text.
    public enum Text: String, Sendable, Codable, CaseIterable { case clean, refuse }
    /// About faces.
    public enum Faces: String, Sendable, Codable, CaseIterable { case refuse, blur, keep }
    /// About text.
    public var text: Text
    /// About faces.
    public var faces: Faces

    /// A policy.
    public init(text: Text = .clean, faces: Faces = .refuse) {
        self.text = text
        self.faces = faces
    }
}

/// What was done to pixels.
public struct PixelAction: Sendable, Hashable, Codable {
    /// Where.
    public let region: PixelRegion?
    /// Why.
    public let reason: String
}

struct CleanedPixels: Sendable {
    let file: DICOMFile
    let codes: [MethodCode]
    let burnedInAnnotation: String?
    let recognizableVisualFeatures: String?
    let actions: [PixelAction]
}

struct PixelCleaner: Sendable {
    init(policy: PixelPolicy, finder: (any TextFinder)?) {}

    func cleaned(_ file: DICOMFile, terms: IdentityTerms) throws(DeidentificationError) -> CleanedPixels? {
        let dataSet = file.dataSet
        try admitPixels(dataSet, dataSet.string(.sopClassUID) ?? "")
        guard let pixels = try pixelsWithoutOverlays(dataSet) else { return nil }
        var file = file
        file.dataSet[.pixelData] = pixels
        return CleanedPixels(
            file: file, codes: [], burnedInAnnotation: nil, recognizableVisualFeatures: nil,
            actions: [PixelAction(region: nil, reason: "overlay")])
    }
}
