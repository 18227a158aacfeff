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
///
/// De-identifying what came out once more, with the same profile and key, changes what must change and nothing else:
///
/// - Which elements there are, codes, numbers, characteristics, dummies, texts (what was taken out of them is marked, and marks stay),
///   kept dates, pixels and what the object declares stay as they are.
/// - Patient ID, Patient's Name, UIDs, application entity titles and moved dates change, as they would for any input: they are functions of
///   what they find. Nothing tells a pseudonym of this key from one that somebody else made, and a mark that did would let whoever can
///   write it carry identifiers through. References between objects that pass together still hold, and so do intervals.
public struct Deidentifier: Sendable {
    /// The profile.
    public let profile: Profile
    private let key: PseudonymKey
    private let rules: EffectiveRules
    private let textFinder: (any TextFinder)?
    private let pixelCleaner: PixelCleaner
    /// What most objects declare: those that were not de-identified before and whose pixels are as they were.
    private let declaration: MethodDeclaration

    /// A de-identifier for a profile. Departures that no profile may make are refused here, before any object is touched.
    ///
    /// - Parameters:
    ///   - profile: what is kept.
    ///   - key: makes pseudonyms, UIDs and the shift of dates.
    ///   - textFinder: finds text in pixels; without one, pixels that may show text are refused.
    public init(profile: Profile, key: PseudonymKey, textFinder: (any TextFinder)? = nil) throws(DeidentificationError) {
        try profile.check()
        self.profile = profile
        self.key = key
        rules = EffectiveRules(profile: profile)
        self.textFinder = textFinder
        pixelCleaner = PixelCleaner(policy: profile.pixels, finder: textFinder)
        declaration = MethodDeclaration(profile: profile, after: DataSet())
    }

    /// The object without identity, or the reason why it must go to quarantine.
    public func deidentify(_ file: DICOMFile) throws(DeidentificationError) -> Deidentified {
        let patientID = try admit(file.dataSet, takesReports: rules.content != nil)
        let terms = IdentityTerms(of: file.dataSet) { rules[$0]?.action == .keep }
        var source = file
        let strayFree = try file.withoutStrayBits()
        if let strayFree { source = strayFree }
        let pixels = try pixelCleaner.cleaned(source, terms: terms, key: key)
        if let pixels { source = pixels.file }
        let withoutSurplus = try source.withoutPixelSurplus()
        let original = withoutSurplus?.dataSet ?? source.dataSet
        let pseudonym = key.patientIdentifier(for: patientID)
        let isPlain = pixels?.codes.isEmpty != false && !original.contains(.deidentificationMethodCodeSequence)
        let declaration = isPlain ? self.declaration : MethodDeclaration(profile: profile, after: original, pixels: pixels?.codes ?? [])

        var cleaning = ObjectCleaning(
            original: original, rules: rules, key: key, pseudonym: pseudonym,
            shift: DateShift(days: key.dateShift(forPatient: patientID)), terms: terms, overlays: overlays(of: file, terms: terms),
            report: DeidentificationReport(profile: profile, codes: declaration.codes))
        var dataSet = cleaning.cleaned(original, adding: additions(to: original, declaration, pixels: pixels, pseudonym: pseudonym))
        if pixels != nil || strayFree != nil || withoutSurplus != nil {
            // The pixels' own elements were changed before the pass, which kept them.
            for tag in [Tag.pixelData, .floatPixelData, .doubleFloatPixelData] {
                guard let element = dataSet[tag], element != file.dataSet[tag] else { continue }
                cleaning.record(tag, .cleaned, element.vr)
            }
            cleaning.report.pixelActions = pixels?.actions ?? []
        }
        // Setting the character set tells the items, which were built on their own, how their text reads.
        if let characterSet = dataSet[.specificCharacterSet] { dataSet[.specificCharacterSet] = characterSet }

        return Deidentified(
            file: DICOMFile(dataSet: dataSet, transferSyntax: source.transferSyntax),
            report: cleaning.report, pseudonym: pseudonym,
            originalPatientIDDigest: key.originalPatientDigest(for: patientID),
            sopInstanceUID: dataSet.string(.sopInstanceUID) ?? "")
    }

    /// A day in a patient's clinical data, `YYYY-MM-DD`, as the profile treats the dates of the patient's objects: moved by as many days, kept,
    /// or nil where it takes dates away. Nil also for what is no day.
    public func clinicalDate(_ day: String, ofPatient patientID: String) -> String? {
        switch rules.dates {
        case .moved: DateShift(days: key.dateShift(forPatient: patientID)).shifted(day)
        case .kept: DateShift(days: 0).shifted(day)
        case .taken: nil
        }
    }

    /// The elements that the object gets in place of its own, ascending.
    private func additions(
        to original: DataSet, _ declaration: MethodDeclaration, pixels: CleanedPixels?, pseudonym: String
    ) -> [DataElement] {
        var additions = declaration.elements
        func insert(_ element: DataElement) {
            additions.insert(element, at: additions.firstIndex { $0.tag > element.tag } ?? additions.endIndex)
        }
        if !original.contains(.patientName) { insert(DataElement(tag: .patientName, vr: .pn, bytes: Array(pseudonym.utf8))) }
        if rules.keepsAges, [nil, .keep].contains(profile.attributes[.patientAge]),
            let age = patientAge(of: original, cap: rules.capsAges ? PatientAge.cap : nil)
        {
            insert(DataElement(tag: .patientAge, vr: .as, bytes: age))
        }
        if let value = pixels?.burnedInAnnotation { insert(DataElement(tag: .burnedInAnnotation, vr: .cs, bytes: Array(value.utf8))) }
        if let value = pixels?.recognizableVisualFeatures {
            insert(DataElement(tag: .recognizableVisualFeatures, vr: .cs, bytes: Array(value.utf8)))
        }
        return additions
    }

    /// The groups of the overlays to keep: those that the Clean Graphics Option and the pixels' cleaning find safe.
    private func overlays(of file: DICOMFile, terms: IdentityTerms) -> Set<UInt16> {
        guard rules.cleansGraphics, file.dataSet.contains(where: \.tag.isOverlay) else { return [] }
        return OverlayGraphics.groupsWithoutText(in: file, terms: terms, finder: textFinder)
            .filter { file.dataSet.contains(Tag($0, 0x3000)) }
    }
}

/// Patient's Age at the study, for an object that gives only the birth date, which the profile takes away.
///
/// PS3.15 section E.1.1 allows the replacement where the profile permits ages. An age that is there is left to the rules.
private func patientAge(of original: DataSet, cap: Int?) -> [UInt8]? {
    guard original[.patientAge]?.bytes?.trimmed.isEmpty != false, let birth = original[.patientBirthDate]?.bytes?.trimmed,
        let born = CalendarDate(dicom: birth)
    else { return nil }
    for tag in [Tag.studyDate, .acquisitionDate, .seriesDate, .contentDate] {
        guard let bytes = original[tag]?.bytes?.trimmed, let day = CalendarDate(dicom: bytes) else { continue }
        return PatientAge.age(bornOn: born, at: day, cap: cap)
    }
    return nil
}
