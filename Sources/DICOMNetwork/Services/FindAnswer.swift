public import DICOM

/// What a provider answers to a C-FIND.
public struct FindAnswer: Sendable {
    /// The matches.
    public let matches: any AsyncSequence<DataSet, any Error> & Sendable
    /// Optional keys of the query that had a value and were not matched. Where there are any, the peer is told so with every match, by
    /// FF01 (PS3.4 section C.4.1.1.4): it has to look at those attributes itself.
    public let unsupportedKeys: [Tag]

    /// An answer.
    public init(_ matches: any AsyncSequence<DataSet, any Error> & Sendable, unsupportedKeys: [Tag] = []) {
        self.matches = matches
        self.unsupportedKeys = unsupportedKeys
    }

    /// An answer of matches that are there already.
    public init(_ dataSets: some Sequence<DataSet>, unsupportedKeys: [Tag] = []) {
        let matches = AsyncThrowingStream<DataSet, any Error> { continuation in
            for dataSet in dataSets { continuation.yield(dataSet) }
            continuation.finish()
        }
        self.init(matches, unsupportedKeys: unsupportedKeys)
    }
}
