import DICOM
import DICOMPixels

/// The objects of which frames were asked for last, read and parsed: a viewer asks for one frame after the other of the same object.
///
/// The one asked for last is kept whatever its size, for otherwise each frame of a large one would read all of it again. What nobody asked
/// for in a while is given back.
actor RecentObjects {
    /// The most bytes that are kept, but for a single object above them.
    static let standardBytes = 192 << 20
    /// Objects are kept as long as any of them is asked for within this time.
    static let idleTime = Duration.seconds(60)
    /// The most bytes of images that are decoded and drawn at the same time.
    static let drawnBytes = 512 << 20

    private let load: @Sendable (ArchivedInstance) async throws -> [UInt8]
    private let bytes: Int
    private let drawing: Capacity
    private let clock: any Clock<Duration>
    private var kept: [(digest: String, size: Int, file: Task<DICOMFile, any Error>)] = []
    private var arriving: [String: Task<DICOMFile, any Error>] = [:]
    private var idling: Task<Void, any Error>?
    /// How often an object was asked for.
    private(set) var askedCount = 0

    /// - Parameters:
    ///   - drawing: what images may take at the same time while they are decoded and drawn, in bytes.
    ///   - clock: what ``idleTime`` is measured by.
    ///   - load: reads an object, as ``Archive/load(_:)`` does.
    init(
        bytes: Int = standardBytes, drawing: Capacity = Capacity(limit: drawnBytes), clock: any Clock<Duration> = ContinuousClock(),
        load: @escaping @Sendable (ArchivedInstance) async throws -> [UInt8]
    ) {
        self.load = load
        self.bytes = bytes
        self.drawing = drawing
        self.clock = clock
    }

    /// How many objects are kept.
    var keptCount: Int { kept.count }

    /// The object; asked for at the same time by several, it is read once.
    func file(_ instance: ArchivedInstance) async throws -> DICOMFile {
        askedCount += 1
        let digest = instance.digest
        if let position = kept.firstIndex(where: { $0.digest == digest }) {
            let known = kept.remove(at: position)
            kept.append(known)
            restartIdling()
            return try await known.file.value
        }
        if let task = arriving[digest] { return try await task.value }
        let load = self.load
        let task = Task.detached { try DICOMFile(bytes: await load(instance)) }
        arriving[digest] = task
        defer { arriving[digest] = nil }
        let file = try await task.value
        kept.append((digest, instance.size, task))
        while kept.count > 1, kept.reduce(0, { $0 + $1.size }) > bytes { kept.removeFirst() }
        restartIdling()
        return file
    }

    private func restartIdling() {
        idling?.cancel()
        idling = Task { [weak self, clock] in
            try await clock.sleep(for: Self.idleTime)
            await self?.forgetAll()
        }
    }

    private func forgetAll() { kept = [] }

    /// Work that decodes a frame of an object: it waits while others decode as much as is good for the machine.
    nonisolated func draw<Result: Sendable>(_ file: DICOMFile, _ work: () throws -> Result) async rethrows -> Result {
        try await drawing.use(Self.bytes(drawing: file), work)
    }

    /// What decoding and drawing a frame takes: the values in 32 bits, the same decoded and shown. A small file may hold a large image.
    static func bytes(drawing file: DICOMFile) -> Int {
        // What has no frames fails before it takes anything.
        guard let description = try? PixelDescription(file.dataSet) else { return 0 }
        return description.samplesPerFrame * (4 + 4 + 3) + description.bytesPerFrame
    }
}
