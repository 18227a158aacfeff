import DICOM
import Foundation
import Storage

/// An instance of the archive: what it is and where its bytes are.
struct ArchivedInstance: Sendable {
    let patientID: String
    let studyUID: String
    let seriesUID: String
    let sopInstanceUID: String
    let sopClassUID: String
    let transferSyntax: TransferSyntax
    /// SHA-256 of the file in lower-case hexadecimal: it never changes, so it serves as a strong entity tag.
    let digest: String
    /// The file's length in bytes.
    let size: Int
    /// Instance Number (0020,0013).
    let number: Int?
}

extension Archive {
    /// The instances below a patient, study or series, or the one named, in the order of series and instance numbers.
    ///
    /// - Parameter limit: at most this many.
    func instances(
        patient: String? = nil, study: String? = nil, series: String? = nil, instance: String? = nil, scope: AccessScope = .everything,
        limit: Int? = nil
    ) async throws -> [ArchivedInstance] {
        var statement = SearchStatement(scope: scope)
        for (column, value) in [("p.id", patient), ("s.uid", study), ("r.uid", series), ("i.sop_instance_uid", instance)] {
            if let value { statement.require("\(column) = ?", .text(value)) }
        }
        let sql = """
            SELECT p.id AS patient, s.uid AS study, r.uid AS series, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.digest,
                i.size, i.number
            \(SearchStatement.tables(down: .instance)) \(statement.whereClause(at: .instance))
            ORDER BY s.uid, r.number, r.uid, i.number, i.sop_instance_uid \(limit.map { "LIMIT \($0)" } ?? "")
            """
        let arguments = statement.arguments
        return try await database.read { connection in
            try connection.query(sql, arguments).compactMap(ArchivedInstance.init)
        }
    }

    /// The whole file of an instance, checked against its digest.
    ///
    /// - Throws: `StorageError` `corrupted` where the disk gives other bytes than were stored.
    func load(_ instance: ArchivedInstance) async throws -> [UInt8] { try objects.load(instance.digest) }

    /// Makes something of what stands before the pixels in an instance's file; only so much of it is read.
    ///
    /// A header may be all of an object, a document for instance, and may be deflated: beyond a few megabytes they are read one after the
    /// other, whoever asks.
    func header<Result: Sendable>(of instance: ArchivedInstance, _ make: (DataSet) throws -> Result) async throws -> Result {
        do {
            return try make(objects.header(instance.digest, limits: Self.shortHeader).dataSet)
        } catch let error as DICOMError where error.code == .limitExceeded {
            return try await longHeaders.use(1) { try make(objects.header(instance.digest).dataSet) }
        }
    }

    private static let shortHeader = ReadingLimits(inflatedBytes: 16 << 20, headerBytes: 4 << 20)
}

extension ArchivedInstance {
    fileprivate init?(_ row: SQLRow) {
        guard let syntax = row.string("transfer_syntax_uid").flatMap({ TransferSyntax(uid: $0) }) else { return nil }
        patientID = row.string("patient") ?? ""
        studyUID = row.string("study") ?? ""
        seriesUID = row.string("series") ?? ""
        sopInstanceUID = row.string("sop_instance_uid") ?? ""
        sopClassUID = row.string("sop_class_uid") ?? ""
        transferSyntax = syntax
        digest = row.string("digest") ?? ""
        size = row.integer("size") ?? 0
        number = row.integer("number")
    }
}

extension ObjectStore {
    /// A file without its pixels; only so much of it is read as its header takes.
    func header(_ digest: String, limits: ReadingLimits = ObjectPreparation.readingLimits) throws -> DICOMFile {
        try DICOMFile.header(limits: limits) { offset, count in
            try load(digest, from: offset, count: count)
        }
    }
}
