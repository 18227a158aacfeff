/// What is to be done to objects: the Basic Application Level Confidentiality Profile of PS3.15 Annex E with some of its options.
public struct Profile: Sendable, Hashable, Codable {
    /// The name, for reports and dataset records.
    public let name: String
    /// The version of the profile; a change of what happens to any element is a new version.
    public let version: String
    /// The options that override the Basic Profile.
    public let options: Set<ProfileOption>

    /// A profile of one's own. ``Deidentifier`` refuses options that are not implemented.
    public init(name: String, version: String = "1", options: Set<ProfileOption>) {
        self.name = name
        self.version = version
        self.options = options
    }

    /// The Basic Profile without options: no date, no age, nothing about the patient.
    public static let basic = Profile(name: "basic", options: [])

    /// What Mosaic does unless told otherwise: the Basic Profile, dates shifted by patient, characteristics of the patient kept.
    public static let standard = Profile(
        name: "standard", options: [.retainLongitudinalTemporalInformationModifiedDates, .retainPatientCharacteristics])

    /// The codes for De-identification Method Code Sequence (0012,0064): the Basic Profile, then the options by code.
    public var codes: [MethodCode] {
        [.basicProfile] + options.sorted().map(\.code)
    }

    /// Refuses what cannot be carried out.
    func check() throws(DeidentificationError) {
        for option in options.sorted() where !option.isImplemented {
            throw DeidentificationError(
                .optionNotAvailable,
                "The profile \"\(name)\" asks for the \(option.code.meaning) (DCM \(option.code.value)), which is not implemented. Remove it."
            )
        }
        if options.contains(.retainLongitudinalTemporalInformationFullDates),
            options.contains(.retainLongitudinalTemporalInformationModifiedDates)
        {
            throw DeidentificationError(
                .optionNotAvailable, "The profile \"\(name)\" asks for full and for modified dates. Choose one of DCM 113106 and 113107.")
        }
    }
}
