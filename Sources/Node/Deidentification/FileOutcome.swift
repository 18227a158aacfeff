public import Deidentification

/// What became of one file of a folder. It names the file as it was, which may identify: it stays with whoever ran the program.
public enum FileOutcome: Sendable {
    /// De-identified; `output` is relative to the output folder. In a dry run nothing was written.
    case written(input: String, output: String, report: DeidentificationReport)
    /// Not copied, because it could not be read or de-identified.
    case failed(input: String, code: String, reason: String)
    /// No DICOM file: left alone.
    case notDICOM(input: String)
}

extension FileOutcome: Encodable {
    private enum CodingKeys: String, CodingKey {
        case input, output, report, code, reason
    }

    /// Encodes the outcome as an object; one that has no `output` was not de-identified, and `code` says why.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .written(let input, let output, let report):
            try container.encode(input, forKey: .input)
            try container.encode(output, forKey: .output)
            try container.encode(report, forKey: .report)
        case .failed(let input, let code, let reason):
            try container.encode(input, forKey: .input)
            try container.encode(code, forKey: .code)
            try container.encode(reason, forKey: .reason)
        case .notDICOM(let input):
            try container.encode(input, forKey: .input)
            try container.encode("notDICOM", forKey: .code)
        }
    }
}

/// What became of the files of a folder, in numbers.
public struct FolderSummary: Sendable, Codable, Equatable {
    /// All files.
    public var files = 0
    /// De-identified; in a dry run: could be.
    public var written = 0
    /// Not copied.
    public var failed = 0
    /// Left alone.
    public var notDICOM = 0
    /// Not begun, because the run was stopped.
    public var notReached = 0
    /// How many failed by which code.
    public var reasons: [String: Int] = [:]
    /// Elements changed, removed or added in all objects.
    public var changes = 0
    /// How long it took.
    public var seconds = 0.0

    /// The sum of nothing.
    public init() {}

    mutating func add(_ outcome: FileOutcome) {
        files += 1
        switch outcome {
        case .written(_, _, let report):
            written += 1
            changes += report.changes.count
        case .failed(_, let code, _):
            failed += 1
            reasons[code, default: 0] += 1
        case .notDICOM:
            notDICOM += 1
        }
    }
}
