import DICOM

/// A search for patients, studies, series or instances: what C-FIND and QIDO-RS both ask.
struct ArchiveQuery: Sendable {
    /// What is searched for (PS3.4 §C.3).
    enum Level: Int, Sendable, Comparable, CaseIterable {
        case patient, study, series, instance

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// Which attributes the answer holds.
    enum Fields: Sendable, Equatable {
        /// Those that the archive keeps of the level and of those above, which includes all that PS3.18 §10.6.3.3 lists.
        case standard
        /// Those and some more.
        case standardAnd([Tag])
        /// All that the object holds at its beginning.
        case all
    }

    var level: Level
    /// All of them have to be met.
    var conditions: [AttributeCondition] = []
    /// Whether names match roughly.
    var fuzzy = false
    var fields: Fields = .standard
    /// In which order the results come, and where they begin.
    enum Order: Sendable, Equatable {
        /// As a person reads them: studies by date, series and instances by number. So many results are passed over first.
        case natural(offset: Int)
        /// By the unique key of the level, behind this one: a list of any length is read page by page, each as fast as the first.
        case key(after: String)
    }

    /// At most this many results.
    var limit: Int?
    var order = Order.natural(offset: 0)
    /// What the asker may see.
    var scope: AccessScope = .everything
}

/// What was found.
struct SearchResult: Sendable {
    /// A data set for each match, in a stable order.
    var dataSets: [DataSet]
    /// Whether there are no more matches behind these.
    var isComplete: Bool
    /// Keys that were not looked at, because the archive does not keep the attribute.
    var unsupported: [Tag]
}
