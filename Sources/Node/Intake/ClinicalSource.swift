public import Cohorts
import Crypto
import Foundation
import Storage

/// Where a clinical load comes from.
public enum ClinicalSource: Sendable {
    /// A table in CSV or TSV, and what its columns mean.
    case table(String, ClinicalMapping)
    /// A folder with tables of OMOP CDM 5.4 in CSV or TSV, named as OMOP names them: `person.csv`.
    case omop(String)
    /// A bundle, a file of resources or NDJSON of FHIR R4, or a folder of such files.
    case fhir(String)
}

extension ClinicalSource {
    /// The rows, one patient each.
    func rows(moved: @escaping DateMove) throws -> any ClinicalRows {
        switch self {
        case .table(let path, let mapping): try mapping.rows(of: ClinicalTable(file: path), moved: moved)
        case .omop(let folder): try OMOPRows(Self.tables(in: folder), moved: moved)
        case .fhir(let path): FHIRRows(try Self.resources(at: path), moved: moved)
        }
    }

    /// The digest of what is loaded, for the ledger.
    func digest() throws -> String {
        switch self {
        case .table(let path, _): try FilePieces.digest(of: path)
        case .omop(let path), .fhir(let path):
            ObjectStore.digest(of: Array(try FolderFiles.list(path).map(FilePieces.digest).joined(separator: "\n").utf8))
        }
    }

    private static func tables(in folder: String) throws -> [OMOPTable: ClinicalTable] {
        var tables: [OMOPTable: ClinicalTable] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let parts = file.lowercased().split(separator: ".")
            guard parts.count == 2, ["csv", "tsv", "txt"].contains(parts[1]), let table = OMOPTable(rawValue: String(parts[0])) else {
                continue
            }
            guard tables[table] == nil else {
                throw NodeError(.input, "\(folder) has two files of the table \(table.rawValue). Take one away.")
            }
            // OMOP's vocabulary files have quotation marks in names and no quotes around fields.
            tables[table] = try ClinicalTable(file: "\(folder)/\(file)", isQuoted: table != .concept)
        }
        return tables
    }

    private static func resources(at path: String) throws -> [FHIRFile] {
        let files = try FolderFiles.list(path).filter { file in
            [".json", ".ndjson"].contains { file.lowercased().hasSuffix($0) }
        }
        guard !files.isEmpty else { throw NodeError(.input, "\(path) has no file that ends in .json or .ndjson.") }
        return files.map { file in
            let name =
                file == path ? URL(filePath: file).lastPathComponent : String(file.dropFirst(path.count)).trimmingCharacters(in: ["/"])
            return FHIRFile(name: name, isLines: file.lowercased().hasSuffix(".ndjson")) { FilePieces.open(file) }
        }
    }
}

extension ClinicalTable {
    /// Opens the table in a file, which is read piece by piece.
    init(file path: String, isQuoted: Bool = true) throws {
        do {
            try self.init(isQuoted: isQuoted) { FilePieces.open(path) }
        } catch {
            // Several tables may be open: say which one is meant.
            throw error.inFile(URL(filePath: path).lastPathComponent)
        }
    }
}

/// Files that may be larger than the memory.
enum FilePieces {
    private static let size = 1 << 20

    /// The bytes of a file from its start.
    static func open(_ path: String) -> BytePieces {
        var offset = 0
        return BytePieces {
            let piece = try DurableFile.read(path, from: offset, count: size)
            offset += piece.count
            return piece
        }
    }

    /// SHA-256 of a file, in hexadecimal.
    static func digest(of path: String) throws -> String {
        var hash = SHA256()
        var offset = 0
        while true {
            let piece = try DurableFile.read(path, from: offset, count: size)
            if piece.isEmpty { break }
            hash.update(data: piece)
            offset += piece.count
        }
        return hash.finalize().map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}
