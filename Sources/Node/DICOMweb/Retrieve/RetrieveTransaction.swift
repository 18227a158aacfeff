import DICOM
import DICOMPixels
import Federation
import Hummingbird

/// WADO-RS (PS3.18 §10.4).
///
/// Nothing is read before the client's conditions were looked at, and of many objects only a few are in memory at once: each is written
/// when the client has taken the one before.
struct RetrieveTransaction: Sendable {
    let archive: Archive
    let recent: RecentObjects
    /// Bytes of objects that lie in memory for responses.
    let loads: Capacity
    let longestWait: Duration
    let base: ServiceAddress

    /// So many bytes of objects are in memory for all responses together; then clients wait, and those that wait longer than this are told
    /// when to come again.
    static let loadedBytes = 512 << 20
    static let longestWait = Duration.seconds(20)
    static let retrySeconds = 10

    /// Takes a share of the memory for objects.
    ///
    /// - Throws: ``Problem`` 503 where other clients hold all of it.
    func lease(_ bytes: Int) async throws -> Capacity.Lease {
        if let lease = await loads.lease(bytes, within: longestWait) { return lease }
        throw Problem(
            code: "busy", title: "Busy", status: 503,
            detail: "Other clients are reading as much as this node holds in memory at once. Ask again in \(Self.retrySeconds) seconds.")
    }

    func answer(_ selection: InstanceSelection, _ form: DICOMwebResource.Form, _ asked: DICOMwebRequest) async throws -> Representation {
        let instances = try await archive.instances(
            study: selection.study, series: selection.series, instance: selection.instance, scope: asked.grant.scope)
        guard let first = instances.first else { throw Problem.notHere }
        switch form {
        case .objects: return try objects(instances, isInstance: selection.instance != nil, asked)
        case .metadata: return try metadata(instances, asked)
        case .frames(let numbers): return try await frames(numbers, of: first, asked)
        case .bulkData(let path): return try await bulkData(path, of: first, asked)
        case .rendered:
            return selection.instance == nil ? try renderedAll(instances, asked) : try rendered(first, frame: nil, .image, asked)
        case .renderedFrames(let numbers): return try rendered(first, frame: try Self.one(of: numbers), .image, asked)
        case .frameThumbnail(let numbers): return try rendered(first, frame: try Self.one(of: numbers), .thumbnail, asked)
        // The middle of a series shows more of it than its first slice.
        case .thumbnail: return try rendered(instances[instances.count / 2], frame: nil, .thumbnail, asked)
        }
    }

    private static func one(of frames: [Int]) throws -> Int {
        guard frames.count == 1 else { throw Problem.badRequest("One frame at a time is rendered.") }
        return frames[0]
    }

    func address(_ instance: ArchivedInstance) -> String { base.instance(instance.studyUID, instance.seriesUID, instance.sopInstanceUID) }

    // MARK: Objects

    private func objects(_ instances: [ArchivedInstance], isInstance: Bool, _ asked: DICOMwebRequest) throws -> Representation {
        guard let form = ObjectForm(asked.acceptance, stored: Set(instances.map(\.transferSyntax)), isInstance: isInstance) else {
            throw Problem.notAcceptable(
                "Objects are sent as multipart/related; type=\"application/dicom\", one alone also as application/dicom, in a transfer syntax that they can be brought into without loss; transfer-syntax=* takes them as they are stored."
            )
        }
        let tag = EntityTag(instances.map(\.digest), form: form.name)
        let archive = self.archive
        if !form.isMultipart, let instance = instances.first {
            var representation = Representation(
                type: "application/dicom; transfer-syntax=\((form.syntax ?? instance.transferSyntax).uid)", tag: tag
            ) { try await Self.bytes(instance, form.syntax, archive) }
            representation.charge = { try await lease(instance.size) }
            return representation
        }
        let heads = instances.map { instance in
            MultipartBody.head(
                tag.boundary, "application/dicom; transfer-syntax=\((form.syntax ?? instance.transferSyntax).uid)", address(instance))
        }
        let end = MultipartBody.end(tag.boundary)
        // What is sent as it is stored has a length that is known before.
        let isStored = instances.allSatisfy { form.syntax == nil || form.syntax == $0.transferSyntax }
        let length = isStored ? zip(heads, instances).reduce(end.utf8.count) { $0 + $1.0.utf8.count + $1.1.size } : nil
        let largest = instances.map(\.size).max() ?? 0
        let ahead = largest > 8 << 20 ? 1 : 4
        var representation = Representation(
            type: "multipart/related; type=\"application/dicom\"; boundary=\(tag.boundary)", tag: tag, length: length
        ) { writer in
            let make: @Sendable (Int) async throws -> [UInt8] = { try await Self.bytes(instances[$0], form.syntax, archive) }
            var number = 0
            var output = writer
            try await InOrder.forEach(Array(instances.indices), ahead: ahead, make: make) { bytes in
                try await output.write(ByteBuffer(string: heads[number]))
                try await BodyPieces.write(bytes[...], to: &output)
                number += 1
            }
            try await output.write(ByteBuffer(string: end))
            writer = output
        }
        // For the whole response at once: one that held an object and waited for its next could wait for others that do the same.
        representation.charge = { try await lease(largest * min(ahead, instances.count)) }
        return representation
    }

    private static func bytes(_ instance: ArchivedInstance, _ syntax: TransferSyntax?, _ archive: Archive) async throws -> [UInt8] {
        let stored = try await archive.load(instance)
        guard let syntax, syntax != instance.transferSyntax else { return stored }
        return try DICOMFile(bytes: stored).transcoded(to: syntax).encoded()
    }

    // MARK: Metadata

    private func metadata(_ instances: [ArchivedInstance], _ asked: DICOMwebRequest) throws -> Representation {
        guard let type = asked.acceptance.single(of: ["application/dicom+json", "application/json"]) else {
            throw Problem.notAcceptable("Metadata is to be had as application/dicom+json.")
        }
        let archive = self.archive
        let addresses = instances.map(address)
        var representation = Representation(type: type, tag: EntityTag(instances.map(\.digest), form: "metadata 1 \(base.text)")) {
            writer in
            let make: @Sendable (Int) async throws -> [UInt8] = { number in
                let instance = instances[number]
                return try await archive.header(of: instance) { Metadata.json($0, instance, addresses[number]) }
            }
            var buffer = ByteBuffer(string: "[")
            var isFirst = true
            var output = writer
            try await InOrder.forEach(Array(instances.indices), ahead: 8, make: make) { json in
                if !isFirst { buffer.writeString(",") }
                isFirst = false
                buffer.writeBytes(json)
                if buffer.readableBytes >= JSONArray.pieceBytes {
                    try await output.write(buffer)
                    buffer = ByteBuffer()
                }
            }
            buffer.writeString("]")
            try await output.write(buffer)
            writer = output
        }
        representation.compresses = true
        return representation
    }
}

/// The text around the parts of a multipart body (RFC 2046 §5.1.1).
enum MultipartBody {
    /// What stands before a part. Each begins with the line break that ends the part before; before the first it means nothing.
    static func head(_ boundary: String, _ type: String, _ location: String?) -> String {
        "\r\n--\(boundary)\r\nContent-Type: \(type)\r\n" + (location.map { "Content-Location: \($0)\r\n" } ?? "") + "\r\n"
    }

    static func end(_ boundary: String) -> String { "\r\n--\(boundary)--\r\n" }
}
