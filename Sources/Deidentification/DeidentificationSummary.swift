/// What was done to the objects of a dataset, added up: it travels with the dataset, so it holds neither values nor paths of any object.
///
/// ```swift
/// var summary = DeidentificationSummary()
/// for report in reports { summary.add(report) }
/// ```
public struct DeidentificationSummary: Sendable, Hashable, Codable {
    /// How many objects.
    public private(set) var objects = 0
    /// How many objects each profile was applied to, by name and version, for example `standard 2`.
    public private(set) var profiles: [String: Int] = [:]
    /// How many objects declare each code (0012,0064).
    public private(set) var codes: [MethodCode: Int] = [:]
    /// How many elements met each action, by its letter.
    public private(set) var actions: [DeidentificationReport.Action: Int] = [:]
    /// How many parts of texts were taken out, by what they were.
    public private(set) var textRemovals: [String: Int] = [:]
    /// How many objects had something taken out of their texts.
    public private(set) var objectsWithMarkedTexts = 0
    /// How many things were done to pixels.
    public private(set) var pixelActions = 0
    /// How many objects had their pixels changed.
    public private(set) var objectsWithCleanedPixels = 0

    /// Nothing yet.
    public init() {}

    /// Adds objects to which the same was done.
    public mutating func add(_ report: DeidentificationReport, objects count: Int = 1) {
        objects += count
        profiles["\(report.profile) \(report.profileVersion)", default: 0] += count
        for code in report.codes { codes[code, default: 0] += count }
        for (action, number) in report.counts { actions[action, default: 0] += number * count }
        for (removal, number) in report.textRemovals { textRemovals[removal, default: 0] += number * count }
        if !report.textRemovals.isEmpty { objectsWithMarkedTexts += count }
        pixelActions += report.pixelActions.count * count
        if !report.pixelActions.isEmpty { objectsWithCleanedPixels += count }
    }

    /// Adds the objects of another summary, which must be others.
    public mutating func add(_ other: DeidentificationSummary) {
        objects += other.objects
        profiles.merge(other.profiles, uniquingKeysWith: +)
        codes.merge(other.codes, uniquingKeysWith: +)
        actions.merge(other.actions, uniquingKeysWith: +)
        textRemovals.merge(other.textRemovals, uniquingKeysWith: +)
        objectsWithMarkedTexts += other.objectsWithMarkedTexts
        pixelActions += other.pixelActions
        objectsWithCleanedPixels += other.objectsWithCleanedPixels
    }
}
