import DICOM

/// The objects of which frames were asked for last, read and parsed: a viewer asks for one frame after the other of the same object.
actor RecentObjects {
    /// The most bytes that are kept; an object above half of it is not kept at all.
    static let standardBytes = 192 << 20

    private let archive: Archive
    private let bytes: Int
    private var kept: [(digest: String, size: Int, file: Task<DICOMFile, any Error>)] = []

    init(archive: Archive, bytes: Int = standardBytes) {
        self.archive = archive
        self.bytes = bytes
    }

    /// The object; asked for at the same time by several, it is read once.
    func file(_ instance: ArchivedInstance) async throws -> DICOMFile {
        if let position = kept.firstIndex(where: { $0.digest == instance.digest }) {
            let known = kept.remove(at: position)
            kept.append(known)
            return try await known.file.value
        }
        let archive = self.archive
        let task = Task.detached { try DICOMFile(bytes: await archive.load(instance)) }
        guard instance.size <= bytes / 2 else { return try await task.value }
        kept.append((instance.digest, instance.size, task))
        while kept.reduce(0, { $0 + $1.size }) > bytes { kept.removeFirst() }
        do {
            return try await task.value
        } catch {
            kept.removeAll { $0.digest == instance.digest }
            throw error
        }
    }
}
