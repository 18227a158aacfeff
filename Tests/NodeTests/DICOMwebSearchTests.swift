import DICOM
import Foundation
import HTTPTypes
import HummingbirdTesting
import TestSupport
import Storage
import Testing

@testable import Node

@Suite("QIDO-RS")
struct DICOMwebSearchTests {
    @Test("finds studies, series and instances, and says where they are to be had")
    func levels() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let state = try await node.state()
            try await withDICOMweb(node) { web in
                let studies = try await web.dataSets("/studies")
                #expect(studies.count == state.studies)
                let series = try await web.dataSets("/series")
                #expect(series.count == state.series)
                let instances = try await web.dataSets("/instances")
                #expect(instances.count == state.instances)

                let study = try #require(studies.first?.string(.studyInstanceUID))
                #expect(studies.first?.string(.retrieveURL) == "http://localhost/dicom-web/studies/\(study)")
                let ofStudy = try await web.dataSets("/studies/\(study)/series")
                #expect(Set(ofStudy.compactMap { $0.string(.studyInstanceUID) }) == [study])
                let one = try #require(ofStudy.first?.string(.seriesInstanceUID))
                let ofSeries = try await web.dataSets("/studies/\(study)/series/\(one)/instances")
                #expect(ofSeries.count == ofStudy.first?.integer(.numberOfSeriesRelatedInstances))
                let instance = try #require(ofSeries.first)
                let address = try #require(instance.string(.retrieveURL))
                #expect(address.hasSuffix("/studies/\(study)/series/\(one)/instances/\(instance.string(.sopInstanceUID) ?? "")"))
                let inStudy = try await web.dataSets("/studies/\(study)/instances")
                #expect(inStudy.count == ofStudy.reduce(0) { $0 + ($1.integer(.numberOfSeriesRelatedInstances) ?? 0) })
            }
        }
    }

    @Test("selects by attributes, pages by limit and offset, and tells when there is more")
    func selection() async throws {
        try await withTemporaryFolder { folder in
            try await withDICOMweb(try await thawedNode(folder)) { web in
                let all = try await web.dataSets("/series")
                let modalities = Dictionary(grouping: all) { $0.string(.modality) ?? "" }
                for (modality, expected) in modalities {
                    #expect(try await web.dataSets("/series?Modality=\(modality)").count == expected.count)
                }
                #expect(
                    try await web.dataSets("/series?Modality=CT,MR").count == all.count { ["CT", "MR"].contains($0.string(.modality)) })
                let none = try await web.get("/studies?PatientID=nobody")
                #expect(none.status == .ok && none.text == "[]")

                let first = try await web.get("/series?limit=2")
                #expect(try DataSet.array(json: first.bytes).count == 2)
                #expect(first.headers[.warning]?.hasPrefix("299 ") == true)
                let paged = try await web.dataSets("/series?limit=2") + web.dataSets("/series?limit=1000&offset=2")
                #expect(paged.map { $0.string(.seriesInstanceUID) } == all.map { $0.string(.seriesInstanceUID) })
                let rest = try await web.get("/series?limit=1000")
                #expect(rest.headers[.warning] == nil)
            }
        }
    }

    @Test("names keys it did not use, and refuses those that are none")
    func unusable() async throws {
        try await withTemporaryFolder { folder in
            try await withDICOMweb(try await thawedNode(folder)) { web in
                let unused = try await web.get("/studies?PixelAspectRatio=1&limit=1")
                #expect(unused.status == .ok)
                #expect(unused.headers[values: .warning].contains { $0.contains("PixelAspectRatio") })
                let wrong = try await web.get("/studies?NoKeyword=1")
                #expect(wrong.status == .badRequest)
                #expect(wrong.contentType == "application/problem+json")
                #expect(wrong.text.contains("NoKeyword"))
                #expect(try await web.get("/studies/9.9.9/series").status == .notFound)
                #expect(try await web.get("/studies", accept: "application/dicom+xml").status == .notAcceptable)
                #expect(try await web.get("/studies", accept: "application/dicom+xml, */*;q=0.1").status == .ok)
                #expect(try await web.send(.delete, "/dicom-web/studies/1.2").status == .methodNotAllowed)
            }
        }
    }

    @Test("answers compressed where the client takes it")
    func compressed() async throws {
        try await withTemporaryFolder { folder in
            try await withDICOMweb(try await thawedNode(folder)) { web in
                let plain = try await web.get("/instances")
                let small = try await web.get("/instances", headers: [.acceptEncoding: "gzip"])
                #expect(small.headers[.contentEncoding] == "gzip")
                #expect(Array(small.bytes.prefix(2)) == [0x1F, 0x8B])
                #expect(small.bytes.count * 4 < plain.bytes.count)
                try Data(small.bytes).write(to: URL(filePath: "\(folder)/answer.gz"))
                #expect(try gunzip("\(folder)/answer.gz") == plain.bytes)
            }
        }
    }

    /// A foreign program's opinion of what was compressed.
    private func gunzip(_ path: String) throws -> [UInt8] {
        let pipe = try #require(popen("gzip -dc '\(path)'", "r"))
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, pipe)
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    @Test("as many conditions as are allowed are answered, more are refused", arguments: [(200, 200), (201, 400)])
    func manyConditions(count: Int, status: Int) async throws {
        try await withTemporaryFolder { folder in
            try await withDICOMweb(try makeNode(folder)) { web in
                let query = [String](repeating: "StudyDescription=A*", count: count).joined(separator: "&")
                let answer = try await web.get("/studies?\(query)")
                #expect(answer.status.code == status)
            }
        }
    }

    @Test("a file that is gone hides no match: it is answered with what the database keeps of it")
    func missingFile() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.instances()
            let lost = try #require(all.first)
            try node.archive.objects.remove(lost.digest)
            try await withDICOMweb(node) { web in
                let found = try await web.dataSets("/instances?includefield=all")
                #expect(Set(found.compactMap { $0.string(.sopInstanceUID) }) == Set(all.map(\.sopInstanceUID)))
                for dataSet in found {
                    // Only the objects hold it.
                    let isLost = dataSet.string(.sopInstanceUID) == lost.sopInstanceUID
                    #expect(dataSet.contains(.highBit) == !isLost)
                }
            }
        }
    }
}
