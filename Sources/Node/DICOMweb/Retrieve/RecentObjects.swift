import DICOM

/// The objects of which frames were asked for last, read and parsed: a viewer asks for one frame after the other of the same object.
actor RecentObjects {
    /// The most bytes that are kept. An object above half of it is shared by those who ask while it is read, and not kept.
    static let standardBytes = 192 << 20
    /// The most bytes of objects that are decoded and drawn at the same time.
    static let drawnBytes = 512 << 20

    private let load: @Sendable (ArchivedInstance) async throws -> [UInt8]
    private let bytes: Int
    private let drawing = Capacity(limit: drawnBytes)
    private var kept: [(digest: String, size: Int, file: Task<DICOMFile, any Error>)] = []
    private var arriving: [String: Task<DICOMFile, any Error>] = [:]
    /// How often an object was asked for.
    private(set) var askedCount = 0

    /// - Parameter load: Reads an object, as ``Archive/load(_:)`` does.
    init(bytes: Int = standardBytes, load: @escaping @Sendable (ArchivedInstance) async throws -> [UInt8]) {
        self.load = load
        self.bytes = bytes
    }

    /// The object; asked for at the same time by several, it is read once.
    func file(_ instance: ArchivedInstance) async throws -> DICOMFile {
        askedCount += 1
        let digest = instance.digest
        if let position = kept.firstIndex(where: { $0.digest == digest }) {
            let known = kept.remove(at: position)
            kept.append(known)
            return try await known.file.value
        }
        if let task = arriving[digest] { return try await task.value }
        let load = self.load
        let task = Task.detached { try DICOMFile(bytes: await load(instance)) }
        arriving[digest] = task
        defer { arriving[digest] = nil }
        let file = try await task.value
        if instance.size <= bytes / 2 {
            kept.append((digest, instance.size, task))
            while kept.reduce(0, { $0 + $1.size }) > bytes { kept.removeFirst() }
        }
        return file
    }

    /// Work that decodes an object: it waits while others decode as much as is good for the machine.
    nonisolated func draw<Result: Sendable>(_ instance: ArchivedInstance, _ work: (DICOMFile) throws -> Result) async throws -> Result {
        try await drawing.use(instance.size) { try work(await file(instance)) }
    }
}
