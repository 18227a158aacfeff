import DICOM
import Federation

/// What a path below `/dicom-web` names (PS3.18 §10.1.1).
enum DICOMwebResource: Sendable, Equatable {
    /// `/studies`, `/studies/{study}/series`, …: something to search, or to store in.
    case collection(ArchiveQuery.Level, study: String?, series: String?)
    /// `/studies/{study}`, …: instances in some form.
    case instances(InstanceSelection, Form)

    /// In which form instances are wanted.
    enum Form: Sendable, Equatable {
        /// The objects.
        case objects
        case metadata
        case rendered
        case thumbnail
        /// Frames, counted from 1.
        case frames([Int])
        case renderedFrames([Int])
        case frameThumbnail([Int])
        /// One value of an instance.
        case bulkData(TagPath)
    }

    /// - Parameter path: what stands behind `/dicom-web`, as it came.
    /// - Throws: ``Problem`` 404 where nothing has this form, 400 where a part of it cannot be read.
    init(path: some StringProtocol) throws {
        var parts = path.split(separator: "/").map(\.percentDecoded)[...]
        switch parts.popFirst() {
        case "studies":
            guard let study = try Self.uid(parts.popFirst(), "Study") else {
                self = .collection(.study, study: nil, series: nil)
                return
            }
            try self.init(study: study, parts)
        case "series" where parts.isEmpty: self = .collection(.series, study: nil, series: nil)
        case "instances" where parts.isEmpty: self = .collection(.instance, study: nil, series: nil)
        default: throw Problem.noSuchResource
        }
    }

    private init(study: String, _ parts: ArraySlice<String>) throws {
        var parts = parts
        guard parts.first == "series" || parts.first == "instances" else {
            self = .instances(InstanceSelection(study: study), try Self.form(parts, isInstance: false))
            return
        }
        guard parts.popFirst() == "series" else {
            guard parts.isEmpty else { throw Problem.noSuchResource }
            self = .collection(.instance, study: study, series: nil)
            return
        }
        guard let series = try Self.uid(parts.popFirst(), "Series") else {
            self = .collection(.series, study: study, series: nil)
            return
        }
        guard parts.first == "instances" else {
            self = .instances(InstanceSelection(study: study, series: series), try Self.form(parts, isInstance: false))
            return
        }
        parts.removeFirst()
        guard let instance = try Self.uid(parts.popFirst(), "SOP") else {
            self = .collection(.instance, study: study, series: series)
            return
        }
        self = .instances(
            InstanceSelection(study: study, series: series, instance: instance), try Self.form(parts, isInstance: true))
    }

    private static func form(_ parts: ArraySlice<String>, isInstance: Bool) throws -> Form {
        var parts = parts
        switch (parts.popFirst(), isInstance) {
        case (nil, _): return .objects
        case ("metadata", _) where parts.isEmpty: return .metadata
        case ("rendered", _) where parts.isEmpty: return .rendered
        case ("thumbnail", _) where parts.isEmpty: return .thumbnail
        case ("frames", true):
            guard let list = parts.popFirst() else { throw Problem.noSuchResource }
            let frames = try frames(list)
            switch parts.popFirst() {
            case nil: return .frames(frames)
            case "rendered" where parts.isEmpty: return .renderedFrames(frames)
            case "thumbnail" where parts.isEmpty: return .frameThumbnail(frames)
            default: throw Problem.noSuchResource
            }
        case ("pixeldata", true) where parts.isEmpty: return .bulkData(TagPath(.pixelData))
        case ("bulkdata", true):
            guard let path = BulkDataPath.read(parts) else {
                throw Problem.badRequest(
                    "A path of bulk data is a tag, or tag/item/tag with items counted from 1, such as 00540016/1/00181079.")
            }
            return .bulkData(path)
        default: throw Problem.noSuchResource
        }
    }

    private static func frames(_ list: String) throws -> [Int] {
        let numbers = list.split(separator: ",", omittingEmptySubsequences: false).map { Int($0.trimmingBlanks) }
        guard !numbers.isEmpty, numbers.count <= 10_000, numbers.allSatisfy({ ($0 ?? 0) >= 1 }) else {
            throw Problem.badRequest("A list of frames is whole numbers from 1, separated by commas.")
        }
        return numbers.compactMap { $0 }
    }

    /// A UID of a path. Its components may lack what PS3.5 §9.1 asks of them; only its alphabet and length are looked at.
    private static func uid(_ text: String?, _ name: String) throws -> String? {
        guard let text else { return nil }
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else {
            throw Problem.badRequest("The \(name) Instance UID in the path is not 1 to 64 digits and points.")
        }
        return text
    }
}

/// Some instances, by the UIDs of a path.
struct InstanceSelection: Sendable, Equatable {
    var study: String
    var series: String?
    var instance: String?
}

/// Tag paths in the addresses of bulk data: `7FE00010`, `00540016/1/00181079`.
enum BulkDataPath {
    static func text(_ path: TagPath) -> String {
        path.steps.map { "\($0.sequence.hex)/\($0.item + 1)/" }.joined() + path.tag.hex
    }

    static func read(_ parts: ArraySlice<String>) -> TagPath? {
        var parts = parts
        var steps: [TagPath.Step] = []
        guard parts.count <= 64 else { return nil }
        while parts.count >= 3 {
            guard let tag = Tag(hex: parts.removeFirst()), let item = Int(parts.removeFirst()), item >= 1 else { return nil }
            steps.append(TagPath.Step(tag, item: item - 1))
        }
        guard parts.count == 1, let tag = Tag(hex: parts.removeFirst()) else { return nil }
        return TagPath(steps: steps, tag)
    }
}

/// What has the wrong form or is not here, for programs and people (RFC 9457).
extension Problem {
    static var noSuchResource: Problem {
        Problem(
            code: "not-found", title: "Not found", status: 404,
            detail: "DICOMweb has no resource of this form here. PS3.18 sections 10.4 to 10.6 list those that there are.")
    }

    static var notHere: Problem {
        Problem(
            code: "not-found", title: "Not found", status: 404,
            detail: "The archive holds nothing by this name, or the token does not open it.")
    }

    static func badRequest(_ detail: String) -> Problem {
        Problem(code: "bad-request", title: "Bad request", status: 400, detail: detail)
    }

    static func notAcceptable(_ detail: String) -> Problem {
        Problem(code: "not-acceptable", title: "Not acceptable", status: 406, detail: detail)
    }

    static func unsupportedMediaType(_ detail: String) -> Problem {
        Problem(code: "unsupported-media-type", title: "Unsupported media type", status: 415, detail: detail)
    }
}
