import DICOM
import DICOMPixels
import Federation
import Hummingbird

extension RetrieveTransaction {
    /// What an image is made for.
    enum Purpose: String { case image, thumbnail }

    /// The size of a thumbnail whose client names none.
    private static let thumbnailSize = 128

    /// One frame as an image that any browser shows.
    func rendered(_ instance: ArchivedInstance, frame: Int?, _ purpose: Purpose, _ asked: DICOMwebRequest) throws -> Representation {
        let (type, parameters) = try rendering(purpose, asked)
        let tag = EntityTag([instance.digest], form: "\(purpose) \(frame ?? 0) \(type) \(parameters.name)")
        let recent = self.recent
        var representation = Representation(type: type, tag: tag) {
            let file = try await recent.file(instance)
            return try await recent.draw(file) { try Self.image(file, frame, purpose, type, parameters) }
        }
        representation.charge = { try await lease(instance.size) }
        representation.warnings = parameters.unsupported.map { "The parameter \($0) was not used" }
        return representation
    }

    /// One image of each instance.
    func renderedAll(_ instances: [ArchivedInstance], _ asked: DICOMwebRequest) throws -> Representation {
        let (type, parameters) = try rendering(.image, asked)
        let tag = EntityTag(instances.map(\.digest), form: "rendered all \(type) \(parameters.name)")
        let recent = self.recent
        let heads = instances.map { MultipartBody.head(tag.boundary, type, "\(address($0))/rendered") }
        let ahead = 2
        var representation = Representation(type: "multipart/related; type=\"\(type)\"; boundary=\(tag.boundary)", tag: tag) { writer in
            let make: @Sendable (ArchivedInstance) async throws -> [UInt8] = { instance in
                do {
                    let file = try await recent.file(instance)
                    return try await recent.draw(file) { try Self.image(file, nil, .image, type, parameters) }
                } catch let error as PixelError where error.code == .noPixels {
                    // A report among the images has no part.
                    return []
                }
            }
            var output = writer
            var number = 0
            try await InOrder.forEach(instances, ahead: ahead, make: make) { bytes in
                defer { number += 1 }
                if bytes.isEmpty { return }
                try await output.write(ByteBuffer(string: heads[number]))
                try await BodyPieces.write(bytes[...], to: &output)
            }
            try await output.write(ByteBuffer(string: MultipartBody.end(tag.boundary)))
            writer = output
        }
        // For the whole response at once, as that of the objects themselves.
        representation.charge = { try await lease((instances.map(\.size).max() ?? 0) * min(ahead, instances.count)) }
        return representation
    }

    private func rendering(_ purpose: Purpose, _ asked: DICOMwebRequest) throws -> (type: String, RenderingParameters) {
        // A range in multipart names the type of its parts.
        let types = ["image/jpeg", "image/png"]
        let wanted = asked.acceptance.ranges.lazy.compactMap { range in
            types.first { range.holds($0) && !asked.acceptance.refuses($0) }
        }.first
        guard let type = wanted else { throw Problem.notAcceptable("Images are rendered as image/jpeg or image/png.") }
        var parameters = try RenderingParameters(asked.parameters)
        if purpose == .thumbnail, parameters.view == nil { parameters.view = (Self.thumbnailSize, Self.thumbnailSize) }
        return (type, parameters)
    }

    /// - Parameter frame: counted from 1; `nil` for the first, of a thumbnail the middle.
    private static func image(
        _ file: DICOMFile, _ frame: Int?, _ purpose: Purpose, _ type: String, _ parameters: RenderingParameters
    ) throws -> [UInt8] {
        let count = try PixelDescription(file.dataSet).numberOfFrames
        let number = frame ?? (purpose == .thumbnail ? count / 2 + 1 : 1)
        guard number <= count else {
            throw Problem(
                code: "no-such-frame", title: "Not found", status: 404,
                detail: "The instance has \(count) frame\(count == 1 ? "" : "s"), counted from 1.")
        }
        var image = try file.rendered(number - 1, window: parameters.window)
        if let region = parameters.region {
            guard let part = image.cropped(x: region.x, y: region.y, columns: region.columns, rows: region.rows) else {
                throw Problem.badRequest("The region in 'viewport' lies outside of the image, which is \(image.columns) x \(image.rows).")
            }
            image = part
        }
        if let view = parameters.view { image = image.scaled(toFit: view.columns, view.rows) }
        return type == "image/png" ? try image.png() : try image.jpeg(quality: parameters.quality)
    }
}
