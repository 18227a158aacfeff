public import Foundation

/// The periods that law and rules set.
public enum Deadline: String, Sendable, Hashable, Codable, CaseIterable {
    /// A decision about a data permit: three months (EHDS, Regulation (EU) 2025/327, article 68).
    case permitDecision
    /// The same, extended once by three months.
    case extendedPermitDecision
    /// Completing an application that was incomplete: four weeks (EHDS).
    case completion
    /// Publishing a permit or refusal: thirty working days (EHDS).
    case publicationOfDecision
    /// Publishing results: eighteen months (EHDS).
    case publicationOfResults
    /// Keeping the log of activity, at least: one year (EHDS).
    case activityLog
    /// A decision about a holder who wants to join: sixty days (rules of participation).
    case joiningDecision

    /// When the period ends that began then, in UTC.
    public func due(from start: Date) -> Date {
        switch self {
        case .permitDecision: LegalCalendar.adding(months: 3, to: start)
        case .extendedPermitDecision: LegalCalendar.adding(months: 6, to: start)
        case .completion: LegalCalendar.adding(days: 28, to: start)
        case .publicationOfDecision: LegalCalendar.adding(workingDays: 30, to: start)
        case .publicationOfResults: LegalCalendar.adding(months: 18, to: start)
        case .activityLog: LegalCalendar.adding(months: 12, to: start)
        case .joiningDecision: LegalCalendar.adding(days: 60, to: start)
        }
    }
}
