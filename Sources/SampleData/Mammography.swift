import DICOM

/// Digital Mammography X-Ray Image Storage - For Presentation (PS3.3 A.27): the four standard views.
extension AnnotatedDataSet {
    /// RCC, LCC, RMLO, LMLO.
    private static let views: [(isRight: Bool, isOblique: Bool)] = [(true, false), (false, false), (true, true), (false, true)]

    mutating func addMammography(_ context: SeriesContext) {
        let device = context.device
        text(.sopClassUID, context.sopClassUID)
        text(.modality, "MG")
        text(.imageType, "DERIVED", "PRIMARY")
        text(.presentationIntentType, "FOR PRESENTATION")
        text(.bodyPartExamined, "BREAST")
        text(.seriesDescription, "Screening, four views")
        text(.protocolName, "Mammography4View")
        shorts(.rows, BreastPhantom.rows)
        shorts(.columns, BreastPhantom.columns)
        addPixelFormat(bitsStored: 12, signed: false)
        code(.anatomicRegionSequence, "76752008", "SCT", "Breast")
        text(.organExposed, "BREAST")
        items(.acquisitionContextSequence, [])
        text(.imagerPixelSpacing, decimal(BreastPhantom.spacing, 4), decimal(BreastPhantom.spacing, 4))
        text(.pixelIntensityRelationship, "LOG")
        shorts(.pixelIntensityRelationshipSign, vr: .ss, -1)
        text(.rescaleIntercept, "0")
        text(.rescaleSlope, "1")
        text(.rescaleType, "US")
        text(.presentationLUTShape, "IDENTITY")
        text(.windowCenter, "2048")
        text(.windowWidth, "4096")
        text(.detectorType, "DIRECT")
        identifier(.detectorID, "DET" + padded(70_000 + context.hospital.number, 6), .device)
        text(.positionerType, "MAMMOGRAPHIC")
        text(.breastImplantPresent, "NO")
        text(.kvp, String(device.kiloVoltage))
        text(.anodeTargetMaterial, device.anode)
        text(.filterMaterial, device.filter)
        text(.exposureTime, "900")
        text(.xRayTubeCurrent, "100")
        text(.exposure, "90")
        text(.distanceSourceToDetector, "650")
        text(.distanceSourceToPatient, "630")
        text(.estimatedRadiographicMagnificationFactor, "1.0317")
        text(.grid, "RECIPROCATING", "FOCUSED")
    }

    mutating func addView(_ context: SeriesContext, _ image: Int, withPixels: Bool) {
        let (isRight, isOblique) = Self.views[image]
        text(.imageLaterality, isRight ? "R" : "L")
        text(.viewPosition, isOblique ? "MLO" : "CC")
        // Towards the right of the picture, then downwards (C.7.6.1.1.1): the chest wall of a right breast is at the right.
        let downwards = isOblique ? (isRight ? "FL" : "FR") : (isRight ? "L" : "R")
        text(.patientOrientation, isRight ? "P" : "A", downwards)
        let view = isOblique ? ("399368009", "medio-lateral oblique") : ("399162004", "cranio-caudal")
        code(.viewCodeSequence, view.0, "SCT", view.1) { $0.items(.viewModifierCodeSequence, []) }
        text(.positionerPrimaryAngle, isOblique ? (isRight ? "-45" : "45") : "0")
        var measured = context.pixelStream(100 + image)
        text(.bodyPartThickness, String(Int(58 + 8 * measured.normal())))
        text(.compressionForce, String(Int(135 + 25 * measured.normal())))
        // Decigray; about 1.4 mGy a view.
        text(.organDose, decimal((isOblique ? 0.0154 : 0.0136) * (1 + 0.12 * measured.normal()), 4))
        text(.entranceDoseInmGy, decimal(5.2 + 0.6 * measured.normal(), 2))
        guard withPixels else { return }
        var breast = context.anatomyStream(2)
        let density = breast.unit()
        let size = (reach: breast.number(105...130), halfHeight: breast.number(82...96))
        let phantom = BreastPhantom(
            finding: context.patient.finding, isRight: isRight, isOblique: isOblique, density: density, size: size,
            anatomy: context.anatomyStream(isRight ? 3 : 4), noise: context.pixelStream(image))
        bytes(.pixelData, vr: .ow, phantom.pixels())
    }
}
