import DICOM
import Testing

@testable import Node

@Suite("What a client accepts")
struct DICOMwebNegotiationTests {
    private let jpegLS = TransferSyntax.jpegLSLossless

    private func frames(
        _ accept: String, _ stored: TransferSyntax, count: Int = 1, canDecode: Bool = true, canEncode: Bool = true
    ) -> String? {
        FrameForm(Acceptance(accept), stored: stored, count: count, canDecode: { _ in canDecode }, canEncode: { _ in canEncode }).map {
            "\($0.media) \($0.syntax.uid.split(separator: ".").suffix(2).joined(separator: "."))\($0.isMultipart ? " multipart" : "")"
        }
    }

    @Test("is read with types, transfer syntaxes and weights, quoted or not")
    func ranges() {
        let accept = Acceptance(
            #"text/html;q=0.5, multipart/related; type="image/jls"; transfer-syntax=1.2.3; q=0.75, multipart/related;type=application/octet-stream;transfer-syntax=*, */*;q=0.1, broken, image/png;q=0"#
        )
        #expect(
            accept.ranges == [
                AcceptedRange(media: "application/octet-stream", isMultipart: true, transferSyntax: "*"),
                AcceptedRange(media: "image/jls", isMultipart: true, transferSyntax: "1.2.3", weight: 750),
                AcceptedRange(media: "text/html", isMultipart: false, weight: 500),
                AcceptedRange(media: "*/*", isMultipart: false, weight: 100),
            ])
        #expect(accept.refuses("image/png"))
        #expect(accept.single(of: ["image/png", "application/json"]) == "application/json")
        #expect(Acceptance(nil).single(of: ["a/b"]) == "a/b")
        #expect(Acceptance("x/y").single(of: ["a/b"]) == nil)
    }

    @Test(
        "of frames decides type, transfer syntax and whether there are several parts",
        arguments: [
            // Nothing named: little endian, alone.
            ("", "1.2.840.10008.1.2.1", "application/octet-stream 2.1"),
            ("*/*", "1.2.840.10008.1.2.4.80", "application/octet-stream 2.1"),
            ("multipart/related; type=\"application/octet-stream\"", "1.2.840.10008.1.2.4.80", "application/octet-stream 2.1 multipart"),
            // As stored.
            (
                "multipart/related; type=application/octet-stream; transfer-syntax=*", "1.2.840.10008.1.2.4.80",
                "application/octet-stream 4.80 multipart"
            ),
            (
                "multipart/related; type=application/octet-stream; transfer-syntax=*", "1.2.840.10008.1.2",
                "application/octet-stream 2.1 multipart"
            ),
            ("image/jls", "1.2.840.10008.1.2.4.81", "image/jls 4.81"),
            ("image/*", "1.2.840.10008.1.2.4.90", "image/jp2 4.90"),
            // Transcoded where a type means one syntax, or one is named.
            ("image/jls", "1.2.840.10008.1.2.1", "image/jls 4.80"),
            ("image/jp2; transfer-syntax=1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.80", "image/jp2 4.90"),
            ("application/octet-stream; transfer-syntax=1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1", "application/octet-stream 2.5"),
            // The most wanted that can be made.
            ("image/jpeg; transfer-syntax=1.2.3, image/jls;q=0.5, */*;q=0.1", "1.2.840.10008.1.2.1", "image/jls 4.80"),
        ])
    func frameForms(accept: String, stored: String, expected: String) throws {
        #expect(frames(accept, try #require(TransferSyntax(uid: stored))) == expected)
    }

    @Test("of frames is refused where it cannot be made")
    func refusedFrames() {
        #expect(frames("text/plain", .explicitVRLittleEndian) == nil)
        #expect(frames("application/octet-stream", jpegLS, canDecode: false) == nil)
        #expect(frames("*/*", jpegLS, canDecode: false) == "image/jls 4.80")
        #expect(frames("image/jp2", jpegLS, canDecode: false) == nil)
        #expect(frames("image/jp2", .explicitVRLittleEndian, canEncode: false) == nil)
        // Several frames do not fit into one part, unless anything is taken.
        #expect(frames("application/octet-stream", .explicitVRLittleEndian, count: 2) == nil)
        #expect(frames("*/*", .explicitVRLittleEndian, count: 2) == "application/octet-stream 2.1 multipart")
    }

    @Test("of objects decides the transfer syntax; one alone may be a single part")
    func objects() {
        func form(_ accept: String, _ stored: [TransferSyntax], isInstance: Bool = false, canDecode: Bool = true) -> String? {
            ObjectForm(
                Acceptance(accept), stored: Set(stored), isInstance: isInstance, canDecode: { _ in canDecode },
                canEncode: { $0 == .jpegLSLossless })?.name
        }
        let explicit = "1.2.840.10008.1.2.1"
        #expect(form("", [jpegLS]) == "\(explicit)-multipart")
        #expect(form("", [jpegLS], canDecode: false) == "*-multipart")
        #expect(form("multipart/related; type=\"application/dicom\"; transfer-syntax=*", [jpegLS]) == "*-multipart")
        #expect(form("application/dicom", [jpegLS], isInstance: true) == "\(explicit)-single")
        #expect(form("application/dicom; transfer-syntax=*", [jpegLS], isInstance: true) == "*-single")
        #expect(form("application/dicom", [jpegLS]) == nil)
        #expect(
            form("multipart/related; type=application/dicom; transfer-syntax=1.2.840.10008.1.2.4.80", [.implicitVRLittleEndian])
                == "1.2.840.10008.1.2.4.80-multipart")
        #expect(form("multipart/related; type=application/dicom; transfer-syntax=1.2.840.10008.1.2.4.90", [.implicitVRLittleEndian]) == nil)
        #expect(form("text/html", [jpegLS]) == nil)
    }

    @Test("of byte ranges is one range, or the whole")
    func byteRanges() {
        let cases: [(String?, ByteRange)] = [
            (nil, .whole), ("bytes=0-", .part(0..<100)), ("bytes=10-19", .part(10..<20)), ("bytes=90-500", .part(90..<100)),
            ("bytes=-10", .part(90..<100)), ("bytes=-500", .part(0..<100)), ("bytes=100-", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=5-4", .whole), ("bytes=0-1,5-6", .whole), ("items=0-1", .whole), ("bytes=-", .whole), ("bytes=a-b", .whole),
            ("bytes=99999999999999999999-", .whole),
        ]
        for (header, expected) in cases { #expect(ByteRange(header, length: 100) == expected, "\(header ?? "none")") }
    }

    @Test("of codings is gzip only where it has a weight")
    func codings() {
        for header in ["gzip", "deflate, gzip;q=0.5", "*", "GZIP", "identity;q=0.5, *;q=0.1"] {
            #expect(Representation.acceptsGzip(header))
        }
        for header in [nil, "", "identity", "gzip;q=0", "gzip;q=0, *", "br"] { #expect(!Representation.acceptsGzip(header)) }
    }

    @Test("by an entity tag is compared weakly, and another form of the same object has another tag")
    func entityTags() {
        let tag = EntityTag(["a"], form: "x")
        #expect(tag.isNamed(in: tag.value) && tag.isNamed(in: "\"other\", W/\(tag.value)") && tag.isNamed(in: "*"))
        #expect(!tag.isNamed(in: nil) && !tag.isNamed(in: "\"other\"") && !tag.isNamed(in: tag.compressed.value))
        #expect(tag == EntityTag(["a"], form: "x") && tag != EntityTag(["a"], form: "y") && tag != EntityTag(["b"], form: "x"))
    }
}

@Suite("Paths of DICOMweb")
struct DICOMwebResourceTests {
    @Test("name collections and instances in some form")
    func paths() throws {
        func read(_ path: String) throws -> DICOMwebResource { try DICOMwebResource(path: path) }
        #expect(try read("/studies") == .collection(.study, study: nil, series: nil))
        #expect(try read("/series") == .collection(.series, study: nil, series: nil))
        #expect(try read("/instances") == .collection(.instance, study: nil, series: nil))
        #expect(try read("/studies/1.2/series") == .collection(.series, study: "1.2", series: nil))
        #expect(try read("/studies/1.2/instances") == .collection(.instance, study: "1.2", series: nil))
        #expect(try read("/studies/1.2/series/3/instances") == .collection(.instance, study: "1.2", series: "3"))
        #expect(try read("/studies/1.2") == .instances(.init(study: "1.2"), .objects))
        #expect(try read("/studies/1.2/metadata") == .instances(.init(study: "1.2"), .metadata))
        #expect(try read("/studies/1.2/series/3/rendered") == .instances(.init(study: "1.2", series: "3"), .rendered))
        let instance = InstanceSelection(study: "1", series: "2", instance: "3")
        let start = "/studies/1/series/2/instances/3"
        #expect(try read(start) == .instances(instance, .objects))
        #expect(try read("\(start)/frames/1,3") == .instances(instance, .frames([1, 3])))
        #expect(try read("\(start)/frames/1%2C3/rendered") == .instances(instance, .renderedFrames([1, 3])))
        #expect(try read("\(start)/bulkdata/7FE00010") == .instances(instance, .bulkData(TagPath(.pixelData))))
        let path = TagPath(steps: [.init(.sharedFunctionalGroupsSequence, item: 0)], .iccProfile)
        #expect(try read("\(start)/bulkdata/\(BulkDataPath.text(path))") == .instances(instance, .bulkData(path)))
    }

    @Test(
        "of no resource are refused",
        arguments: [
            "", "/", "/patients", "/studies/abc", "/studies/1/x", "/studies/1/series/2/frames/1", "/studies/1/series/2/instances/3/frames",
            "/studies/1/series/2/instances/3/frames/0", "/studies/1/series/2/instances/3/frames/1,x",
            "/studies/1/series/2/instances/3/bulkdata", "/studies/1/series/2/instances/3/bulkdata/7FE0", "/studies/1/metadata/x",
            "/studies/\(String(repeating: "1", count: 65))", "/studies/1%2F..%2F2",
        ])
    func refused(path: String) {
        #expect(throws: (any Error).self) { try DICOMwebResource(path: path) }
    }

    @Test(
        "a weight that is no number between 0 and 1 makes its range count for nothing",
        arguments: ["nan", "inf", "-inf", "1e300", "-1", "2"])
    func absurdWeights(weight: String) {
        #expect(Acceptance("*/*;q=\(weight), x/y").single(of: ["a/b"]) == nil)
        #expect(Acceptance("*/*;q=\(weight), a/b").single(of: ["a/b"]) == "a/b")
    }
}
