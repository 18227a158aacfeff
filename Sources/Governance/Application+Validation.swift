public import Foundation

extension Application {
    /// The most words that the description and the intended use may have.
    public static let maximumWords = 600
    /// The most words that a title may have.
    public static let maximumTitleWords = 50
    /// The longest period, in calendar months.
    public static let maximumMonths = 24

    /// Throws an error that lists every field that is wrong.
    public func validate(now: Date) throws(ApplicationError) {
        let fields = invalidFields(now: now)
        guard fields.isEmpty else { throw ApplicationError(fields: fields) }
    }

    /// Every field that is wrong, in the order of the form; empty if the application can be submitted.
    public func invalidFields(now: Date) -> [ApplicationError.InvalidField] {
        var faults: [ApplicationError.InvalidField] = []
        func add(_ field: ApplicationError.Field, _ code: ApplicationError.Code, _ message: String) {
            faults.append(.init(field: field, code: code, message: message))
        }
        func checkText(_ field: ApplicationError.Field, _ text: String, _ name: String, words limit: Int) {
            let words = Self.words(in: text)
            if words == 0 { add(field, .missing, "\(name) is missing") }
            if words > limit { add(field, .tooLong, "\(name) has \(words) words; at most \(limit) are allowed") }
        }
        func checkPerson(_ field: ApplicationError.Field, _ person: Person, _ name: String) {
            if Self.words(in: person.name) == 0 { add(field, .missing, "the name of \(name) is missing") }
            if !Self.isAddress(person.email) { add(field, .invalid, "the e-mail address of \(name) is not one: write name@domain") }
        }
        // The id becomes part of addresses and of command lines that people copy.
        let isName =
            (1...64).contains(id.utf8.count) && id.utf8.allSatisfy { ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 57) || $0 == 45 }
        if !isName { add(.id, id.isEmpty ? .missing : .invalid, "the id is 1 to 64 lower-case letters, digits and hyphens") }
        if Self.words(in: applicant) == 0 { add(.applicant, .missing, "the applicant is missing: sign in") }
        checkText(.organisation, organisation, "the organisation", words: Self.maximumTitleWords)
        checkPerson(.principalInvestigator, principalInvestigator, "the principal investigator")
        checkPerson(.contact, contact, "the contact")
        for (field, names, name) in [(ApplicationError.Field.users, users, "user"), (.datasets, datasets, "dataset")] {
            if names.isEmpty { add(field, .missing, "at least one \(name) must be named") }
            if names.contains(where: { Self.words(in: $0) == 0 }) { add(field, .invalid, "the name of a \(name) is empty") }
            if Set(names).count < names.count { add(field, .repeated, "a \(name) is named twice") }
        }
        checkText(.title, title, "the title", words: Self.maximumTitleWords)
        checkText(.description, description, "the description", words: Self.maximumWords)
        checkText(.intendedUse, intendedUse, "the intended use", words: Self.maximumWords)
        if operations.isEmpty { add(.operations, .missing, "at least one operation must be chosen") }
        if period.end <= period.start {
            add(.period, .invalid, "the period ends before it begins")
        } else if period.end <= now {
            add(.period, .invalid, "the period is over already")
        } else if period.end > LegalCalendar.adding(months: Self.maximumMonths, to: period.start) {
            add(.period, .tooLong, "the period is longer than two years: apply again when it is over")
        }
        switch ethicsApproval {
        case .granted(let reference) where Self.words(in: reference) == 0:
            add(.ethicsApproval, .missing, "the reference of the ethics approval is missing")
        case .notRequired(let reason) where Self.words(in: reason) == 0:
            add(.ethicsApproval, .missing, "the reason why no ethics approval is needed is missing")
        default: break
        }
        let evidence = [dataProtection.impactAssessment, dataProtection.officer, dataProtection.codeOfConduct]
        if evidence.allSatisfy({ Self.words(in: $0) == 0 }) {
            add(.dataProtection, .missing, "name an impact assessment, a data protection officer or a code of conduct")
        }
        if Self.words(in: riskAssessment) > Self.maximumWords {
            add(.riskAssessment, .tooLong, "the risk assessment has more than \(Self.maximumWords) words")
        }
        if !promisesConfidentiality { add(.promisesConfidentiality, .notAccepted, "confidentiality must be promised") }
        if !agreesToTerms { add(.agreesToTerms, .notAccepted, "the terms of use must be agreed to") }
        let order = ApplicationError.Field.allCases
        return faults.sorted { (order.firstIndex(of: $0.field) ?? 0) < (order.firstIndex(of: $1.field) ?? 0) }
    }

    /// How many words a text has: runs of anything that is not white space.
    static func words(in text: String) -> Int { text.split(whereSeparator: \.isWhitespace).count }

    /// Whether a text can be an e-mail address: something, an at sign, a domain with a dot, no white space.
    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !text.contains(where: \.isWhitespace) else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }
}
