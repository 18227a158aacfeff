import DICOM

/// CT Image Storage (PS3.3 A.3): eight low-dose slices through the nodule.
extension AnnotatedDataSet {
    mutating func addComputedTomography(_ context: SeriesContext) {
        let device = context.device
        text(.sopClassUID, context.sopClassUID)
        text(.modality, "CT")
        text(.imageType, "ORIGINAL", "PRIMARY", "AXIAL")
        text(.bodyPartExamined, "CHEST")
        text(.patientPosition, "HFS")
        text(.seriesDescription, "Thorax low dose \(decimal(device.sliceThickness, 2)) mm")
        text(.protocolName, "LungScreening")
        text(.kvp, String(device.kiloVoltage))
        text(.scanOptions, "HELICAL MODE")
        text(.dataCollectionDiameter, "500")
        text(.reconstructionDiameter, "360")
        text(.gantryDetectorTilt, "0")
        text(.tableHeight, "150")
        text(.rotationDirection, "CW")
        text(.exposureTime, "500")
        text(.xRayTubeCurrent, "40")
        text(.exposure, "20")
        text(.convolutionKernel, device.convolutionKernel)
        doubles(.ctdIvol, device.doseIndex)
        code(.ctdiPhantomTypeCodeSequence, "113691", "DCM", "IEC Body Dosimetry Phantom")
        doubles(.spiralPitchFactor, device.spiralPitch)
        addGeometry(
            columns: ThoraxPhantom.columns, rows: ThoraxPhantom.rows, spacing: ThoraxPhantom.spacing, thickness: device.sliceThickness)
        addPixelFormat(bitsStored: 16, signed: true)
        text(.rescaleIntercept, String(ThoraxPhantom.intercept))
        text(.rescaleSlope, "1")
        text(.rescaleType, "HU")
        text(.windowCenter, "40", "-600")
        text(.windowWidth, "400", "1600")
    }

    mutating func addChestSlice(_ context: SeriesContext, _ image: Int, withPixels: Bool, burnedIn: [String]) {
        let height = (Double(image) - 3.5) * context.device.sliceThickness
        addPosition(
            columns: ThoraxPhantom.columns, rows: ThoraxPhantom.rows, spacing: ThoraxPhantom.spacing, height: height,
            origin: context.patient.index)
        guard withPixels else { return }
        var shape = context.anatomyStream(1)
        let phantom = ThoraxPhantom(
            finding: context.patient.finding, build: 0.9 + 0.2 * shape.unit(), height: height, anatomy: context.anatomyStream(),
            noise: context.pixelStream(image))
        bytes(.pixelData, vr: .ow, phantom.pixels(burnedIn: burnedIn))
    }
}

/// What cross-sectional images have in common.
extension AnnotatedDataSet {
    /// Image Plane (C.7.6.2), and the size of the matrix.
    mutating func addGeometry(columns: Int, rows: Int, spacing: Double, thickness: Double) {
        shorts(.rows, rows)
        shorts(.columns, columns)
        text(.pixelSpacing, decimal(spacing, 6), decimal(spacing, 6))
        text(.sliceThickness, decimal(thickness, 2))
        text(.spacingBetweenSlices, decimal(thickness, 2))
        text(.imageOrientationPatient, "1", "0", "0", "0", "1", "0")
    }

    /// The position of one slice: the centre of its first pixel, with the middle of the picture on the patient's axis.
    mutating func addPosition(columns: Int, rows: Int, spacing: Double, height: Double, origin: Int) {
        let table = Double(origin % 40) * -10 - 100
        text(
            .imagePositionPatient, decimal((0.5 - Double(columns) / 2) * spacing, 4), decimal((0.5 - Double(rows) / 2) * spacing, 4),
            decimal(table + height, 3))
        text(.sliceLocation, decimal(table + height, 3))
    }

    /// Image Pixel (C.7.6.3) of one sample in 16 bits.
    mutating func addPixelFormat(bitsStored: Int, signed: Bool) {
        shorts(.samplesPerPixel, 1)
        text(.photometricInterpretation, "MONOCHROME2")
        shorts(.bitsAllocated, 16)
        shorts(.bitsStored, bitsStored)
        shorts(.highBit, bitsStored - 1)
        shorts(.pixelRepresentation, signed ? 1 : 0)
    }
}
