/// Why the pixels of an image could not be described or decoded. Never holds a value of a pixel.
public struct PixelError: Error, Sendable, Equatable {
    /// The kind of failure, for programs.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// The data set has no pixels.
        case noPixels
        /// An attribute that describes the pixels is missing.
        case missingAttribute
        /// An attribute that describes the pixels has a value that PS3.3 or PS3.5 does not allow, or that contradicts another.
        case invalidAttribute
        /// There are fewer bytes than the description demands.
        case truncated
        /// Compressed data contradicts its own format.
        case malformed
        /// No decoder is at hand for the transfer syntax.
        case unsupportedTransferSyntax
        /// The format is valid, but not one this library decodes.
        case unsupportedFormat
        /// The frame asked for does not exist.
        case noSuchFrame
        /// A frame is larger than the limit allows.
        case limitExceeded
        /// The image cannot be brought into the form asked for without changing it.
        case cannotEncode
        /// There is no value to compute from.
        case noValues
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

extension PixelError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
