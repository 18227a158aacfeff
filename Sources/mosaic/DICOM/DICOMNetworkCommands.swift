import ArgumentParser
import DICOM
import DICOMNetwork
import Foundation
import Node
import Storage

/// Whether a peer is called over TLS, and with which files. A node has the same in `dicom.tls` of node.yaml.
struct TLSOptions: ParsableArguments {
    @Flag(name: .long, help: "Call the peer over TLS.") var tls = false
    @Option(name: .long, help: "With --tls: our certificate chain as a PEM file, for peers that ask for one.") var certificate: String?
    @Option(name: .long, help: "With --certificate: its private key as a PEM file.") var key: String?
    @Option(
        name: .long,
        help: "With --tls: a PEM file of authorities, one of which must have signed the peer's certificate; those of the system otherwise.")
    var authorities: String?

    func validate() throws {
        guard (certificate == nil) == (key == nil) else { throw ValidationError("--certificate and --key go together.") }
        guard tls || (certificate == nil && authorities == nil) else {
            throw ValidationError("--certificate, --key and --authorities go with --tls.")
        }
    }

    func options() throws -> AssociationOptions {
        guard tls else { return AssociationOptions() }
        return try PeerTLS.calling(own: certificate.flatMap { chain in key.map { (chain, $0) } }, authorities: authorities)
    }
}

/// The peer of a DICOM command, and how we call ourselves.
struct PeerOptions: ParsableArguments {
    @Argument(help: "The peer as AE@host:port.") var peer: String
    @Option(name: .long, help: "Our own AE title.") var title: String = "MOSAIC"
    @OptionGroup var security: TLSOptions

    func validate() throws {
        guard RemoteApplicationEntity(peer) != nil else {
            throw ValidationError(
                "The peer is written AE@host:port, not '\(peer)': a title of up to 16 characters, and a port from 1 to 65535.")
        }
        guard RemoteApplicationEntity.isTitle(title) else {
            throw ValidationError("--title is 1 to 16 characters without a backslash, not '\(title)'.")
        }
    }

    /// Requests an association with the peer, uses it, and releases it.
    nonisolated(nonsending) func with<Result>(
        _ contexts: [ProposedContext], _ body: nonisolated(nonsending) (Association) async throws -> Result
    ) async throws -> Result {
        guard var address = RemoteApplicationEntity(peer) else { throw ValidationError("'\(peer)' is not AE@host:port.") }
        address.usesTLS = security.tls
        return try await Association.with(address, as: title, proposing: contexts, options: security.options(), body)
    }
}

/// What a query at a peer is about.
struct QueryOptions: ParsableArguments {
    @Option(name: .long, help: "PATIENT, STUDY, SERIES or IMAGE.") var level: String = "STUDY"
    @Argument(help: "Keys: Keyword=value to match, a keyword alone to be told.") var keys: [String] = []

    func validate() throws {
        guard chosenLevel != nil else { throw ValidationError("--level is PATIENT, STUDY, SERIES or IMAGE, not '\(level)'.") }
        try Self.check(keys)
    }

    /// Refuses keys that name no attribute before anything is done.
    static func check(_ keys: [String]) throws {
        do {
            _ = try DataSet(queryKeys: keys)
        } catch let error as NodeError {
            throw ValidationError(error.message)
        }
    }

    private var chosenLevel: QueryRetrieveLevel? { QueryRetrieveLevel(rawValue: level.uppercased()) }

    var model: QueryRetrieveModel { chosenLevel == .patient ? .patientRoot : .studyRoot }

    var identifier: DataSet {
        get throws {
            var identifier = try DataSet(queryKeys: keys)
            identifier.set(.queryRetrieveLevel, level.uppercased())
            return identifier
        }
    }
}

extension DICOMCommand {
    /// `mosaic dicom echo`
    struct Echo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ask a DICOM peer whether it is there (C-ECHO).",
            discussion: """
                Example: mosaic dicom echo PACS1@10.1.2.3:104
                Over TLS: mosaic dicom echo PACS1@10.1.2.3:2762 --tls --certificate own.pem --key own.key --authorities ca.pem
                """)
        @OptionGroup var peer: PeerOptions

        func run() async throws {
            let start = ContinuousClock.now
            try await peer.with([.verification]) { try await $0.echo() }
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
            let failed = try await peer.with(contexts) { association in
                var failed = 0
                for (number, path) in paths.enumerated() {
                    let (isStored, remark) = try await Store.send(path, association)
                    if !isStored { failed += 1 }
                    if let remark {
                        Terminal.endProgress()
                        print(Terminal.plain("\(path): \(remark)"))
                    }
                    Terminal.progress("\(number + 1) of \(paths.count) objects")
                }
                return failed
            }
            Terminal.endProgress()
            print("\(paths.count - failed) of \(paths.count) objects stored at \(peer.peer)")
            if failed > 0 { throw NodeError(.state, "\(failed) objects were not stored; the reasons are above.") }
        }

        /// Sends a file, and says what is remarkable about it. What fails for this object alone does not keep the others from being sent.
        ///
        /// - Throws: where the association is over.
        private static func send(_ path: String, _ association: Association) async throws -> (isStored: Bool, remark: String?) {
            let instance: OutgoingInstance
            do {
                instance = try OutgoingInstance(file: DICOMFile(bytes: DurableFile.read(path)))
            } catch {
                return (false, "\(error)")
            }
            do {
                let status = try await association.store(instance)
                return (status.isStored, status == .success ? nil : "\(status.status)\(status.comment.map { ", \($0)" } ?? "")")
            } catch let error as DICOMNetworkError where error.code == .notAccepted {
                return (false, error.message)
            }
        }
    }

    /// `mosaic dicom find`
    struct Find: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search at a DICOM peer (C-FIND).",
            discussion: "Example: mosaic dicom find PACS1@10.1.2.3:104 StudyDate=20240101- PatientID StudyDescription")
        @OptionGroup var peer: PeerOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var query: QueryOptions

        func run() async throws {
            let model = query.model
            let identifier = try query.identifier
            let matches = try await peer.with([.find(model)]) { association in
                var matches: [DataSet] = []
                for try await match in association.find(model, identifier) { matches.append(match) }
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
            discussion: """
                Objects come uncompressed or in the one compressed syntax of each class that the peer chooses, and are named by their SOP
                Instance UID. Nothing is overwritten: what is there already stays, and other content under the same name is a failure.
                Example: mosaic dicom get PACS1@10.1.2.3:104 --to /data/in StudyInstanceUID=1.2.3
                """)
        @OptionGroup var peer: PeerOptions
        @Option(name: .long, help: "The folder to write to.") var to: String
        @OptionGroup var query: QueryOptions

        func run() async throws {
            let model = query.model
            let identifier = try query.identifier
            let folder = to
            try DurableFile.makeDirectory(folder)
            let result = try await peer.with([.get(model)] + ProposedContext.receptions) { association in
                try await association.get(model, identifier) { Get.keep($0, in: folder) }
            }
            try DurableFile.flushFileSystem(of: folder)
            let came = result.counts.completed + result.counts.warning
            guard came + result.counts.failed + result.counts.remaining > 0 || result.status.category != .success else {
                throw NodeError(.notFound, "Nothing at \(peer.peer) matches. 'mosaic dicom find' with the same keys says what is there.")
            }
            print("\(came) objects in \(folder), \(result.counts.failed) failed: \(result.status)")
            if result.counts.failed > 0 || result.status.category == .failure {
                throw NodeError(.state, "Not all objects came: \(result.comment ?? "\(result.status)").")
            }
        }

        /// Writes an object to a file of its own.
        private static func keep(_ instance: IncomingInstance, in folder: String) -> StoreStatus {
            // The name comes from outside: only what a UID may hold gets into a path.
            let name = instance.sopInstanceUID.filter { $0.isASCII && $0.isNumber || $0 == "." }
            guard !name.isEmpty else { return .cannotUnderstand }
            let path = "\(folder)/\(name).dcm"
            do {
                let bytes = try DICOMFile.bytes(
                    around: instance.dataSet, as: instance.transferSyntax, sopClassUID: instance.sopClassUID,
                    sopInstanceUID: instance.sopInstanceUID)
                if try DurableFile.create(bytes, at: path) { return .success }
                guard try DurableFile.read(path) == bytes else {
                    Terminal.error("\(path) is there already with other content; it stays as it is.")
                    return .processingFailure.commented("There is another object of this UID.")
                }
                return .success
            } catch {
                Terminal.error("\(path) cannot be written: \(error)")
                return .outOfResources
            }
        }
    }
}
