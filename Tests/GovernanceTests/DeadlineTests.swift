import Foundation
import Governance
import Testing

@Suite struct DeadlineTests {
    private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test("a permit is decided in three months, extended once by three; joining in sixty days")
    func periods() throws {
        let start = try date("2026-11-30T10:00:00Z")
        #expect(Deadline.permitDecision.due(from: start) == (try date("2027-02-28T10:00:00Z")))
        #expect(Deadline.extendedPermitDecision.due(from: start) == (try date("2027-05-30T10:00:00Z")))
        #expect(Deadline.joiningDecision.due(from: start) == (try date("2027-01-29T10:00:00Z")))
        #expect(Deadline.completion.due(from: start) == (try date("2026-12-28T10:00:00Z")))
        #expect(Deadline.publicationOfResults.due(from: start) == (try date("2028-05-30T10:00:00Z")))
        #expect(Deadline.activityLog.due(from: start) == (try date("2027-11-30T10:00:00Z")))
        // From a Monday, thirty working days are six weeks.
        #expect(Deadline.publicationOfDecision.due(from: start) == (try date("2027-01-11T10:00:00Z")))
    }

    @Test("a clock says how many days are left, and stands still while an application is completed")
    func clock() throws {
        let clock = DecisionClock(.joiningDecision, start: noon)
        #expect(clock.daysLeft(now: noon) == 60)
        #expect(clock.daysLeft(now: noon.addingTimeInterval(day / 2)) == 59)
        #expect(!clock.isOverdue(now: clock.due))
        #expect(clock.isOverdue(now: clock.due.addingTimeInterval(1)))
        #expect(clock.daysLeft(now: clock.due.addingTimeInterval(1)) == -1)
        #expect(DecisionClock(.joiningDecision, start: noon, stopped: 3 * day).daysLeft(now: noon) == 63)
    }
}
