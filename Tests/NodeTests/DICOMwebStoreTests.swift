import DICOM
import Deidentification
import Foundation
import HTTPTypes
import HummingbirdTesting
import SampleData
import TestSupport
import Storage
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("STOW-RS")
struct DICOMwebStoreTests {
    /// Whole images of the small cohort, as they came from the hospital.
    private func originals(_ count: Int) throws -> [DICOMFile] {
        let good = Set(FrozenHome.cohort.answerKey.patients.flatMap(\.files).map(\.path))
        return try FrozenHome.cohort.files.lazy.filter { good.contains($0.path) }.prefix(count).map { try DICOMFile(bytes: $0.bytes) }
    }

    private func report(_ response: TestResponse) throws -> DataSet { try DataSet(json: response.bytes) }

    @Test("answers with where each object is to be had, under the UIDs of the archive, in the order they were sent")
    func stored() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = try originals(5)
            try await withDICOMweb(node) { web in
                let response = try await web.store(try files.map { try $0.encoded() })
                #expect(response.status == .ok, "\(response.text.prefix(500))")
                #expect(response.contentType == "application/dicom+json")
                let items = try report(response).items(.referencedSOPSequence)
                #expect(items.count == files.count)
                for (file, item) in zip(files, items) {
                    #expect(item.string(.referencedSOPClassUID) == file.dataSet.string(.sopClassUID))
                    let archived = node.pseudonyms.uid(for: try #require(file.dataSet.string(.sopInstanceUID)))
                    #expect(item.string(.referencedSOPInstanceUID) == archived)
                    let address = try #require(item.string(.retrieveURL))
                    let path = try #require(address.components(separatedBy: "/dicom-web").last)
                    let back = try DICOMFile(bytes: try await web.get(path, accept: "application/dicom").bytes)
                    #expect(back.dataSet.string(.sopInstanceUID) == archived)
                    #expect(back.dataSet.string(.studyInstanceUID) != file.dataSet.string(.studyInstanceUID))
                }
                // Sending again is harmless and gives the same answer.
                let again = try await web.store(try files.map { try $0.encoded() })
                #expect(again.status == .ok && again.bytes == response.bytes)
                #expect(try await node.state().instances == files.count)
            }
        }
    }

    @Test("reports what was put aside or could not be read as failed, and stores the rest")
    func partly() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = try originals(2)
            var changed = files[1]
            changed.dataSet.set(.recognizableVisualFeatures, "YES")
            let burnedIn = changed
            let bodies = [try files[0].encoded(), try burnedIn.encoded(), Array("no DICOM".utf8)]
            try await withDICOMweb(node) { web in
                let response = try await web.store(bodies)
                #expect(response.status == .accepted)
                let report = try report(response)
                #expect(report.items(.referencedSOPSequence).count == 1)
                let failed = try #require(report.items(.failedSOPSequence).first)
                #expect(failed.integer(.failureReason) == FailureReason.processingFailure.rawValue)
                #expect(failed.string(.referencedSOPInstanceUID) == burnedIn.dataSet.string(.sopInstanceUID))
                #expect(
                    report.items(.otherFailuresSequence).map { $0.integer(.failureReason) } == [FailureReason.cannotUnderstand.rawValue])
                let warnings = response.headers[values: .init("Warning")!]
                #expect(warnings.contains { $0.contains("pixelsMayIdentify") })
                let aside = try await node.state().quarantine
                #expect(aside == ["pixelsMayIdentify": 1])
                // No value of the object is in the answer.
                let name = try #require(burnedIn.dataSet.string(.patientName))
                #expect(!warnings.joined().contains(name) && !response.text.contains(name))

                let nothing = try await web.store([bodies[2]])
                #expect(nothing.status == .conflict)
            }
        }
    }

    @Test("refuses objects of another study than the one in the path, by the UID they come with")
    func otherStudy() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = try originals(40)
            let study = try #require(files[0].dataSet.string(.studyInstanceUID))
            let other = try #require(files.first { $0.dataSet.string(.studyInstanceUID) != study })
            try await withDICOMweb(node) { web in
                let response = try await web.store([try files[0].encoded(), try other.encoded()], to: "/studies/\(study)")
                #expect(response.status == .accepted)
                let report = try report(response)
                #expect(report.items(.referencedSOPSequence).count == 1)
                #expect(report.items(.failedSOPSequence).first?.integer(.failureReason) == 0xA900)
                #expect(try await node.state().instances == 1)
                #expect(try await node.state().quarantine.isEmpty)
            }
        }
    }

    @Test("puts data sets in JSON and their bulk data together again")
    func json() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let file = try #require(try originals(1).first)
            let pixels = try #require(file.dataSet[.pixelData]?.bytes)
            let metadata = "[" + file.dataSet.json { path, _ in path.tag == .pixelData ? "bulk/1" : nil } + "]"
            var body = Array("--b\r\nContent-Type: application/dicom+json\r\n\r\n\(metadata)\r\n--b\r\n".utf8)
            body += Array("Content-Type: application/octet-stream\r\nContent-Location: bulk/1\r\n\r\n".utf8) + pixels
            body += Array("\r\n--b--".utf8)
            let whole = body
            try await withDICOMweb(node) { web in
                let type: HTTPFields = [.contentType: "multipart/related; type=\"application/dicom+json\"; boundary=b"]
                let response = try await web.send(.post, "/dicom-web/studies", headers: type, body: whole)
                #expect(response.status == .ok, "\(response.text)")
                let address = try #require(try report(response).items(.referencedSOPSequence).first?.string(.retrieveURL))
                let path = try #require(address.components(separatedBy: "/dicom-web").last)
                #expect(try await web.get("\(path)/frames/1").bytes == Array(pixels))
                // The same object as a file is the same object.
                _ = try await web.store([try file.encoded()])
                let state = try await node.state()
                #expect(state.instances == 1 && state.quarantine.isEmpty)

                let missing = String(decoding: whole, as: UTF8.self).replacingOccurrences(of: "Content-Location: bulk/1", with: "X: y")
                let refused = try await web.send(.post, "/dicom-web/studies", headers: type, body: Array(missing.utf8))
                #expect(refused.status == .conflict)
                let failed = try #require(try report(refused).items(.failedSOPSequence).first)
                #expect(failed.string(.referencedSOPInstanceUID) == file.dataSet.string(.sopInstanceUID))

                let open = String(decoding: whole, as: UTF8.self).replacingOccurrences(of: "}]\r\n", with: "}\r\n")
                let cutOff = try await web.send(.post, "/dicom-web/studies", headers: type, body: Array(open.utf8))
                #expect(cutOff.status == .badRequest && cutOff.contentType == "application/problem+json")
            }
        }
    }

    @Test("one data set in JSON that cannot be read keeps no other of its request out")
    func faultyJSON() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let files = try originals(2)
            let good = files.map { $0.dataSet.json { _, _ in nil } }
            let faulty = #"{"00080018": {"vr": "UI", "Value": "no array, [ and \" in it"}}"#
            let metadata = "[ \(good[0]) , \(faulty),7,\(good[1]) ]"
            let body = Array("--b\r\nContent-Type: application/dicom+json\r\n\r\n\(metadata)\r\n--b--".utf8)
            try await withDICOMweb(node) { web in
                let type: HTTPFields = [.contentType: "multipart/related; type=\"application/dicom+json\"; boundary=b"]
                let response = try await web.send(.post, "/dicom-web/studies", headers: type, body: body)
                #expect(response.status == .accepted, "\(response.text)")
                let report = try report(response)
                let stored = report.items(.referencedSOPSequence).map { $0.string(.referencedSOPInstanceUID) }
                #expect(stored == files.map { node.pseudonyms.uid(for: $0.dataSet.string(.sopInstanceUID) ?? "") })
                #expect(
                    report.items(.otherFailuresSequence).map { $0.integer(.failureReason) }
                        == [Int](repeating: FailureReason.cannotUnderstand.rawValue, count: 2))
                #expect(try await node.state().instances == 2)
            }
        }
    }

    @Test(
        "elements of a JSON array are found by brackets and strings",
        arguments: [
            ("[]", []), (" [ ] ", []), ("{\"a\":[1,2]}", ["{\"a\":[1,2]}"]), ("[{\"a\":[1,2]},{}]", ["{\"a\":[1,2]}", "{}"]),
            ("[\"],\\\"\",1]", ["\"],\\\"\"", "1"]), ("[1,]", ["1", ""]),
            ("[", nil), ("[1", nil), ("[{]", nil), ("[]]", nil), ("[\"]", nil), ("", nil),
        ] as [(String, [String]?)])
    func elements(json: String, expected: [String]?) {
        let bytes = Array(json.utf8)
        #expect(JSONElements.of(bytes)?.map { String(decoding: bytes[$0], as: UTF8.self) } == expected)
    }

    @Test("refuses bodies of another type, without objects, or cut off")
    func refused() async throws {
        try await withTemporaryFolder { folder in
            let node = try makeNode(folder)
            let file = try #require(try originals(1).first).encoded()
            try await withDICOMweb(node) { (web: DICOMwebClient) async throws -> Void in
                #expect(try await web.status("application/json", [0x7B, 0x7D]) == 415)
                #expect(try await web.status("multipart/related; type=\"application/dicom+xml\"; boundary=b", []) == 415)
                #expect(try await web.status("multipart/related; type=\"application/dicom\"", []) == 400)
                #expect(try await web.status("multipart/related; type=\"application/dicom\"; boundary=b", Array("--b--".utf8)) == 400)
                #expect(try await web.status("multipart/related; type=\"application/dicom\"; boundary=b", Array("--c--".utf8)) == 400)
                // What came whole before the fault is stored and reported.
                let half = Array("--b\r\n\r\n".utf8) + file + Array("\r\n--b\r\n\r\nhalf".utf8)
                #expect(try await web.status("multipart/related; type=\"application/dicom\"; boundary=b", half) == 202)
                #expect(try await node.state().instances == 1)
            }
            try await withDICOMweb(node, mayStore: false) { web in
                let response = try await web.store([file])
                #expect(response.status == .forbidden)
            }
        }
    }

    @Test("is not for tokens that open a part of the archive: none is made, and one of before stores nothing")
    func narrowScope() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let study = try #require(try await node.archive.instances(limit: 1).first).studyUID
            let instances = try await node.state().instances
            let refusal = await #expect(throws: NodeError.self) {
                try await node.createAccessToken(label: "x", scope: .studies([study]), mayStore: true, days: 1, actor: "m")
            }
            #expect(refusal?.code == .misuse)
            #expect(try await node.accessTokens().isEmpty)
            let file = try #require(try originals(1).first).encoded()
            try await withDICOMweb(node, scope: .studies([study])) { web in
                try await node.database.write { _ = try $0.execute("UPDATE access_token SET may_store = 1", []) }
                for path in ["/studies", "/studies/\(study)"] {
                    let response = try await web.store([file], to: path)
                    #expect(response.status == .forbidden && !response.text.contains("2.25."), "\(response.text)")
                }
                #expect(try await web.get("/studies").status == .ok)
            }
            #expect(try await node.state().instances == instances)
        }
    }

    @Test("holds no more bytes at once than its budget, and stops for nobody for ever")
    func budget() async throws {
        let budget = StoreBudget(bytes: 100)
        // Twenty senders that each need more than a fair share, in pieces.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let account = await budget.open()
                    for _ in 0..<6 {
                        await account.take(10)
                        await Task.yield()
                    }
                    await account.give(60)
                    await account.close()
                }
            }
            try await group.waitForAll()
        }
        let account = await budget.open()
        await account.take(1_000)
        await account.give(1_000)
        await account.close()
    }

    @Test("gives up senders that send nothing for a minute while others wait, and no others")
    func stalled() async throws {
        let clock = ManualClock()
        let budget = StoreBudget(bytes: 100, clock: clock)
        /// Takes a share, and then nothing comes.
        @Sendable func send(_ bytes: Int) async throws {
            let account = await budget.open()
            defer { Task { await account.close() } }
            try await account.receive {
                await account.take(bytes)
                do {
                    try await clock.sleep(for: .seconds(100_000))
                } catch {
                    await account.give(bytes)
                    throw error
                }
            }
        }
        let alone = Task { try await send(80) }
        // It sleeps, and so does who watches it.
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: StoreBudget.slowestPeriod)
        while clock.sleeperCount < 2 { await Task.yield() }
        // The second goes beyond the budget, so the third waits.
        let beyond = Task { try await send(70) }
        while clock.sleeperCount < 4 { await Task.yield() }
        let patient = await budget.open()
        async let third: Void = patient.take(20)
        while await budget.waitingCount == 0 { await Task.yield() }
        clock.advance(by: StoreBudget.slowestPeriod)
        await #expect(throws: StoreBudget.Stalled.self) { try await alone.value }
        await third
        // The second has not been looked at for a whole period; it stays where nobody waits for it.
        async let fourth: Void = patient.take(60)
        while await budget.waitingCount == 0 { await Task.yield() }
        while clock.sleeperCount < 2 { await Task.yield() }
        clock.advance(by: StoreBudget.slowestPeriod)
        await #expect(throws: StoreBudget.Stalled.self) { try await beyond.value }
        await fourth
        await patient.give(80)
        await patient.close()
    }
}

extension DICOMwebClient {
    /// The status of the answer to a body of some type.
    fileprivate func status(_ type: String, _ body: [UInt8]) async throws -> Int {
        try await send(.post, "/dicom-web/studies", headers: [.contentType: type], body: body).status.code
    }
}
