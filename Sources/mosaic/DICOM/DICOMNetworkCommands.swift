import ArgumentParser
import DICOM
import DICOMNetwork
import Foundation
import Node
import Storage

/// The peer of a DICOM command, and how we call ourselves.
struct PeerOptions: ParsableArguments {
    @Argument(help: "The peer as AE@host:port.") var peer: String
    @Option(name: .long, help: "Our own AE title.") var title: String = "MOSAIC"

    func validate() throws {
        guard RemoteApplicationEntity(peer) != nil else { throw ValidationError("The peer is written AE@host:port, not '\(peer)'.") }
    }

    var address: RemoteApplicationEntity {
        get throws {
            guard let address = RemoteApplicationEntity(peer) else { throw ValidationError("'\(peer)' is not AE@host:port.") }
            return address
        }
    }
}

extension DICOMCommand {
    /// `mosaic dicom echo`
    struct Echo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a DICOM peer whether it is there (C-ECHO).", discussion: "Example: mosaic dicom echo PACS1@10.1.2.3:104")
        @OptionGroup var peer: PeerOptions

        func run() async throws {
            let start = ContinuousClock.now
            try await Association.with(peer.address, as: peer.title, proposing: [.verification]) { try await $0.echo() }
            let time = (ContinuousClock.now - start) / .milliseconds(1)
            print("\(peer.peer) answers (\(String(format: "%.1f", time)) ms with the association)")
        }
    }

    /// `mosaic dicom store`
    struct Store: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send files to a DICOM peer (C-STORE).",
            discussion: "Sends the objects as they are. Example: mosaic dicom store PACS1@10.1.2.3:104 /data/export")
        @OptionGroup var peer: PeerOptions
        @Argument(help: "Files or folders.") var paths: [String]

        func run() async throws {
            let files = try paths.flatMap { try FolderFiles.list($0) }
            var kinds: [String: Set<TransferSyntax>] = [:]
            var objects: [String] = []
            for path in files {
                let file = try? DICOMFile.header(stopBefore: .studyDate) { try DurableFile.read(path, from: $0, count: $1) }
                guard let file, let kind = file.dataSet.string(.sopClassUID) else {
                    print("not DICOM: \(path)")
                    continue
                }
                kinds[kind, default: []].insert(file.transferSyntax)
                objects.append(path)
            }
            // One context for each syntax of a class: what the peer takes is then known for each.
            let contexts = kinds.sorted { $0.key < $1.key }.flatMap { kind, syntaxes in
                syntaxes.sorted { $0.uid < $1.uid }.map { ProposedContext.storage(kind, [$0]) }
            }
            guard !objects.isEmpty else { throw NodeError(.input, "There is no DICOM object among the files.") }
            let paths = objects
            let failed = try await Association.with(peer.address, as: peer.title, proposing: contexts) { association in
                var failed = 0
                for (number, path) in paths.enumerated() {
                    let status = try await association.store(OutgoingInstance(file: DICOMFile(bytes: DurableFile.read(path))))
                    if !status.isStored { failed += 1 }
                    if status != .success { print("\(path): \(status.status)\(status.comment.map { ", \($0)" } ?? "")") }
                    Terminal.progress("\(number + 1) of \(paths.count) objects")
                }
                return failed
            }
            Terminal.endProgress()
            print("\(paths.count - failed) of \(paths.count) objects stored at \(peer.peer)")
            if failed > 0 { throw NodeError(.state, "\(failed) objects were refused; the reasons are above.") }
        }
    }

    /// `mosaic dicom find`
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search at a DICOM peer (C-FIND).",
            discussion: "Example: mosaic dicom find PACS1@10.1.2.3:104 StudyDate=20240101- PatientID StudyDescription")
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        @Option(name: .long, help: "PATIENT, STUDY, SERIES or IMAGE.") var level: String = "STUDY"
        @Argument(help: "Keys: Keyword=value to match, a keyword alone to be told.") var keys: [String] = []

        func run() async throws {
            var identifier = try DataSet(queryKeys: keys)
            identifier.set(.queryRetrieveLevel, level.uppercased())
            let model: QueryRetrieveModel = level.uppercased() == "PATIENT" ? .patientRoot : .studyRoot
            let query = identifier
            let matches = try await Association.with(peer.address, as: peer.title, proposing: [.find(model)]) { association in
                var matches: [DataSet] = []
                for try await match in association.find(model, query) { matches.append(match) }
                return matches
            }
            if output.json { return print("[\(matches.map { $0.json() }.joined(separator: ","))]") }
            for match in matches { print(match.dump()) }
            print("\(matches.count) matches")
        }
    }

    /// `mosaic dicom get`
    struct Get: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch objects from a DICOM peer into a folder (C-GET).",
            discussion: "Example: mosaic dicom get PACS1@10.1.2.3:104 --to /data/in StudyInstanceUID=1.2.3")
        @OptionGroup var peer: PeerOptions
        @Option(name: .long, help: "PATIENT, STUDY, SERIES or IMAGE.") var level: String = "STUDY"
        @Option(name: .long, help: "The folder to write to.") var to: String
        @Argument(help: "Keys: Keyword=value.") var keys: [String]

        func run() async throws {
            var identifier = try DataSet(queryKeys: keys)
            identifier.set(.queryRetrieveLevel, level.uppercased())
            let model: QueryRetrieveModel = level.uppercased() == "PATIENT" ? .patientRoot : .studyRoot
            let contexts = [ProposedContext.get(model)] + StorageSOPClasses.common.map { .reception(of: $0) }
            try DurableFile.makeDirectory(to)
            let folder = to
            let query = identifier
            let result = try await Association.with(peer.address, as: peer.title, proposing: contexts) { association in
                try await association.get(model, query) { instance in
                    do {
                        let bytes = try DICOMFile.bytes(
                            around: instance.dataSet, as: instance.transferSyntax, sopClassUID: instance.sopClassUID,
                            sopInstanceUID: instance.sopInstanceUID)
                        // The name comes from outside: only what a UID may hold gets into a path.
                        let name = instance.sopInstanceUID.filter { $0.isNumber || $0 == "." }
                        try DurableFile.write(bytes, to: "\(folder)/\(name).dcm")
                        return .success
                    } catch {
                        return .outOfResources
                    }
                }
            }
            print("\(result.counts.completed) objects in \(to), \(result.counts.failed) failed: \(result.status)")
            if result.counts.failed > 0 || result.status.category == .failure {
                throw NodeError(.state, "Not all objects came: \(result.comment ?? "\(result.status)").")
            }
        }
    }
}
