import DICOM

/// How a key of a query selects values (PS3.4 §C.2.2.2); the same for C-FIND and QIDO-RS.
enum AttributeMatch: Sendable, Equatable {
    /// Anything, also an absent value.
    case universal
    /// Exactly this value; of several values one suffices.
    case single(String)
    /// One of several UIDs.
    case list([String])
    /// `*` stands for any characters, `?` for one.
    case wildcard(String)
    /// A date, time or both, within bounds that belong to it; an open side is `nil`.
    case range(from: String?, through: String?)
    /// One item of the sequence meets all of these.
    case items([AttributeCondition])

    /// Whether every value is selected: a sequence of empty keys only asks for the attribute (PS3.4 §C.2.2.2.6).
    var isUniversal: Bool {
        switch self {
        case .universal: true
        case .items(let conditions): conditions.allSatisfy(\.match.isUniversal)
        default: false
        }
    }

    /// Reads a key's value as its VR demands.
    ///
    /// - Parameter text: the value as it came, padding included; several UIDs are separated by `\` (DIMSE) or `,` (QIDO-RS).
    init(text: String, vr: VR) {
        let value = text.trimmingPadding
        if value.isEmpty {
            self = .universal
            return
        }
        switch vr {
        case .ui:
            let uids = value.split(whereSeparator: { $0 == "\\" || $0 == "," }).map { String($0).trimmingPadding }.filter { !$0.isEmpty }
            self = uids.count == 1 ? .single(uids[0]) : .list(uids)
        case .da, .tm, .dt:
            self = Self.range(value, vr)
        case .ae, .as, .cs, .lo, .lt, .pn, .sh, .st, .uc, .ur, .ut:
            if value.allSatisfy({ $0 == "*" }) {
                self = .universal
            } else {
                self = value.contains(where: { $0 == "*" || $0 == "?" }) ? .wildcard(value) : .single(value)
            }
        default:
            self = .single(value)
        }
    }

    /// `a-b`, `a-` and `-b` are ranges. A DT may hold a hyphen as the sign of its offset from UTC (PS3.5 §6.2).
    private static func range(_ value: String, _ vr: VR) -> AttributeMatch {
        func bound(_ text: Substring) -> String? {
            text.isEmpty ? nil : normalised(String(text), vr)
        }
        let hyphens = value.indices.filter { value[$0] == "-" }.filter { index in
            guard vr == .dt else { return true }
            let next = value[value.index(after: index)...].prefix(4)
            let isOffset =
                next.count == 4 && next.allSatisfy(\.isNumber) && next <= "1200"
                && value[value.index(index, offsetBy: 5)...].first.map { $0 == "-" } ?? true
            return !isOffset || index == value.startIndex
        }
        guard let hyphen = hyphens.first else { return .single(normalised(value, vr)) }
        return .range(from: bound(value[..<hyphen]), through: bound(value[value.index(after: hyphen)...]))
    }

    /// Dates and times without the separators of ACR-NEMA: `2020.01.31` and `07:30:00` were legal once.
    static func normalised(_ value: String, _ vr: VR) -> String {
        switch vr {
        case .da: value.filter { $0 != "." }
        case .tm: value.filter { $0 != ":" }
        default: value
        }
    }
}

/// A key of a query: an attribute and what its value must be.
struct AttributeCondition: Sendable, Equatable {
    var tag: Tag
    var match: AttributeMatch

    /// A key with its value as text, in the attribute's VR of the dictionary.
    init(_ tag: Tag, text: String) {
        self.init(tag, AttributeMatch(text: text, vr: DataDictionary.vr(for: tag) ?? .lo))
    }

    /// A key with its match.
    init(_ tag: Tag, _ match: AttributeMatch) {
        self.tag = tag
        self.match = match
    }
}

extension String {
    /// The value without the padding that DICOM allows around it: spaces, and NUL behind UIDs.
    var trimmingPadding: String {
        var text = self[...]
        while let last = text.last, last == " " || last == "\0" { text.removeLast() }
        while let first = text.first, first == " " { text.removeFirst() }
        return String(text)
    }
}
