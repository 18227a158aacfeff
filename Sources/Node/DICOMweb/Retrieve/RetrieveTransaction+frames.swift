import DICOM
import DICOMPixels
import Federation
import Hummingbird

extension RetrieveTransaction {
    // MARK: Frames

    /// In bytes; a frame of so many is not counted while it is written.
    private static let smallFrame = 1 << 20

    func frames(_ numbers: [Int], of instance: ArchivedInstance, _ asked: DICOMwebRequest) async throws -> Representation {
        let form = try form(of: instance, count: numbers.count, asked)
        let tag = frameTag(numbers, of: instance, form)
        // Nobody knows the tag of a frame that is not there.
        if tag.isNamed(in: asked.request.headers[.ifNoneMatch], exactly: true) {
            return Representation(type: form.contentType, tag: tag) { [] }
        }
        let made = try await bytesMade(in: form, of: instance)
        let lease = try await lease(instance.size + made * (form.isMultipart ? Self.framesAhead + 1 : 1))
        let file = try await recent.file(instance)
        let available = try PixelDescription(file.dataSet).numberOfFrames
        guard let last = numbers.max(), last <= available else {
            throw Problem(
                code: "no-such-frame", title: "Not found", status: 404,
                detail: "The instance has \(available) frame\(available == 1 ? "" : "s"), counted from 1.")
        }
        // Of an object of many frames only the one is left when it is made.
        let isSmall = max(instance.size / max(available, 1), made) <= Self.smallFrame
        return frames(numbers, of: file, instance, form, lease, isSmall: isSmall)
    }

    /// So many frames of a multipart body are made before the client has taken the one before them.
    private static let framesAhead = 2

    private func frameTag(_ numbers: [Int], of instance: ArchivedInstance, _ form: FrameForm) -> EntityTag {
        let list = numbers.map(String.init).joined(separator: ",")
        return EntityTag([instance.digest], form: "frames \(list) \(form.contentType) \(form.isMultipart)")
    }

    /// What a frame takes that is not a part of the object's own bytes: a small codestream may hold a large image.
    private func bytesMade(in form: FrameForm, of instance: ArchivedInstance) async throws -> Int {
        guard instance.transferSyntax.isEncapsulated, form.syntax != instance.transferSyntax else { return 0 }
        return try await archive.header(of: instance) { try PixelDescription($0).bytesPerFrame }
    }

    private func form(of instance: ArchivedInstance, count: Int, _ asked: DICOMwebRequest) throws -> FrameForm {
        guard let form = FrameForm(asked.acceptance, stored: instance.transferSyntax, count: count) else {
            throw Problem.notAcceptable(
                "The frames are stored as \(instance.transferSyntax.name). They are sent as application/octet-stream (little endian), or compressed without loss as image/jpeg, image/jls, image/jp2, image/jphc or image/dicom-rle; transfer-syntax=* takes them as they are stored. Several frames need multipart/related."
            )
        }
        return form
    }

    private func frames(
        _ numbers: [Int], of file: DICOMFile, _ instance: ArchivedInstance, _ form: FrameForm, _ lease: Capacity.Lease, isSmall: Bool
    ) -> Representation {
        let tag = frameTag(numbers, of: instance, form)
        let recent = self.recent
        let make: @Sendable (Int) async throws -> [UInt8] = { number in
            let stored = instance.transferSyntax
            if form.syntax == stored { return Array(try file.frameBytes(number - 1)) }
            guard stored.isEncapsulated || form.syntax.isEncapsulated else { return try file.frameBytes(number - 1, as: form.syntax) }
            return try await recent.draw(file) { try file.frameBytes(number - 1, as: form.syntax) }
        }
        guard form.isMultipart else {
            var representation = Representation(type: form.contentType, tag: tag) {
                defer { withExtendedLifetime(lease) {} }
                return try await make(numbers[0])
            }
            if !isSmall { representation.charge = { lease } }
            return representation
        }
        let address = self.address(instance)
        let type = "multipart/related; type=\"\(form.media)\"; boundary=\(tag.boundary)"
        var representation = Representation(type: type, tag: tag) { writer in
            var output = writer
            var position = 0
            try await InOrder.forEach(numbers, ahead: Self.framesAhead, make: make) { bytes in
                let head = MultipartBody.head(tag.boundary, form.contentType, "\(address)/frames/\(numbers[position])")
                try await output.write(ByteBuffer(string: head))
                try await BodyPieces.write(bytes[...], to: &output)
                position += 1
            }
            try await output.write(ByteBuffer(string: MultipartBody.end(tag.boundary)))
            writer = output
        }
        representation.charge = { lease }
        return representation
    }

    // MARK: Bulk data

    func bulkData(_ path: TagPath, of instance: ArchivedInstance, _ asked: DICOMwebRequest) async throws -> Representation {
        var made = 0
        if path == TagPath(.pixelData), instance.transferSyntax.isEncapsulated {
            made = try await bytesMade(in: pixelForm(of: instance, asked), of: instance) * (Self.framesAhead + 1)
        }
        let lease = try await lease(instance.size + made)
        var representation = try value(path, of: instance, try await recent.file(instance), asked, lease)
        representation.charge = { lease }
        return representation
    }

    private func value(
        _ path: TagPath, of instance: ArchivedInstance, _ file: DICOMFile, _ asked: DICOMwebRequest, _ lease: Capacity.Lease
    ) throws -> Representation {
        guard let element = file.dataSet[path] else { throw Problem.notHere }
        switch element.value {
        case .sequence: throw Problem.notHere
        case .fragments where path.steps.isEmpty: return try compressedPixels(file, instance, asked, lease)
        case .fragments: return try plainValue(Self.nestedPixels(path, of: file)[...], path, of: instance, asked)
        case .bytes(let bytes): return try plainValue(bytes, path, of: instance, asked)
        }
    }

    /// The pixels of an image in a sequence, an icon for instance, decoded: no address names its frames.
    private static func nestedPixels(_ path: TagPath, of file: DICOMFile) throws -> [UInt8] {
        let item = path.steps.reduce(file.dataSet) { $0.items($1.sequence)[$1.item] }
        let description = try PixelDescription(item)
        guard description.bytesPerFrame * description.numberOfFrames <= smallFrame else {
            throw Problem.notAcceptable("This image in a sequence is too large to be sent by itself; ask for the object.")
        }
        let image = DICOMFile(dataSet: item, transferSyntax: file.transferSyntax)
        return try (0..<description.numberOfFrames).flatMap { try image.frameBytes($0, as: .explicitVRLittleEndian) }
    }

    private func plainValue(
        _ bytes: ArraySlice<UInt8>, _ path: TagPath, of instance: ArchivedInstance, _ asked: DICOMwebRequest
    ) throws -> Representation {
        let ranges = asked.acceptance.ranges.filter { $0.holds(FrameMediaType.uncompressed) }
        guard let range = ranges.first(where: { [nil, "*", TransferSyntax.explicitVRLittleEndian.uid].contains($0.transferSyntax) })
        else {
            throw Problem.notAcceptable("This value is sent as application/octet-stream, alone or in multipart/related.")
        }
        let tag = EntityTag([instance.digest], form: "bulkdata \(path) \(range.isMultipart)")
        guard range.isMultipart else { return Representation(type: FrameMediaType.uncompressed, tag: tag) { Array(bytes) } }
        let head = MultipartBody.head(
            tag.boundary, FrameMediaType.uncompressed, "\(address(instance))/bulkdata/\(BulkDataPath.text(path))")
        let end = MultipartBody.end(tag.boundary)
        return Representation(
            type: "multipart/related; type=\"\(FrameMediaType.uncompressed)\"; boundary=\(tag.boundary)", tag: tag,
            length: head.utf8.count + bytes.count + end.utf8.count
        ) { writer in
            try await writer.write(ByteBuffer(string: head))
            try await BodyPieces.write(bytes, to: &writer)
            try await writer.write(ByteBuffer(string: end))
        }
    }

    private func pixelForm(of instance: ArchivedInstance, _ asked: DICOMwebRequest) throws -> FrameForm {
        try form(of: instance, count: asked.acceptance.ranges.contains(where: \.isMultipart) ? 2 : 1, asked)
    }

    /// Compressed Pixel Data: frame by frame in a compressed type, decoded and joined as plain bytes.
    private func compressedPixels(
        _ file: DICOMFile, _ instance: ArchivedInstance, _ asked: DICOMwebRequest, _ lease: Capacity.Lease
    ) throws -> Representation {
        let count = try PixelDescription(file.dataSet).numberOfFrames
        let form = try pixelForm(of: instance, asked)
        guard !form.syntax.isEncapsulated else {
            guard form.isMultipart || count == 1 else {
                throw Problem.notAcceptable("The pixels are \(count) compressed frames; ask for them as multipart/related.")
            }
            return frames(Array(1...count), of: file, instance, form, lease, isSmall: false)
        }
        let tag = EntityTag([instance.digest], form: "pixels \(form.contentType) \(form.isMultipart)")
        let (address, recent) = (self.address(instance), self.recent)
        let type = form.isMultipart ? "multipart/related; type=\"\(form.media)\"; boundary=\(tag.boundary)" : form.contentType
        return Representation(type: type, tag: tag) { writer in
            if form.isMultipart {
                let head = MultipartBody.head(tag.boundary, form.contentType, "\(address)/bulkdata/7FE00010")
                try await writer.write(ByteBuffer(string: head))
            }
            for number in 0..<count {
                let bytes = try await recent.draw(file) { try file.frameBytes(number, as: form.syntax) }
                try await BodyPieces.write(bytes[...], to: &writer)
            }
            if form.isMultipart { try await writer.write(ByteBuffer(string: MultipartBody.end(tag.boundary))) }
        }
    }
}
