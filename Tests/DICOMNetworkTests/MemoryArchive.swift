import DICOM
import Synchronization

@testable import DICOMNetwork

/// A provider that keeps what it is given, finds by UIDs and gives it back.
final class MemoryArchive: ServiceClassProvider {
    struct Stored: Sendable {
        let instance: IncomingInstance
        let keys: DataSet
    }

    let stored = Mutex<[String: Stored]>([:])
    let destinations = Mutex<[String: RemoteApplicationEntity]>([:])
    let commitments = Mutex<[StorageCommitmentRequest]>([])
    /// How many stores go on at a time, and the most there were.
    let running = Mutex<(now: Int, most: Int)>((0, 0))
    /// What a store waits for before it answers.
    let gate: Gate?
    let answer: StoreStatus
    /// What every peer may use.
    let permitted: AssociationPolicy.Services
    /// What every search says it did not look at.
    let unsupportedKeys: [DICOM.Tag]
    /// The room for what is sent.
    let reserve: RetrievableInstance.Reserve?

    init(
        gate: Gate? = nil, answer: StoreStatus = .success, permitted: AssociationPolicy.Services = .all, unsupportedKeys: [DICOM.Tag] = [],
        reserve: RetrievableInstance.Reserve? = nil
    ) {
        self.gate = gate
        self.answer = answer
        self.permitted = permitted
        self.unsupportedKeys = unsupportedKeys
        self.reserve = reserve
    }

    func permits(_ service: AssociationPolicy.Services, for association: AssociationInformation) async -> Bool {
        permitted.contains(service)
    }

    var count: Int { stored.withLock { $0.count } }

    func store(_ instance: IncomingInstance) async -> StoreStatus {
        running.withLock { running in
            running.now += 1
            running.most = max(running.most, running.now)
        }
        await gate?.wait()
        running.withLock { $0.now -= 1 }
        guard answer.isStored else { return answer }
        guard let keys = try? DataSet(encoded: instance.dataSet, as: instance.transferSyntax, stopBefore: .pixelData) else {
            return .cannotUnderstand
        }
        stored.withLock { $0[instance.sopInstanceUID] = Stored(instance: instance, keys: keys) }
        return answer
    }

    /// Everything that matches the unique keys of a query, `*` and no value matching all.
    private func matches(_ identifier: DataSet) -> [Stored] {
        let tags: [DICOM.Tag] = [.patientID, .studyInstanceUID, .seriesInstanceUID, .sopInstanceUID]
        return stored.withLock { Array($0.values) }.filter { stored in
            tags.allSatisfy { tag in
                let wanted = identifier.strings(tag).filter { !$0.isEmpty && $0 != "*" }
                return wanted.isEmpty || wanted.contains(stored.keys.string(tag) ?? "")
            }
        }.sorted { $0.instance.sopInstanceUID < $1.instance.sopInstanceUID }
    }

    func find(_ request: FindRequest) async throws -> FindAnswer {
        let unique: DICOM.Tag =
            switch request.level {
            case .patient: .patientID
            case .study: .studyInstanceUID
            case .series: .seriesInstanceUID
            case .image: .sopInstanceUID
            }
        var seen: Set<String> = []
        let found = matches(request.identifier).filter { seen.insert($0.keys.string(unique) ?? "").inserted }
        return FindAnswer(
            found.map { stored in
                var answer = DataSet()
                answer[.specificCharacterSet] = stored.keys[.specificCharacterSet]
                for element in request.identifier.elements where element.tag != .queryRetrieveLevel {
                    answer[element.tag] = stored.keys[element.tag] ?? element.with(value: .bytes([]))
                }
                return answer
            }, unsupportedKeys: unsupportedKeys)
    }

    func retrieve(_ request: RetrieveRequest) async throws -> [RetrievableInstance] {
        matches(request.identifier).map { stored in
            let instance = stored.instance
            return RetrievableInstance(
                sopClassUID: instance.sopClassUID, sopInstanceUID: instance.sopInstanceUID, transferSyntax: instance.transferSyntax,
                load: { instance.dataSet },
                transcode: { syntaxes in
                    guard !instance.transferSyntax.isEncapsulated, let syntax = syntaxes.first(where: { !$0.isEncapsulated }) else {
                        return nil
                    }
                    let dataSet = try DataSet(encoded: instance.dataSet, as: instance.transferSyntax)
                    return EncodedDataSet(bytes: try dataSet.encoded(as: syntax), transferSyntax: syntax)
                }, reserve: reserve)
        }
    }

    func destination(for title: String) async -> RemoteApplicationEntity? { destinations.withLock { $0[title] } }

    func commit(_ request: StorageCommitmentRequest) async -> StorageCommitmentResult {
        commitments.withLock { $0.append(request) }
        let known = stored.withLock { Set($0.keys) }
        return StorageCommitmentResult(
            committed: request.references.filter { known.contains($0.sopInstanceUID) },
            failed: request.references.filter { !known.contains($0.sopInstanceUID) }.map { .init($0, .noSuchInstance) })
    }
}

/// Counts who has room.
final class Rooms: Sendable {
    let counts = Mutex<(now: Int, most: Int, all: Int)>((0, 0, 0))

    final class Room: Sendable {
        private let rooms: Rooms

        init(in rooms: Rooms) {
            self.rooms = rooms
            rooms.counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
        }

        deinit { rooms.counts.withLock { $0.now -= 1 } }
    }
}

/// Something to wait for until a test opens it.
final class Gate: Sendable {
    private let state = Mutex<(isOpen: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func wait() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
