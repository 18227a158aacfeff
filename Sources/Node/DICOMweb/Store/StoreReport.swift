import DICOM

/// What became of each object of a store request, in the order of its parts (PS3.18 Annex I).
struct StoreReport: Sendable {
    /// One part.
    enum Outcome: Sendable {
        /// It is in the archive, under the UIDs of the de-identified object.
        case stored(study: String, series: String, instance: String, sopClass: String)
        /// It is not. The UIDs are those the sender gave, where they could be read.
        case failed(sopClass: String?, instance: String?, reason: FailureReason, words: String)
    }

    private(set) var outcomes: [Int: Outcome] = [:]

    mutating func note(_ outcome: Outcome, part: Int) { outcomes[part] = outcome }

    private var inOrder: [Outcome] { outcomes.sorted { $0.key < $1.key }.map(\.value) }
    private var storedCount: Int { outcomes.values.count { if case .stored = $0 { true } else { false } } }
    private var failedCount: Int { outcomes.count - storedCount }

    /// 200 where all were stored, 202 where some were, 409 where none was (PS3.18 table 10.5.3-1).
    var statusCode: Int { failedCount == 0 ? 200 : storedCount > 0 ? 202 : 409 }

    /// The reasons in words, each once with the number of objects.
    var warnings: [String] {
        var counts: [(words: String, count: Int)] = []
        for case .failed(_, _, _, let words) in inOrder {
            if let known = counts.firstIndex(where: { $0.words == words }) {
                counts[known].count += 1
            } else {
                counts.append((words, 1))
            }
        }
        return counts.map { "\($0.count) not stored: \($0.words)" }
    }

    /// The Store Instances Response Module (PS3.18 table I.2-1).
    func dataSet(_ base: ServiceAddress) -> DataSet {
        var referenced: [DataSet] = []
        var failed: [DataSet] = []
        var others: [DataSet] = []
        var studies: Set<String> = []
        for outcome in inOrder {
            var item = DataSet()
            switch outcome {
            case .stored(let study, let series, let instance, let sopClass):
                studies.insert(study)
                item.set(.referencedSOPClassUID, sopClass)
                item.set(.referencedSOPInstanceUID, instance)
                item.set(.retrieveURL, base.instance(study, series, instance))
                referenced.append(item)
            case .failed(let sopClass, let instance, let reason, _):
                item.set(.failureReason, integers: [reason.rawValue])
                guard let sopClass, let instance, !sopClass.isEmpty, !instance.isEmpty else {
                    others.append(item)
                    continue
                }
                item.set(.referencedSOPClassUID, sopClass)
                item.set(.referencedSOPInstanceUID, instance)
                failed.append(item)
            }
        }
        var dataSet = DataSet()
        if studies.count == 1, let study = studies.first { dataSet.set(.retrieveURL, base.study(study)) }
        if !failed.isEmpty { dataSet.set(.failedSOPSequence, items: failed) }
        if !referenced.isEmpty { dataSet.set(.referencedSOPSequence, items: referenced) }
        if !others.isEmpty { dataSet.set(.otherFailuresSequence, items: others) }
        return dataSet
    }
}

/// Failure Reason (0008,1197) of a store response (PS3.18 table I.2-2, PS3.7 §C.5).
enum FailureReason: Int, Sendable {
    /// A general failure, here also: put aside because it cannot be de-identified.
    case processingFailure = 0x0110
    /// There is another object with the same UID.
    case duplicateInstance = 0x0111
    case sopClassNotSupported = 0x0122
    /// Refused: Not Authorized; here: the patient opted out.
    case notAuthorised = 0x0124
    case outOfResources = 0xA700
    /// The object contradicts its class, or the study that the path names.
    case doesNotMatch = 0xA900
    case cannotUnderstand = 0xC000

    /// The code for an object that was put aside.
    init(quarantine reason: String, isUnreadable: Bool) {
        switch reason {
        case "conflict": self = .duplicateInstance
        case "inconsistent", "missingUID", "missingPatientID": self = .doesNotMatch
        case "documentContent": self = .sopClassNotSupported
        default: self = isUnreadable ? .cannotUnderstand : .processingFailure
        }
    }
}
