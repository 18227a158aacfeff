import DICOM
import DICOMPixels
import Deidentification
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Quality
import SampleData
import Storage
import TestSupport
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("WADO-RS", .timeLimit(.minutes(10)))
struct DICOMwebRetrieveTests {
    /// One image of the small cohort.
    private func image(_ node: Node) async throws -> (instance: ArchivedInstance, path: String, file: DICOMFile) {
        for instance in try await node.archive.instances() {
            let file = try DICOMFile(bytes: try await node.archive.load(instance))
            guard file.dataSet.contains(.pixelData) else { continue }
            return (instance, "/studies/\(instance.studyUID)/series/\(instance.seriesUID)/instances/\(instance.sopInstanceUID)", file)
        }
        throw NodeError(.notFound, "no image")
    }

    @Test("objects wait for the memory that others hold, and are refused for a while where they wait too long")
    func busy() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, path, _) = try await image(node)
            let (_, secret) = try await node.createAccessToken(label: "t", scope: .everything, mayStore: false, days: 1, actor: "test")
            let clock = ManualClock()
            let capacity = Capacity(limit: 1, clock: clock)
            let router = Router()
            DICOMwebRoutes(node: node, loads: capacity).add(to: router)
            let resources = [
                path, "\(path)/frames/1", "\(path)/bulkdata/7FE00010", "/studies/\(instance.studyUID)", "\(path)/rendered",
                "\(path)/thumbnail",
            ]
            try await Application(router: router, logger: node.logger).test(.router) { client in
                let web = DICOMwebClient(client: client, secret: secret)
                let frame = try await web.get("\(path)/frames/1")
                #expect(try await web.get("\(path)/pixeldata").bytes == web.get("\(path)/bulkdata/7FE00010").bytes)
                let held = await capacity.lease(1)
                for resource in resources {
                    async let response = web.get(resource)
                    await clock.untilSomebodySleeps()
                    clock.advance(by: RetrieveTransaction.longestWait)
                    let refused = try await response
                    #expect(refused.status == .serviceUnavailable && refused.headers[.retryAfter] != nil, "\(resource)")
                }
                // What the client has needs no memory here.
                let tag = try #require(frame.headers[.eTag])
                #expect(try await web.get("\(path)/frames/1", headers: [.ifNoneMatch: tag]).status == .notModified)
                // What needs no object is answered.
                #expect(try await web.get("/studies").status == .ok)
                withExtendedLifetime(held) {}
            }
            try await Application(router: router, logger: node.logger).test(.router) { client in
                let web = DICOMwebClient(client: client, secret: secret)
                for resource in resources {
                    let status = try await web.get(resource).status
                    #expect(status == .ok, "\(resource)")
                }
            }
        }
    }

    @Test("gives a study's objects byte for byte, with the length before")
    func study() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let study = try await image(node).instance.studyUID
            try await withDICOMweb(node) { web in
                let response = try await web.get(
                    "/studies/\(study)", accept: "multipart/related; type=\"application/dicom\"; transfer-syntax=*")
                #expect(response.status == .ok)
                #expect(response.headers[.contentLength] == "\(response.bytes.count)")
                let instances = try await node.archive.instances(study: study)
                let parts = try response.parts()
                #expect(parts.map { ObjectStore.digest(of: $0.body) } == instances.map(\.digest))
                #expect(parts.allSatisfy { $0["content-type"]?.hasPrefix("application/dicom; transfer-syntax=") == true })
                let series = instances.filter { $0.seriesUID == instances[0].seriesUID }
                #expect(try await web.get("/studies/\(study)/series/\(series[0].seriesUID)").parts().count == series.count)
            }
        }
    }

    @Test("gives one object alone where that is asked, a range of it, and nothing where the client has it")
    func instance() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, path, _) = try await image(node)
            try await withDICOMweb(node) { web in
                let whole = try await web.get(path, accept: "application/dicom; transfer-syntax=*")
                #expect(ObjectStore.digest(of: whole.bytes) == instance.digest)
                #expect(whole.headers[.acceptRanges] == "bytes")
                let tag = try #require(whole.headers[.eTag])
                let some = try await web.get(path, accept: "application/dicom; transfer-syntax=*", headers: [.range: "bytes=128-131"])
                #expect(some.status == .partialContent && some.text == "DICM")
                #expect(some.headers[.contentRange] == "bytes 128-131/\(instance.size)")
                let behind = try await web.get(path, accept: "application/dicom; transfer-syntax=*", headers: [.range: "bytes=99999999-"])
                #expect(behind.status == .rangeNotSatisfiable)
                let other = try await web.get(
                    path, accept: "application/dicom; transfer-syntax=*", headers: [.range: "bytes=0-1", .ifRange: "\"old\""])
                #expect(other.status == .ok && other.bytes.count == instance.size)
                let known = try await web.get(path, accept: "application/dicom; transfer-syntax=*", headers: [.ifNoneMatch: tag])
                #expect(known.status == .notModified && known.bytes.isEmpty && known.headers[.eTag] == tag)
                let head = try await web.send(.head, "/dicom-web\(path)", accept: "application/dicom; transfer-syntax=*")
                #expect(head.status == .ok && head.bytes.isEmpty && head.headers[.contentLength] == "\(instance.size)")
                #expect(try await web.get(path, accept: "image/png").status == .notAcceptable)
                #expect(try await web.get("/studies/1.2.3").status == .notFound)
                #expect(try await web.get("/studies/1.2.3/series/\(instance.seriesUID)").status == .notFound)
            }
        }
    }

    @Test("transcodes objects and frames without loss")
    func transcoding() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (_, path, file) = try await image(node)
            let pixels = try file.frame(0).values
            try await withDICOMweb(node) { web in
                for syntax in [TransferSyntax.jpegLSLossless, .jpeg2000Lossless, .rleLossless, .implicitVRLittleEndian] {
                    let response = try await web.get(path, accept: "application/dicom; transfer-syntax=\(syntax.uid)")
                    #expect(response.status == .ok, "\(syntax)")
                    let transcoded = try DICOMFile(bytes: response.bytes)
                    #expect(transcoded.transferSyntax == syntax)
                    #expect(try transcoded.frame(0).values == pixels, "\(syntax)")
                }
                for (type, syntax) in [("image/jls", TransferSyntax.jpegLSLossless), ("image/jp2", .jpeg2000Lossless)] {
                    let response = try await web.get("\(path)/frames/1", accept: "multipart/related; type=\"\(type)\"")
                    let part = try #require(try response.parts().first)
                    #expect(part["content-type"] == "\(type); transfer-syntax=\(syntax.uid)")
                    #expect(part.body.count < pixels.count * 2)
                }
                #expect(try await web.get("\(path)/frames/1", accept: "video/mp4").status == .notAcceptable)
            }
        }
    }

    @Test("gives frames as little endian bytes, alone or in parts")
    func frames() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (_, path, file) = try await image(node)
            let stored = try #require(file.dataSet[.pixelData]?.bytes)
            try await withDICOMweb(node) { web in
                let alone = try await web.get("\(path)/frames/1", accept: "application/octet-stream")
                #expect(alone.status == .ok && alone.bytes == Array(stored))
                #expect(alone.contentType == "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1")
                let parts = try await web.get("\(path)/frames/1,1", accept: "multipart/related; type=\"application/octet-stream\"").parts()
                #expect(parts.map(\.body) == [Array(stored), Array(stored)])
                let beyond = try await web.get("\(path)/frames/2")
                #expect(beyond.status == .notFound && beyond.text.contains("1 frame"))
                #expect(try await web.get("\(path)/frames/x").status == .badRequest)
                let range = try await web.get("\(path)/frames/1", accept: "application/octet-stream", headers: [.range: "bytes=-4"])
                #expect(range.status == .partialContent && range.bytes == Array(stored.suffix(4)))
            }
        }
    }

    @Test("gives metadata that refers to the pixels, and the pixels where it refers")
    func metadata() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, path, file) = try await image(node)
            try await withDICOMweb(node) { web in
                let response = try await web.get("\(path)/metadata", accept: "application/dicom+json")
                #expect(response.status == .ok && response.contentType == "application/dicom+json")
                var references: [String] = []
                let dataSet = try #require(
                    try DataSet.array(
                        json: response.bytes,
                        bulkData: { _, _, uri in
                            references.append(uri)
                            return .bytes([])
                        }
                    ).first)
                #expect(dataSet.string(.sopInstanceUID) == instance.sopInstanceUID)
                #expect(dataSet.string(.availableTransferSyntaxUID) == instance.transferSyntax.uid)
                #expect(dataSet.string(.patientName) == file.dataSet.string(.patientName))
                let reference = try #require(references.last)
                #expect(reference.hasSuffix("\(path)/bulkdata/7FE00010"))
                let bulk = try await web.get("\(path)/bulkdata/7FE00010", accept: "application/octet-stream")
                #expect(bulk.bytes == file.dataSet[.pixelData]?.bytes.map(Array.init))
                let parts = try await web.get(
                    "\(path)/bulkdata/7FE00010", accept: "multipart/related; type=\"application/octet-stream\""
                ).parts()
                #expect(parts.map(\.body) == [bulk.bytes])
                #expect(try await web.get("\(path)/bulkdata/00091010").status == .notFound)

                let all = try await web.get("/studies/\(instance.studyUID)/metadata")
                let count = try await node.archive.instances(study: instance.studyUID).count
                #expect(try DataSet.array(json: all.bytes) { _, _, _ in .bytes([]) }.count == count)
                let again = try await web.get("/studies/\(instance.studyUID)/metadata", headers: [.ifNoneMatch: all.headers[.eTag] ?? ""])
                #expect(again.status == .notModified)
            }
        }
    }

    @Test("renders images with window, size and quality")
    func rendering() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, path, file) = try await image(node)
            try await withDICOMweb(node) { web in
                let jpeg = try await web.get("\(path)/rendered")
                #expect(jpeg.contentType == "image/jpeg" && Array(jpeg.bytes.prefix(2)) == [0xFF, 0xD8])
                let png = try await web.get("\(path)/frames/1/rendered?window=40,400,linear", accept: "image/png")
                #expect(png.contentType == "image/png" && Array(png.bytes.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])
                #expect(Self.size(ofPNG: png.bytes) == [file.dataSet.integer(.columns), file.dataSet.integer(.rows)])
                let other = try await web.get("\(path)/rendered?window=0,10,sigmoid", accept: "image/png")
                #expect(other.bytes != png.bytes && other.headers[.eTag] != png.headers[.eTag])
                let small = try await web.get("\(path)/rendered?viewport=32,16", accept: "image/png")
                #expect(Self.size(ofPNG: small.bytes).compactMap { $0 }.allSatisfy { (1...32).contains($0) })
                let thumbnail = try await web.get("/studies/\(instance.studyUID)/thumbnail", accept: "image/png")
                #expect(Self.size(ofPNG: thumbnail.bytes).compactMap { $0 }.max() == 128)
                let accept = "image/gif, image/png;q=0.4, image/jpeg;q=0.3"
                #expect(try await web.get("\(path)/rendered", accept: accept).contentType == "image/png")
                #expect(try await web.get("\(path)/rendered", accept: "image/gif").status == .notAcceptable)
                #expect(try await web.get("\(path)/rendered?window=1").status == .badRequest)
                let series = try await web.get("/studies/\(instance.studyUID)/series/\(instance.seriesUID)/rendered")
                let count = try await node.archive.instances(series: instance.seriesUID).count
                #expect(try series.parts().count == count)
            }
        }
    }

    @Test("shows the middle frame of several as a thumbnail, and the first as the image")
    func middleFrame() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, _, original) = try await image(node)
            var file = original
            // Each frame of one grey.
            for (tag, value) in [(Tag.rows, 4), (.columns, 4), (.bitsAllocated, 8), (.bitsStored, 8), (.highBit, 7)] {
                file.dataSet.set(tag, integers: [value])
            }
            for tag in [Tag.windowCenter, .windowWidth, .rescaleSlope, .rescaleIntercept, .pixelPaddingValue] { file.dataSet.remove(tag) }
            file.dataSet.set(.pixelRepresentation, integers: [0])
            file.dataSet.set(.numberOfFrames, "5")
            file.dataSet.setBytes(.pixelData, vr: .ob, [10, 60, 110, 160, 210].flatMap { [UInt8](repeating: $0, count: 16) })
            file.dataSet.set(.sopInstanceUID, "2.25.5")
            try await archive(DICOMFile(dataSet: file.dataSet, transferSyntax: .explicitVRLittleEndian), at: node)
            let path = "/studies/\(instance.studyUID)/series/\(instance.seriesUID)/instances/2.25.5"
            try await withDICOMweb(node) { web in
                let window = "window=127.5,255,linear-exact&viewport=4,4"
                func picture(_ resource: String) async throws -> [UInt8] {
                    let response = try await web.get("\(path)/\(resource)?\(window)", accept: "image/png")
                    try #require(response.status == .ok, "\(resource): \(response.text.prefix(300))")
                    return response.bytes
                }
                let frames = [try await picture("frames/1/rendered"), try await picture("frames/3/rendered")]
                #expect(frames[0] != frames[1])
                #expect(try await picture("thumbnail") == frames[1])
                #expect(try await picture("rendered") == frames[0])
                #expect(try await picture("frames/1/thumbnail") == frames[0])
            }
        }
    }

    @Test("reads long headers one at a time, and keeps long values out of the results of searches")
    func longHeaders() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, _, original) = try await image(node)
            var file = original
            for tag in [Tag.pixelData, .rows, .columns] { file.dataSet.remove(tag) }
            file.dataSet.setBytes(.encapsulatedDocument, vr: .ob, [UInt8](repeating: 7, count: 5 << 20))
            file.dataSet.set(.sopInstanceUID, "2.25.6")
            try await archive(DICOMFile(dataSet: file.dataSet, transferSyntax: .explicitVRLittleEndian), at: node)
            try await withDICOMweb(node) { web in
                var held: Capacity.Lease? = await node.archive.longHeaders.lease(1)
                async let response = web.get(
                    "/studies/\(instance.studyUID)/series/\(instance.seriesUID)/instances/2.25.6/metadata")
                while await node.archive.longHeaders.waitingCount == 0 { await Task.yield() }
                held = nil
                let metadata = try await response
                #expect(metadata.text.contains("/instances/2.25.6/bulkdata/00420011"))
                #expect(held == nil)
                let found = try #require(try await web.dataSets("/instances?SOPInstanceUID=2.25.6&includefield=all").first)
                #expect(found[.encapsulatedDocument] == nil)
                #expect(found[.manufacturer] == original.dataSet[.manufacturer])
            }
        }
    }

    @Test("gives the pixels of an icon, not those of the image that it stands for")
    func icon() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (instance, _, original) = try await image(node)
            var icon = DataSet()
            for (tag, value) in [(Tag.rows, 4), (.columns, 4), (.bitsAllocated, 8), (.samplesPerPixel, 1)] {
                icon.set(tag, integers: [value])
            }
            icon.set(.photometricInterpretation, "MONOCHROME2")
            icon.setBytes(.pixelData, vr: .ob, Array(0..<16))
            icon = try DICOMFile(dataSet: icon, transferSyntax: .explicitVRLittleEndian).transcoded(to: .jpegLSLossless).dataSet
            var file = try DICOMFile(dataSet: original.dataSet, transferSyntax: original.transferSyntax).transcoded(to: .jpegLSLossless)
            file.dataSet.set(.iconImageSequence, items: [icon])
            file.dataSet.set(.sopInstanceUID, "2.25.7")
            try await archive(file, at: node)
            try await withDICOMweb(node) { web in
                let path = "/studies/\(instance.studyUID)/series/\(instance.seriesUID)/instances/2.25.7"
                let response = try await web.get("\(path)/bulkdata/00880200/1/7FE00010")
                #expect(response.contentType == "application/octet-stream" && response.bytes == Array(0..<16))
                #expect(try await web.get("\(path)/bulkdata/7FE00010").bytes.count == original.dataSet[.pixelData]?.bytes?.count)
                #expect(try await web.get("\(path)/bulkdata/00880200/2/7FE00010").status == .notFound)
            }
        }
    }

    /// Puts an object into the archive as it is, without de-identification.
    private func archive(_ file: DICOMFile, at node: Node) async throws {
        let bytes = try file.encoded()
        let sample = try DICOMFile(bytes: try #require(FrozenHome.cohort.files.first { _ in true }).bytes)
        let object = try PreparedObject(
            file, original: ObjectReference(file.dataSet), bytes: bytes, digest: ObjectStore.digest(of: bytes),
            report: try Deidentifier(profile: .standard, key: node.pseudonyms).deidentify(sample).report,
            inspection: Inspection.report(file.dataSet))
        #expect(try await node.archive.store([(object, "test")]) == [.archived])
    }

    /// Width and height of the header chunk.
    private static func size(ofPNG bytes: [UInt8]) -> [Int?] {
        guard bytes.count > 24 else { return [] }
        return [16, 20].map { start in bytes[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) } }
    }

    @Test("makes values ahead but uses them in order, and ends with the first failure")
    func inOrder() async throws {
        struct Failure: Error {}
        var used: [Int] = []
        try await InOrder.forEach(Array(0..<50), ahead: 7) { number in
            for _ in 0..<((number * 7) % 5) { await Task.yield() }
            return number
        } use: {
            used.append($0)
        }
        #expect(used == Array(0..<50))
        used = []
        await #expect(throws: Failure.self) {
            try await InOrder.forEach(Array(0..<50), ahead: 3) {
                if $0 == 10 { throw Failure() } else { $0 }
            } use: {
                used.append($0)
            }
        }
        #expect(used.count <= 10)
    }
}
