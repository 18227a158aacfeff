import DICOM

/// Structured reports (PS3.3 A.35, PS3.16): identifiers in every kind of content item.
extension Planting {
    private typealias Concept = (value: String, scheme: String, meaning: String)

    /// The document and its tree.
    mutating func addReport(_ object: PlantedObject) {
        let patient = object.patient
        date(.contentDate, object.day.dicom)
        set(.contentTime, "110000")
        set(.completionFlag, "COMPLETE")
        set(.verificationFlag, "VERIFIED")
        items(.performedProcedureCodeSequence, [])
        items(.referencedPerformedProcedureStepSequence, [])
        item(.verifyingObserverSequence) { item in
            item.set(.verifyingObserverName, patient.reader.dicom)
            item.mustGo(.verifyingObserverName, patient.reader.family, .staffName)
            item.items(.verifyingObserverIdentificationCodeSequence, [])
            item.remove(.verifyingOrganization, patient.tongue.hospital, .institution)
            item.date(.verificationDateTime, object.day.dicom + "113000")
        }
        if object.kind != .basicText { addEvidence(object) }
        set(.valueType, "CONTAINER")
        set(.continuityOfContent, "SEPARATE")
        switch object.kind {
        case .basicText: addBasicText(object)
        case .doseReport: addDose(object)
        default: addMeasurements(object)
        }
    }

    private mutating func addEvidence(_ object: PlantedObject) {
        item(.currentRequestedProcedureEvidenceSequence) { study in
            study.uid(.studyInstanceUID, object.patient.uid(1, 0))
            study.item(.referencedSeriesSequence) { series in
                series.uid(.seriesInstanceUID, object.chestSeriesUID)
                series.item(.referencedSOPSequence) { reference in
                    reference.set(.referencedSOPClassUID, PlantedObject.Kind.computedTomography.sopClassUID)
                    reference.uid(.referencedSOPInstanceUID, object.instanceUID(at: 0))
                }
            }
        }
    }

    private mutating func addBasicText(_ object: PlantedObject) {
        let patient = object.patient
        concept(("18748-4", "LN", "Diagnostic imaging report"))
        items(
            .contentSequence,
            [
                observer(patient.reader),
                container(
                    ("121070", "DCM", "Findings"),
                    [
                        text(("121071", "DCM", "Finding"), patient.prose(0, study: object.study)),
                        text(("121071", "DCM", "Finding"), patient.prose(1, study: object.study)),
                    ]),
                container(
                    ("121076", "DCM", "Conclusions"),
                    [
                        text(
                            ("121077", "DCM", "Conclusion"),
                            Prose(text: "PI-RADS 4, biopsy advised", identifying: [], clinical: ["PI-RADS 4"]))
                    ]
                ),
            ], place: .contentTree)
    }

    private mutating func addMeasurements(_ object: PlantedObject) {
        let patient = object.patient
        concept(
            object.kind == .measurementReport
                ? ("126000", "DCM", "Imaging Measurement Report") : ("18748-4", "LN", "Diagnostic imaging report"))
        if object.kind == .measurementReport {
            item(.contentTemplateSequence) { item in
                item.set(.mappingResource, "DCMR")
                item.set(.templateIdentifier, "1500")
            }
        }
        var measurements = [
            code(("121071", "DCM", "Finding"), ("108369006", "SCT", "Neoplasm")),
            number(("410668003", "SCT", "Length"), "12.5", ("mm", "UCUM", "millimeter")),
            identifier(("112040", "DCM", "Tracking Unique Identifier"), patient.uid(7, object.number)),
            text(
                ("112039", "DCM", "Tracking Identifier"),
                Prose(text: "\(patient.id) lesion 1", identifying: [(patient.id, .patientIdentifier)], clinical: ["lesion 1"])),
        ]
        if object.kind == .measurementReport { measurements.append(image(object)) }
        items(
            .contentSequence,
            [
                observer(patient.reader),
                name(("121029", "DCM", "Subject Name"), patient.person, .personName),
                identifier(("121028", "DCM", "Subject UID"), object.studyUID),
                text(
                    ("121030", "DCM", "Subject ID"),
                    Prose(text: patient.id, identifying: [(patient.id, .patientIdentifier)], clinical: [])),
                day(("121031", "DCM", "Subject Birth Date"), patient.birth.dicom),
                moment(("111526", "DCM", "DateTime Started"), object.day.dicom + "101500"),
                meaning(("121005", "DCM", "Observer Type"), patient),
                container(("126010", "DCM", "Imaging Measurements"), [container(("125007", "DCM", "Measurement Group"), measurements)]),
                text(("121077", "DCM", "Conclusion"), patient.prose(object.number, study: object.study)),
            ], place: .contentTree)
    }

    private mutating func addDose(_ object: PlantedObject) {
        let patient = object.patient
        concept(("113701", "DCM", "X-Ray Radiation Dose Report"))
        item(.contentTemplateSequence) { item in
            item.set(.mappingResource, "DCMR")
            item.set(.templateIdentifier, "10011")
        }
        items(
            .contentSequence,
            [
                identifier(("121012", "DCM", "Device Observer UID"), patient.uid(8)),
                text(
                    ("121013", "DCM", "Device Observer Name"),
                    Prose(text: patient.stationName, identifying: [(patient.stationName, .device)], clinical: [])),
                moment(("113809", "DCM", "Start of X-Ray Irradiation"), object.day.dicom + "101600"),
                identifier(("113769", "DCM", "Irradiation Event UID"), patient.uid(6)),
                container(
                    ("113811", "DCM", "CT Accumulated Dose Data"),
                    [
                        number(("113813", "DCM", "CT Dose Length Product Total"), "184.2", ("mGy.cm", "UCUM", "mGy.cm")),
                        text(
                            ("121106", "DCM", "Comment"),
                            Prose(
                                text: "Dose of \(patient.person.spoken)", identifying: [(patient.person.family, .personName)],
                                clinical: ["Dose"])),
                    ]),
            ], place: .contentTree)
    }

    // MARK: Content items (PS3.3 table C.17.3-2)

    private mutating func concept(_ concept: Concept) {
        code(.conceptNameCodeSequence, concept.value, concept.scheme, concept.meaning)
    }

    private func content(_ relationship: String, _ type: String, _ concept: Concept, _ fill: (inout Planting) -> Void) -> Planting {
        item { item in
            item.set(.relationshipType, relationship)
            item.set(.valueType, type)
            item.concept(concept)
            fill(&item)
        }
    }

    private func container(_ concept: Concept, _ content: [Planting]) -> Planting {
        self.content("CONTAINS", "CONTAINER", concept) { item in
            item.set(.continuityOfContent, "SEPARATE")
            item.items(.contentSequence, content, place: .contentTree)
        }
    }

    private func text(_ concept: Concept, _ prose: Prose) -> Planting {
        content("CONTAINS", "TEXT", concept) { $0.prose(.textValue, prose, place: .contentTree) }
    }

    private func name(_ concept: Concept, _ name: PlantedPatient.Name, _ category: Category) -> Planting {
        content("HAS OBS CONTEXT", "PNAME", concept) { item in
            item.set(.personName, name.dicom)
            item.mustGo(.personName, name.family, category, place: .contentTree)
        }
    }

    private func observer(_ reader: PlantedPatient.Name) -> Planting {
        name(("121008", "DCM", "Person Observer Name"), reader, .staffName)
    }

    private func identifier(_ concept: Concept, _ uid: String) -> Planting {
        content("HAS OBS CONTEXT", "UIDREF", concept) { $0.uid(.uid, uid, isConsistent: false, place: .contentTree) }
    }

    private func moment(_ concept: Concept, _ value: String) -> Planting {
        content("HAS OBS CONTEXT", "DATETIME", concept) { $0.date(.dateTime, value, place: .contentTree) }
    }

    private func day(_ concept: Concept, _ value: String) -> Planting {
        content("HAS OBS CONTEXT", "DATE", concept) { item in
            item.set(.date, value)
            item.mustGo(.date, value, .birthDate, place: .contentTree)
        }
    }

    private func code(_ concept: Concept, _ value: Concept) -> Planting {
        content("CONTAINS", "CODE", concept) { item in
            item.item(.conceptCodeSequence) { code in
                code.set(.codeValue, value.value)
                code.set(.codingSchemeDesignator, value.scheme)
                code.keep(.codeMeaning, value.meaning)
            }
        }
    }

    /// A code whose meaning is somebody's name, as templates with local codes do it.
    private func meaning(_ concept: Concept, _ patient: PlantedPatient) -> Planting {
        content("HAS OBS CONTEXT", "CODE", concept) { item in
            item.item(.conceptCodeSequence) { code in
                code.set(.codeValue, "U" + padded(patient.number, 4))
                code.set(.codingSchemeDesignator, "99EXAMPLE")
                code.remove(.codeMeaning, patient.reader.family, .staffName, in: patient.reader.spoken, place: .contentTree)
            }
        }
    }

    private func number(_ concept: Concept, _ value: String, _ unit: Concept) -> Planting {
        content("CONTAINS", "NUM", concept) { item in
            item.item(.measuredValueSequence) { measured in
                measured.keep(.numericValue, value)
                measured.code(.measurementUnitsCodeSequence, unit.value, unit.scheme, unit.meaning)
            }
        }
    }

    private func image(_ object: PlantedObject) -> Planting {
        content("CONTAINS", "IMAGE", ("121112", "DCM", "Source of Measurement")) { item in
            item.item(.referencedSOPSequence) { reference in
                reference.set(.referencedSOPClassUID, PlantedObject.Kind.computedTomography.sopClassUID)
                reference.uid(.referencedSOPInstanceUID, object.instanceUID(at: 0), place: .contentTree)
            }
        }
    }
}
