import DICOM

/// The images: what is particular to their IODs (PS3.3 annex A), with text in the pixels of most.
extension Planting {
    private typealias Style = Picture.Style

    /// The attributes and pixels of an image; returns what lies where in the pixels.
    mutating func addImage(_ object: PlantedObject) -> [IdentifierKey.Region] {
        // Half of those with text say that there is none, as real ones do.
        switch object.kind {
        case .computedTomography: return addChest(object)
        case .magneticResonance: return addProstate(object)
        case .mammogram: return addBreast(object)
        case .digitalRadiograph, .computedRadiograph: return addRadiograph(object)
        case .ultrasound, .ultrasoundJPEG, .ultrasoundRLE, .ultrasoundMultiframe: return addUltrasound(object)
        case .secondaryCapture, .grayCapture: return addCapture(object)
        case .angiogram: return addAngiogram(object)
        case .positronEmission: return addPositronEmission(object)
        default: return []
        }
    }

    private static let finding = SamplePatient.Finding(contrast: 0.5, radius: 6, offset: (0.2, 0.1), isRight: true, isPresent: true)

    private mutating func addPlane(_ object: PlantedObject, columns: Int, rows: Int, spacing: Double, thickness: String) {
        uid(.frameOfReferenceUID, object.frameOfReferenceUID)
        set(.positionReferenceIndicator, "")
        keep(.pixelSpacing, decimal(spacing, 4), decimal(spacing, 4))
        keep(.sliceThickness, thickness)
        keep(.imageOrientationPatient, "1", "0", "0", "0", "1", "0")
        keep(.imagePositionPatient, "-180", "-180", String(object.image * 2))
    }

    private mutating func addChest(_ object: PlantedObject) -> [IdentifierKey.Region] {
        keep(.imageType, "ORIGINAL", "PRIMARY", "AXIAL")
        keep(.kvp, "120")
        keep(.exposureTime, "500")
        keep(.convolutionKernel, "Br40d")
        keep(.patientPosition, "HFS")
        keep(.bodyPartExamined, "CHEST")
        if object.number % 2 == 1 { set(.acquisitionNumber, "1") } else { set(.acquisitionNumber, "2") }
        addPlane(object, columns: 128, rows: 128, spacing: ThoraxPhantom.spacing, thickness: "2")
        keep(.rescaleIntercept, "-1024")
        keep(.rescaleSlope, "1")
        keep(.windowCenter, "40")
        keep(.windowWidth, "400")
        item(.referencedStudySequence) { item in
            item.set(.referencedSOPClassUID, "1.2.840.10008.3.1.2.3.1")
            item.uid(.referencedSOPInstanceUID, object.studyUID, isConsistent: false)
        }
        let phantom = ThoraxPhantom(
            finding: Self.finding, build: 1, height: Double(object.image) * 2, anatomy: object.stream(1), noise: object.stream(2))
        var picture = Picture(columns: 128, rows: 128, words: phantom.pixels())
        if object.image == 2 {
            // A dose page or a screen may call itself axial: text in the corner and a denial.
            set(.burnedInAnnotation, "NO")
            picture.dots(object.day.dicom, column: 4, row: 4, scale: 2, [3_000])
            picture.caption(object.patient.digits, column: 4, row: 112, Style(height: 10, ink: [2_800]))
            picture.retain(column: 20, row: 30, width: 88, height: 70)
        } else {
            picture.retain(column: 0, row: 0, width: 128, height: 128)
        }
        return addPicture(picture, bitsStored: 16, signed: true)
    }

    private mutating func addProstate(_ object: PlantedObject) -> [IdentifierKey.Region] {
        keep(.imageType, "ORIGINAL", "PRIMARY", "OTHER")
        keep(.scanningSequence, "SE")
        keep(.sequenceVariant, "SK")
        set(.scanOptions, "")
        keep(.mrAcquisitionType, "2D")
        keep(.repetitionTime, "4200")
        keep(.echoTime, "101")
        keep(.echoTrainLength, "25")
        keep(.magneticFieldStrength, "3")
        keep(.patientPosition, "FFS")
        keep(.bodyPartExamined, "PROSTATE")
        addPlane(object, columns: 128, rows: 128, spacing: 1.4, thickness: "3")
        var stream = object.stream()
        var canvas = Canvas(columns: 128, rows: 128, spacing: 1.4, background: 20)
        canvas.ellipse(0, 0, 80, 62, 300)
        canvas.ellipse(0, 6, 26, 22, 520)
        canvas.ellipse(9, 14, 6, 5, 260)
        canvas.noise(14, &stream)
        var picture = Picture(canvas)
        picture.retain(column: 0, row: 0, width: 128, height: 128)
        return addPicture(picture, bitsStored: 12)
    }

    private mutating func addBreast(_ object: PlantedObject) -> [IdentifierKey.Region] {
        let isRight = object.image == 0
        keep(.imageType, "DERIVED", "PRIMARY")
        set(.presentationIntentType, "FOR PRESENTATION")
        keep(.bodyPartExamined, "BREAST")
        set(.imageLaterality, isRight ? "R" : "L")
        keep(.viewPosition, "CC")
        set(.patientOrientation, isRight ? "P" : "A", isRight ? "L" : "R")
        addProjection()
        code(.anatomicRegionSequence, "76752008", "SCT", "Breast")
        set(.organExposed, "BREAST")
        set(.positionerType, "MAMMOGRAPHIC")
        set(.positionerPrimaryAngle, "0")
        set(.breastImplantPresent, "NO")
        item(.viewCodeSequence) { item in
            item.set(.codeValue, "399162004")
            item.set(.codingSchemeDesignator, "SCT")
            item.set(.codeMeaning, "cranio-caudal")
            item.items(.viewModifierCodeSequence, [])
        }
        keep(.bodyPartThickness, "58")
        remove(.detectorID, "DET" + padded(object.patient.number * 7_919, 8), .device)
        set(.burnedInAnnotation, isRight ? "YES" : "NO")
        let phantom = BreastPhantom(
            finding: Self.finding, isRight: isRight, isOblique: false, density: 0.4, size: (reach: 105, halfHeight: 88),
            anatomy: object.stream(1), noise: object.stream(2))
        var picture = Picture(columns: BreastPhantom.columns, rows: BreastPhantom.rows, words: phantom.pixels())
        let column = isRight ? 4 : 110
        picture.caption(object.patient.digits.prefixed(8), column: column, row: 6, Style(height: 9, ink: [3_900]))
        picture.caption(
            object.patient.written(object.day).filter(\.isASCII).prefixed(10).trimmed, column: isRight ? 4 : 96, row: 240,
            Style(height: 8, ink: [1_400]))
        picture.retain(column: isRight ? 100 : 2, row: 50, width: 90, height: 160)
        return addPicture(picture, bitsStored: 12)
    }

    private mutating func addProjection() {
        addCommonProjection()
        items(.acquisitionContextSequence, [])
        set(.imagerPixelSpacing, "0.2", "0.2")
        keep(.pixelIntensityRelationship, "LOG")
        set(.pixelIntensityRelationshipSign, -1)
        set(.rescaleIntercept, "0")
        set(.rescaleSlope, "1")
        set(.rescaleType, "US")
        set(.presentationLUTShape, "IDENTITY")
        keep(.windowCenter, "2048")
        keep(.windowWidth, "4096")
        set(.detectorType, "DIRECT")
    }

    private mutating func addCommonProjection() {
        keep(.kvp, "70")
        keep(.exposure, "9")
        set(.lossyImageCompression, "00")
    }

    private mutating func addRadiograph(_ object: PlantedObject) -> [IdentifierKey.Region] {
        let patient = object.patient
        let isDigital = object.kind == .digitalRadiograph
        var picture = Picture.radiograph(columns: 400, rows: 320, top: 4_095, object.stream())
        if isDigital {
            keep(.imageType, "ORIGINAL", "PRIMARY")
            set(.presentationIntentType, "FOR PRESENTATION")
            set(.imageLaterality, "U")
            set(.burnedInAnnotation, "YES")
            set(.positionerType, "")
            set(.patientOrientation, "L", "F")
            addProjection()
            code(.anatomicRegionSequence, "51185008", "SCT", "Chest")
            keep(.bodyPartExamined, "CHEST")
            keep(.viewPosition, "PA")
            code(.viewCodeSequence, "272479007", "SCT", "postero-anterior")
            addIcon(object)
            // A name in capitals of its own script, bright on black, and the birth date turned upwards.
            picture.caption(
                patient.person.family.uppercased().prefixed(13), column: 12, row: 10, Style(height: 18, weight: 2, ink: [4_000]))
            picture.caption(patient.birth.dicom, column: 8, row: 120, Style(height: 14, weight: 2, ink: [2_600], isVertical: true))
            picture.retain(column: 120, row: 60, width: 160, height: 200)
        } else {
            keep(.imageType, "ORIGINAL", "PRIMARY")
            addCommonProjection()
            keep(.bodyPartExamined, "HAND")
            set(.viewPosition, "AP")
            set(.patientOrientation, "R", "F")
            set(.laterality, "L")
            set(.burnedInAnnotation, "NO")
            // Dark on a bright label, small.
            picture.caption(patient.id, column: 260, row: 296, Style(height: 9, ink: [100], box: [3_600]))
            picture.caption(patient.written(patient.birth).filter(\.isASCII).trimmed, column: 8, row: 8, Style(height: 10, ink: [1_200]))
            picture.retain(column: 120, row: 60, width: 160, height: 200)
        }
        return addPicture(picture, bitsStored: 12)
    }

    private mutating func addUltrasound(_ object: PlantedObject) -> [IdentifierKey.Region] {
        let patient = object.patient
        keep(.imageType, "ORIGINAL", "PRIMARY", "ABDOMINAL")
        set(.patientOrientation, "")
        let isMultiframe = object.kind == .ultrasoundMultiframe
        let (columns, rows) = isMultiframe ? (240, 180) : (320, 240)
        var picture = Picture.sector(columns: columns, rows: rows, channels: isMultiframe ? 1 : 3, object.stream())
        let white: [Int32] = isMultiframe ? [240] : [240, 240, 240]
        let yellow: [Int32] = isMultiframe ? [200] : [230, 210, 30]
        picture.caption(
            patient.person.family.uppercased().prefixed(12), column: 6, row: 4, Style(height: 11, weight: isMultiframe ? 1 : 2, ink: white))
        picture.caption(patient.digits, column: columns - 128, row: 20, Style(height: 10, ink: yellow))
        picture.retain(column: columns / 2 - 20, row: 90, width: 40, height: rows / 3)
        if isMultiframe {
            set(.numberOfFrames, "6")
            set(.frameIncrementPointer, "(0018,1063)", vr: .at)
            bytes(.frameIncrementPointer, vr: .at, [0x18, 0, 0x63, 0x10])
            keep(.frameTime, "33.3")
            let regions = addPicture(picture, bitsStored: 8)
            bytes(.pixelData, vr: .ob, (0..<6).flatMap { _ in picture.bytes })
            return regions
        }
        if object.study == 1 { set(.burnedInAnnotation, "NO") }
        picture.caption(
            patient.tongue.hospital.uppercased().dropFirst(10).prefix(14).description.trimmed, column: 6, row: 226,
            Style(height: 9, ink: white))
        return addPicture(picture, bitsStored: 8)
    }

    private mutating func addCapture(_ object: PlantedObject) -> [IdentifierKey.Region] {
        let patient = object.patient
        set(.conversionType, "WSD")
        set(.patientOrientation, "")
        let isColour = object.kind == .secondaryCapture
        set(.burnedInAnnotation, isColour ? "YES" : "NO")
        var canvas = Canvas(columns: 360, rows: 280, spacing: 1, background: isColour ? 60 : 15)
        canvas.ellipse(0, 20, 90, 90, 150)
        canvas.ellipse(20, 30, 30, 25, 90)
        var stream = object.stream()
        canvas.noise(6, &stream)
        var picture = Picture(canvas, channels: isColour ? 3 : 1)
        picture.retain(column: 110, row: 90, width: 140, height: 140)
        if isColour {
            picture.caption(
                patient.person.given.uppercased().prefixed(8), column: 8, row: 8, Style(height: 16, weight: 2, ink: [250, 60, 60]))
            picture.caption(
                patient.person.family.uppercased().prefixed(12), column: 8, row: 30,
                Style(height: 24, weight: 3, ink: [60, 250, 90], box: [10, 10, 60]))
            picture.caption(patient.telephone, column: 8, row: 258, Style(height: 12, ink: [20, 20, 20], box: [220, 220, 220]))
        } else {
            picture.caption(patient.person.family.uppercased().prefixed(10), column: 8, row: 8, Style(height: 28, weight: 4, ink: [230]))
            picture.dots(object.day.dicom, column: 280, row: 262, scale: 2, [120])
            picture.caption(patient.accessionNumber, column: 8, row: 262, Style(height: 10, ink: [55]))
        }
        return addPicture(picture, bitsStored: 8)
    }

    private mutating func addAngiogram(_ object: PlantedObject) -> [IdentifierKey.Region] {
        keep(.imageType, "ORIGINAL", "PRIMARY", "SINGLE PLANE")
        set(.patientOrientation, "L", "F")
        keep(.kvp, "81")
        set(.exposure, "4")
        keep(.radiationSetting, "GR")
        keep(.positionerPrimaryAngle, "-30")
        set(.positionerSecondaryAngle, "20")
        keep(.pixelIntensityRelationship, "LIN")
        var picture = Picture.radiograph(columns: 256, rows: 256, top: 255, object.stream())
        picture.caption(object.patient.person.family.uppercased().prefixed(9), column: 8, row: 8, Style(height: 12, weight: 2, ink: [255]))
        picture.caption(object.patient.birth.dicom, column: 140, row: 238, Style(height: 12, ink: [250]))
        picture.retain(column: 80, row: 60, width: 100, height: 140)
        return addPicture(picture, bitsStored: 8)
    }

    private mutating func addPositronEmission(_ object: PlantedObject) -> [IdentifierKey.Region] {
        keep(.imageType, "ORIGINAL", "PRIMARY")
        addPlane(object, columns: 64, rows: 64, spacing: 4, thickness: "4")
        keep(.seriesType, "STATIC", "IMAGE")
        keep(.units, "BQML")
        keep(.countsSource, "EMISSION")
        set(.numberOfSlices, 1)
        set(.correctedImage, "DECY", "ATTN")
        keep(.decayCorrection, "START")
        set(.decayFactor, "1")
        set(.collimatorType, "NONE")
        keep(.frameReferenceTime, "1000")
        keep(.actualFrameDuration, "120000")
        set(.imageIndex, 1)
        keep(.rescaleIntercept, "0")
        keep(.rescaleSlope, "0.5")
        set(.lossyImageCompression, "00")
        items(.patientOrientationCodeSequence, [])
        items(.patientGantryRelationshipCodeSequence, [])
        item(.radiopharmaceuticalInformationSequence) { item in
            item.items(.radionuclideCodeSequence, [])
            item.set(.radionuclideTotalDose, "370000000")
            item.keep(.radionuclideHalfLife, "6586.2")
            item.set(.radiopharmaceuticalStartTime, "091500")
            item.date(.radiopharmaceuticalStartDateTime, object.day.dicom + "091500")
        }
        var stream = object.stream()
        var canvas = Canvas(columns: 64, rows: 64, spacing: 4, background: 10)
        canvas.ellipse(0, 0, 90, 70, 800)
        canvas.ellipse(30, 10, 12, 12, 6_000)
        canvas.noise(40, &stream)
        var picture = Picture(canvas)
        picture.retain(column: 0, row: 0, width: 64, height: 64)
        return addPicture(picture, bitsStored: 16)
    }
}

extension String {
    /// Without blanks at the ends, and without signs the font does not have.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " || text.last == "-" { text.removeLast() }
        return String(text)
    }
}
