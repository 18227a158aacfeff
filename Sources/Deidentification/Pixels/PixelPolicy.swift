/// What a profile does about text and faces in pixels.
public struct PixelPolicy: Sendable, Hashable, Codable {
    /// What to do about text in pixels.
    public enum TextPolicy: String, Sendable, Codable, CaseIterable {
        /// Found and blanked (PS3.15 Clean Pixel Data Option).
        case clean
        /// Objects that show text, or usually do and do not deny it, are refused.
        case refuse
    }

    /// What to do about harmless marks: sides, units, scales, the indices of ultrasound.
    public enum MarkPolicy: String, Sendable, Codable, CaseIterable {
        /// They stay where a finder read them for what they are.
        case keep
        /// They are blanked as any text.
        case blank
    }

    /// What to do about head volumes from which a face could be rendered.
    public enum FacePolicy: String, Sendable, Codable, CaseIterable {
        /// They are refused.
        case refuse
        /// The face is blurred where the geometry of the slices tells where it is; other head images are refused.
        case blur
        /// They are kept, and say so: Recognizable Visual Features (0028,0302) becomes YES.
        case keep
    }

    /// What to do about text.
    public var text: TextPolicy
    /// What to do about harmless marks.
    public var marks: MarkPolicy
    /// What to do about faces.
    public var faces: FacePolicy
    /// Where devices are known to write.
    public var templates: [DeviceTemplate]

    /// A policy; by default text is cleaned, marks stay, faces are refused.
    public init(
        text: TextPolicy = .clean, marks: MarkPolicy = .keep, faces: FacePolicy = .refuse, templates: [DeviceTemplate] = []
    ) {
        self.text = text
        self.marks = marks
        self.faces = faces
        self.templates = templates
    }

    private enum CodingKeys: String, CodingKey {
        case text, marks, faces, templates
    }

    /// Decodes a policy; what is not stated takes the default.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        text = try container.decodeIfPresent(TextPolicy.self, forKey: .text) ?? .clean
        marks = try container.decodeIfPresent(MarkPolicy.self, forKey: .marks) ?? .keep
        faces = try container.decodeIfPresent(FacePolicy.self, forKey: .faces) ?? .refuse
        templates = try container.decodeIfPresent([DeviceTemplate].self, forKey: .templates) ?? []
    }
}
