import DICOM

/// An object whose pixels were checked and, where it was needed, cleaned.
struct CleanedPixels: Sendable {
    /// The object, its pixel elements and its transfer syntax replaced where pixels changed.
    var file: DICOMFile
    /// What was done, as codes of PS3.16 CID 7050: Clean Pixel Data, Clean Recognizable Visual Features.
    var codes: [MethodCode]
    /// The new value of Burned In Annotation (0028,0301); nil leaves it to the rules.
    var burnedInAnnotation: String?
    /// The new value of Recognizable Visual Features (0028,0302); nil leaves it to the rules.
    var recognizableVisualFeatures: String?
    /// What was done to which pixels.
    var actions: [PixelAction]
}

/// What was done to a region of some frames. It never holds what was read there.
public struct PixelAction: Sendable, Hashable, Codable {
    /// Why.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        /// A finder read an identifying value of the object.
        case ownIdentity
        /// A finder read text.
        case readText
        /// Strokes that look like text; no finder could read them.
        case textLikeStrokes
        /// Outside of the stated ultrasound regions (0018,6011).
        case outsideUltrasoundRegions
        /// A device template names the region.
        case deviceTemplate
        /// The face of a head image.
        case face
        /// A harmless mark that was read for what it is and left.
        case keptMark
        /// An icon or another image inside a sequence, removed.
        case nestedImage
    }

    /// The first frame, counted from 0.
    public var firstFrame: Int
    /// The last frame.
    public var lastFrame: Int
    /// Where; the whole frame when nil.
    public var region: PixelRegion?
    /// Why.
    public var reason: Reason
    /// The name of the template, or the path of the element, that says more.
    public var detail: String?

    /// An action.
    public init(frames: ClosedRange<Int>, region: PixelRegion?, reason: Reason, detail: String? = nil) {
        firstFrame = frames.lowerBound
        lastFrame = frames.upperBound
        self.region = region
        self.reason = reason
        self.detail = detail
    }
}
