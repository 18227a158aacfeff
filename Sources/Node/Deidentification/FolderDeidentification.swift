import DICOM
public import Deidentification
import Foundation
import Storage

/// De-identifies the DICOM files below a folder into another one, without a node.
///
/// The folders keep their shape, but no name: a folder is called after a keyed digest of its path, a file after its new SOP Instance UID.
/// An object that cannot be de-identified is never copied; the outcome says why. Nothing that exists is overwritten, and a file is whole
/// or absent.
public struct FolderDeidentification: Sendable {
    private let input: String
    private let output: String
    private let deidentifier: Deidentifier
    private let key: PseudonymKey
    private let isDryRun: Bool

    /// So many bytes of objects are in memory at the same time, counted as four times the size of their files.
    private static let bytesAtOnce = 1 << 30
    /// The largest file that is taken, in bytes.
    private static let sizeLimit = 2 << 30
    /// So many bytes tell whether a file is DICOM.
    private static let prefixLength = 4_096

    /// A run from one folder to another.
    ///
    /// - Parameters:
    ///   - input: a folder, or one file.
    ///   - output: a folder; neither inside the input nor around it.
    ///   - key: the key of the de-identifier; names of folders come from it.
    ///   - isDryRun: whether only the outcomes are wanted and nothing is written.
    /// - Throws: ``NodeError`` `input` where the folders lie in each other, there is no input or no output can be written.
    public init(input: String, output: String, deidentifier: Deidentifier, key: PseudonymKey, isDryRun: Bool = false) throws {
        try Self.check(input: input, output: output)
        self.input = Self.resolved(input)
        self.output = Self.resolved(output)
        self.deidentifier = deidentifier
        self.key = key
        self.isDryRun = isDryRun
        if isDryRun { return }
        do { try DurableFile.makeDirectory(self.output) } catch {
            throw NodeError(.input, "\(output) cannot be written: \(error). Name a folder that can be made, or change its permissions.")
        }
    }

    /// Refuses folders between which there can be no run.
    ///
    /// - Throws: ``NodeError`` `input` where there is no input, the output is a file, or the folders lie in each other.
    public static func check(input: String, output: String) throws {
        guard FileManager.default.fileExists(atPath: input) else { throw NodeError(.input, "There is no folder or file \(input).") }
        guard (try? FileManager.default.contentsOfDirectory(atPath: input).isEmpty) != true else {
            throw NodeError(.input, "There is nothing in \(input).")
        }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: output, isDirectory: &isDirectory), !isDirectory.boolValue {
            throw NodeError(.input, "\(output) is a file. Name a folder to write to.")
        }
        guard !isInside(resolved(output), resolved(input)), !isInside(resolved(input), resolved(output)) else {
            throw NodeError(
                .input, "\(output) and \(input) lie in each other. Name a folder apart, so that no original stays among the results.")
        }
    }

    /// Does the work on all cores. Where its task is cancelled, files under way are finished and no others begun.
    ///
    /// - Parameters:
    ///   - report: takes the outcome of every file, in the order of their paths.
    ///   - progress: called now and then with the sum so far and the number of files.
    /// - Returns: The sum; when it is returned, every file that it counts as written is durable.
    public func run(
        report: (FileOutcome) throws -> Void = { _ in }, progress: (FolderSummary, Int) -> Void = { _, _ in }
    ) async throws -> FolderSummary {
        let start = ContinuousClock.now
        let paths = try FolderFiles.list(input)
        let budget = Capacity(limit: Self.bytesAtOnce)
        var summary = FolderSummary()
        try await withThrowingTaskGroup(of: (Int, FileOutcome).self) { group in
            var started = 0
            // Outcomes that wait for an earlier file, so that reports of equal folders are equal.
            var early: [Int: FileOutcome] = [:]
            var reported = 0
            let atOnce = 2 * ProcessInfo.processInfo.activeProcessorCount
            func add() {
                guard started < paths.count, started - reported < 64 * atOnce, !Task.isCancelled else { return }
                let number = started
                started += 1
                group.addTask { (number, await outcome(of: paths[number], budget)) }
            }
            for _ in 0..<atOnce { add() }
            while let (number, outcome) = try await group.next() {
                early[number] = outcome
                while let next = early.removeValue(forKey: reported) {
                    reported += 1
                    summary.add(next)
                    try report(next)
                    if reported.isMultiple(of: 50) { progress(summary, paths.count) }
                }
                add()
            }
        }
        if !isDryRun, summary.written > 0 { try DurableFile.flushFileSystem(of: output) }
        summary.notReached = paths.count - summary.files
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        progress(summary, paths.count)
        return summary
    }

    // MARK: One file

    private func outcome(of path: String, _ budget: Capacity) async -> FileOutcome {
        let relative = relativePath(path)
        do {
            let prefix = try DurableFile.readPrefix(path, count: Self.prefixLength)
            guard !prefix.isEmpty, DICOMFile.looksLikeDICOM(prefix[...]) else { return .notDICOM(input: relative) }
            let size = try DurableFile.size(path)
            return await budget.use(min(size, Self.sizeLimit) * 4) { outcome(reading: path, relative) }
        } catch {
            return .failed(input: relative, code: "unreadable", reason: "The file cannot be read. Check its permissions.")
        }
    }

    private func outcome(reading path: String, _ relative: String) -> FileOutcome {
        do {
            let original = try DICOMFile(bytes: DurableFile.read(path, limit: Self.sizeLimit))
            let deidentified = try deidentifier.deidentify(original)
            let bytes = try deidentified.file.encoded()
            let name = outputPath(relative, deidentified.sopInstanceUID)
            if !isDryRun {
                let path = "\(output)/\(name)"
                // What an earlier run wrote, one that was cut off too, is done.
                guard try DurableFile.create(bytes, at: path) || (try? DurableFile.read(path)) == bytes else {
                    return .failed(
                        input: relative, code: "exists",
                        reason: "\(name) exists already and is not the same: another file has this SOP Instance UID, or an earlier run had "
                            + "another profile. Nothing is overwritten.")
                }
            }
            return .written(input: relative, output: name, report: deidentified.report)
        } catch let error as DICOMError {
            return .failed(input: relative, code: "\(error.code)", reason: error.message)
        } catch let error as DeidentificationError {
            return .failed(input: relative, code: error.code.rawValue, reason: error.message)
        } catch {
            return .failed(input: relative, code: "failed", reason: "\(error)")
        }
    }

    // MARK: Paths

    private func relativePath(_ path: String) -> String {
        guard path.hasPrefix(input + "/") else { return URL(fileURLWithPath: path).lastPathComponent }
        return String(path.dropFirst(input.count + 1))
    }

    /// The folders of the input by keyed digests, so that files that lay together still do.
    private func outputPath(_ relative: String, _ uid: String) -> String {
        let folders = relative.split(separator: "/").dropLast()
        var path = ""
        var outer = ""
        for folder in folders {
            outer += "/" + folder
            path += key.identifier(for: outer, domain: "folder").filter { $0.isASCII && ($0.isLetter || $0.isNumber) }.prefix(16) + "/"
        }
        return path + uid + ".dcm"
    }

    /// The path without symbolic links, also where its last parts do not exist yet.
    public static func resolved(_ path: String) -> String {
        var existing = URL(fileURLWithPath: path).standardizedFileURL
        var missing: [String] = []
        while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
            missing.insert(existing.lastPathComponent, at: 0)
            existing.deleteLastPathComponent()
        }
        let root = existing.resolvingSymlinksInPath().path
        return ([root == "/" ? "" : root] + missing).joined(separator: "/")
    }

    /// Whether a resolved path is a resolved folder or lies in it.
    public static func isInside(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
    }
}
