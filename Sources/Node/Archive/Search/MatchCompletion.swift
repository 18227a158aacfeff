import DICOM
import Logging
import Storage

/// Adds to the matches of a search what only the objects hold, one match after the other as they are sent: a list of any length takes the
/// memory of one header.
struct MatchCompletion: Sendable {
    private let archive: Archive
    private let scope: AccessScope
    /// `nil` for all there are.
    private let wanted: Set<Tag>?

    /// Values longer than this, in bytes, are bulk data; they have an address of their own.
    static let longestValue = 32 << 10

    /// `nil` where the archive keeps all that the query asks for.
    init?(_ query: ArchiveQuery, _ archive: Archive) {
        switch query.fields {
        case .standard: return nil
        case .standardAnd(let tags):
            let missing = Set(tags).subtracting(query.level.keptTags)
            if missing.isEmpty { return nil }
            wanted = missing
        case .all:
            // What differs between instances says nothing about a series or study as a whole.
            guard query.level == .instance else { return nil }
            wanted = nil
        }
        self.archive = archive
        scope = query.scope
    }

    /// The match with attributes of its first instance.
    func completed(_ match: DataSet) async throws -> DataSet {
        let first = try await archive.instances(
            patient: match.string(.patientID), study: match.string(.studyInstanceUID), series: match.string(.seriesInstanceUID),
            instance: match.string(.sopInstanceUID), scope: scope, limit: 1
        ).first
        // It was removed since it was found.
        guard let first else { return match }
        do {
            return DataSet(try await archive.header(of: first) { try extra($0) }.elements + match.elements)
        } catch {
            // One file that is missing must not hide all other matches.
            archive.logger.warning(
                "The object \(first.digest) cannot be read; a search is answered with what the database keeps of it: \(error) 'mosaic node verify' names all such objects."
            )
            return match
        }
    }

    private func extra(_ header: DataSet) throws -> DataSet {
        var header = header
        // The answer as a whole is in UTF-8.
        if header.contains(.specificCharacterSet) { header.convertToUTF8() }
        let extra = DataSet(
            header.elements.filter { wanted?.contains($0.tag) ?? true }.filter { ($0.bytes?.count ?? 0) <= Self.longestValue })
        // Its values share the bytes of the whole header, which may be long.
        return (try? DataSet(encoded: extra.encoded(as: .explicitVRLittleEndian), as: .explicitVRLittleEndian)) ?? extra
    }
}
