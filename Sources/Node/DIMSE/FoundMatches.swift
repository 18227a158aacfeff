import DICOM

/// The answers to a C-FIND, read page by page as the peer takes them: a list of a million instances is never held at once.
struct FoundMatches: AsyncSequence, Sendable {
    typealias Element = DataSet
    typealias Failure = any Error

    let archive: Archive
    let query: FindIdentifier
    var pageSize = 500

    func makeAsyncIterator() -> Iterator { Iterator(matches: self) }

    struct Iterator: AsyncIteratorProtocol {
        private let matches: FoundMatches
        private var page: IndexingIterator<[DataSet]> = [].makeIterator()
        private var order = ArchiveQuery.Order.natural(offset: 0)
        private var isLastPage = false

        fileprivate init(matches: FoundMatches) { self.matches = matches }

        mutating func next() async throws -> DataSet? {
            while true {
                if let match = page.next() { return matches.query.response(for: match) }
                guard !isLastPage else { return nil }
                try Task.checkCancellation()
                try await turnPage()
            }
        }

        /// Reads the first page as a person would read it. Where that is not all, everything is read by key instead, from the beginning:
        /// the peer puts a list of that length in order itself.
        private mutating func turnPage() async throws {
            let result = try await search()
            if case .natural = order, !result.isComplete {
                order = .key(after: "")
                return
            }
            page = result.dataSets.makeIterator()
            isLastPage = result.isComplete
            if let last = result.dataSets.last?.string(matches.query.query.level.key) { order = .key(after: last) }
        }

        private func search() async throws -> SearchResult {
            var search = matches.query.query
            search.limit = matches.pageSize
            search.order = order
            return try await matches.archive.search(search)
        }
    }
}

extension ArchiveQuery.Level {
    /// The unique key of the level (PS3.4 §C.6).
    fileprivate var key: Tag {
        switch self {
        case .patient: .patientID
        case .study: .studyInstanceUID
        case .series: .seriesInstanceUID
        case .instance: .sopInstanceUID
        }
    }
}
