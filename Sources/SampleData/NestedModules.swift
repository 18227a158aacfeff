import DICOM

/// Sequences in which identifiers hide.
extension AnnotatedDataSet {
    /// Request Attributes Sequence (PS3.3 table 10-9) and Referenced Study Sequence.
    mutating func addRequest(_ context: SeriesContext) {
        let (patient, study) = (context.patient, context.study)
        var request = AnnotatedDataSet(repertoire)
        request.identifier(.accessionNumber, study.accessionNumber, .orderIdentifier)
        request.text(.studyInstanceUID, context.uid(.study))
        request.identifier(.requestedProcedureID, study.requestNumber, .orderIdentifier)
        request.identifier(.scheduledProcedureStepID, study.requestNumber + "S", .orderIdentifier)
        request.identifier(
            .requestedProcedureDescription, "Request " + patient.insuranceNumber + " " + patient.person.family, .freeText,
            parts: [patient.insuranceNumber, patient.person.family])
        items(.requestAttributesSequence, [request])
        var reference = AnnotatedDataSet(repertoire)
        reference.text(.referencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
        reference.text(.referencedSOPInstanceUID, context.uid(.study))
        items(.referencedStudySequence, [reference])
    }

    /// Other Patient IDs Sequence, and Original Attributes Sequence as a system leaves it that merged two records (C.12.1.1.9).
    mutating func addHistory(_ context: SeriesContext) {
        let patient = context.patient
        var insurance = AnnotatedDataSet(repertoire)
        insurance.identifier(.patientID, patient.insuranceNumber, .patientIdentifier)
        insurance.identifier(.issuerOfPatientID, "SYNTHETIC INSURANCE", .institution)
        insurance.text(.typeOfPatientID, "TEXT")
        var former = AnnotatedDataSet(repertoire)
        former.identifier(.patientID, patient.formerID, .patientIdentifier)
        former.identifier(.issuerOfPatientID, context.hospital.issuer, .institution)
        former.text(.typeOfPatientID, "TEXT")
        items(.otherPatientIDsSequence, [insurance, former])
        guard patient.index % 2 == 1 else { return }
        var before = AnnotatedDataSet(repertoire)
        before.identifier(.patientName, patient.birthName + "^" + patient.person.given, .personName)
        before.identifier(.patientID, patient.formerID, .patientIdentifier)
        before.identifier(.patientBirthDate, patient.birth.adding(days: 30).dicom, .birthDate)
        var change = AnnotatedDataSet(repertoire)
        change.identifier(.sourceOfPreviousValues, context.hospital.department, .institution)
        change.text(.attributeModificationDateTime, context.study.day.adding(days: 1).dicom + "080000")
        change.identifier(.modifyingSystem, context.hospital.issuer + "-PACS", .device)
        change.text(.reasonForTheAttributeModification, "COERCE")
        change.items(.modifiedAttributesSequence, [before])
        items(.originalAttributesSequence, [change])
    }
}
