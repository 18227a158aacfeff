/// What a text is for, which says how long it may be and how its words are read.
enum TextKind: Sendable {
    /// A short term: LO, SH, UC and what is like them.
    case label
    /// Sentences, several lines: LT, ST, UT.
    case prose
    /// The name of a person, of which nothing is kept.
    case personName
}

/// Why a part of a text was taken out.
enum TextRemoval: String, Codable, Sendable, CaseIterable {
    /// A name or number that the object itself gives for its own people, devices and institutions.
    case ownIdentity
    /// Somebody's name.
    case personName
    /// A date, or what is left of one, or an age above 89.
    case date
    /// A telephone or fax number.
    case telephone
    /// An e-mail address, a URL or an address of a computer.
    case electronicAddress
    /// A number of a person, a case, an account, an object.
    case identifier
    /// A postal address.
    case address
    /// The name of a hospital, practice or other institution.
    case institution
    /// A word that is on no list.
    case unknownWord
}

/// A text after cleaning.
struct CleanedText: Sendable, Equatable {
    /// What was left in UTF-8, with a mark in the place of what was taken out; empty when nothing was left.
    let bytes: [UInt8]
    /// Whether the text is another than it was.
    let isChanged: Bool
    /// How many parts were taken out, by reason; a run of words is one part. Dates that were moved are not among them.
    let removals: [TextRemoval: Int]
    /// The dates that were moved, each part with the byte at which it begins.
    var movedDates: [[DatePart]] = []
}
