import Foundation
import Governance
import Testing

@Suite struct ApplicationTests {
    private func fields(_ change: (inout Application) -> Void) -> [String] {
        var application = makeApplication()
        change(&application)
        return application.invalidFields(now: noon).map { "\($0.field.rawValue) \($0.code.rawValue)" }
    }

    private func words(_ count: Int) -> String { Array(repeating: "word", count: count).joined(separator: " \n") }

    @Test("a complete application is valid, and survives JSON")
    func valid() throws {
        try makeApplication().validate(now: noon)
        let data = try JSONEncoder().encode(makeApplication())
        #expect(try JSONDecoder().decode(Application.self, from: data) == makeApplication())
    }

    @Test("600 words are allowed in description and intended use, 601 are not")
    func wordLimits() {
        #expect(
            fields {
                $0.description = words(600); $0.intendedUse = words(600)
            } == [])
        #expect(fields { $0.description = words(601) } == ["description tooLong"])
        #expect(fields { $0.intendedUse = words(601) } == ["intendedUse tooLong"])
        #expect(fields { $0.title = " \n\t" } == ["title missing"])
    }

    @Test("a period of two calendar years is allowed, a second more is not")
    func period() {
        let twoYears = Period(start: noon, months: 24)
        #expect(fields { $0.period = twoYears } == [])
        #expect(fields { $0.period = Period(start: noon, end: twoYears.end.addingTimeInterval(1)) } == ["period tooLong"])
        #expect(fields { $0.period = Period(start: noon, end: noon) } == ["period invalid"])
        #expect(fields { $0.period = Period(start: noon.addingTimeInterval(-2 * day), end: noon) } == ["period invalid"])
    }

    @Test("every invalid field is listed at once, in the order of the form")
    func allAtOnce() {
        let application = Application(
            id: "", applicant: "", organisation: "", principalInvestigator: .init(name: "", email: "x"),
            contact: .init(name: "", email: "a@b"),
            users: [], title: "", description: "", intendedUse: "", datasets: ["d", "d", ""], operations: [],
            period: Period(start: noon, end: noon), ethicsApproval: .granted(reference: " "), dataProtection: .init(),
            riskAssessment: words(601), promisesConfidentiality: false, agreesToTerms: false)
        do {
            try application.validate(now: noon)
            Issue.record("an empty application was valid")
        } catch {
            var listed: [ApplicationError.Field] = []
            for fault in error.fields where listed.last != fault.field { listed.append(fault.field) }
            #expect(listed == ApplicationError.Field.allCases)
            #expect(error.description.contains("title: the title is missing"))
        }
    }

    @Test("the four answers about ethics approval are accepted, a bare claim is not")
    func ethics() {
        #expect(fields { $0.ethicsApproval = .pending } == [])
        #expect(fields { $0.ethicsApproval = .notRequested } == [])
        #expect(fields { $0.ethicsApproval = .notRequired(reason: "retrospective, anonymous") } == [])
        #expect(fields { $0.ethicsApproval = .notRequired(reason: "") } == ["ethicsApproval missing"])
    }

    @Test(
        "addresses without a domain are refused", arguments: ["", "rita", "@uni.example", "rita@uni", "a b@uni.example", "a@b@uni.example"])
    func addresses(address: String) {
        #expect(fields { $0.contact.email = address } == ["contact invalid"])
    }
}
