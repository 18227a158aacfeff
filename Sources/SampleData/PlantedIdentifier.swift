/// An identifier that was planted in a patient's files: the value, where it is, and what it is.
public struct PlantedIdentifier: Codable, Sendable, Hashable {
    /// The value as text; it is the whole value of the element, or a part of it (a name inside a comment, a private blob).
    public var value: String
    /// The element, as `(0010,0010)` or, nested, `(0040,0275)[0].(0008,0050)`.
    public var path: String
    /// What the value is.
    public var kind: Kind
    /// Where elements of this kind are easily overlooked.
    public var place: Place
    /// The files that hold it, relative to the holder's folder; nil means every file of the patient.
    public var files: [String]?

    /// What a planted value is.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// A name of the patient or of a relative.
        case personName
        /// An identifier of the patient.
        case patientIdentifier
        /// A date of birth.
        case birthDate
        /// A postal address.
        case address
        /// A telephone number.
        case telephone
        /// An identifier of an order, a request, a visit or a study.
        case orderIdentifier
        /// The name of a physician, an operator or another member of staff.
        case staffName
        /// The name or address of the institution or a department of it.
        case institution
        /// The name or serial number of a device.
        case device
        /// A name or number inside free text.
        case freeText
        /// A day on which something happened to the patient.
        case date
    }

    /// Where a planted value lies.
    public enum Place: String, Codable, Sendable, CaseIterable {
        /// An attribute of the standard at the top level.
        case plain
        /// A private attribute at the top level.
        case privateElement
        /// An attribute inside a sequence of the standard.
        case nested
        /// An attribute inside a private sequence.
        case nestedPrivate
    }

    /// Whether the value is long and peculiar enough that finding it anywhere in a file means that it survived. Dates and
    /// short values may occur by chance and must be looked for at their path.
    public var isDistinctive: Bool {
        kind != .date && kind != .birthDate && value.utf8.count >= 6
    }
}
