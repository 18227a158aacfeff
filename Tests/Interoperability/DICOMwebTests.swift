import Foundation
import Node
import Testing

extension Interoperability {
    /// A node's DICOMweb beside dicomweb-client, pydicom and curl.
    @Suite("DICOMweb clients")
    struct DICOMwebTests {
        private struct Made: Decodable {
            struct Token: Decodable { let id: String }
            let token: Token
            let secret: String
            let page: String
        }

        private func token(_ node: ServingNode, _ options: [String], on bench: Bench) async throws -> Made {
            try await bench.must(["node", "token", "create", "--home", node.home, "--label", "test"] + options, as: Made.self)
        }

        private func script(_ name: String) -> String { "\(MosaicProcess.repository)/Tests/Interoperability/python/\(name).py" }

        private func samples(_ bench: Bench, patients: Int) async throws -> [String] {
            try await bench.must(["sample", bench.file("samples"), "--patients", "\(patients)", "--holders", "1"])
            return try Bench.regularFiles(below: bench.file("samples/holder-1")).filter { path in
                let file = FileHandle(forReadingAtPath: path)
                defer { try? file?.close() }
                let start = try file?.read(upToCount: 132) ?? Data()
                return start.count == 132 && start.suffix(4) == Data("DICM".utf8)
            }.sorted()
        }

        /// What curl got: status, header lines, body.
        private func curl(_ arguments: [String], _ bench: Bench) async throws -> (status: Int, headers: [String: String], body: String) {
            let names = (bench.file("curl.headers"), bench.file("curl.body"))
            let status = try await bench.must(
                ["-sS", "--path-as-is", "-D", names.0, "-o", names.1, "-w", "%{http_code}"] + arguments, program: "/usr/bin/curl")
            let lines = try String(contentsOfFile: names.0, encoding: .utf8).split(whereSeparator: \.isNewline)
            let fields = lines.compactMap { line -> (String, String)? in
                guard let colon = line.firstIndex(of: ":") else { return nil }
                return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
            }
            let body = FileManager.default.contents(atPath: names.1) ?? Data()
            return (
                try #require(Int(status)), Dictionary(fields, uniquingKeysWith: { "\($0), \($1)" }), String(decoding: body, as: UTF8.self)
            )
        }

        @Test("dicomweb-client stores, finds at all levels and gets back objects, frames, images and bulk data; the pixels are those sent")
        func client() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench)
                let files = try await samples(bench, patients: 3)
                let made = try await token(node, ["--everything", "--may-store"], on: bench)
                // Files that the answer key plants as flawed would be put aside; the plain ones lie in the patients' folders.
                let plain = try await plainFiles(files, bench)
                let output = try await bench.must(
                    [script("dicomweb_client_round"), "http://127.0.0.1:\(node.webPort)/dicom-web", made.secret] + plain,
                    program: Python.program)
                #expect(output.contains("stored \(plain.count)"), "\(output)")
                #expect(try await node.state(on: bench).instances == plain.count)
                let ledger = try await bench.must(["ledger", "verify", "\(node.home)/ledger", "--json"])
                #expect(!ledger.isEmpty)
            }
        }

        /// Files that a node archives: those that the answer key lists with a patient.
        private func plainFiles(_ files: [String], _ bench: Bench) async throws -> [String] {
            struct Key: Decodable {
                struct Flaw: Decodable { let path: String }
                let flaws: [Flaw]
            }
            let path = try #require(try Bench.regularFiles(below: bench.file("samples")).first { $0.hasSuffix(".json") })
            let keys = try JSONDecoder().decode([Key].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
            return files.filter { file in !keys.contains { $0.flaws.contains { file.hasSuffix($0.path) } } }
        }

        @Test("frames of pydicom's compressed files come back as they were stored, and decoded as pydicom decodes them")
        func foreignSyntaxes() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench)
                let made = try await token(node, ["--everything", "--may-store"], on: bench)
                let output = try await bench.must(
                    [script("dicomweb_foreign_syntaxes"), "http://127.0.0.1:\(node.webPort)/dicom-web", made.secret],
                    program: Python.program)
                #expect(output.contains("compared"), "\(output)")
            }
        }

        @Test("curl: tokens, scopes, ranges, entity tags, gzip, HEAD, other sites, other names, and signing in")
        func curl() async throws {
            try await Bench.use { bench in
                let viewer = "https://viewer.example"
                let node = try await ServingNode.start(on: bench) {
                    $0.replacingOccurrences(of: "corsOrigins: []", with: "corsOrigins: [\"\(viewer)\"]")
                }
                let files = try await plainFiles(samples(bench, patients: 2), bench)
                try await bench.must(["node", "ingest", "--home", node.home] + files)
                let base = "http://127.0.0.1:\(node.webPort)/dicom-web"
                let all = try await token(node, ["--everything"], on: bench)
                let bearer = ["-H", "Authorization: Bearer \(all.secret)"]

                // Tokens.
                let nobody = try await curl(["\(base)/studies"], bench)
                #expect(nobody.status == 401 && nobody.headers["www-authenticate"]?.hasPrefix("Bearer") == true)
                #expect(nobody.headers["content-type"] == "application/problem+json")
                let studies = try await curl(bearer + ["\(base)/studies"], bench)
                #expect(studies.status == 200 && studies.headers["content-type"] == "application/dicom+json")
                let found = try #require(
                    try JSONSerialization.jsonObject(with: Data(studies.body.utf8)) as? [[String: [String: Any]]])
                let uids = found.compactMap { ($0["0020000D"]?["Value"] as? [String])?.first }
                #expect(uids.count == found.count && found.count >= 2)
                let post = try await curl(
                    bearer + ["-X", "POST", "-H", "Content-Type: multipart/related; boundary=b", "-d", "--b--", "\(base)/studies"], bench)
                #expect(post.status == 403)
                let one = try await token(node, ["--study", uids[0]], on: bench)
                let narrow = ["-H", "Authorization: Bearer \(one.secret)"]
                #expect(try await curl(narrow + ["\(base)/studies/\(uids[0])/metadata"], bench).status == 200)
                #expect(try await curl(narrow + ["\(base)/studies/\(uids[1])/metadata"], bench).status == 404)
                try await bench.must(["node", "token", "revoke", one.token.id, "--home", node.home])
                #expect(try await curl(narrow + ["\(base)/studies"], bench).status == 401)
                #expect(try await bench.must(["node", "token", "list", "--home", node.home]).contains("revoked"))

                // Ranges, entity tags, HEAD, gzip.
                let instances = try await curl(bearer + ["\(base)/instances?limit=1"], bench)
                let address = try #require(
                    instances.body.matches(of: #/"00081190":\{"vr":"UR","Value":\["([^"]+)"/#).first.map { String($0.output.1) })
                #expect(address.hasPrefix(base))
                let object = bearer + ["-H", "Accept: application/dicom; transfer-syntax=*"]
                let whole = try await curl(object + [address], bench)
                let tag = try #require(whole.headers["etag"])
                let length = try #require(whole.headers["content-length"].flatMap { Int($0) })
                let some = try await curl(object + ["-r", "128-131", address], bench)
                #expect(some.status == 206 && some.body == "DICM" && some.headers["content-range"] == "bytes 128-131/\(length)")
                #expect(try await curl(object + ["-H", "If-None-Match: \(tag)", address], bench).status == 304)
                let head = try await curl(object + ["-I", address], bench)
                #expect(head.status == 200 && head.headers["content-length"] == "\(length)")
                let json = try await curl(bearer + ["\(base)/studies/\(uids[0])/metadata"], bench)
                let small = try await curl(bearer + ["--compressed", "\(base)/studies/\(uids[0])/metadata"], bench)
                #expect(small.headers["content-encoding"] == "gzip" && small.body == json.body)
                // The answer to HEAD leaves the connection fit for the next request.
                let written = ["-sS", "-o", "/dev/null", "-w", "%{http_code} %{num_connects};"]
                let both = try await bench.must(
                    bearer + written + ["-I", "\(base)/studies", "--next"] + bearer + written + ["\(base)/series"], program: "/usr/bin/curl"
                )
                #expect(both == "200 1;200 0;")

                // Pages of other sites, and other names of this server.
                let preflight = try await curl(
                    ["-X", "OPTIONS", "-H", "Origin: \(viewer)", "-H", "Access-Control-Request-Method: GET", "\(base)/studies"], bench)
                #expect(preflight.status == 204 && preflight.headers["access-control-allow-origin"] == viewer)
                let evil = try await curl(bearer + ["-H", "Origin: https://evil.example", "\(base)/studies"], bench)
                #expect(evil.status == 200 && evil.headers["access-control-allow-origin"] == nil)
                #expect(try await curl(bearer + ["-H", "Host: evil.example:\(node.webPort)", "\(base)/studies"], bench).status == 421)
                #expect(try await curl(["-H", "Host: evil.example", "http://127.0.0.1:\(node.webPort)/"], bench).status == 421)
                #expect(try await curl(bearer + ["http://localhost:\(node.webPort)/dicom-web/studies"], bench).status == 200)

                // A browser.
                let jar = bench.file("cookies")
                let signedIn = try await curl(["-c", jar, all.page], bench)
                #expect(signedIn.status == 303 && signedIn.headers["set-cookie"]?.contains("HttpOnly") == true)
                #expect(try await curl(["-b", jar, "\(base)/studies"], bench).status == 200)

                // Nothing of a token is in the log.
                #expect(!node.server.errors.contains(all.secret) && !node.server.output.contains(all.secret))
            }
        }
    }
}
