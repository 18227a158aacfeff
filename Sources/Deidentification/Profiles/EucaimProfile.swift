import DICOM

extension Profile {
    /// What the European cancer imaging infrastructure (EUCAIM) keeps for its users. ``eucaimText`` says the same as a file.
    public static let eucaim = Profile(
        name: "eucaim", version: "1",
        options: [
            .cleanPixelData, .cleanGraphics, .cleanStructuredContent, .retainLongitudinalTemporalInformationModifiedDates,
            .retainPatientCharacteristics,
        ],
        attributes: [
            .patientSex: .keep, .patientAge: .keep, .patientSize: .keep, .patientWeight: .keep, .ethnicGroup: .keep,
            .smokingStatus: .keep, .pregnancyStatus: .keep,
            .allergies: .remove, .patientState: .remove, .preMedication: .remove, .specialNeeds: .remove, .patientSexNeutered: .remove,
            .seriesDescription: .clean, .protocolName: .clean, .manufacturer: .keep, .manufacturerModelName: .keep, .roiName: .clean,
        ])

    /// The EUCAIM profile as a file, to start one's own from.
    public static let eucaimText = """
        # What the European cancer imaging infrastructure (EUCAIM) keeps for its users, on top of the
        # Basic Application Level Confidentiality Profile of DICOM PS3.15 Annex E.
        name: eucaim
        version: 1
        startsFrom: basic
        options:
          - cleanGraphics
          - cleanStructuredContent
          - retainLongitudinalTemporalInformationModifiedDates   # dates are moved by patient: intervals stay
          - retainPatientCharacteristics
        attributes:
          # About the patient: these seven, and no more of what the option would keep.
          PatientSex: keep
          PatientAge: keep
          PatientSize: keep
          PatientWeight: keep
          EthnicGroup: keep
          SmokingStatus: keep
          PregnancyStatus: keep
          Allergies: remove
          PatientState: remove
          PreMedication: remove
          SpecialNeeds: remove
          PatientSexNeutered: remove
          # How the images were made: words of an operator, so what may identify is taken out of them.
          SeriesDescription: clean
          ProtocolName: clean
          Manufacturer: keep
          ManufacturerModelName: keep
          # A contour without its name is of no use.
          ROIName: clean
        pixels:
          text: clean
          faces: refuse
        agesAbove89: cap
        safePrivate: none

        """
}
