import DICOM
import DICOMPixels

/// Whether an object is a slice of a head, from whose volume a face could be rendered.
enum HeadImage {
    private enum Device { case tomograph, positronEmission }

    /// Whether a slice of CT, MR or PET says that it shows a head, or has the shape of one.
    ///
    /// What it says adds, and takes nothing away: a slice that is called a pelvis and has the shape of a head shows a head. Only where the
    /// shape leaves room for doubt does another part of the body count.
    static func isHead(_ file: DICOMFile) throws(DeidentificationError) -> Bool {
        let dataSet = file.dataSet
        let hasIntegers = dataSet.contains(.pixelData)
        guard hasIntegers || dataSet.contains(.floatPixelData) || dataSet.contains(.doubleFloatPixelData),
            let device = device(of: dataSet)
        else { return false }
        let statements = AnatomyStatements(of: dataSet)
        if statements.nameHead || dataSet.string(.sopClassUID) == craniofacial { return true }
        // A face in PET of the body takes voxels as fine as those of its CT, which is looked at by itself.
        if device == .positronEmission { return isFine(dataSet) && statements.nameWholeBody }
        if statements.nameWholeBody { return true }
        // Maps of real numbers (Float Pixel Data) are no more than what they say.
        guard hasIntegers else { return false }
        return try hasShapeOfHead(file, isNamedOtherwise: statements.nameOther)
    }

    /// By the SOP class or, where that says nothing, Modality.
    private static func device(of dataSet: DataSet) -> Device? {
        let sopClass = dataSet.string(.sopClassUID) ?? ""
        if tomographs.contains(sopClass) { return .tomograph }
        if sopClass.hasPrefix(storage + "128") || sopClass == storage + "130" { return .positronEmission }
        switch dataSet.string(.modality)?.uppercased() {
        case "CT", "MR": return .tomograph
        case "PT": return .positronEmission
        default: return nil
        }
    }

    private static let storage = "1.2.840.10008.5.1.4.1.1."
    private static let craniofacial = storage + "13.1.2"
    /// CT, MR and X-ray in three dimensions (PS3.4 table B.5-1).
    private static let tomographs = Set(
        ["2", "2.1", "2.2", "4", "4.1", "4.3", "4.4", "13.1.1", "13.1.2"].map { storage + $0 })

    /// Whether pixels are smaller than 3 mm, or of a size that is not stated.
    private static func isFine(_ dataSet: DataSet) -> Bool {
        guard let geometry = SliceGeometry(dataSet) else { return true }
        return min(geometry.columnSpacing, geometry.rowSpacing) < 3
    }

    // MARK: What it looks like

    /// How many frames of a volume are looked at: a head may lie at either end of it.
    private static let samples = 8

    /// Whether a slice shows one body of the size of a head.
    private static func hasShapeOfHead(_ file: DICOMFile, isNamedOtherwise: Bool) throws(DeidentificationError) -> Bool {
        do {
            let description = try PixelDescription(file.dataSet)
            guard description.samplesPerPixel == 1 else { return false }
            let count = description.numberOfFrames
            for index in Set((0...samples).map { $0 * (count - 1) / samples }).sorted() {
                guard let geometry = SliceGeometry(file.dataSet, frame: index) else { continue }
                let values = try StoredRows(description, index, of: file).thinned()
                let threshold = AirThreshold(file.dataSet, values.flatMap { $0 })
                if BodyOutline(values, threshold, geometry)?.mayBeHead(isNamedOtherwise: isNamedOtherwise) == true { return true }
            }
            return false
        } catch {
            throw TextSearch.unreadable(error)
        }
    }
}
