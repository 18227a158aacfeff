import DICOM
import Deidentification
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Quality
import Storage
import TestSupport
import Testing
import Web

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("The viewer's pages")
struct ViewerPagesTests {
    /// The pages of a node, opened in process with a token.
    private func withPages(
        scope: AccessScope = .everything,
        _ body: @escaping @Sendable (Node, @Sendable (String) async throws -> TestResponse) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (_, secret) = try await node.createAccessToken(label: "test", scope: scope, mayStore: false, days: 1, actor: "test")
            let application = Application(router: try NodePages(node: node).router())
            try await application.test(.router) { client in
                try await body(node) { path in
                    try await client.execute(
                        uri: path, method: .get, headers: [.cookie: "mosaic_access=\(secret)", .accept: "text/html"])
                }
            }
        }
    }

    private func text(_ response: TestResponse) -> String { String(buffer: response.body) }

    @Test("whoever has no token sees no study, but how to get a token")
    func withoutToken() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let study = try #require(try await node.archive.instances(limit: 1).first).studyUID
            let application = Application(router: try NodePages(node: node).router())
            try await application.test(.router) { client in
                for path in ["/studies", "/studies/\(study)", "/studies/\(study)/series/1.2", "/studies/\(study)/instances/1.2/report"] {
                    let response = try await client.execute(uri: path, method: .get, headers: [.accept: "text/html"])
                    #expect(response.status == .unauthorized)
                    let page = String(buffer: response.body)
                    #expect(page.contains("mosaic node token create") && !page.contains(study))
                }
            }
        }
    }

    @Test("a token of one study opens its pages and no other")
    func scope() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.instances()
            let mine = try #require(all.first)
            let other = try #require(all.first { $0.studyUID != mine.studyUID })
            let (_, secret) = try await node.createAccessToken(
                label: "one", scope: .studies([mine.studyUID]), mayStore: false, days: 1, actor: "test")
            let application = Application(router: try NodePages(node: node).router())
            try await application.test(.router) { client in
                func page(_ path: String) async throws -> TestResponse {
                    try await client.execute(uri: path, method: .get, headers: [.cookie: "mosaic_access=\(secret)", .accept: "text/html"])
                }
                let list = String(buffer: try await page("/studies").body)
                #expect(list.contains(mine.studyUID) && !list.contains(other.studyUID))
                #expect(try await page("/studies/\(mine.studyUID)/series/\(mine.seriesUID)").status == .ok)
                #expect(try await page("/studies/\(other.studyUID)").status == .notFound)
                #expect(try await page("/studies/\(mine.studyUID)/series/\(other.seriesUID)").status == .notFound)
                #expect(try await page("/studies/\(other.studyUID)/instances/\(other.sopInstanceUID)/report").status == .notFound)
                #expect(try await page("/studies/\(mine.studyUID)/instances/\(mine.sopInstanceUID)/report").status == .notFound)
            }
        }
    }

    @Test("only the viewer may run scripts, only this server's, and none stands in the page")
    func scripts() async throws {
        try await withPages { node, page in
            let instance = try #require(try await node.archive.instances(limit: 1).first)
            let viewer = try await page("/studies/\(instance.studyUID)/series/\(instance.seriesUID)")
            let policy = try #require(viewer.headers[.contentSecurityPolicy])
            #expect(policy.contains("script-src 'self';") && policy.contains("default-src 'none'") && !policy.contains("unsafe"))
            #expect(text(viewer).components(separatedBy: "<script").count == 2)
            #expect(text(viewer).contains("<script type=\"module\" src=\"/viewer.js\"></script>"))
            for path in ["/studies", "/studies/\(instance.studyUID)"] {
                let response = try await page(path)
                #expect(response.headers[.contentSecurityPolicy]?.contains("script-src") == false)
                #expect(!text(response).contains("<script"))
            }
        }
    }

    @Test("scripts and styles are all there, refer to one another, and are not sent twice")
    func assets() async throws {
        try await withTemporaryFolder { folder in
            let application = Application(router: try NodePages(node: try makeNode(folder)).router())
            try await application.test(.router) { client in
                var imported: Set<String> = ["viewer.js", "viewer.css"]
                for asset in PageAsset.viewer {
                    let response = try await client.execute(uri: "/\(asset.name)", method: .get)
                    #expect(response.status == .ok && Array(buffer: response.body) == asset.bytes && !asset.bytes.isEmpty)
                    let tag = try #require(response.headers[.eTag])
                    let again = try await client.execute(uri: "/\(asset.name)", method: .get, headers: [.ifNoneMatch: tag])
                    #expect(again.status == .notModified && again.body.readableBytes == 0)
                    for match in String(decoding: asset.bytes, as: UTF8.self).matches(of: /from "\.\/([^"]+)"/) {
                        imported.insert(String(match.output.1))
                    }
                }
                #expect(imported == Set(PageAsset.viewer.map(\.name)))
            }
        }
    }

    @Test("a report is nested as its content is, and nothing in it becomes markup")
    func report() async throws {
        try await withPages { node, page in
            let instance = try #require(try await node.archive.instances(limit: 1).first)
            let uid = try await archiveReport(node, studyOf: instance)
            let path = "/studies/\(instance.studyUID)/instances/\(uid)/report"
            #expect(text(try await page("/studies/\(instance.studyUID)")).contains("href=\"\(path)\""))
            let html = text(try await page(path))
            #expect(html.contains("&lt;b&gt;Mass&lt;/b&gt;") && !html.contains("<b>"))
            // The item below a named one has no name and no relation of its own; it must not show those of the one above.
            #expect(html.components(separatedBy: "Findings").count == 2)
            let order = try ["Findings", "&lt;b&gt;Mass", "see item 1.1"].map { try #require(html.range(of: $0)).lowerBound }
            #expect(order == order.sorted())
        }
    }

    /// Reports do not pass de-identification, so one is put beside the archive's other objects by hand.
    private func archiveReport(_ node: Node, studyOf instance: ArchivedInstance) async throws -> String {
        let sample = try DICOMFile(bytes: try await node.archive.load(instance))
        func code(_ meaning: String) -> DataSet {
            var item = DataSet()
            item.set(.codeMeaning, meaning)
            return item
        }
        var pointer = DataSet()
        pointer.set(.referencedContentItemIdentifier, integers: [1, 1])
        var finding = DataSet()
        finding.set(.valueType, "TEXT")
        finding.set(.textValue, "<b>Mass</b>")
        finding.set(.contentSequence, items: [pointer])
        var findings = DataSet()
        findings.set(.relationshipType, "HAS PROPERTIES")
        findings.set(.valueType, "CONTAINER")
        findings.set(.conceptNameCodeSequence, items: [code("Findings")])
        findings.set(.contentSequence, items: [finding])
        var report = DataSet()
        report.set(.sopClassUID, "1.2.840.10008.5.1.4.1.1.88.22")
        report.set(.sopInstanceUID, "2.25.77")
        report.set(.seriesInstanceUID, "2.25.7")
        report.set(.modality, "SR")
        for tag in [Tag.studyInstanceUID, .patientID] { report[tag] = sample.dataSet[tag] }
        report.set(.valueType, "CONTAINER")
        report.set(.conceptNameCodeSequence, items: [code("Reading")])
        report.set(.contentSequence, items: [findings])
        let file = DICOMFile(dataSet: report, transferSyntax: .explicitVRLittleEndian)
        let bytes = try file.encoded()
        let object = try PreparedObject(
            file, original: ObjectReference(report), bytes: bytes, digest: ObjectStore.digest(of: bytes),
            report: try Deidentifier(profile: .standard, key: node.pseudonyms).deidentify(sample).report,
            inspection: Inspection.report(report))
        #expect(try await node.archive.store([(object, "test")]) == [.archived])
        return "2.25.77"
    }
}
