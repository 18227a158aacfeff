import DICOM

extension IdentityTerms {
    /// Takes what identifies from the elements of a data set and of its items.
    mutating func collect(from dataSet: DataSet, _ isKept: (Tag) -> Bool) {
        for element in dataSet.elements {
            switch element.value {
            case .sequence(let items):
                // Frame by frame, an image has tens of thousands of elements here, none about a person.
                if element.tag == .perFrameFunctionalGroupsSequence { continue }
                for item in items { collect(from: item, isKept) }
            case .bytes(let bytes):
                guard !bytes.isEmpty, let role = role(of: element), role == .name || !isKept(element.tag) else { continue }
                switch role {
                case .name: for value in dataSet.strings(of: element) { add(name: value) }
                case .identifier: for value in dataSet.strings(of: element) { add(identifier: value) }
                case .description: for value in dataSet.strings(of: element) { add(description: value) }
                case .birthDate: add(birthDate: bytes)
                }
            case .fragments:
                continue
            }
        }
    }

    private enum Role { case name, identifier, description, birthDate }

    /// What an attribute says about somebody, nil when nothing.
    ///
    /// All person names, and those of Table E.1-1 (PS3.15) that are numbers or names of patients, visits, orders, staff, devices and
    /// institutions. What only describes (study description, comments) is what is to be cleaned, not what to look for.
    private func role(of element: DataElement) -> Role? {
        if element.vr == .pn { return .name }
        switch element.tag {
        case .patientName, .otherPatientNames, .patientBirthName, .patientMotherBirthName, .responsiblePerson, .referringPhysicianName,
            .performingPhysicianName, .operatorsName, .nameOfPhysiciansReadingStudy, .physiciansOfRecord, .requestingPhysician:
            return .name
        case .patientID, .otherPatientIDs, .accessionNumber, .admissionID, .issuerOfPatientID, .medicalRecordLocator, .serviceEpisodeID,
            .studyID, .deviceSerialNumber, .detectorID, .plateID, .cassetteID, .gantryID, .generatorID, .stationName,
            .patientTelephoneNumbers, .referringPhysicianTelephoneNumbers, .placerOrderNumberImagingServiceRequest,
            .fillerOrderNumberImagingServiceRequest, .requestedProcedureID, .scheduledProcedureStepID, .performedProcedureStepID,
            .performedStationName, .scheduledStationName, .performedStationAETitle, .scheduledStationAETitle, .stationAETitle,
            .insurancePlanIdentification, .orderCallbackPhoneNumber, .personTelephoneNumbers, .deviceID,
            .uniqueDeviceIdentifier, .clinicalTrialSubjectID, .clinicalTrialSubjectReadingID, .specimenAccessionNumber, .personName:
            return .identifier
        case .patientAddress, .institutionName, .institutionAddress, .institutionalDepartmentName, .referringPhysicianAddress,
            .personAddress, .responsibleOrganization, .requestingService, .countryOfResidence, .regionOfResidence, .currentPatientLocation,
            .patientInstitutionResidence, .issuerOfAdmissionID, .militaryRank, .orderEnteredBy, .orderEntererLocation,
            .performedLocation, .scheduledProcedureStepLocation, .patientReligiousPreference:
            return .description
        case .patientBirthDate:
            return .birthDate
        default:
            return nil
        }
    }
}
