import DICOM

/// The modules that every object has (PS3.3 C.7.1 to C.7.5, C.12.1), with identifiers where they belong.
extension Planting {
    mutating func addCommon(_ object: PlantedObject) {
        let patient = object.patient
        if !patient.tongue.characterSet.isEmpty {
            dataSetCharacterSet(patient.tongue.characterSet)
        }
        addPatient(object)
        addStudy(object)
        addSeries(object)
        addEquipment(object)
        set(.sopClassUID, object.kind.sopClassUID)
        check(.tagRetained, .sopClassUID)
        uid(.sopInstanceUID, object.instanceUID)
        keep(.instanceNumber, String(object.number))
    }

    private mutating func addPatient(_ object: PlantedObject) {
        let patient = object.patient
        set(.patientName, patient.person.dicom)
        for part in patient.person.parts { mustGo(.patientName, part, .personName) }
        check(.textNotNull, .patientName)
        remove(.patientID, patient.id, .patientIdentifier)
        check(.patientIDConsistent, .patientID, patient.id, .patientIdentifier)
        remove(.issuerOfPatientID, patient.tongue.hospital, .institution)
        set(.patientBirthDate, patient.birth.dicom)
        mustGo(.patientBirthDate, patient.birth.dicom, .birthDate)
        keep(.patientSex, patient.isFemale ? "F" : "M", option: "retainPatientCharacteristics")
        let age = patient.birth.years(until: object.day)
        if age > 89 {
            remove(.patientAge, padded(age, 3) + "Y", .age)
            remove(.medicalAlerts, "\(age) years", .age, in: "Pacemaker, \(age) years old", place: .freeText)
            check(.textRetained, .medicalAlerts, "Pacemaker", option: "cleanDescriptors")
        } else {
            keep(.patientAge, padded(age, 3) + "Y", option: "retainPatientCharacteristics")
        }
        keep(.patientWeight, String(61 + patient.number % 30), option: "retainPatientCharacteristics")
        keep(.patientSize, "1." + padded(60 + patient.number % 30, 2), option: "retainPatientCharacteristics")
        prose(.patientComments, patient.prose(object.number, study: object.study))
        switch object.number % 4 {
        case 0:
            remove(.patientAddress, patient.address, .address)
            remove(.patientTelephoneNumbers, patient.telephone, .telephone)
            set(.patientMotherBirthName, patient.mother.dicom)
            mustGo(.patientMotherBirthName, patient.mother.family, .personName)
        case 1:
            set(.otherPatientNames, patient.mother.dicom)
            mustGo(.otherPatientNames, patient.mother.family, .personName)
            remove(.patientTelecomInformation, patient.mail, .electronicAddress, in: "mailto:" + patient.mail)
        case 2:
            items(
                .otherPatientIDsSequence,
                [patient.insuranceNumber, patient.formerID].map { id in
                    item { item in
                        item.remove(.patientID, id, .patientIdentifier)
                        item.remove(.issuerOfPatientID, patient.tongue.hospital, .institution)
                        item.set(.typeOfPatientID, "TEXT")
                    }
                })
        default:
            remove(
                .additionalPatientHistory, patient.formerID, .patientIdentifier, in: "Former number \(patient.formerID)", place: .freeText)
            remove(.occupation, patient.mother.family.prefixed(16), .personName, place: .otherAttribute)
        }
    }

    private mutating func addStudy(_ object: PlantedObject) {
        let patient = object.patient
        uid(.studyInstanceUID, object.studyUID)
        date(.studyDate, object.day.dicom)
        set(.studyTime, "101500")
        set(.referringPhysicianName, patient.physician.dicom)
        mustGo(.referringPhysicianName, patient.physician.family, .staffName)
        remove(.accessionNumber, patient.accessionNumber, .orderIdentifier)
        // A third of the descriptions carry the name; the rest is medicine only.
        let region = "MR and CT of the prostate"
        if object.number % 3 == 0 {
            let text = "\(region) \(patient.person.family)"
            remove(.studyDescription, patient.person.family, .personName, in: text, place: .freeText)
            check(.textRetained, .studyDescription, "prostate", option: "cleanDescriptors")
        } else {
            keep(.studyDescription, region, option: "cleanDescriptors")
        }
        if object.number % 5 == 0 {
            remove(.studyID, patient.person.family.prefixed(16), .personName, place: .otherAttribute)
        } else {
            remove(.studyID, patient.studyID, .orderIdentifier)
        }
        remove(.admissionID, patient.admissionID, .orderIdentifier)
        item(.procedureCodeSequence) { item in
            item.set(.codeValue, "P5-09051")
            item.set(.codingSchemeDesignator, "SRT")
            item.keep(.codeMeaning, "Magnetic resonance imaging of pelvis", option: "cleanDescriptors")
        }
    }

    private mutating func addSeries(_ object: PlantedObject) {
        let patient = object.patient
        keep(.modality, object.kind.modality)
        uid(.seriesInstanceUID, object.seriesUID)
        keep(.seriesNumber, String(object.seriesNumber))
        switch object.kind {
        case .basicText, .comprehensiveReport, .doseReport, .measurementReport: break
        default: date(.seriesDate, object.day.dicom)
        }
        set(.seriesTime, "102000")
        if object.number % 7 == 3 {
            let text = "\(object.kind.description) \(patient.id)"
            remove(.seriesDescription, patient.id, .patientIdentifier, in: text, place: .freeText)
            check(.textRetained, .seriesDescription, object.kind.description, option: "cleanDescriptors")
        } else {
            keep(.seriesDescription, object.kind.description, option: "cleanDescriptors")
        }
        set(.operatorsName, patient.operatorOfDevice.dicom)
        mustGo(.operatorsName, patient.operatorOfDevice.family, .staffName)
        switch object.kind {
        case .ultrasound, .ultrasoundJPEG, .ultrasoundRLE, .ultrasoundMultiframe, .secondaryCapture, .grayCapture, .angiogram,
            .positronEmission, .presentationState:
            set(.laterality, "")
        default: break
        }
        if object.kind.isImage {
            keep(.protocolName, "p_" + object.kind.modality.lowercased() + "_std", option: "cleanDescriptors")
            date(.acquisitionDate, object.day.dicom)
            date(.contentDate, object.day.dicom)
            set(.contentTime, "102100")
            set(.acquisitionTime, "102030")
            prose(.imageComments, patient.prose(object.number + 1, study: object.study))
            item(.requestAttributesSequence) { item in
                item.remove(.requestedProcedureID, patient.requestNumber, .orderIdentifier)
                item.remove(.scheduledProcedureStepID, patient.requestNumber + "S", .orderIdentifier)
                item.remove(
                    .requestedProcedureDescription, patient.insuranceNumber, .patientIdentifier,
                    in: "Requested for \(patient.insuranceNumber)",
                    place: .nested)
            }
        }
    }

    private mutating func addEquipment(_ object: PlantedObject) {
        let patient = object.patient
        set(.manufacturer, "SYNTHETIC Devices")
        keep(.manufacturerModelName, "Imager \(object.kind.modality)", option: "retainDeviceIdentity")
        check(.tagRetained, .manufacturer, option: "retainDeviceIdentity")
        remove(.deviceSerialNumber, patient.deviceSerialNumber, .device)
        remove(.stationName, patient.stationName, .device)
        set(.softwareVersions, "VB20A")
        remove(.institutionName, patient.tongue.hospital, .institution)
        if object.number % 2 == 0 { remove(.institutionAddress, patient.address, .address, place: .otherAttribute) }
    }

    /// Specific Character Set, of a data set or of an item that has its own.
    mutating func dataSetCharacterSet(_ terms: [String]) {
        bytes(.specificCharacterSet, vr: .cs, Array(terms.joined(separator: "\\").utf8))
    }
}

extension String {
    /// The first characters, as many as a short attribute holds.
    func prefixed(_ count: Int) -> String { String(prefix(count)) }
}
