public import DICOM

/// De-identifies objects by the Basic Application Level Confidentiality Profile (PS3.15 Annex E).
///
/// ```swift
/// let deidentifier = try Deidentifier(profile: .standard, key: PseudonymKey(secret: secret))
/// let result = try deidentifier.deidentify(DICOMFile(bytes: bytes))
/// let output = try result.file.encoded()
/// ```
///
/// It is a value without state: the same object, profile and key give the same bytes, whatever was de-identified before.
public struct Deidentifier: Sendable {
    /// The profile.
    public let profile: Profile
    private let key: PseudonymKey
    private let rules: EffectiveRules
    /// What most objects declare: those that were not de-identified before.
    private let declaration: MethodDeclaration

    /// A de-identifier for a profile. Options that are not implemented are refused here, before any object is touched.
    public init(profile: Profile, key: PseudonymKey) throws(DeidentificationError) {
        try profile.check()
        self.profile = profile
        self.key = key
        rules = EffectiveRules(profile: profile)
        declaration = MethodDeclaration(profile: profile, after: DataSet())
    }

    /// The object without identity, or the reason why it must go to quarantine.
    public func deidentify(_ file: DICOMFile) throws(DeidentificationError) -> Deidentified {
        let original = file.dataSet
        let patientID = try admit(original)
        let pixels = try pixelsWithoutOverlays(original)
        let pseudonym = key.patientIdentifier(for: patientID)
        let isFirst = !original.contains(.deidentificationMethodCodeSequence)
        let declaration = isFirst ? self.declaration : MethodDeclaration(profile: profile, after: original)

        var additions = declaration.elements
        if !original.contains(.patientName) {
            additions.insert(DataElement(tag: .patientName, vr: .pn, bytes: Array(pseudonym.utf8)), at: 0)
        }
        if profile.options.contains(.retainPatientCharacteristics), let age = patientAge(of: original) {
            let position = additions.firstIndex { $0.tag > .patientAge } ?? additions.endIndex
            additions.insert(DataElement(tag: .patientAge, vr: .as, bytes: age), at: position)
        }
        var cleaning = ObjectCleaning(
            original: original, rules: rules, key: key, pseudonym: pseudonym,
            shift: DateShift(days: key.dateShift(forPatient: patientID)),
            report: DeidentificationReport(profile: profile, codes: declaration.codes))
        var dataSet = cleaning.cleaned(original, adding: additions)
        if let pixels {
            dataSet[.pixelData] = pixels
            cleaning.record(.pixelData, .cleaned, pixels.vr)
        }
        // Setting the character set tells the items, which were built on their own, how their text reads.
        if let characterSet = dataSet[.specificCharacterSet] { dataSet[.specificCharacterSet] = characterSet }

        return Deidentified(
            file: DICOMFile(dataSet: dataSet, transferSyntax: file.transferSyntax), report: cleaning.report, pseudonym: pseudonym,
            originalPatientIDDigest: key.originalPatientDigest(for: patientID),
            sopInstanceUID: dataSet.string(.sopInstanceUID) ?? "")
    }
}

/// Patient's Age at the study, for an object that gives only the birth date, which the profile takes away.
///
/// PS3.15 section E.1.1 allows the replacement where the profile permits ages. An age that is there is left to the rules.
private func patientAge(of original: DataSet) -> [UInt8]? {
    guard original[.patientAge]?.bytes?.trimmed.isEmpty != false, let birth = original[.patientBirthDate]?.bytes?.trimmed,
        let born = CalendarDate(dicom: birth)
    else { return nil }
    for tag in [Tag.studyDate, .acquisitionDate, .seriesDate, .contentDate] {
        guard let bytes = original[tag]?.bytes?.trimmed, let day = CalendarDate(dicom: bytes) else { continue }
        return PatientAge.age(bornOn: born, at: day)
    }
    return nil
}
