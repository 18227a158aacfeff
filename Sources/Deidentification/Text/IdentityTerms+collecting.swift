import DICOM

extension IdentityTerms {
    /// Takes what identifies from the elements of a data set and of its items.
    mutating func collect(from dataSet: DataSet, _ isKept: (Tag) -> Bool) {
        // Both are in the order of their tags.
        var roles = Self.roles[...]
        for element in dataSet.elements {
            switch element.value {
            case .sequence(let items):
                // Frame by frame, an image has tens of thousands of elements here, none about a person.
                if element.tag == .perFrameFunctionalGroupsSequence { continue }
                for item in items { collect(from: item, isKept) }
            case .bytes(let bytes):
                while let (tag, _) = roles.first, tag < element.tag { roles.removeFirst() }
                if bytes.isEmpty { continue }
                let listed = roles.first.flatMap { $0.tag == element.tag ? $0.role : nil }
                guard let role = element.vr == .pn ? .name : listed, role == .name || !isKept(element.tag) else { continue }
                if role == .birthDate { add(birthDate: bytes) } else { add(element, bytes, role, of: dataSet) }
            case .fragments:
                continue
            }
        }
    }

    private mutating func add(_ element: DataElement, _ bytes: ArraySlice<UInt8>, _ role: Role, of dataSet: DataSet) {
        guard element.vr.isText else {
            for value in dataSet.strings(of: element) { add(Array(value.utf8)[...], role) }
            return
        }
        let text = bytes.isPlainASCII ? bytes : Array(dataSet.wholeText(of: element).utf8)[...]
        guard element.vr.isMultiValued, text.contains(0x5C) else { return add(text, role) }
        for value in text.split(separator: 0x5C) { add(value, role) }
    }

    private mutating func add(_ value: ArraySlice<UInt8>, _ role: Role) {
        switch role {
        case .name: add(name: value)
        case .identifier: add(identifier: value)
        case .description, .birthDate: add(description: value)
        }
    }

    private enum Role { case name, identifier, description, birthDate }

    /// What attributes say about somebody, by tag.
    ///
    /// All person names, and those of Table E.1-1 (PS3.15) that are numbers or names of patients, visits, orders, staff, devices and
    /// institutions. What only describes (study description, comments) is what is to be cleaned, not what to look for.
    private static let roles: [(tag: Tag, role: Role)] = {
        let roles: [(Role, [Tag])] = [
            (
                .name,
                [
                    .patientName, .otherPatientNames, .patientBirthName, .patientMotherBirthName, .responsiblePerson,
                    .referringPhysicianName, .performingPhysicianName, .operatorsName, .nameOfPhysiciansReadingStudy, .physiciansOfRecord,
                    .requestingPhysician,
                ]
            ),
            (
                .identifier,
                [
                    .patientID, .otherPatientIDs, .accessionNumber, .admissionID, .issuerOfPatientID, .medicalRecordLocator,
                    .serviceEpisodeID, .studyID, .deviceSerialNumber, .detectorID, .plateID, .cassetteID, .gantryID, .generatorID,
                    .stationName, .patientTelephoneNumbers, .referringPhysicianTelephoneNumbers, .placerOrderNumberImagingServiceRequest,
                    .fillerOrderNumberImagingServiceRequest, .requestedProcedureID, .scheduledProcedureStepID, .performedProcedureStepID,
                    .performedStationName, .scheduledStationName, .performedStationAETitle, .scheduledStationAETitle, .stationAETitle,
                    .insurancePlanIdentification, .orderCallbackPhoneNumber, .personTelephoneNumbers, .deviceID, .uniqueDeviceIdentifier,
                    .clinicalTrialSubjectID, .clinicalTrialSubjectReadingID, .specimenAccessionNumber, .personName,
                ]
            ),
            (
                .description,
                [
                    .patientAddress, .institutionName, .institutionAddress, .institutionalDepartmentName, .referringPhysicianAddress,
                    .personAddress, .responsibleOrganization, .requestingService, .countryOfResidence, .regionOfResidence,
                    .currentPatientLocation, .patientInstitutionResidence, .issuerOfAdmissionID, .militaryRank, .orderEnteredBy,
                    .orderEntererLocation, .performedLocation, .scheduledProcedureStepLocation, .patientReligiousPreference,
                ]
            ),
            (.birthDate, [.patientBirthDate]),
        ]
        return roles.flatMap { role, tags in tags.map { ($0, role) } }.sorted { $0.0 < $1.0 }
    }()
}
