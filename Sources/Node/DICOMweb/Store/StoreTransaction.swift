import DICOM
import Federation
import HTTPTypes
import Hummingbird
import Storage

/// STOW-RS (PS3.18 §10.5). The body is read as it arrives; each object goes on its way as soon as it is whole.
///
/// The answer is sent when every object is durable, in the archive or in quarantine. An object in quarantine is reported as failed: it
/// cannot be retrieved.
struct StoreTransaction: Sendable {
    let intake: ObjectIntake
    let budget: StoreBudget
    let base: ServiceAddress
    /// The study of the path: all objects have to belong to it, by the UID they come with.
    let study: String?

    /// So many objects of one request are on their way at once: enough for group commit, and no more than a share of the machine.
    static let objectsAtOnce = 32
    /// So many bytes of them; then the sender waits.
    static let bytesAtOnce = 64 << 20
    /// Data sets in JSON with their bulk data are held as a whole until the request ends.
    static let jsonBytes = 1 << 30

    func answer(_ asked: DICOMwebRequest) async throws -> Response {
        guard let type = asked.request.headers[.contentType].flatMap({ MediaType($0) }) else {
            throw Problem.unsupportedMediaType("The request has no Content-Type. \(Self.accepted)")
        }
        guard asked.acceptance.single(of: ["application/dicom+json", "application/json"]) != nil else {
            throw Problem.notAcceptable("The answer to a store request is to be had as application/dicom+json.")
        }
        if let coding = asked.request.headers[.contentEncoding], coding.lowercased() != "identity" {
            throw Problem.unsupportedMediaType("The body has a content coding. Send it without.")
        }
        let account = await budget.open()
        let report: StoreReport
        do {
            report = try await account.receive { try await read(asked, type, account) }
        } catch is StoreBudget.Stalled {
            await account.close()
            throw Problem(
                code: "too-slow", title: "Request timeout", status: 408,
                detail: "Others waited for the memory that this request took, and next to nothing of it came for a minute. Send it again.")
        } catch {
            await account.close()
            throw error
        }
        await account.close()
        guard !report.outcomes.isEmpty else { throw Problem.badRequest("The request holds no object.") }
        return try await response(report, asked.request)
    }

    private static let accepted = "Objects are sent as multipart/related; type=\"application/dicom\" or type=\"application/dicom+json\"."

    private func read(_ asked: DICOMwebRequest, _ type: MediaType, _ account: StoreBudget.Account) async throws -> StoreReport {
        switch (type.name, type["type"]?.lowercased()) {
        case ("multipart/related", "application/dicom"), ("multipart/related", nil):
            return try await readObjects(asked, type, account)
        case ("multipart/related", "application/dicom+json"):
            return try await readJSON(asked, type, account)
        default:
            throw Problem.unsupportedMediaType("The body is \(type.name.prefix(80)). \(Self.accepted)")
        }
    }

    private func response(_ report: StoreReport, _ request: Request) async throws -> Response {
        let bytes = report.dataSet(base).jsonBytes()
        var representation = Representation(type: "application/dicom+json", tag: nil) { writer in
            try await BodyPieces.write(bytes[...], to: &writer)
        }
        representation.status = HTTPResponse.Status(code: report.statusCode)
        representation.warnings = report.warnings
        return try await representation.response(to: request)
    }

    private static func reader(_ type: MediaType) throws -> MultipartReader {
        guard let boundary = type["boundary"] else { throw Problem.badRequest("The Content-Type names no boundary.") }
        return try MultipartReader(boundary: boundary)
    }

    // MARK: Objects

    private func readObjects(_ asked: DICOMwebRequest, _ type: MediaType, _ account: StoreBudget.Account) async throws -> StoreReport {
        var reader = try Self.reader(type)
        let actor = asked.grant.actor
        var report = StoreReport()
        var fault: MultipartError?
        var received = 0
        // Bytes of this request that are charged and lie in the reader; an object that is whole gives its bytes back itself.
        var held = 0
        try await withThrowingTaskGroup(of: (part: Int, outcome: StoreReport.Outcome, size: Int).self) { group in
            var running = 0
            var runningBytes = 0
            func settle(_ done: (part: Int, outcome: StoreReport.Outcome, size: Int)) {
                running -= 1
                runningBytes -= done.size
                report.note(done.outcome, part: done.part)
            }
            do {
                var isOpen = true
                for try await piece in asked.request.body {
                    // What follows a fault is read and dropped, so that the client gets to read the answer.
                    guard isOpen else { continue }
                    if running >= Self.objectsAtOnce || runningBytes > Self.bytesAtOnce {
                        await account.pause()
                        while running >= Self.objectsAtOnce || runningBytes > Self.bytesAtOnce, let done = try await group.next() {
                            settle(done)
                        }
                        await account.resume()
                    }
                    await account.take(piece.readableBytes)
                    held += piece.readableBytes
                    let parts: [MultipartReader.Part]
                    do {
                        parts = try reader.append(piece.readableBytesView)
                    } catch let error as MultipartError {
                        fault = error
                        isOpen = false
                        continue
                    }
                    for part in parts {
                        let number = received
                        received += 1
                        running += 1
                        runningBytes += part.body.count
                        group.addTask {
                            let outcome = await store(part, actor)
                            await account.give(part.body.count)
                            return (number, outcome, part.body.count)
                        }
                    }
                    // Boundaries, headers and what follows the last boundary are held by nobody.
                    let handedOn = parts.reduce(0) { $0 + $1.body.count }
                    await account.give(held - handedOn - reader.heldBytes)
                    held = reader.heldBytes
                }
                await account.pause()
                while let done = try await group.next() { settle(done) }
            } catch {
                // The connection broke: what was whole is still taken in, as sending it again is harmless.
                while let done = try await group.next() { settle(done) }
                await account.give(held)
                throw error
            }
        }
        await account.give(held)
        if fault == nil {
            do throws(MultipartError) { try reader.finish() } catch { fault = error }
        }
        if let fault {
            guard received > 0 else { throw fault }
            report.note(.failed(sopClass: nil, instance: nil, reason: .cannotUnderstand, words: fault.message), part: received)
        }
        return report
    }

    private func store(_ part: MultipartReader.Part, _ actor: String) async -> StoreReport.Outcome {
        if let type = part["content-type"].flatMap({ MediaType($0) }), type.name != "application/dicom",
            type.name != "application/octet-stream"
        {
            return .failed(
                sopClass: nil, instance: nil, reason: .cannotUnderstand, words: "a part is \(type.name.prefix(80)), not application/dicom")
        }
        return await store(part.body, actor)
    }

    /// Takes in one object.
    func store(_ file: [UInt8], _ actor: String) async -> StoreReport.Outcome {
        if let study, let header = try? DICOMFile(bytes: file, stopBefore: .pixelData), header.dataSet.string(.studyInstanceUID) != study {
            return .failed(
                sopClass: header.dataSet.string(.sopClassUID), instance: header.dataSet.string(.sopInstanceUID), reason: .doesNotMatch,
                words: "an object belongs to another study than the one in the path")
        }
        do {
            switch try await intake.take(file, source: "STOW-RS", actor: actor) {
            case .archived(let reference), .duplicate(let reference):
                let archived = reference.archived
                return .stored(
                    study: archived.studyUID, series: archived.seriesUID, instance: archived.sopInstanceUID, sopClass: archived.sopClassUID)
            case .quarantined(let notice):
                return .failed(
                    sopClass: notice.original?.sopClassUID, instance: notice.original?.sopInstanceUID,
                    reason: FailureReason(quarantine: notice.reason, isUnreadable: notice.isUnreadable),
                    words: "\(notice.reason), put aside: \(notice.message)")
            case .optedOut:
                return failed(file, .notAuthorised, "this node may not keep it")
            case .notDICOM(let reason):
                return .failed(sopClass: nil, instance: nil, reason: .cannotUnderstand, words: "not DICOM: \(reason)")
            }
        } catch let error as StorageError where error.code == .diskFull {
            return failed(file, .outOfResources, "the node's disk is full; send it again when its operator has freed some space")
        } catch {
            return failed(file, .processingFailure, "the node could not keep it; send it again, or ask its operator")
        }
    }

    private func failed(_ file: [UInt8], _ reason: FailureReason, _ words: String) -> StoreReport.Outcome {
        let header = try? DICOMFile(bytes: file, stopBefore: .pixelData).dataSet
        return .failed(sopClass: header?.string(.sopClassUID), instance: header?.string(.sopInstanceUID), reason: reason, words: words)
    }

    // MARK: JSON with bulk data

    private func readJSON(_ asked: DICOMwebRequest, _ type: MediaType, _ account: StoreBudget.Account) async throws -> StoreReport {
        var reader = try Self.reader(type)
        var parts: [MultipartReader.Part] = []
        var held = 0
        do {
            for try await piece in asked.request.body {
                await account.take(piece.readableBytes)
                held += piece.readableBytes
                guard held <= Self.jsonBytes else {
                    throw MultipartError(
                        .limitExceeded, "Data sets in JSON and their bulk data are taken up to \(Self.jsonBytes) bytes a request.")
                }
                parts += try reader.append(piece.readableBytesView)
            }
            try reader.finish()
            await account.pause()
            let files = try StoredJSON.files(parts)
            parts = []
            var report = StoreReport()
            for (number, file) in files.enumerated() {
                switch file() {
                case .success(let bytes): report.note(await store(bytes, asked.grant.actor), part: number)
                case .failure(let fault):
                    report.note(
                        .failed(sopClass: fault.sopClass, instance: fault.instance, reason: .cannotUnderstand, words: fault.words),
                        part: number)
                }
            }
            await account.give(held)
            return report
        } catch {
            await account.give(held)
            throw error
        }
    }
}
