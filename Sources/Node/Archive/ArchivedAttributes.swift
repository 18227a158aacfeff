import DICOM

/// The attributes that the archive keeps of each level of an object beside the object itself, so that searches need not open files.
struct ArchivedAttributes: Sendable {
    /// Patient, study, series, instance: each a data set in Explicit VR Little Endian, in UTF-8.
    let patient: [UInt8]
    let study: [UInt8]
    let series: [UInt8]
    let instance: [UInt8]

    /// Takes the attributes from a de-identified object.
    ///
    /// - Throws: `DICOMError` where a value cannot be encoded.
    init(_ dataSet: DataSet) throws {
        patient = try Self.encoded(dataSet, Self.patientTags)
        study = try Self.encoded(dataSet, Self.studyTags)
        series = try Self.encoded(dataSet, Self.seriesTags)
        instance = try Self.encoded(dataSet, Self.instanceTags)
    }

    private static func encoded(_ dataSet: DataSet, _ tags: [Tag]) throws -> [UInt8] {
        var part = DataSet(
            tags.compactMap { tag in
                guard let element = dataSet[tag], (element.bytes?.count ?? 0) <= longestValue else { return nil }
                return element
            })
        if let characterSet = dataSet[.specificCharacterSet] {
            part[.specificCharacterSet] = characterSet
            part.convertToUTF8()
            // It belongs to the answer as a whole.
            part.remove(.specificCharacterSet)
        }
        return try part.encoded(as: .explicitVRLittleEndian)
    }

    /// What was kept.
    static func decoded(_ bytes: [UInt8]) throws -> DataSet {
        try DataSet(encoded: bytes, as: .explicitVRLittleEndian)
    }

    /// In bytes: longer values are read from the object when they are asked for.
    private static let longestValue = 1_024

    /// The tags that are kept of a level.
    static func tags(of level: ArchiveQuery.Level) -> [Tag] {
        switch level {
        case .patient: patientTags
        case .study: studyTags
        case .series: seriesTags
        case .instance: instanceTags
        }
    }

    private static let patientTags: [Tag] = [
        .patientName, .patientID, .issuerOfPatientID, .patientBirthDate, .patientSex, .otherPatientIDs, .ethnicGroup, .patientComments,
        .patientIdentityRemoved, .deidentificationMethod,
    ]

    private static let studyTags: [Tag] = [
        .studyDate, .studyTime, .accessionNumber, .referringPhysicianName, .timezoneOffsetFromUTC, .studyDescription,
        .nameOfPhysiciansReadingStudy, .admittingDiagnosesDescription, .patientAge, .patientSize, .patientWeight, .studyInstanceUID,
        .studyID,
        .longitudinalTemporalInformationModified,
    ]

    private static let seriesTags: [Tag] = [
        .modality, .manufacturer, .manufacturerModelName, .stationName, .institutionName, .seriesDescription, .seriesDate, .seriesTime,
        .bodyPartExamined, .protocolName, .patientPosition, .seriesInstanceUID, .seriesNumber, .laterality, .frameOfReferenceUID,
        .performedProcedureStepStartDate, .performedProcedureStepStartTime, .performedProcedureStepID, .requestAttributesSequence,
        .contrastBolusAgent, .magneticFieldStrength, .kvp, .sliceThickness,
    ]

    private static let instanceTags: [Tag] = [
        .imageType, .instanceCreationDate, .instanceCreationTime, .sopClassUID, .sopInstanceUID, .contentDate, .contentTime,
        .acquisitionDate,
        .acquisitionNumber, .instanceNumber, .imagePositionPatient, .imageOrientationPatient, .sliceLocation, .numberOfFrames, .rows,
        .columns,
        .bitsAllocated, .bitsStored, .pixelSpacing, .samplesPerPixel, .photometricInterpretation, .burnedInAnnotation, .contentLabel,
        .contentDescription, .conceptNameCodeSequence, .referencedSeriesSequence, .windowCenter, .windowWidth,
    ]
}
