import DICOM

/// How an object says how it was de-identified (PS3.15 section E.1.1 step 6, E.2, E.3.6; PS3.3 section C.12.1.1).
struct MethodDeclaration: Sendable {
    /// The codes of the profile, those of what was done to the pixels, and those of cleaning that was done before and still holds.
    ///
    /// An object may have been de-identified already. That graphics, reports or descriptors were cleaned stays true; that pixels were is said
    /// again only where this pass found it so (``PixelCleaner``); that something was retained is true only if this profile retains it too.
    /// Known codes are written anew, so that no text of the original survives.
    let codes: [MethodCode]
    /// The elements, ascending.
    let elements: [DataElement]

    /// The declaration of an object.
    ///
    /// - Parameters:
    ///   - original: the object before, for what was cleaned earlier.
    ///   - pixels: the codes of what was done to its pixels.
    init(profile: Profile, after original: DataSet, pixels: [MethodCode] = []) {
        let earlier = original.earlierMethodCodes
        let cleaned: [ProfileOption] = [.cleanGraphics, .cleanStructuredContent, .cleanDescriptors]
        let kept = cleaned.map(\.code).filter { earlier.contains($0.value) }
        let codes = Set(profile.codes + pixels + kept).sorted { $0.value < $1.value }

        var dataSet = DataSet()
        dataSet.set(.patientIdentityRemoved, "YES")
        dataSet.set(.deidentificationMethod, strings: methodText(codes, profile: profile))
        dataSet.set(.deidentificationMethodCodeSequence, items: codes.map(\.item))
        dataSet.set(.longitudinalTemporalInformationModified, profile.longitudinalTemporalInformation)
        elements = dataSet.elements
        self.codes = codes
    }
}

extension DataSet {
    /// The codes of De-identification Method Code Sequence (0012,0064), those of the standard's own scheme.
    fileprivate var earlierMethodCodes: [String] {
        items(.deidentificationMethodCodeSequence)
            .filter { $0.string(.codingSchemeDesignator) == "DCM" }
            .compactMap { $0.string(.codeValue) }
    }

    /// Whether the object says that its pixels were cleaned before, and how: by code, and in the words of De-identification Method (0012,0063).
    func statesCleaning(_ option: ProfileOption) -> Bool {
        guard earlierMethodCodes.contains(option.code.value), let method = text(.deidentificationMethod) else { return false }
        return method.contains { $0.isLetter }
    }
}

extension Profile {
    /// Longitudinal Temporal Information Modified (0028,0303): what is true of the dates that tell most.
    fileprivate var longitudinalTemporalInformation: String {
        let dates = attributes.filter { tag, _ in DataDictionary.vr(for: tag).map { [.da, .dt].contains($0) } == true }
        let keepsDates = options.contains(.retainLongitudinalTemporalInformationFullDates)
        if keepsDates || dates.values.contains(.keep) { return "UNMODIFIED" }
        let movesDates = options.contains(.retainLongitudinalTemporalInformationModifiedDates)
        return movesDates || dates.values.contains(.shift) ? "MODIFIED" : "REMOVED"
    }
}

extension MethodCode {
    /// The code as an item of a code sequence (PS3.3 section 8.8).
    fileprivate var item: DataSet {
        var item = DataSet()
        item.set(.codeValue, value)
        item.set(.codingSchemeDesignator, "DCM")
        item.set(.codeMeaning, meaning)
        return item
    }
}

/// De-identification Method (0012,0063): LO, so at most 64 characters a value; the codes over as many values as they need.
private func methodText(_ codes: [MethodCode], profile: Profile) -> [String] {
    var values = [String("Mosaic profile \(profile.name) version \(profile.version)".filter { $0.isASCII && $0 != "\\" }.prefix(64))]
    if !profile.attributes.isEmpty { values.append("Departures for \(profile.attributes.count) attributes") }
    var line = "DICOM PS3.15 Annex E:"
    for code in codes {
        if line.count + code.value.count >= 64 {
            values.append(line)
            line = "DICOM PS3.15 Annex E:"
        }
        line += " " + code.value
    }
    return values + [line]
}
