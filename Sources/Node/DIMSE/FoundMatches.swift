import DICOM

/// The answers to a C-FIND, read page by page as the peer takes them: a list of a million instances is never held at once.
struct FoundMatches: AsyncSequence, Sendable {
    typealias Element = DataSet
    typealias Failure = any Error

    let archive: Archive
    let query: FindIdentifier
    var pageSize = 500
    /// The first page, where it has been read already.
    var firstPage: SearchResult?

    /// Reads the first page ahead, for what it says of the query as a whole.
    ///
    /// - Returns: the keys with a value that were not looked at, because the archive does not keep the attribute.
    mutating func readFirstPage() async throws -> [Tag] {
        let page = try await page(in: .natural(offset: 0))
        firstPage = page
        return page.unsupported
    }

    private func page(in order: ArchiveQuery.Order) async throws -> SearchResult {
        var search = query.query
        search.limit = pageSize
        search.order = order
        return try await archive.search(search)
    }

    func makeAsyncIterator() -> Iterator { Iterator(matches: self) }

    struct Iterator: AsyncIteratorProtocol {
        private let matches: FoundMatches
        private let completion: MatchCompletion?
        private var page: IndexingIterator<[DataSet]> = [].makeIterator()
        private var order = ArchiveQuery.Order.natural(offset: 0)
        private var isLastPage = false
        private var isAtBeginning = true

        fileprivate init(matches: FoundMatches) {
            self.matches = matches
            completion = MatchCompletion(matches.query.query, matches.archive)
        }

        mutating func next() async throws -> DataSet? {
            while true {
                if let match = page.next() { return matches.query.response(for: try await completion?.completed(match) ?? match) }
                guard !isLastPage else { return nil }
                try Task.checkCancellation()
                try await turnPage()
            }
        }

        /// Reads the first page as a person would read it. Where that is not all, everything is read by key instead, from the beginning:
        /// the peer puts a list of that length in order itself.
        private mutating func turnPage() async throws {
            let ahead = isAtBeginning ? matches.firstPage : nil
            isAtBeginning = false
            let result = if let ahead { ahead } else { try await matches.page(in: order) }
            if case .natural = order, !result.isComplete {
                order = .key(after: "")
                return
            }
            page = result.dataSets.makeIterator()
            isLastPage = result.isComplete
            if let last = result.dataSets.last?.string(matches.query.query.level.key) { order = .key(after: last) }
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
