import DICOM

/// The modules that every image has (PS3.3 C.7.1 to C.7.3 and C.7.5), with the identifiers a hospital puts into them.
extension AnnotatedDataSet {
    mutating func addPatient(_ context: SeriesContext) {
        let patient = context.patient
        text(.specificCharacterSet, repertoire.rawValue)
        identifier(.patientName, patient.person.dicom, .personName)
        identifier(.patientID, patient.id, .patientIdentifier)
        identifier(.issuerOfPatientID, context.hospital.issuer, .institution)
        identifier(.patientBirthDate, patient.birth.dicom, .birthDate)
        text(.patientSex, patient.isFemale ? "F" : "M")
        text(.patientAge, padded(patient.birth.years(until: context.study.day), 3) + "Y")
        text(.patientSize, decimal(Double(patient.size) / 100, 2))
        text(.patientWeight, String(patient.weight))
        let words = context.hospital.people.comments[patient.index % context.hospital.people.comments.count]
        let comment =
            words.replacing("NAME", with: patient.spokenName).replacing("PHONE", with: patient.telephone)
            .replacing("PHYSICIAN", with: patient.referringPhysician.family).replacing("ID", with: patient.id)
        let parts = [patient.spokenName, patient.telephone, patient.referringPhysician.family, patient.id]
        identifier(.patientComments, comment, .freeText, parts: parts.filter { comment.contains($0) })
        guard context.isThorough else { return }
        identifier(.patientAddress, patient.street + ", " + patient.town, .address)
        identifier(.patientTelephoneNumbers, patient.telephone, .telephone)
        identifier(.patientBirthName, patient.birthName + "^" + patient.person.given, .personName)
        identifier(.patientMotherBirthName, patient.mother.dicom, .personName)
        identifier(.otherPatientNames, patient.birthName + "^" + patient.person.given, .personName)
    }

    mutating func addStudy(_ context: SeriesContext) {
        let (patient, study) = (context.patient, context.study)
        text(.studyInstanceUID, context.uid(.study))
        identifier(.studyDate, study.day.dicom, .date)
        text(.studyTime, dicomTime(secondsOfDay: study.secondsOfDay))
        identifier(.referringPhysicianName, patient.referringPhysician.dicom(prefix: "Dr."), .staffName)
        identifier(.studyID, study.studyID, .orderIdentifier)
        identifier(.accessionNumber, study.accessionNumber, .orderIdentifier)
        let region =
            switch context.role {
            case .chest: "CT Thorax low dose"
            case .mammogram: "Mammography screening"
            case .t2, .diffusion: "MR prostate biparametric"
            }
        if patient.index % 5 == 2 {
            let words = context.hospital.people.descriptionWithName.replacing("NAME", with: patient.person.family)
            identifier(.studyDescription, region + ", " + words, .freeText, parts: [patient.person.family])
        } else {
            text(.studyDescription, region)
        }
    }

    mutating func addSeries(_ context: SeriesContext) {
        let (patient, study) = (context.patient, context.study)
        let time = dicomTime(secondsOfDay: study.secondsOfDay + 60 + context.role.rawValue * 60)
        text(.seriesInstanceUID, context.uid(.series))
        text(.seriesNumber, String(context.number))
        for date: Tag in [.seriesDate, .acquisitionDate, .contentDate, .performedProcedureStepStartDate] {
            identifier(date, study.day.dicom, .date)
        }
        text(.seriesTime, time)
        text(.performedProcedureStepStartTime, time)
        identifier(.performedProcedureStepID, study.requestNumber, .orderIdentifier)
        identifier(.performingPhysicianName, patient.performingPhysician.dicom, .staffName)
        identifier(.operatorsName, patient.operatorOfDevice.dicom, .staffName)
        if context.role != .mammogram {
            text(.frameOfReferenceUID, context.uid(.frameOfReference))
            text(.positionReferenceIndicator, "")
        }
        text(.lossyImageCompression, "00")
    }

    mutating func addEquipment(_ context: SeriesContext) {
        let device = context.device
        text(.manufacturer, device.manufacturer)
        text(.manufacturerModelName, device.model)
        text(.softwareVersions, device.softwareVersion)
        identifier(.institutionName, context.hospital.name, .institution)
        identifier(.institutionAddress, context.hospital.address, .institution)
        identifier(.institutionalDepartmentName, context.hospital.department, .institution)
        identifier(
            .stationName, "\(context.hospital.issuer)-\(context.role == .chest ? "CT" : context.role == .mammogram ? "MG" : "MR")1", .device
        )
        identifier(.deviceSerialNumber, "SN" + padded(40_000 + context.hospital.number * 17 + (context.role.rawValue + 1) / 2, 7), .device)
    }
}
