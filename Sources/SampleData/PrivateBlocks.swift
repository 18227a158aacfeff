import DICOM

/// Private attributes in the manner of three vendors (PS3.5 section 7.8). The creators are those a de-identifier meets; what
/// the elements hold is made up.
extension AnnotatedDataSet {
    mutating func addPrivate(_ context: SeriesContext) {
        switch context.device.privateStyle {
        case .siemens: addSiemensLike(context)
        case .generalElectric: addGeneralElectricLike(context)
        case .philips: addPhilipsLike(context)
        }
    }

    /// A blob with the patient inside it, and loose elements in a second group.
    private mutating func addSiemensLike(_ context: SeriesContext) {
        let patient = context.patient
        text(Tag(0x0029, 0x0010), vr: .lo, "SIEMENS CSA HEADER")
        text(Tag(0x0029, 0x1008), vr: .cs, "IMAGE NUM 4")
        text(Tag(0x0029, 0x1009), vr: .lo, context.study.day.dicom)
        let report = repertoire.encoded(patient.person.dicom) + [0] + repertoire.encoded(patient.id)
        identifyingBytes(
            Tag(0x0029, 0x1010), vr: .ob, Array("SV10".utf8) + [4, 3, 2, 1, 77, 0, 0, 0] + report + [0, 0, 0], .personName,
            parts: [patient.person.dicom, patient.id])
        text(Tag(0x0051, 0x0010), vr: .lo, "SIEMENS MR HEADER")
        identifier(Tag(0x0051, 0x10F1), vr: .lo, "+LPH " + patient.insuranceNumber, .patientIdentifier, parts: [patient.insuranceNumber])
    }

    /// Plain elements in an odd group, one of them a full name.
    private mutating func addGeneralElectricLike(_ context: SeriesContext) {
        let patient = context.patient
        text(Tag(0x0009, 0x0010), vr: .lo, "GEMS_IDEN_01")
        text(Tag(0x0009, 0x1001), vr: .lo, "GE_GENESIS_FF")
        identifier(Tag(0x0009, 0x1002), vr: .sh, context.hospital.issuer, .institution)
        identifier(Tag(0x0009, 0x10E3), vr: .ui, context.uid(.performedStep), .orderIdentifier)
        text(Tag(0x0025, 0x0010), vr: .lo, "GEMS_SERS_01")
        identifier(Tag(0x0025, 0x10F1), vr: .lo, patient.operatorOfDevice.family, .staffName)
        text(Tag(0x0043, 0x0010), vr: .lo, "GEMS_PARM_01")
        identifier(
            Tag(0x0043, 0x10F1), vr: .lo, patient.person.family + " " + patient.formerID, .patientIdentifier,
            parts: [patient.person.family, patient.formerID])
    }

    /// A private sequence, with identifiers in its item.
    private mutating func addPhilipsLike(_ context: SeriesContext) {
        let patient = context.patient
        var item = AnnotatedDataSet(repertoire)
        item.text(Tag(0x2005, 0x0014), vr: .lo, "Philips MR Imaging DD 005")
        item.identifier(Tag(0x2005, 0x14F1), vr: .pn, patient.person.dicom, .personName)
        item.identifier(.patientID, patient.id, .patientIdentifier)
        text(Tag(0x2001, 0x0010), vr: .lo, "Philips Imaging DD 001")
        identifier(Tag(0x2001, 0x10C8), vr: .lo, "Exam " + patient.formerID, .patientIdentifier, parts: [patient.formerID])
        text(Tag(0x2005, 0x0014), vr: .lo, "Philips MR Imaging DD 005")
        items(Tag(0x2005, 0x1402), [item])
    }
}
