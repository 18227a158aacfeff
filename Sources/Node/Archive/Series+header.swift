import Cohorts
import DICOM

extension Series {
    /// Raised when headers are read for more facts than before: 2 since spacing, matrix, exposure, dose, sequence, times, kernel and transfer
    /// syntax.
    static let factsForm = 2

    /// What the header of one instance says of its series; `nil` without a Series Instance UID.
    ///
    /// - Parameter transferSyntax: how the instance is held; `nil` where that is not known.
    init?(header dataSet: DataSet, transferSyntax: TransferSyntax? = nil) {
        guard let uid = dataSet.string(.seriesInstanceUID) else { return nil }
        // An FD may hold NaN, and the decimal text 1e999 reads as infinity: no fact, and nothing that JSON can hold.
        func number(_ tag: Tag) -> Double? { dataSet.double(tag).flatMap { $0.isFinite ? $0 : nil } }
        let pixels = dataSet.doubles(.pixelSpacing)
        let spacing = pixels.isEmpty ? dataSet.doubles(.imagerPixelSpacing) : pixels
        let sequences = dataSet.strings(.scanningSequence).filter { !$0.isEmpty }
        self.init(
            uid: uid, modality: dataSet.string(.modality), bodyPart: dataSet.string(.bodyPartExamined),
            manufacturer: dataSet.string(.manufacturer),
            model: dataSet.string(.manufacturerModelName), laterality: dataSet.string(.laterality) ?? dataSet.string(.imageLaterality),
            viewPosition: dataSet.string(.viewPosition), sliceThickness: number(.sliceThickness), kvp: number(.kvp),
            fieldStrength: number(.magneticFieldStrength), bValues: number(.diffusionBValue).map { [$0] } ?? [],
            contrast: dataSet.string(.contrastBolusAgent).map { !$0.isEmpty }, sopClass: dataSet.string(.sopClassUID),
            sliceSpacing: number(.spacingBetweenSlices), pixelSpacing: spacing.filter(\.isFinite).max(), rows: dataSet.integer(.rows),
            columns: dataSet.integer(.columns), exposure: number(.exposure), ctdiVol: number(.ctdIvol),
            scanningSequence: sequences.isEmpty ? nil : sequences, mrAcquisition: dataSet.string(.mrAcquisitionType),
            echoTime: number(.echoTime), repetitionTime: number(.repetitionTime), convolutionKernel: dataSet.string(.convolutionKernel),
            transferSyntax: transferSyntax?.uid, instanceCount: 1)
    }
}
