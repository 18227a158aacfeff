import DICOM

/// The answers to a C-FIND, read page by page as the peer takes them: a list of a million instances is never held at once.
struct FoundMatches: AsyncSequence, Sendable {
    typealias Element = DataSet
    typealias Failure = any Error

    let archive: Archive
    let query: FindIdentifier

    private static let pageSize = 500

    func makeAsyncIterator() -> Iterator { Iterator(archive: archive, query: query) }

    struct Iterator: AsyncIteratorProtocol {
        private let archive: Archive
        private let query: FindIdentifier
        private var page: IndexingIterator<[DataSet]> = [].makeIterator()
        private var offset = 0
        private var isLastPage = false

        fileprivate init(archive: Archive, query: FindIdentifier) {
            self.archive = archive
            self.query = query
        }

        mutating func next() async throws -> DataSet? {
            while true {
                if let match = page.next() { return query.response(for: match) }
                guard !isLastPage else { return nil }
                try Task.checkCancellation()
                var search = query.query
                search.limit = FoundMatches.pageSize
                search.offset = offset
                let result = try await archive.search(search)
                page = result.dataSets.makeIterator()
                offset += FoundMatches.pageSize
                isLastPage = result.isComplete
            }
        }
    }
}
