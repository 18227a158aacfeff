import DICOM

/// How an object says how it was de-identified (PS3.15 section E.1.1 step 6, E.2, E.3.6; PS3.3 section C.12.1.1).
struct MethodDeclaration: Sendable {
    /// The codes of the profile, and those of cleaning that was done before and still holds.
    ///
    /// An object may have been de-identified already. That pixels, graphics, reports or descriptors were cleaned stays true; that
    /// something was retained is true only if this profile retains it too. Known codes are written anew, so that no text of the
    /// original survives.
    let codes: [MethodCode]
    /// The elements, ascending.
    let elements: [DataElement]

    init(profile: Profile, after original: DataSet) {
        let earlier = original.items(.deidentificationMethodCodeSequence)
            .filter { $0.string(.codingSchemeDesignator) == "DCM" }
            .compactMap { $0.string(.codeValue) }
        let cleaned: [ProfileOption] = [
            .cleanPixelData, .cleanRecognizableVisualFeatures, .cleanGraphics, .cleanStructuredContent, .cleanDescriptors,
        ]
        let kept = cleaned.map(\.code).filter { earlier.contains($0.value) }
        let codes = Set(profile.codes + kept).sorted { $0.value < $1.value }

        var dataSet = DataSet()
        dataSet.set(.patientIdentityRemoved, "YES")
        dataSet.set(.deidentificationMethod, strings: methodText(codes, profile: profile))
        dataSet.set(.deidentificationMethodCodeSequence, items: codes.map(\.item))
        let keepsFullDates = profile.options.contains(.retainLongitudinalTemporalInformationFullDates)
        let movesDates = profile.options.contains(.retainLongitudinalTemporalInformationModifiedDates)
        dataSet.set(.longitudinalTemporalInformationModified, movesDates ? "MODIFIED" : keepsFullDates ? "UNMODIFIED" : "REMOVED")
        elements = dataSet.elements
        self.codes = codes
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

/// De-identification Method (0012,0063): LO, so at most 64 characters a value.
private func methodText(_ codes: [MethodCode], profile: Profile) -> [String] {
    let name = String("Mosaic profile \(profile.name) version \(profile.version)".filter { $0.isASCII && $0 != "\\" }.prefix(64))
    return [name, "DICOM PS3.15 Annex E: " + codes.map(\.value).joined(separator: " ")].map { String($0.prefix(64)) }
}
