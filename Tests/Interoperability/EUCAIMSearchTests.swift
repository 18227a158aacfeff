import Cohorts
import Foundation
import Testing

extension Interoperability {
    @Suite("An explorer of the EUCAIM federation")
    struct EUCAIMSearchTests {
        /// One answer of the hub: its status, type and body.
        private struct Answer: Decodable {
            let status: Int
            let type: String
            let body: String

            var responses: [EUCAIMResponse] {
                get throws {
                    try body.split(separator: "\n").map { try JSONDecoder().decode(EUCAIMResponse.self, from: Data($0.utf8)) }
                }
            }
        }

        /// Asks as a script does, with Python's HTTP client.
        private func ask(_ federation: SmallFederation, _ body: String, token: String?, accept: String = "*/*") async throws -> Answer {
            let script = """
                import json, sys, urllib.request, urllib.error
                address, token, accept, body = sys.argv[1:5]
                request = urllib.request.Request(address + '/api/v1/eucaim/search', data=body.encode(), headers={'Accept': accept, 'Content-Type': 'text/plain'})
                if token: request.add_header('Authorization', 'Bearer ' + token)
                try: answer = urllib.request.urlopen(request, timeout=60)
                except urllib.error.HTTPError as error: answer = error
                print(json.dumps({'status': answer.status, 'type': answer.headers['Content-Type'], 'body': answer.read().decode()}))
                """
            let output = try await Python.run(script, [federation.address, token ?? "", accept, body], on: federation.bench)
            return try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
        }

        private func token(_ federation: SmallFederation) async throws -> String {
            let bench = federation.bench
            _ = try await bench.run(["hub", "person", "ana", "--home", federation.hubHome], input: "correct horse battery\n")
            let script = """
                import json, sys, urllib.request
                body = json.dumps({'name': 'ana', 'password': 'correct horse battery'}).encode()
                request = urllib.request.Request(sys.argv[1] + '/api/v1/sessions', data=body, headers={'Content-Type': 'application/json'})
                print(json.load(urllib.request.urlopen(request, timeout=60))['token'], end='')
                """
            return try await Python.run(script, [federation.address], on: bench)
        }

        /// The message as the explorer sends it: base64 of the envelope around base64 of `{ast, id}`.
        private func message(_ leaves: String) -> String {
            let ast = #"{"ast":{"operand":"OR","children":[{"operand":"AND","children":[\#(leaves)]}]},"id":"7"}"#
            let envelope = #"{"lang":"ast","query":"\#(Data(ast.utf8).base64EncodedString())"}"#
            return Data(envelope.utf8).base64EncodedString()
        }

        private func index(patients: Int) -> String {
            var lines = [
                "PatientID,StudyInstanceUID,SeriesInstanceUID,PatientSex,PatientAge,Modality,BodyPartExamined,Manufacturer,instanceCount"
            ]
            for number in 1...patients { lines.append("P\(number),1.9.\(number),1.8.\(number),F,060Y,MR,PROSTATE,SIEMENS,30") }
            return lines.joined(separator: "\n")
        }

        @Test("asks as it does, is answered in its form by each node, and is told the criteria that nobody knows")
        func search() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                for (node, patients) in [("lisboa", 200), ("porto", 300)] {
                    try await federation.make(node)
                    #expect(try await federation.join(node, federation.invite()).status == 0)
                    let file = bench.file("\(node).csv")
                    try Data(index(patients: patients).utf8).write(to: URL(fileURLWithPath: file))
                    try await bench.must([
                        "node", "load-index", file, "--home", federation.home(node), "--dataset", "images", "--title", "Images of \(node)",
                        "--contact",
                        "data@\(node).example",
                    ])
                    _ = try await federation.serve(node)
                }
                try await bench.until("both datasets to be in the catalogue") { try await federation.catalogue().count == 2 }
                let token = try await token(federation)

                // Modality MR (RID10312), as the published criteria write it.
                let mr = #"{"key":"RID10311","type":"EQUALS","system":"urn:oid:2.16.840.1.113883.6.256","value":"RID10312"}"#
                let lines = try await ask(federation, message(mr), token: token)
                #expect(lines.status == 200 && lines.type == "application/x-ndjson")
                let responses = try lines.responses.sorted { $0.provider < $1.provider }
                #expect(responses.map(\.provider) == ["Hospital lisboa", "Hospital porto"])
                #expect(responses.flatMap(\.collections).map(\.id) == ["lisboa.images", "porto.images"])
                for (response, patients) in zip(responses, [200, 300]) {
                    let collection = try #require(response.collections.first)
                    #expect(abs(collection.subjectsCount - patients) < 60, "twelve standard deviations of the noise")
                    #expect(collection.modalities == ["MR"] && !collection.description.isEmpty)
                    #expect(collection.ageRange == EUCAIMResponse.AgeRange(min: 60, max: 69), "as the public record rounds it")
                }
                let array = try await ask(federation, message(mr), token: token, accept: "application/json")
                #expect(array.type == "application/json")
                let same = try JSONDecoder().decode([EUCAIMResponse].self, from: Data(array.body.utf8))
                // The same question again is the same answer.
                #expect(same.sorted { $0.provider < $1.provider } == responses)

                let unknown = #"{"key":"SNOMEDCT000000000","type":"EQUALS","system":"","value":"x"}"#
                let refused = try await ask(federation, message("\(mr),\(unknown)"), token: token)
                #expect(refused.status == 422 && refused.type == "application/problem+json")
                #expect(refused.body.contains("SNOMEDCT000000000") && refused.body.contains("criteria-unsupported"))
                let broken = try await ask(federation, "{", token: token)
                #expect(broken.status == 422 && broken.body.contains("query-invalid"))
                #expect(try await ask(federation, message(mr), token: nil).status == 401)
            }
        }
    }
}
