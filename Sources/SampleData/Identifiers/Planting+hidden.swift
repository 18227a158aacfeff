import DICOM

/// Identifiers where nobody looks for them: attributes meant for something else, private attributes, curves, overlays, signatures.
extension Planting {
    /// What a kind of object hides; together the kinds of a patient cover every place.
    mutating func addHidden(_ object: PlantedObject) {
        let patient = object.patient
        switch object.kind {
        case .computedTomography:
            addSafePrivate(object)
            addUnknownCreator(object)
            if object.image == 0 { addCurve(object) }
            if object.image == 2 { addStranger(object) }
            if object.study == 0, object.image == 0 {
                remove(
                    Tag(0xFFFC, 0xFFFC), vr: .ob, bytes: Array("trailing \(patient.insuranceNumber)".utf8) + [0, 0], .patientIdentifier,
                    [patient.insuranceNumber], place: .trailingPadding)
            }
        case .magneticResonance:
            addPrivateSequence(object)
            addOriginalAttributes(object)
        case .mammogram:
            addWrongRepresentations(object)
            addUnknownRepresentation(object)
        case .digitalRadiograph:
            addOverlay(object)
            addSignature(object)
        case .computedRadiograph:
            addUnknownCreator(object)
            addWrongRepresentations(object)
        case .angiogram:
            addOverlay(object)
        case .positronEmission:
            addSafePrivate(object)
            addUnknownRepresentation(object)
        case .ultrasound, .ultrasoundMultiframe:
            addUnknownCreator(object)
        case .secondaryCapture, .grayCapture:
            addPrivateSequence(object)
        default:
            addUnknownCreator(object)
        }
    }

    /// Private attributes whose meaning is public and harmless (PS3.15 table E.3.10-1): they stay under Retain Safe Private.
    private mutating func addSafePrivate(_ object: PlantedObject) {
        let patient = object.patient
        set(Tag(0x0043, 0x0010), "GEMS_PARM_01", vr: .lo)
        keep(Tag(0x0043, 0x1027), "/0.984375:1", vr: .sh, option: "retainSafePrivate")
        // The same creator, an element that is on no list.
        remove(Tag(0x0043, 0x10F1), patient.insuranceNumber, .patientIdentifier, in: "INS \(patient.insuranceNumber)", vr: .lo)
        set(Tag(0x0019, 0x0010), "SIEMENS CT VA0  COAD", vr: .lo)
        remove(Tag(0x0019, 0x10F0), patient.person.family, .personName, vr: .lo)
        set(Tag(0x7053, 0x0010), "Philips PET Private Group", vr: .lo)
        keep(Tag(0x7053, 0x1000), "0.000128", vr: .ds, option: "retainSafePrivate")
        remove(Tag(0x7053, 0x10F3), vr: .ob, bytes: encoded(patient.person.family) + [0, 7, 0], .personName, [patient.person.family])
    }

    private mutating func addUnknownCreator(_ object: PlantedObject) {
        let patient = object.patient
        set(Tag(0x0011, 0x0011), "EXAMPLE RIS 2.1", vr: .lo)
        remove(Tag(0x0011, 0x1101), patient.person.family, .personName, in: patient.person.spoken, vr: .lo)
        remove(Tag(0x0011, 0x1102), patient.insuranceNumber, .patientIdentifier, vr: .sh)
        date(Tag(0x0011, 0x1103), object.day.dicom, vr: .da)
        remove(Tag(0x0011, 0x1104), patient.digits, .patientIdentifier, vr: .ds)
        uid(Tag(0x0011, 0x1105), object.studyUID, isConsistent: false, vr: .ui)
        prose(
            Tag(0x0011, 0x1106), Prose(text: "call \(patient.telephone)", identifying: [(patient.telephone, .telephone)], clinical: []),
            vr: .ut, place: .privateElement)
        // A name in UTF-16, as a database wrote it.
        let wide = patient.person.family.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        remove(Tag(0x0011, 0x1107), vr: .ob, bytes: wide, .personName, [patient.person.family])
    }

    /// A private sequence with attributes of the standard and of the creator inside, two levels deep.
    private mutating func addPrivateSequence(_ object: PlantedObject) {
        let patient = object.patient
        set(Tag(0x2005, 0x0014), "Philips MR Imaging DD 005", vr: .lo)
        let inner = item { item in
            item.remove(.patientID, patient.formerID, .patientIdentifier)
            item.date(.studyDate, object.day.dicom)
            item.uid(.studyInstanceUID, object.studyUID, isConsistent: false)
        }
        let outer = item { item in
            item.set(Tag(0x2005, 0x0014), "Philips MR Imaging DD 005", vr: .lo)
            item.remove(Tag(0x2005, 0x14F1), patient.person.family, .personName, in: patient.person.dicom, vr: .pn)
            item.items(.referencedStudySequence, [inner])
        }
        items(Tag(0x2005, 0x1402), [outer])
    }

    /// What a system left that merged two records (PS3.3 C.12.1.1.9).
    private mutating func addOriginalAttributes(_ object: PlantedObject) {
        let patient = object.patient
        // The item has a character set of its own, as the other system wrote it.
        var before = Planting(.utf8)
        before.dataSetCharacterSet(["ISO_IR 192"])
        before.set(.patientName, patient.mother.dicom)
        before.mustGo(.patientName, patient.mother.family, .personName)
        before.remove(.patientID, patient.formerID, .patientIdentifier)
        before.set(.patientBirthDate, patient.birth.adding(days: 31).dicom)
        before.mustGo(.patientBirthDate, patient.birth.adding(days: 31).dicom, .birthDate)
        item(.originalAttributesSequence) { change in
            change.items(.modifiedAttributesSequence, [before])
            change.set(.sourceOfPreviousValues, "RIS")
            change.date(.attributeModificationDateTime, object.day.dicom + "120000")
            change.remove(.modifyingSystem, patient.stationName, .device)
            change.set(.reasonForTheAttributeModification, "COERCE")
        }
    }

    /// Names and numbers in attributes of other meaning and VR: IS, DS, CS, AE, SH, LO, UT.
    private mutating func addWrongRepresentations(_ object: PlantedObject) {
        let patient = object.patient
        remove(.acquisitionNumber, patient.digits, .patientIdentifier, place: .otherAttribute)
        remove(.stationAETitle, patient.insuranceNumber, .patientIdentifier, place: .otherAttribute)
        remove(.filterType, patient.formerID, .patientIdentifier, place: .otherAttribute)
        remove(.contrastBolusAgent, patient.person.family, .personName, place: .otherAttribute)
        remove(.cassetteID, patient.insuranceNumber, .patientIdentifier, place: .otherAttribute)
        remove(
            .derivationDescription, patient.person.family, .personName, in: "Derived for \(patient.person.spoken)", place: .otherAttribute)
        prose(.acquisitionComments, patient.prose(object.number, study: object.study))
        // A UID in the middle of words.
        set(.acquisitionDeviceProcessingDescription, "from \(object.studyUID)")
        check(.uidChanged, .acquisitionDeviceProcessingDescription, object.studyUID, .uid, place: .freeText)
    }

    /// Elements written with VR UN by a system that did not know them.
    private mutating func addUnknownRepresentation(_ object: PlantedObject) {
        let patient = object.patient
        // Padded with a blank, as the VR that the element would have: UN itself pads with zero.
        for (tag, name) in [(Tag.medicalRecordLocator, patient.mother.family), (Tag(0x0033, 0x10F0), patient.person.family)] {
            let bytes = encoded(name)
            remove(tag, vr: .un, bytes: bytes.count % 2 == 0 ? bytes : bytes + [0x20], .personName, [name], place: .unknown)
        }
        set(Tag(0x0033, 0x0010), "EXAMPLE PACS", vr: .lo)
    }

    /// Identifiers of another patient, as they stray when devices are not told that the next one is lying there.
    private mutating func addStranger(_ object: PlantedObject) {
        let stranger = object.stranger
        guard characterSet.encode(stranger.person.family) != nil else { return }
        remove(
            .patientState, stranger.person.family, .personName, in: "Mixed up with \(stranger.person.family)".prefixed(64),
            place: .otherAttribute)
        remove(.visitComments, stranger.id, .patientIdentifier, in: "See \(stranger.id)", place: .freeText)
    }

    /// A curve (retired, PS3.3 2004): its description and its data.
    private mutating func addCurve(_ object: PlantedObject) {
        let patient = object.patient
        set(Tag(0x5000, 0x0005), 1, vr: .us)
        set(Tag(0x5000, 0x0010), 8, vr: .us)
        set(Tag(0x5000, 0x0020), "PROF", vr: .cs)
        set(Tag(0x5000, 0x0103), 0, vr: .us)
        remove(Tag(0x5000, 0x0022), patient.person.family, .personName, vr: .lo, place: .overlayOrCurve)
        remove(
            Tag(0x5000, 0x3000), vr: .ow, bytes: Array((patient.insuranceNumber + "      ").prefix(16).utf8), .patientIdentifier,
            [patient.insuranceNumber], place: .overlayOrCurve)
    }

    /// An overlay with the name drawn into its bits, and words about it.
    private mutating func addOverlay(_ object: PlantedObject) {
        let patient = object.patient
        let (columns, rows) = (192, 64)
        var bits = [UInt8](repeating: 0, count: columns * rows / 8)
        StrokeFont.draw(patient.digits, height: 16, weight: 2) { x, y in
            guard x + 8 < columns, y + 20 < rows else { return }
            let bit = (y + 20) * columns + x + 8
            bits[bit / 8] |= 1 << UInt8(bit % 8)
        }
        set(Tag(0x6000, 0x0010), rows, vr: .us)
        set(Tag(0x6000, 0x0011), columns, vr: .us)
        set(Tag(0x6000, 0x0022), "Annotation", vr: .lo)
        set(Tag(0x6000, 0x0040), "G", vr: .cs)
        set(Tag(0x6000, 0x0050), 1, 1, vr: .ss)
        set(Tag(0x6000, 0x0100), 1, vr: .us)
        set(Tag(0x6000, 0x0102), 0, vr: .us)
        remove(Tag(0x6000, 0x1500), patient.person.family, .personName, vr: .lo, place: .overlayOrCurve)
        remove(Tag(0x6000, 0x3000), vr: .ow, bytes: bits, .content, [], place: .overlayOrCurve)
    }

    /// A digital signature: it would no longer hold, and names who signed (PS3.3 C.12.1.1.3).
    private mutating func addSignature(_ object: PlantedObject) {
        let patient = object.patient
        item(.macParametersSequence, place: .attachment) { item in
            item.set(.macidNumber, 1)
            item.set(.macCalculationTransferSyntaxUID, "1.2.840.10008.1.2.1")
            item.set(.macAlgorithm, "SHA256")
            item.dataSetTags(.dataElementsSigned, [.sopInstanceUID, .patientName])
        }
        item(.digitalSignaturesSequence, place: .attachment) { item in
            item.set(.macidNumber, 1)
            item.uid(.digitalSignatureUID, patient.uid(9), isConsistent: false, place: .attachment)
            item.date(.digitalSignatureDateTime, object.day.dicom + "101010", place: .attachment)
            item.set(.certificateType, "X509_1993_SIG")
            let name = Array(patient.reader.family.utf8)
            item.remove(
                .certificateOfSigner, vr: .ob, bytes: [0x30, 0x82, 1, 0, 0x0C, UInt8(name.count)] + name + [0, 0], .staffName,
                [patient.reader.family], place: .attachment)
            item.remove(.signature, vr: .ob, bytes: (0..<64).map { UInt8($0 * 37 % 251) }, .content, [], place: .attachment)
        }
    }

    private mutating func dataSetTags(_ tag: Tag, _ tags: [Tag]) {
        bytes(
            tag, vr: .at,
            tags.flatMap { tag in
                [tag.group, tag.element].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
            })
    }
}
