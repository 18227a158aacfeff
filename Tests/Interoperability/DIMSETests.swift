import Foundation
import Node
import TestSupport
import Testing

extension Interoperability {
    /// A node's DICOM service beside DCMTK, Orthanc and pynetdicom.
    @Suite("DICOM peers")
    struct DIMSETests {
        private static let everything = "[store, search, retrieve]"

        // MARK: Who is let in

        @Test("echoscu is let in under a listed title and from its host only, and only when it calls the node by its own")
        func echo() async throws {
            try await Bench.use { bench in
                let peers =
                    #"[{ title: "PACS1", host: "localhost", may: [store] }, { title: "ELSEWHERE", host: "192.0.2.1", may: [store] }]"#
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers(peers))
                func echo(_ calling: String, _ called: String) async throws -> Bool {
                    let arguments = ["-aet", calling, "-aec", called, "127.0.0.1", "\(node.dicomPort)"]
                    return try await bench.run(arguments, program: "/usr/bin/echoscu").status == 0
                }
                #expect(try await echo("PACS1", "MOSAIC"))
                #expect(try await !echo("PACS1", "OTHER"))
                #expect(try await !echo("UNKNOWN", "MOSAIC"))
                #expect(try await !echo("ELSEWHERE", "MOSAIC"))
            }
        }

        @Test("a peer may do what the configuration says, and nothing else")
        func permissions() async throws {
            try await Bench.use { bench in
                let peers = #"[{ title: "SENDER", may: [store] }, { title: "READER", may: [search] }]"#
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers(peers))
                let file = try await samples(bench).first ?? ""
                let refused = try await storescu(node, [file], options: ["-d"], calling: "READER", bench)
                #expect(refused.text.contains("DIMSE Status                  : 0x0124"), "\(refused.text.suffix(600))")
                #expect(try await node.state(on: bench).instances == 0)
                #expect(try await storescu(node, [file], calling: "SENDER", bench).status == 0)
                #expect(try await node.state(on: bench).instances == 1)
                #expect(try await find(node, "STUDY", ["StudyInstanceUID"], calling: "READER", bench).count == 1)
                #expect(try await find(node, "STUDY", ["StudyInstanceUID"], calling: "SENDER", bench).isEmpty)
            }
        }

        @Test("TLS: a peer with a certificate of the named authority is let in, others are not")
        func tls() async throws {
            try await Bench.use { bench in
                try await certificates(bench)
                let node = try await secureNode(#"[{ title: "PACS1", may: [store] }]"#, bench)
                let address = ["-aet", "PACS1", "-aec", "MOSAIC", "localhost", "\(node.dicomPort)"]
                let good = ["+tls", bench.file("pacs.key"), bench.file("pacs.pem"), "+cf", bench.file("ca.pem")]
                let stranger = ["+tls", bench.file("stranger.key"), bench.file("stranger.pem"), "+cf", bench.file("ca.pem")]
                let accepted = try await bench.run(good + address, program: "/usr/bin/echoscu")
                #expect(accepted.status == 0, "\(accepted.text)")
                #expect(try await bench.run(stranger + address, program: "/usr/bin/echoscu").status != 0)
                #expect(try await bench.run(["+tla", "-ic"] + address, program: "/usr/bin/echoscu").status != 0)
                #expect(try await bench.run(address, program: "/usr/bin/echoscu").status != 0)
                let file = try await samples(bench).first ?? ""
                #expect(try await bench.run(good + address + [file], program: "/usr/bin/storescu").status == 0)
                #expect(try await node.state(on: bench).instances == 1)
            }
        }

        @Test("TLS: pynetdicom has the node send to storescp with certificates on both sides, and to no stranger")
        func outgoingTLS() async throws {
            try await Bench.use { bench in
                try await certificates(bench)
                let (known, stranger) = (FreePort.next(), FreePort.next())
                let node = try await secureNode(
                    """
                    [{ title: "PACS1", may: \(Self.everything) }, { title: "KNOWN", host: localhost, port: \(known), tls: true },
                     { title: "STRANGER", host: localhost, port: \(stranger), tls: true }]
                    """, bench)
                let secure = ["+tls", bench.file("pacs.key"), bench.file("pacs.pem"), "+cf", bench.file("ca.pem")]
                let address = secure + ["-aet", "PACS1", "-aec", "MOSAIC", "localhost", "\(node.dicomPort)"]
                let file = try await samples(bench).first ?? ""
                try await bench.must(address + [file], program: "/usr/bin/storescu")
                let studies = try await find(node, "STUDY", ["StudyInstanceUID"], calling: "PACS1", secure: secure, bench)
                let study = try #require(studies.first?["StudyInstanceUID"])
                let script = try String(
                    contentsOfFile: "\(MosaicProcess.repository)/Tests/Interoperability/python/move_over_tls.py", encoding: .utf8)
                for (title, port, name) in [("KNOWN", known, "pacs"), ("STRANGER", stranger, "stranger")] {
                    let folder = bench.file(title)
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                    let own = ["+tls", bench.file("\(name).key"), bench.file("\(name).pem"), "+cf", bench.file("ca.pem")]
                    let receiver = try bench.start(own + ["-aet", title, "-od", folder, "\(port)"], program: "/usr/bin/storescp")
                    try await bench.until("storescp to listen") {
                        try await bench.run(secure + ["localhost", "\(port)"], program: "/usr/bin/echoscu").status == 0
                            || name == "stranger"
                    }
                    let arguments = ["\(node.dicomPort)"] + ["pacs.pem", "pacs.key", "ca.pem"].map(bench.file) + [study, title]
                    let moved = try await Python.run(script, arguments, on: bench)
                    #expect(moved == (name == "pacs" ? "0000 completed 1 failed 0" : "a702 completed 0 failed 1"))
                    #expect(try Bench.regularFiles(below: folder).count == (name == "pacs" ? 1 : 0))
                    receiver.signal(SIGTERM)
                }
            }
        }

        @Test(
            "TLS: a storage commitment that pynetdicom refused on its own association is reported over another, with the node's certificate"
        )
        func commitmentOverTLS() async throws {
            try await Bench.use { bench in
                try await certificates(bench)
                let listener = FreePort.next()
                let node = try await secureNode(
                    #"[{ title: "MODALITY", host: "127.0.0.1", port: \#(listener), tls: true, may: [store] }]"#, bench)
                let file = try #require(try await samples(bench).first)
                let script = try String(
                    contentsOfFile: "\(MosaicProcess.repository)/Tests/Interoperability/python/commitment_over_tls.py", encoding: .utf8)
                let files = ["pacs.pem", "pacs.key", "ca.pem"].map(bench.file) + [file]
                let answer = try await Python.run(script, ["\(node.dicomPort)", "\(listener)"] + files, on: bench)
                #expect(answer == "refused, called by localhost, committed 1 failed 0", "\(answer)")
            }
        }

        @Test("TLS: the commands and pull ask, send to and fetch from an Orthanc that takes nobody without a certificate")
        func orthancOverTLS() async throws {
            try await Bench.use { bench in
                try await certificates(bench)
                let (web, dicom) = (FreePort.next(), FreePort.next())
                let node = try await secureNode(
                    #"[{ title: "ORTHANC", host: "127.0.0.1", port: \#(dicom), tls: true, may: \#(Self.everything) }]"#, bench)
                let orthanc = try await Orthanc(web: web, dicom: dicom, node: node, isSecure: true, on: bench)
                let peer = "ORTHANC@127.0.0.1:\(dicom)"
                func options(_ name: String, authorities: String = "ca") -> [String] {
                    [
                        "--tls", "--certificate", bench.file("\(name).pem"), "--key", bench.file("\(name).key"), "--authorities",
                        bench.file("\(authorities).pem"),
                    ]
                }
                let secure = options("node")
                try await bench.must(["dicom", "echo", peer] + secure)
                let wrong = [
                    [], ["--tls", "--authorities", bench.file("ca.pem")], options("stranger"), options("node", authorities: "stranger"),
                    ["--tls"],
                ]
                for arguments in wrong {
                    let refused = try await bench.run(["dicom", "echo", peer] + arguments)
                    #expect(refused.status == 1, "\(arguments): \(refused.text)")
                }

                let files = try await samples(bench)
                try await bench.must(["dicom", "store", peer] + secure + files)
                #expect(try await orthanc.count("instances") == files.count)
                let listed = try await bench.must(["dicom", "find", peer, "StudyInstanceUID", "--json"] + secure)
                let study = try #require(listed.firstMatch(of: /"0020000D":\{[^}]*"Value":\["([0-9.]+)"/)?.output.1)
                try await bench.must(["dicom", "get", peer, "--to", bench.file("got"), "StudyInstanceUID=\(study)"] + secure)
                #expect(try !Bench.regularFiles(below: bench.file("got")).isEmpty)

                let pull = ["node", "pull", "--home", node.home, "--query", "StudyDate=19000101-", "--from"]
                let fetched = try await bench.must(pull + [peer], as: IntakeSummary.self)
                #expect(fetched.isExact && fetched.archived == files.count, "\(fetched)")
                let moved = try await bench.must(pull + [peer, "--by", "move"], as: IntakeSummary.self)
                #expect(moved.isExact && moved.duplicates == files.count, "\(moved)")
                // By another name of the host it is no peer of node.yaml.
                let other = "ORTHANC@localhost:\(dicom)"
                #expect(try await bench.run(pull + [other]).status == 1)
                #expect(try await bench.must(pull + [other, "--tls"], as: IntakeSummary.self).duplicates == files.count)

                try await orthanc.post("modalities/node/echo", "{}")
                try await orthanc.post("modalities/node/store", Self.json(orthanc.list("studies")))
                #expect(try await node.state(on: bench).instances == files.count)
            }
        }

        /// A node that takes peers with a certificate of the bench's authority only.
        private func secureNode(_ peers: String, _ bench: Bench) async throws -> ServingNode {
            try await ServingNode.start(on: bench) { yaml in
                ServingNode.peers(peers)(yaml).replacingOccurrences(
                    of: "  strangersMay: []",
                    with: """
                          strangersMay: []
                          tls: { certificate: \(bench.file("node.pem")), key: \(bench.file("node.key")), authorities: \(bench.file("ca.pem")) }
                        """)
            }
        }

        // MARK: Storing

        @Test("storescu sends every syntax that it and gdcmconv can write; each is archived as it was sent, its pixels untouched")
        func syntaxes() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers("[]", strangers: Self.everything))
                let source = try await samples(bench).first ?? ""
                let variants: [(name: String, program: String, arguments: [String], flag: String)] = [
                    ("implicit", "dcmconv", ["+ti"], "-xi"), ("explicit", "dcmconv", ["+te"], "-xe"), ("big", "dcmconv", ["+tb"], "-xb"),
                    ("deflated", "dcmconv", ["+td"], "-xd"), ("lossless", "dcmcjpeg", ["+e1"], "-xs"),
                    ("extended", "dcmcjpeg", ["+ee"], "-xx"), ("rle", "dcmcrle", [], "-xr"), ("jls", "dcmcjpls", ["+el"], "-xt"),
                    ("jlsn", "dcmcjpls", ["+en"], "-xu"), ("j2k", "gdcmconv", ["--j2k"], "-xv"),
                ]
                var sent: [String] = []
                for variant in variants {
                    let path = bench.file("variant-\(variant.name).dcm")
                    let copy = bench.file("copy-\(variant.name).dcm")
                    try FileManager.default.copyItem(atPath: source, toPath: copy)
                    try await bench.must(["-nb", "-gin", copy], program: "/usr/bin/dcmodify")
                    try await bench.must(variant.arguments + [copy, path], program: "/usr/bin/\(variant.program)")
                    let result = try await storescu(node, [path], options: ["-R", variant.flag], bench)
                    #expect(result.status == 0, "\(variant.name): \(result.text.suffix(800))")
                    sent.append(path)
                }
                #expect(try await node.state(on: bench).instances == sent.count)
                let objects = try Bench.regularFiles(below: "\(node.home)/objects")
                #expect(try await pixels(of: objects, bench) == pixels(of: sent, bench))
            }
        }

        @Test(
            "what is sent twice is there once; another object under the same UID and one that may show a person are put aside with a warning"
        )
        func fates() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers("[]", strangers: Self.everything))
                let files = try await samples(bench).prefix(2)
                let changed = bench.file("changed.dcm")
                try FileManager.default.copyItem(atPath: files[0], toPath: changed)
                try await bench.must(["-nb", "-m", "SliceThickness=9", changed], program: "/usr/bin/dcmodify")
                let burnt = bench.file("burnt.dcm")
                try FileManager.default.copyItem(atPath: files[1], toPath: burnt)
                try await bench.must(["-nb", "-gin", "-i", "RecognizableVisualFeatures=YES", burnt], program: "/usr/bin/dcmodify")
                for (file, status) in [(files[0], "0x0000"), (files[0], "0x0000"), (changed, "0xb000"), (burnt, "0xb000")] {
                    let result = try await storescu(node, [file], options: ["-d"], bench)
                    #expect(result.text.lowercased().contains("dimse status                  : \(status)"), "\(result.text.suffix(800))")
                }
                let state = try await node.state(on: bench)
                #expect(state.instances == 1)
                #expect(state.quarantine == ["conflict": 1, "pixelsMayIdentify": 1])
            }
        }

        @Test("senders at once, some of them killed while they send: what was acknowledged is whole and found, what was not is no harm")
        func interrupted() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench, change: ServingNode.peers("[]", strangers: Self.everything))
                let files = try await samples(bench)
                let senders = try (0..<6).map { number in
                    try bench.start(
                        ["-v", "-aet", "S\(number)", "-aec", "MOSAIC", "127.0.0.1", "\(node.dicomPort)"] + files.shuffled(),
                        program: "/usr/bin/storescu")
                }
                try await bench.until("some objects to be acknowledged") {
                    senders[0].errors.components(separatedBy: "(Success)").count > 5
                }
                for sender in senders.prefix(3) { sender.signal(SIGKILL) }
                for sender in senders { _ = try await bench.end(of: sender, "storescu") }
                for sender in senders.suffix(3) {
                    #expect(sender.errors.components(separatedBy: "(Success)").count - 1 == files.count, "\(sender.errors.suffix(600))")
                }
                node.server.signal(SIGKILL)
                _ = try await bench.end(of: node.server, "the node")
                #expect(try await node.state(on: bench).instances == files.count)
                let report = try await bench.must(["node", "verify", "--home", node.home], as: ArchiveReport.self)
                #expect(report.sound == files.count && report.faults.isEmpty)
            }
        }

        // MARK: Searching and fetching

        @Test("findscu finds by every kind of key; getscu and movescu bring what it found, with the same pixels")
        func queryRetrieve() async throws {
            try await Bench.use { bench in
                let receiver = FreePort.next()
                let node = try await ServingNode.start(
                    on: bench,
                    change: ServingNode.peers(
                        #"[{ title: "STORESCP", host: "127.0.0.1", port: \#(receiver) }]"#, strangers: Self.everything))
                let files = try await samples(bench)
                #expect(try await storescu(node, files, bench).status == 0)
                let originals = try await tags(of: files, bench)

                let patients = try await find(node, "PATIENT", ["PatientID", "PatientName"], model: "-P", bench)
                #expect(patients.count == Set(originals.map { $0["PatientID"] }).count)
                let studies = try await find(node, "STUDY", ["StudyInstanceUID", "StudyDate", "PatientID", "ModalitiesInStudy"], bench)
                #expect(studies.count == Set(originals.map { $0["StudyInstanceUID"] }).count)
                let series = try await find(node, "SERIES", ["SeriesInstanceUID", "Modality", "StudyInstanceUID"], bench)
                #expect(series.count == Set(originals.map { $0["SeriesInstanceUID"] }).count)
                let images = try await find(node, "IMAGE", ["SOPInstanceUID", "Rows"], bench)
                #expect(images.count == files.count)
                #expect(images.allSatisfy { ($0["Rows"] ?? "").isEmpty == false })

                for modality in Set(originals.compactMap { $0["Modality"] }) {
                    let expected = Set(originals.filter { $0["Modality"] == modality }.map { $0["SeriesInstanceUID"] }).count
                    #expect(try await find(node, "SERIES", ["SeriesInstanceUID", "Modality=\(modality)"], bench).count == expected)
                    #expect(
                        try await find(node, "SERIES", ["SeriesInstanceUID", "Modality=\(modality.prefix(1))*"], bench).count >= expected)
                }
                let dates = studies.compactMap { $0["StudyDate"] }.sorted()
                let middle = dates[dates.count / 2]
                #expect(
                    try await find(node, "STUDY", ["StudyInstanceUID", "StudyDate=\(middle)-"], bench).count
                        == dates.count { $0 >= middle })
                #expect(
                    try await find(node, "STUDY", ["StudyInstanceUID", "StudyDate=-\(middle)"], bench).count
                        == dates.count { $0 <= middle })
                let two = studies.prefix(2).compactMap { $0["StudyInstanceUID"] }.joined(separator: "\\")
                #expect(try await find(node, "STUDY", ["StudyInstanceUID=\(two)"], bench).count == 2)
                let patient = try #require(patients.first?["PatientID"])
                #expect(
                    try await find(node, "STUDY", ["StudyInstanceUID", "PatientID=\(patient)"], bench).count
                        == studies.count { $0["PatientID"] == patient })

                let study = try #require(studies.first?["StudyInstanceUID"])
                let expected = try await find(node, "IMAGE", ["SOPInstanceUID", "StudyInstanceUID=\(study)"], bench).count
                let address = ["-aec", "MOSAIC", "127.0.0.1", "\(node.dicomPort)"]
                let keys = ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=\(study)"]
                let got = bench.file("got")
                try FileManager.default.createDirectory(atPath: got, withIntermediateDirectories: true)
                try await bench.must(keys + ["-od", got] + address, program: "/usr/bin/getscu")
                let fetched = try Bench.regularFiles(below: got)
                #expect(fetched.count == expected)

                let moved = bench.file("moved")
                try FileManager.default.createDirectory(atPath: moved, withIntermediateDirectories: true)
                let storescp = try bench.start(["-aet", "STORESCP", "-od", moved, "\(receiver)"], program: "/usr/bin/storescp")
                try await bench.until("storescp to listen") {
                    try await bench.run(["127.0.0.1", "\(receiver)"], program: "/usr/bin/echoscu").status == 0
                }
                try await bench.must(keys + ["-aem", "STORESCP"] + address, program: "/usr/bin/movescu")
                try await bench.until("all to be moved") { try Bench.regularFiles(below: moved).count == expected }
                #expect(try await pixels(of: Bench.regularFiles(below: moved), bench) == pixels(of: fetched, bench))
                let unknown = try await bench.run(keys + ["-aem", "NOBODY"] + address, program: "/usr/bin/movescu")
                #expect(unknown.text.lowercased().contains("a801") || unknown.text.contains("MoveDestinationUnknown"), "\(unknown.text)")
                storescp.signal(SIGTERM)

                for file in fetched {
                    let errors = try await bench.run([file], program: "/usr/bin/dciodvfy").text.split(separator: "\n")
                        .filter { $0.hasPrefix("Error") }
                    #expect(errors.isEmpty, "\(errors)")
                }
                let entries = try await bench.must(["ledger", "verify", "\(node.home)/ledger"])
                #expect(entries.hasPrefix("sound"))
            }
        }

        @Test("Orthanc sends to the node and fetches from it, by C-MOVE")
        func orthanc() async throws {
            try await Bench.use { bench in
                let (web, dicom) = (FreePort.next(), FreePort.next())
                let node = try await ServingNode.start(
                    on: bench,
                    change: ServingNode.peers(
                        #"[{ title: "ORTHANC", host: "127.0.0.1", port: \#(dicom), may: \#(Self.everything) }]"#))
                let orthanc = try await Orthanc(web: web, dicom: dicom, node: node, on: bench)
                let files = try await samples(bench)
                for file in files { try await orthanc.upload(file) }
                #expect(try await orthanc.count("instances") == files.count)
                try await orthanc.post("modalities/node/echo", "{}")
                let studies = try await orthanc.list("studies")
                try await orthanc.post("modalities/node/store", try Self.json(studies))
                #expect(try await node.state(on: bench).instances == files.count)

                for study in studies { try await orthanc.delete("studies/\(study)") }
                #expect(try await orthanc.count("instances") == 0)
                let query = try await orthanc.post("modalities/node/query", #"{"Level": "Study", "Query": {"StudyDate": "19000101-"}}"#)
                let identifier = try #require(query.firstMatch(of: /"ID" *: *"([^"]+)"/)?.output.1)
                try await orthanc.post("queries/\(identifier)/retrieve", #"{"TargetAet": "ORTHANC", "Synchronous": true}"#)
                #expect(try await orthanc.count("instances") == files.count)
                #expect(try await orthanc.count("studies") == studies.count)
            }
        }

        @Test("pull fetches studies from a PACS by C-GET and by C-MOVE, and again finds only duplicates", arguments: ["get", "move"])
        func pull(method: String) async throws {
            try await Bench.use { bench in
                let (web, dicom) = (FreePort.next(), FreePort.next())
                let node = try await ServingNode.start(
                    on: bench,
                    change: ServingNode.peers(#"[{ title: "ORTHANC", host: "127.0.0.1", port: \#(dicom), may: [store] }]"#))
                let orthanc = try await Orthanc(web: web, dicom: dicom, node: node, on: bench)
                let files = try await samples(bench)
                for file in files { try await orthanc.upload(file) }
                let command = [
                    "node", "pull", "--home", node.home, "--from", "ORTHANC@127.0.0.1:\(dicom)", "--query", "StudyDate=19000101-", "--by",
                    method,
                ]
                let first = try await bench.must(command, as: IntakeSummary.self)
                #expect(first.isExact && first.archived == files.count, "\(first)")
                #expect(try await node.state(on: bench).instances == files.count)
                let second = try await bench.must(command, as: IntakeSummary.self)
                #expect(second.isExact && second.archived == 0 && second.duplicates == files.count, "\(second)")
                #expect(try await node.state(on: bench).instances == files.count)
                let nothing = try await bench.must(
                    ["node", "pull", "--home", node.home, "--from", "ORTHANC@127.0.0.1:\(dicom)", "--query", "PatientID=NOBODY"],
                    as: IntakeSummary.self)
                #expect(nothing.files == 0)
            }
        }

        @Test("pynetdicom gets a storage commitment for what was archived, by the UIDs it sent, and a refusal for what was not")
        func commitment() async throws {
            try await Bench.use { bench in
                let listener = FreePort.next()
                let node = try await ServingNode.start(
                    on: bench,
                    change: ServingNode.peers(#"[{ title: "MODALITY", host: "127.0.0.1", port: \#(listener), may: [store] }]"#))
                let files = try await samples(bench).prefix(5)
                let script = try String(
                    contentsOfFile: "\(MosaicProcess.repository)/Tests/Interoperability/python/storage_commitment.py", encoding: .utf8)
                let answer = try await Python.run(script, ["\(node.dicomPort)", "\(listener)"] + files, on: bench)
                #expect(answer == "committed 5 failed 1", "\(answer)")
            }
        }

        @Test("pynetdicom sends HTJ2K, encoded by OpenJPH in its three syntaxes, over IPv6 and gets the same codestreams back")
        func htj2kOverIPv6() async throws {
            try await Bench.use { bench in
                let node = try await ServingNode.start(on: bench) { yaml in
                    ServingNode.peers("[]", strangers: Self.everything)(yaml).replacingOccurrences(
                        of: "dicom:\n  host: \"127.0.0.1\"", with: "dicom:\n  host: \"::1\"")
                }
                let file = try #require(try await tags(of: samples(bench), bench).first { $0["Modality"] == "CT" }?["path"])
                let script = "\(MosaicProcess.repository)/Tests/Interoperability/python/store_htj2k.py"
                let answer = try await bench.must(["-B", script, "\(node.dicomPort)", file], program: Python.program)
                #expect(answer.contains("stored 3 fetched as sent 3"), "\(answer)")
                #expect(try await node.state(on: bench).instances == 3)
            }
        }

        // MARK: Tools

        /// Files of a small synthetic hospital that the node archives, each once.
        private func samples(_ bench: Bench) async throws -> [String] {
            let folder = bench.file("samples")
            if !FileManager.default.fileExists(atPath: folder) {
                try await bench.must(["sample", folder, "--patients", "4", "--holders", "1"])
            }
            var seen: Set<String> = []
            return try await tags(of: Bench.regularFiles(below: "\(folder)/holder-1").sorted(), bench)
                .filter { $0["BurnedInAnnotation"] != "YES" && seen.insert($0["SOPInstanceUID"] ?? "").inserted }.compactMap { $0["path"] }
        }

        /// Some attributes of each whole DICOM file.
        private func tags(of files: [String], _ bench: Bench) async throws -> [[String: String]] {
            let script = """
                import json, sys, pydicom
                found = []
                for path in sys.stdin.read().split("\\n"):
                    try:
                        dataset = pydicom.dcmread(path)
                        if len(dataset.PixelData) < dataset.Rows * dataset.Columns * dataset.BitsAllocated // 8:
                            continue
                    except Exception:
                        continue
                    names = ["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "Modality", "BurnedInAnnotation"]
                    found.append({"path": path} | {name: str(dataset.get(name, "")) for name in names})
                print(json.dumps(found))
                """
            let text = try await bench.must(["-c", script], program: Python.program, input: files.joined(separator: "\n"))
            return try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
        }

        /// Transfer syntax and a digest of Pixel Data of each file, sorted.
        private func pixels(of files: [String], _ bench: Bench) async throws -> [String] {
            let script = """
                import hashlib, sys, pydicom
                for path in sys.stdin.read().split("\\n"):
                    dataset = pydicom.dcmread(path)
                    print(dataset.file_meta.TransferSyntaxUID, hashlib.sha256(dataset.PixelData).hexdigest())
                """
            return try await bench.must(["-c", script], program: Python.program, input: files.joined(separator: "\n"))
                .split(separator: "\n").map(String.init).sorted()
        }

        private func storescu(
            _ node: ServingNode, _ files: [String], options: [String] = [], calling: String = "STORESCU", _ bench: Bench
        ) async throws -> Finished {
            try await bench.run(
                ["-v"] + options + ["-aet", calling, "-aec", "MOSAIC", "127.0.0.1", "\(node.dicomPort)"] + files,
                program: "/usr/bin/storescu")
        }

        /// The matches that findscu writes, as attributes by keyword.
        private func find(
            _ node: ServingNode, _ level: String, _ keys: [String], calling: String = "FINDSCU", model: String = "-S",
            secure: [String] = [], _ bench: Bench
        ) async throws -> [[String: String]] {
            let folder = bench.file("find-\(UUID().uuidString)")
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let options = ["-k", "QueryRetrieveLevel=\(level)"] + keys.flatMap { ["-k", $0] }
            _ = try await bench.run(
                secure + [model, "-X", "-od", folder, "-aet", calling, "-aec", "MOSAIC"] + options + ["127.0.0.1", "\(node.dicomPort)"],
                program: "/usr/bin/findscu")
            let script = """
                import json, sys, pydicom
                found = []
                for path in sys.stdin.read().split():
                    dataset = pydicom.dcmread(path, force=True)
                    found.append({element.keyword: str(element.value) for element in dataset})
                print(json.dumps(found))
                """
            let files = try Bench.regularFiles(below: folder).sorted().joined(separator: "\n")
            let text = try await bench.must(["-c", script], program: Python.program, input: files)
            return try JSONDecoder().decode([[String: String]].self, from: Data(text.utf8))
        }

        /// An authority, certificates of it for node and PACS, and one of nobody.
        private func certificates(_ bench: Bench) async throws {
            let script = """
                set -e
                openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca.key -out ca.pem
                for name in node pacs; do
                    openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout $name.key -out $name.csr
                    openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out $name.pem
                done
                openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout stranger.key -out stranger.pem
                """
            try await bench.must(["-c", script], program: "/bin/sh", in: bench.folder)
        }

        private static func json(_ list: [String]) throws -> String { String(decoding: try JSONEncoder().encode(list), as: UTF8.self) }
    }
}
