/// Finds and reads text in an image. What stands behind it, an OCR engine for example, comes from above: this room has no disk.
public protocol TextFinder: Sendable {
    /// The words in an image of black on white or white on black, each with its place and how sure the finder is.
    ///
    /// An image whose height is at most ``LuminanceImage/lineHeight`` holds a single line.
    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText]
}

/// An image of 256 shades, row by row from the top left, 0 black.
public struct LuminanceImage: Sendable, Hashable {
    /// The number of columns.
    public let width: Int
    /// The number of rows.
    public let height: Int
    /// The shades.
    public let samples: [UInt8]

    /// The greatest height of an image that holds a single line.
    public static let lineHeight = 96

    /// An image of these shades; their number must fit.
    public init(width: Int, height: Int, samples: [UInt8]) {
        precondition(width > 0 && height > 0 && samples.count == width * height, "The samples do not fill the image.")
        self.width = width
        self.height = height
        self.samples = samples
    }
}

/// A word or a few that a finder saw.
public struct FoundText: Sendable, Hashable {
    /// Where.
    public let region: PixelRegion
    /// What it reads.
    public let text: String
    /// How sure the finder is: 0 not at all, 1 wholly.
    public let confidence: Double

    /// A word with its place.
    public init(region: PixelRegion, text: String, confidence: Double) {
        self.region = region
        self.text = text
        self.confidence = confidence
    }
}

/// Why a finder could not look.
public struct TextFinderError: Error, Sendable, Equatable {
    /// The kind of failure, for programs.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// The engine or its language data is not installed.
        case notInstalled
        /// The engine refused the image or failed on it.
        case failed
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong and what to do, in a sentence.
    public let message: String

    /// An error of the given kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension TextFinderError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
