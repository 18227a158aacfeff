public import DICOM

/// What is to be done to objects: the Basic Application Level Confidentiality Profile of PS3.15 Annex E, some of its options, and
/// departures from them for single attributes.
///
/// A profile is a readable file: see ``init(from:)`` for its keys, and ``standardText`` and ``eucaimText`` for those that ship.
///
/// Where options say different things of one attribute the stricter wins: cleaning wins over keeping, modified dates over full dates, and
/// with modified dates those that would tell the shift (of manufacture, of installation) are taken away. A departure wins over all options.
public struct Profile: Sendable, Hashable {
    /// The name, for reports and dataset records.
    public let name: String
    /// The version of the profile; a change of what happens to any element is a new version.
    public let version: String
    /// The options that override the Basic Profile, as they take effect: never both of dates.
    public let options: Set<ProfileOption>
    /// What is done to single attributes instead of what table and options say.
    public let attributes: [Tag: AttributeAction]
    /// The private attributes that are kept; empty without the Retain Safe Private Option.
    public let safePrivate: SafePrivateList
    /// What is done about identity that the pixels show.
    public let pixels: PixelPolicy
    /// Whether ages above 89 years, of which there are few people, are written as 90.
    public let capsAges: Bool

    /// A profile of one's own. ``Deidentifier`` refuses departures that no profile may make.
    ///
    /// - Parameters:
    ///   - name: the name, for reports and declarations.
    ///   - version: the version of the profile.
    ///   - options: of both options about dates only the modified ones take effect.
    ///   - attributes: departures for single attributes.
    ///   - safePrivate: the list of the standard where the Retain Safe Private Option is chosen and no other is given. An empty list
    ///     takes the option away, any other chooses it.
    ///   - pixels: what the options about pixels say where none is given; where one is, it decides about these options.
    ///   - capsAges: whether ages above 89 years are written as 90.
    public init(
        name: String, version: String = "1", options: Set<ProfileOption>, attributes: [Tag: AttributeAction] = [:],
        safePrivate: SafePrivateList? = nil, pixels: PixelPolicy? = nil, capsAges: Bool = true
    ) {
        var options = options
        if options.contains(.retainLongitudinalTemporalInformationModifiedDates) {
            options.remove(.retainLongitudinalTemporalInformationFullDates)
        }
        let list = safePrivate ?? (options.contains(.retainSafePrivate) ? .standard : .none)
        options.set(.retainSafePrivate, !list.isEmpty)
        let policy =
            pixels
            ?? PixelPolicy(
                text: options.contains(.cleanPixelData) ? .clean : .refuse,
                faces: options.contains(.cleanRecognizableVisualFeatures) ? .blur : .refuse)
        options.set(.cleanPixelData, policy.text == .clean)
        options.set(.cleanRecognizableVisualFeatures, policy.faces == .blur)
        self.name = name
        self.version = version
        self.options = options
        self.attributes = attributes
        self.safePrivate = list
        self.pixels = policy
        self.capsAges = capsAges
    }

    /// What becomes of dates that no departure names, and of those in a patient's clinical data.
    public enum Dates: Sendable {
        /// They go.
        case taken
        /// They move by as many days as all of the patient's.
        case moved
        /// They stay.
        case kept
    }

    /// What the options say of dates.
    public var dates: Dates {
        if options.contains(.retainLongitudinalTemporalInformationModifiedDates) { return .moved }
        return options.contains(.retainLongitudinalTemporalInformationFullDates) ? .kept : .taken
    }

    /// The Basic Profile without options: no date, no age, nothing about the patient.
    public static let basic = Profile(name: "basic", options: [])

    /// The codes that every object declares in De-identification Method Code Sequence (0012,0064): the Basic Profile, then the options
    /// by code. Those about pixels are declared by the objects whose pixels were cleaned.
    public var codes: [MethodCode] {
        [.basicProfile] + options.sorted().filter { !$0.isAboutPixels }.map(\.code)
    }

    /// Refuses departures that no profile may make.
    func check() throws(DeidentificationError) {
        for (tag, action) in attributes.sorted(by: { $0.key < $1.key }) {
            guard let reason = Self.objection(to: action, of: tag) else { continue }
            throw DeidentificationError(.profileNotValid, "attributes.\(Self.key(of: tag)): \(reason)")
        }
    }

    /// The name of an attribute in a profile's file: its keyword, otherwise its tag.
    static func key(of tag: Tag) -> String {
        guard let keyword = DataDictionary.entry(for: tag)?.keyword, !keyword.isEmpty else { return tag.description }
        return keyword
    }

    /// Why a departure is not allowed, and what is; nil when it is.
    static func objection(to action: AttributeAction, of tag: Tag) -> String? {
        if tag.isPrivate { return "private attributes are kept by the list safePrivate, not here." }
        guard !ConfidentialityTable.isRemovedGroup(tag), tag.group >= 8, let vr = DataDictionary.vr(for: tag) else {
            return "no profile has a choice about it. Allowed are the attributes of PS3.6 from group 0008 on, without curves and overlays."
        }
        if fixed.contains(tag) { return "no profile has a choice about it, since objects are found and read by it." }
        switch action {
        case .keep where vr == .pn || direct.contains(tag):
            return "\"keep\" is not allowed, since it names the person. Allowed: remove, empty, replace."
        case .clean where ![.lo, .sh, .uc, .lt, .st, .ut, .cs, .sq, .ae].contains(vr):
            return "\"clean\" is for texts and sequences, and it is \(vr). Allowed: keep, remove, empty, replace, shift for dates."
        case .clean where direct.contains(tag):
            return "\"clean\" is not allowed, since all of it names the person. Allowed: remove, empty, replace."
        case .shift where ![.da, .dt, .tm].contains(vr) || tag == .patientBirthDate:
            return "\"shift\" is for dates and times other than the birth date. Allowed: keep, remove, empty, replace, clean for texts."
        default: return nil
        }
    }

    /// What gives an object its place, its meaning and its declaration.
    private static let fixed: Set<Tag> = [
        .specificCharacterSet, .sopClassUID, .sopInstanceUID, .studyInstanceUID, .seriesInstanceUID, .patientID, .patientName, .pixelData,
        .floatPixelData, .doubleFloatPixelData, .patientIdentityRemoved, .deidentificationMethod, .deidentificationMethodCodeSequence,
        .longitudinalTemporalInformationModified, .burnedInAnnotation, .recognizableVisualFeatures, .encryptedAttributesSequence,
        .encapsulatedDocument,
    ]

    /// Who the person is, beside names: numbers, addresses, the day of birth.
    private static let direct: Set<Tag> = [
        .otherPatientIDs, .otherPatientIDsSequence, .patientBirthDate, .patientBirthTime, .patientBirthDateInAlternativeCalendar,
        .patientDeathDateInAlternativeCalendar, .patientAddress, .patientTelephoneNumbers, .patientTelecomInformation,
        .medicalRecordLocator, .militaryRank, .patientInsurancePlanCodeSequence, .accessionNumber, .admissionID,
        .countryOfResidence, .regionOfResidence,
    ]
}

extension Set<ProfileOption> {
    fileprivate mutating func set(_ option: ProfileOption, _ isChosen: Bool) {
        if isChosen { insert(option) } else { remove(option) }
    }
}
