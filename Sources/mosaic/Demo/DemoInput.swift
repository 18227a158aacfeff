import DICOM
import Foundation
import SampleData
import Storage

/// What each node of the demo is given.
struct DemoInput {
    /// The folder of the synthetic cohorts, where there are any.
    let samples: String?
    let fileCount: Int
    let patientCount: Int
    private let arguments: [String: [String]]
    private let tables: [String: String]

    /// A folder of samples for each node.
    init(samples: String, nodes: [String]) throws {
        var arguments: [String: [String]] = [:]
        var tables: [String: String] = [:]
        var files = 0
        let folders = try FileManager.default.contentsOfDirectory(atPath: samples).filter { $0 != "answer-key.json" }.sorted()
        for (node, folder) in zip(nodes, folders) {
            let table = "\(samples)/\(folder)/clinical.csv"
            // The table is loaded as such, not offered as an image.
            let images = try FileManager.default.subpathsOfDirectory(atPath: "\(samples)/\(folder)").filter { path in
                var isDirectory: ObjCBool = false
                let full = "\(samples)/\(folder)/\(path)"
                return full != table && FileManager.default.fileExists(atPath: full, isDirectory: &isDirectory) && !isDirectory.boolValue
            }
            let list = "\(samples)/\(folder).list"
            try Data(images.sorted().map { "\(samples)/\(folder)/\($0)\n" }.joined().utf8).write(to: URL(fileURLWithPath: list))
            arguments[node] = ["--list", list]
            tables[node] = table
            files += images.count
        }
        self.samples = samples
        fileCount = files
        patientCount = 0
        self.arguments = arguments
        self.tables = tables
    }

    /// The user's own files: each patient to one node, by a hash of the patient's id; what names no patient goes round.
    init(data: String, clinical: String?, nodes: [String], folder: DemoFolder) throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: data).sorted().map { "\(data)/\($0)" }.filter { path in
            (try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
        var lists = nodes.map { _ in [String]() }
        var patients: [String: Int] = [:]
        for (position, path) in files.enumerated() {
            let patient = Self.patientID(path)
            let share = patient.map { id in patients[id] ?? patients.count % nodes.count } ?? position % nodes.count
            if let patient { patients[patient] = share }
            lists[share].append(path)
        }
        var arguments: [String: [String]] = [:]
        for (node, list) in zip(nodes, lists) {
            let path = folder.file("\(node).list")
            try Data(list.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
            arguments[node] = ["--list", path]
        }
        samples = nil
        fileCount = files.count
        patientCount = patients.count
        self.arguments = arguments
        tables = clinical.map { table in Dictionary(uniqueKeysWithValues: nodes.map { ($0, table) }) } ?? [:]
    }

    func ingestArguments(_ node: String) -> [String] { arguments[node] ?? [] }

    func clinicalTable(_ node: String) -> String? { tables[node] }

    private static func patientID(_ path: String) -> String? {
        guard let bytes = try? DurableFile.read(path), DICOMFile.looksLikeDICOM(bytes.prefix(4_096)),
            let file = try? DICOMFile(bytes: bytes, stopBefore: .pixelData)
        else { return nil }
        return file.dataSet.string(.patientID)
    }
}
