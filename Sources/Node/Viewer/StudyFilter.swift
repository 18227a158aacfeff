import DICOM

/// What the list of studies is filtered for, as the form of the page sends it.
struct StudyFilter: Sendable, Equatable {
    var patient = ""
    /// Days as `2020-01-31`; empty where a side is open.
    var from = ""
    var until = ""
    var modality = ""
    var description = ""
    /// Counted from 1.
    var page = 1

    static let pageSize = 50
    /// Values are cut to this many characters; nobody searches for more.
    private static let longest = 64

    init() {}

    init(_ parameters: QueryParameters) {
        func text(_ name: String) -> String { String((parameters[name] ?? "").trimmingBlanks.prefix(Self.longest)) }
        patient = text("patient")
        from = Self.day(text("from"))
        until = Self.day(text("until"))
        modality = text("modality").uppercased()
        description = text("description")
        page = min(max(Int(parameters["page"] ?? "") ?? 1, 1), 1_000_000)
    }

    var isEmpty: Bool { [patient, from, until, modality, description].allSatisfy(\.isEmpty) }

    /// The search for this page of the list.
    func query(scope: AccessScope) -> ArchiveQuery {
        var conditions: [AttributeCondition] = []
        if !patient.isEmpty { conditions.append(AttributeCondition(.patientID, text: patient.contains("*") ? patient : patient + "*")) }
        if !from.isEmpty || !until.isEmpty {
            let days = [from, until].map { $0.filter(\.isNumber) }
            conditions.append(AttributeCondition(.studyDate, text: days.joined(separator: "-")))
        }
        if !modality.isEmpty { conditions.append(AttributeCondition(.modalitiesInStudy, .single(modality))) }
        if !description.isEmpty { conditions.append(AttributeCondition(.studyDescription, text: "*\(description)*")) }
        return ArchiveQuery(
            level: .study, conditions: conditions, limit: Self.pageSize, order: .natural(offset: (page - 1) * Self.pageSize), scope: scope)
    }

    /// The address of another page of the same list.
    func address(page: Int) -> String {
        let pairs = [
            ("patient", patient), ("from", from), ("until", until), ("modality", modality), ("description", description),
            ("page", page == 1 ? "" : "\(page)"),
        ].filter { !$0.1.isEmpty }
        return "/studies" + (pairs.isEmpty ? "" : "?") + pairs.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
    }

    /// A day as a date field sends it; anything else filters for nothing.
    private static func day(_ text: String) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let isDay = parts.map(\.utf8.count) == [4, 2, 2] && parts.allSatisfy { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        return isDay ? text : ""
    }

    /// A value of a query: unreserved characters stay (RFC 3986 §2.3).
    private static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isUnreserved =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "-._~".utf8.contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isUnreserved ? String(UnicodeScalar(byte)) : "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
