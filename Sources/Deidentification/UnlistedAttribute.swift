import DICOM

/// Actions for attributes that Table E.1-1 does not list although they identify, or are typed by an operator.
///
/// Note 1 and note 4 of the table make a de-identifier answer for these: the standard grows faster than its table.
let supplementaryRules: [(Tag, ActionCode)] = [
    // Who the patient is: birth and death date in other calendars, issuers, groups of patients, breed registration.
    (.patientBirthDateInAlternativeCalendar, .remove), (.patientDeathDateInAlternativeCalendar, .remove),
    (.issuerOfPatientIDQualifiersSequence, .remove), (.sourcePatientGroupIdentificationSequence, .remove),
    (.groupOfPatientsIdentificationSequence, .remove), (.breedRegistrationNumber, .remove),
    // Numbers of orders and things.
    (Tag(0x0040, 0x1006), .remove), (Tag(0x0040, 0x1007), .remove), (Tag(0x0040, 0x2006), .remove), (Tag(0x0040, 0x2007), .remove),
    (.deviceID, .remove), (.secondaryCaptureDeviceID, .remove), (Tag(0x0018, 0x1011), .remove), (.ntpSourceAddress, .remove),
    (.substanceAdministrationDeviceID, .remove), (.storageMediaFileSetID, .remove), (.radiationMachineName, .removeOrEmpty),
    (.ownerID, .remove), (.printerName, .remove), (Tag(0x2100, 0x0010), .remove), (Tag(0x2110, 0x0099), .remove),
    (.contactDisplayName, .remove), (Tag(0x0014, 0x0100), .remove), (Tag(0x4008, 0x0103), .remove),
    // Words of an operator.
    (.filterType, .clean),
    (.contentDescription, .removeOrEmpty), (.graphicLayerDescription, .remove), (.graphicGroupLabel, .removeOrReplace),
    (.rtImageLabel, .removeOrReplace), (.rtImageName, .remove), (.doseComment, .remove),
    (.frameOfReferenceTransformationComment, .remove), (.performedProcedureTypeDescription, .remove),
    (.potentialReasonsForProcedure, .remove), (.potentialDiagnosticTasks, .remove), (.substanceAdministrationNotes, .remove),
    (.systemStatusComment, .remove), (.testResultComment, .remove), (.selectorUCValue, .replace),
    (.hangingProtocolCreator, .replace), (.hangingProtocolUserGroupName, .remove),
    // The originals, encrypted for somebody else; descriptions of the private elements that are gone.
    (.encryptedAttributesSequence, .remove), (.privateDataElementCharacteristicsSequence, .remove),
    // Statements about an earlier de-identification: made anew by MethodDeclaration.swift.
    (.patientIdentityRemoved, .remove), (.deidentificationMethod, .remove), (.deidentificationMethodCodeSequence, .remove),
    (.longitudinalTemporalInformationModified, .remove),
]

/// What becomes of an attribute without a rule of its own.
///
/// The Basic Profile keeps what it does not list. This de-identifier is stricter where a value could hold anything:
///
/// | attribute | what becomes of it |
/// |---|---|
/// | not in the dictionary | removed |
/// | PN, AE, UR (URN Code Value apart), and narrative LT, ST, UT | removed; emptied or replaced where the IOD demands it |
/// | DA, DT, TM | as the dates that the table lists (note 4 of Table E.1-1) |
/// | UI | standard UIDs, classes and coding schemes kept, others replaced |
/// | OB | kept for pixels, waveforms, profiles and fill patterns only |
/// | numbers that count series, acquisitions and instances | kept up to five digits; longer ones are numbers of patients and orders |
/// | AS, DS, IS | kept when they are numbers as their VR demands, otherwise removed |
/// | a VR that the dictionary does not allow for it | removed; of UN the dictionary's VR is assumed, as in the implicit syntax |
/// | SQ | the profile is applied to its items |
/// | LO, SH, UC of an operator: labels, descriptions, explanations, names of beams and templates | cleaned as labels, or replaced where they name somebody |
/// | LO, SH, UC of a device or a standard: models, versions, pulse sequences, meanings of codes | kept unless they name somebody |
/// | Code Value and its like | kept in the form of its scheme |
/// | anything else: CS, numbers | kept |
enum UnlistedAttribute {
    /// What becomes of one.
    enum Treatment: Sendable, Equatable {
        case remove
        /// Removed, emptied or replaced by its type, as X/Z/D.
        case withdraw
        case temporal
        case replaceUIDUnlessStandard
        case keepNumber
        case keepAge
        case keep
        /// Words of an operator.
        case label
        /// Words of a device or a standard.
        case designation
        case code
        case recurse
    }

    /// The treatment by dictionary and VR.
    static func treatment(of element: DataElement) -> Treatment {
        let tag = element.tag
        guard tag.group >= 8, let entry = DataDictionary.entry(for: tag) else { return .remove }
        guard element.vr == entry.vr || isCompatible(element.vr, with: entry) else { return .remove }
        switch entry.vr {
        case .un: return .remove
        case .pn, .ae, .ur, .lt, .st, .ut: return tag == .urnCodeValue ? .keep : .withdraw
        case .da, .dt, .tm: return .temporal
        case .ui: return namesKindOfObject(tag) ? .keep : .replaceUIDUnlessStandard
        case .ds, .is: return isOrdinal(tag) && element.longestRunOfDigits > 5 ? .withdraw : .keepNumber
        case .as: return .keepAge
        case .sq: return .recurse
        case .ob, .ow: return element.vr != .ob || mayHoldBytes(tag) ? .keep : .remove
        case .lo, .sh, .uc:
            if isCode(tag) { return .code }
            return isOfOperator(entry) ? .label : .designation
        default: return .keep
        }
    }

    /// Whether the VR in the object is one that the dictionary allows, or differs from it only in length or sign.
    private static func isCompatible(_ vr: VR, with entry: DataDictionary.Entry) -> Bool {
        if entry.alternatives.contains(vr) { return true }
        switch (vr, entry.vr) {
        case (.lo, .sh), (.sh, .lo), (.lo, .cs), (.cs, .lo), (.sh, .cs), (.cs, .sh), (.lo, .uc), (.uc, .lo): return true
        case (.ds, .is), (.is, .ds): return true
        case (.us, .ss), (.ss, .us), (.ul, .sl), (.sl, .ul), (.us, .ul), (.ul, .us), (.fl, .fd), (.fd, .fl): return true
        default: return false
        }
    }

    /// Whether the attribute numbers the series, acquisitions or images of a study, and systems let it be set to any number.
    private static func isOrdinal(_ tag: Tag) -> Bool {
        switch tag {
        case .seriesNumber, .acquisitionNumber, .instanceNumber, .itemNumber, .temporalPositionIdentifier, .overlayNumber, .curveNumber:
            true
        default: false
        }
    }

    private static func isCode(_ tag: Tag) -> Bool { tag == .codeValue || tag == .longCodeValue || tag == .extendedCodeValue }

    /// Whether systems let operators type the attribute, as far as its keyword tells.
    private static func isOfOperator(_ entry: DataDictionary.Entry) -> Bool {
        operatorsEndings.contains { entry.keywordEnds(with: $0) }
    }

    private static let operatorsEndings: [StaticString] = [
        "Label", "Labels", "Description", "Explanation", "Comment", "BeamName", "BlockName", "TemplateName", "SetupName", "StageName",
        "DataSetName", "ImplantName", "ConfigurationName", "ProtocolName", "GroupName", "AssignedLocation", "TreatmentProtocols", "ImageID",
    ]

    private static func mayHoldBytes(_ tag: Tag) -> Bool {
        switch tag.group {
        case 0x0028, 0x5400, 0x7FE0: true
        default: tag == .fillPattern
        }
    }

    /// Whether the UID names a class, a syntax or a scheme and not an instance.
    private static func namesKindOfObject(_ tag: Tag) -> Bool {
        switch tag {
        case .sopClassUID, .referencedSOPClassUID, .relatedGeneralSOPClassUID, .originalSpecializedSOPClassUID, .sopClassesInStudy,
            .sopClassesSupported, .codingSchemeUID, .contextUID, .mappingResourceUID, .storedInstanceTransferSyntaxUID,
            .availableTransferSyntaxUID, .macCalculationTransferSyntaxUID, .pertinentSOPClassesInStudy, .pertinentSOPClassesInSeries:
            true
        default: false
        }
    }
}

extension DataElement {
    /// How many digits follow each other at most.
    fileprivate var longestRunOfDigits: Int {
        var longest = 0
        var run = 0
        for byte in bytes ?? [] {
            run = (0x30...0x39).contains(byte) ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
