import DICOM

/// MR Image Storage (PS3.3 A.4): a T2 series and a diffusion series of the prostate.
extension AnnotatedDataSet {
    /// s/mm².
    private static let weightings = [50, 800, 1_400]
    /// The slices of the T2 series that the diffusion series covers, at the same positions.
    private static let diffusionSlices = 2...5

    mutating func addMagneticResonance(_ context: SeriesContext) {
        let device = context.device
        let isT2 = context.role == .t2
        let field = isT2 ? ProstatePhantom.t2FieldOfView : ProstatePhantom.diffusionFieldOfView
        text(.sopClassUID, context.sopClassUID)
        text(.modality, "MR")
        text(.imageType, "ORIGINAL", "PRIMARY", "OTHER")
        text(.bodyPartExamined, "PROSTATE")
        text(.patientPosition, "FFS")
        text(.seriesDescription, isT2 ? "T2 TSE axial" : "DWI axial b50 800 1400")
        text(.protocolName, isT2 ? "t2_tse_tra" : "ep2d_diff_tra")
        text(.scanningSequence, isT2 ? "SE" : "EP")
        text(.sequenceVariant, "SK", "SP")
        text(.scanOptions, isT2 ? "" : "FS")
        text(.mrAcquisitionType, "2D")
        text(.sequenceName, isT2 ? "*tse2d1_25" : "*ep_b")
        text(.repetitionTime, isT2 ? "4200" : "5100")
        text(.echoTime, isT2 ? "101" : "72")
        text(.echoTrainLength, isT2 ? "25" : "1")
        text(.numberOfAverages, isT2 ? "3" : "8")
        text(.flipAngle, isT2 ? "160" : "90")
        text(.magneticFieldStrength, decimal(device.fieldStrength, 1))
        text(.imagingFrequency, decimal(42.577 * device.fieldStrength, 3))
        text(.imagedNucleus, "1H")
        text(.inPlanePhaseEncodingDirection, "ROW")
        // Phase runs along the rows: frequency rows, frequency columns, phase rows, phase columns.
        let (frequency, phase) = isT2 ? (device.frequencySteps, device.phaseSteps) : (100, 90)
        shorts(.acquisitionMatrix, frequency, 0, 0, phase)
        text(.percentPhaseFieldOfView, "100")
        text(.percentSampling, "100")
        addGeometry(
            columns: ProstatePhantom.columns, rows: ProstatePhantom.rows, spacing: field / Double(ProstatePhantom.columns),
            thickness: device.sliceThickness)
        addPixelFormat(bitsStored: 12, signed: false)
        text(.windowCenter, isT2 ? "400" : "150")
        text(.windowWidth, isT2 ? "800" : "400")
    }

    mutating func addT2Slice(_ context: SeriesContext, _ image: Int, withPixels: Bool) {
        let phantom = addSlice(context, image, image: image, field: ProstatePhantom.t2FieldOfView)
        guard withPixels else { return }
        bytes(.pixelData, vr: .ow, phantom.t2())
    }

    /// All slices of the lowest b-value first, then of the next.
    mutating func addDiffusionSlice(_ context: SeriesContext, _ image: Int, withPixels: Bool) {
        let weighting = Self.weightings[image / Self.diffusionSlices.count]
        let slice = Self.diffusionSlices.lowerBound + image % Self.diffusionSlices.count
        let phantom = addSlice(context, slice, image: image, field: ProstatePhantom.diffusionFieldOfView)
        doubles(.diffusionBValue, Double(weighting))
        text(.diffusionDirectionality, "ISOTROPIC")
        guard withPixels else { return }
        bytes(.pixelData, vr: .ow, phantom.diffusion(b: Double(weighting)))
    }

    private mutating func addSlice(_ context: SeriesContext, _ slice: Int, image: Int, field: Double) -> ProstatePhantom {
        let height = (Double(slice) - 3.5) * context.device.sliceThickness
        addPosition(
            columns: ProstatePhantom.columns, rows: ProstatePhantom.rows, spacing: field / Double(ProstatePhantom.columns), height: height,
            origin: context.patient.index)
        // The receiver is adjusted to each patient, which blurs the relation between pixels and outcome as it does in life.
        var adjustment = context.anatomyStream(5)
        return ProstatePhantom(
            finding: context.patient.finding, gain: context.device.gain * (1 + 0.02 * adjustment.normal()), height: height,
            anatomy: context.anatomyStream(), noise: context.pixelStream(image))
    }
}
