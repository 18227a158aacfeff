/// What an asker may see of the archive. It is a part of every statement that searches or looks up.
public enum AccessScope: Sendable, Codable, Equatable {
    /// The whole archive.
    case everything
    /// What published datasets hold in their present version, by their ids.
    case datasets([String])
    /// Studies, by their de-identified Study Instance UID.
    case studies([String])

    /// What it opens, in words.
    var words: String {
        switch self {
        case .everything: "everything"
        case .datasets(let ids): ids.count == 1 ? "dataset \(ids[0])" : "datasets \(ids.joined(separator: ", "))"
        case .studies(let uids): uids.count == 1 ? "study \(uids[0])" : "\(uids.count) studies"
        }
    }
}
