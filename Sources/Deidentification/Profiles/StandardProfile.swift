extension Profile {
    /// What Mosaic does unless told otherwise: dates moved by patient, characteristics of the patient kept, everything cleaned that can
    /// be. ``standardText`` says the same as a file.
    public static let standard = Profile(
        name: "standard", version: "2",
        options: [
            .cleanPixelData, .cleanGraphics, .cleanStructuredContent, .cleanDescriptors,
            .retainLongitudinalTemporalInformationModifiedDates, .retainPatientCharacteristics,
        ])

    /// The standard profile as a file, to start one's own from.
    public static let standardText = """
        # What Mosaic does unless told otherwise: the Basic Application Level Confidentiality Profile of
        # DICOM PS3.15 Annex E with these options. Whatever is not named here is as the standard's table says.
        name: standard
        version: 2
        startsFrom: basic
        options:
          - cleanGraphics              # annotations are kept without what may identify
          - cleanStructuredContent     # structured reports are kept without what may identify
          - cleanDescriptors           # descriptions and comments are kept without what may identify
          - retainLongitudinalTemporalInformationModifiedDates   # dates are moved by patient: intervals stay
          - retainPatientCharacteristics                         # sex, age, size, weight and the like
        pixels:
          text: clean                  # text in the pixels is blanked; what cannot be is put aside
          faces: refuse                # what may show a face is put aside
        agesAbove89: cap               # ages of 90 years and more are written as 90
        safePrivate: none              # no private attribute is kept

        """
}
