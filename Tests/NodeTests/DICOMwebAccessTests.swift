import Catalogue
import DICOM
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Ledger
import Storage
import Synchronization
import TestSupport
import Testing

@testable import Node

@Suite("Access to the archive")
struct DICOMwebAccessTests {
    @Test("needs a token that is known, not expired and not revoked")
    func tokens() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try await thawedNode(folder, clock: clock)
            try await withDICOMweb(node) { web in
                #expect(try await web.get("/studies").status == .ok)
                for secret in [nil, "wrong", "mosaic_" + String(repeating: "0", count: 64)] {
                    let response = try await web.with(secret: secret).get("/studies")
                    #expect(response.status == .unauthorized)
                    #expect(response.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                    #expect(response.contentType == "application/problem+json")
                }
                let (token, secret) = try await node.createAccessToken(
                    label: "short", scope: .everything, mayStore: false, days: 2, actor: "manager")
                #expect(try await web.with(secret: secret).get("/studies").status == .ok)
                try await node.revokeAccessToken(token.id, actor: "manager")
                #expect(try await web.with(secret: secret).get("/studies").status == .unauthorized)
                clock.advance(by: 1.1 * day)
                #expect(try await web.get("/studies").status == .unauthorized)
            }
            let kinds = try node.ledger.recent(100).map(\.kind)
            #expect(kinds.contains("token.created") && kinds.contains("token.revoked"))
        }
    }

    @Test("keeps a token's digest only, and lists it without its secret")
    func digest() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let (token, secret) = try await node.createAccessToken(
                label: "viewer", scope: .everything, mayStore: true, days: 10, actor: "manager")
            #expect(secret.hasPrefix("mosaic_") && secret.utf8.count == 71)
            let listed = try #require(try await node.accessTokens().first)
            #expect(listed.id == token.id && listed.label == "viewer" && listed.opens == "everything" && listed.mayStore)
            for file in try allFiles(below: "\(folder)/home") {
                #expect(file.bytes.firstRange(of: Array(secret.utf8)) == nil, "\(file.path)")
            }
            for (label, days) in [("", 10), ("x", 0), ("x", 100_000)] {
                await #expect(throws: NodeError.self) {
                    try await node.createAccessToken(label: label, scope: .everything, mayStore: false, days: days, actor: "m")
                }
            }
            for scope in [AccessScope.datasets(["none"]), .datasets([]), .studies([]), .studies(["1.2.3"])] {
                await #expect(throws: NodeError.self) {
                    try await node.createAccessToken(label: "x", scope: scope, mayStore: false, days: 1, actor: "m")
                }
            }
            await #expect(throws: NodeError.self) { try await node.revokeAccessToken("nothing", actor: "m") }
        }
    }

    @Test("ends at the token's studies: what lies outside is not there")
    func scope() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.instances()
            let mine = try #require(all.first)
            let other = try #require(all.first { $0.studyUID != mine.studyUID })
            let expected = all.count { $0.studyUID == mine.studyUID }
            try await withDICOMweb(node, scope: .studies([mine.studyUID])) { web in
                let studies = try await web.dataSets("/studies")
                #expect(studies.map { $0.string(.studyInstanceUID) } == [mine.studyUID])
                #expect(try await web.dataSets("/instances").count == expected)
                #expect(try await web.get("/studies/\(mine.studyUID)").status == .ok)
                let path = "/studies/\(other.studyUID)/series/\(other.seriesUID)/instances/\(other.sopInstanceUID)"
                for outside in [
                    "/studies/\(other.studyUID)", path, "\(path)/metadata", "\(path)/frames/1", "\(path)/rendered",
                    "\(path)/bulkdata/7FE00010",
                ] {
                    #expect(try await web.get(outside).status == .notFound, "\(outside)")
                }
                #expect(try await web.get("/studies/\(other.studyUID)/series").status == .notFound)
                // The right names in a wrong place are no way in either.
                #expect(
                    try await web.get("/studies/\(mine.studyUID)/series/\(other.seriesUID)/instances/\(other.sopInstanceUID)").status
                        == .notFound)
            }
        }
    }

    @Test("ends at the token's datasets")
    func datasetScope() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            // Two patients alone would be too few to publish.
            let record = try await node.publish("slices", cohort: "modality = MR or modality = CT")
            try await withDICOMweb(node, scope: .datasets([record.id])) { web in
                let series = try await web.dataSets("/series")
                #expect(Set(series.compactMap { $0.string(.modality) }) == ["CT", "MR"])
                let studies = try await web.dataSets("/studies")
                let everything = try await node.state()
                #expect(!studies.isEmpty && studies.count < everything.studies)
            }
        }
    }

    @Test("in a browser begins with a link that sets a cookie, which reads but does not store")
    func cookie() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await withDICOMweb(node, mayStore: true) { web in
                let secret = try #require(web.secret)
                let browser = web.with(secret: nil)
                let response = try await browser.send(.get, "/sign-in?token=\(secret)&to=/studies/x")
                #expect(response.status == .seeOther && response.headers[.location] == "/studies/x")
                let cookie = try #require(response.headers[.setCookie])
                #expect(cookie.hasPrefix("mosaic_access=\(secret); Path=/; Max-Age=86400; HttpOnly; SameSite=Strict"))
                #expect(try await browser.get("/studies", headers: [.cookie: "mosaic_access=\(secret)"]).status == .ok)
                let post = try await browser.send(
                    .post, "/dicom-web/studies",
                    headers: [.cookie: "mosaic_access=\(secret)", .contentType: "multipart/related; boundary=b"], body: Array("--b--".utf8))
                #expect(post.status == .forbidden)
                // A header that is wrong is not mended by a cookie.
                #expect(
                    try await web.with(secret: "wrong").get("/studies", headers: [.cookie: "mosaic_access=\(secret)"]).status
                        == .unauthorized)
                for target in ["https://evil.example", "//evil.example", "/\\evil.example", "/a%0d%0ab"] {
                    let away = try await browser.send(.get, "/sign-in?token=\(secret)&to=\(target)")
                    #expect(away.headers[.location] == "/", "\(target)")
                }
            }
        }
    }

    @Test("from pages of other servers is for those that the configuration names")
    func crossOrigin() async throws {
        try await withTemporaryFolder { folder in
            var configuration = makeConfiguration()
            configuration.dicomweb.corsOrigins = ["https://viewer.example"]
            let node = try await thawedNode(folder, configuration: configuration)
            try await withDICOMweb(node) { web in
                let preflight = try await web.with(secret: nil).send(
                    .options, "/dicom-web/studies",
                    headers: [.origin: "https://viewer.example", .accessControlRequestMethod: "GET"])
                #expect(preflight.status == .noContent)
                #expect(preflight.headers[.accessControlAllowOrigin] == "https://viewer.example")
                #expect(preflight.headers[.accessControlAllowHeaders]?.contains("Authorization") == true)
                let named = try await web.get("/studies", headers: [.origin: "https://viewer.example"])
                #expect(named.headers[.accessControlAllowOrigin] == "https://viewer.example")
                #expect(named.headers[.accessControlAllowCredentials] == nil)
                let error = try await web.get("/nothing", headers: [.origin: "https://viewer.example"])
                #expect(error.status == .notFound && error.headers[.accessControlAllowOrigin] == "https://viewer.example")
                for origin in ["https://evil.example", "null", "https://viewer.example.evil"] {
                    let other = try await web.get("/studies", headers: [.origin: origin])
                    #expect(other.headers[.accessControlAllowOrigin] == nil)
                    #expect(other.headers[values: .vary].joined().contains("Origin"))
                }
            }
            configuration.dicomweb.corsOrigins = ["*"]
            #expect(throws: NodeError.self) { try NodeConfiguration(yaml: configuration.yaml, path: "node.yaml") }
        }
    }

    @Test("is in the ledger before its result, once an hour for each token, operation and study")
    func journal() async throws {
        try await withTemporaryFolder { folder in
            let clock = TestClock()
            let node = try await thawedNode(folder, clock: clock)
            let study = try #require(try await node.archive.instances().first?.studyUID)
            try await withDICOMweb(node) { web in
                for _ in 0..<5 { _ = try await web.get("/studies/\(study)/metadata") }
                _ = try await web.get("/studies")
                _ = try await web.get("/studies/1.2.3")
                let entries = try node.entries("archive.accessed")
                #expect(entries.map(\.subject) == [study, "archive"])
                #expect(entries.map { $0.details["operation"] } == ["metadata", "search"])
                clock.advance(by: 3_700)
                _ = try await web.get("/studies/\(study)/metadata")
                let counted = try #require(try node.entries("archive.access-counted").first)
                #expect(counted.subject == study && counted.details["requests"] == "5")
                #expect(try node.entries("archive.accessed").count == 3)
                // When the server ends, so does every window.
                try await node.accessJournal.writeCounts(isLast: true)
                let last = try node.entries("archive.access-counted").count
                try await node.accessJournal.writeCounts(isLast: true)
                #expect(try node.entries("archive.access-counted").count == last)
            }
        }
    }

    @Test("does not happen where the ledger cannot be written")
    func journalFailure() async throws {
        struct Full: Error {}
        let isFull = Mutex(true)
        let written = Mutex(0)
        let journal = AccessJournal(now: { TestClock.noon }) { drafts, _ in
            if isFull.withLock({ $0 }) { throw Full() }
            written.withLock { $0 += drafts.count }
        }
        let use = AccessJournal.Use(actor: "token t", operation: .retrieve, study: "1")
        await #expect(throws: Full.self) { try await journal.note(use) }
        isFull.withLock { $0 = false }
        // The use that failed covers none after it.
        try await journal.note(use)
        #expect(written.withLock { $0 } == 1)
        // Many at once: each is covered when it goes on, and the disk is flushed far less often.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask { try await journal.note(.init(actor: "token t", operation: .retrieve, study: "\(number % 50)")) }
            }
            try await group.waitForAll()
        }
        #expect(written.withLock { $0 } >= 50)
    }

    @Test("needs the server's own name in the Host header")
    func hostNames() {
        #expect(HostCheck<BasicRequestContext>.host(of: "Node.Hospital:8090") == "node.hospital")
        #expect(HostCheck<BasicRequestContext>.host(of: "[::1]:8090") == "::1")
        #expect(HostCheck<BasicRequestContext>.host(of: "localhost.") == "localhost")
        func accepts(_ host: String, _ bound: String) -> Bool {
            var configuration = makeConfiguration()
            configuration.host = bound
            configuration.dicomweb.hostNames = ["archive.hospital"]
            configuration.dicomweb.publicAddress = "https://mosaic.hospital:8443"
            return HostCheck<BasicRequestContext>(configuration).accepts(host)
        }
        for host in ["localhost:80", "127.0.0.1", "[::1]:1", "archive.hospital", "mosaic.hospital:8443", "10.0.0.5"] {
            #expect(accepts(host, "10.0.0.5"), "\(host)")
        }
        for host in ["evil.example", "", "10.0.0.6", "127.0.0.1.evil.example", "localhost.evil.example"] {
            #expect(!accepts(host, "10.0.0.5"), "\(host)")
        }
        // Listening on all addresses it is called by any of them, but still by no foreign name.
        #expect(accepts("10.9.8.7:8090", "0.0.0.0") && accepts("[fe80::1]", "::") && !accepts("evil.example", "0.0.0.0"))
    }
}
