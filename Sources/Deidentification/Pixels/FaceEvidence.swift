import DICOM

/// What makes one expect a face in an object.
enum FaceEvidence {
    /// It says so: Recognizable Visual Features (0028,0302) is YES.
    case declared
    /// It is a slice, or a volume, of a head.
    case slices
    /// It is something else that may show a face, as the sentence goes on with "is".
    case other(String)

    /// The evidence; nil when there is none, or when the object says who removed the face.
    static func of(_ file: DICOMFile) throws(DeidentificationError) -> FaceEvidence? {
        let dataSet = file.dataSet
        guard !dataSet.deniesFace else { return nil }
        if let what = surface(dataSet) ?? picture(dataSet) ?? outline(dataSet) { return .other(what) }
        if try HeadImage.isHead(file) { return .slices }
        return dataSet.string(.recognizableVisualFeatures) == "YES" ? .declared : nil
    }

    private static let storage = "1.2.840.10008.5.1.4.1.1."

    /// Meshes, clouds of points and surface segmentations (PS3.4 table B.5-1).
    private static func surface(_ dataSet: DataSet) -> String? {
        let classes = ["68.1", "68.2", "66.5"].map { storage + $0 }
        return classes.contains(dataSet.string(.sopClassUID) ?? "") ? "A surface" : nil
    }

    /// Photographs that do not say that they show something else; captures of a head, and renderings.
    private static func picture(_ dataSet: DataSet) -> String? {
        guard dataSet.contains(.pixelData) else { return nil }
        let sopClass = dataSet.string(.sopClassUID) ?? ""
        let statements = AnatomyStatements(of: dataSet)
        let isNamedOtherwise = statements.nameOther || dataSet.string(.bodyPartExamined) != nil && !statements.nameHead
        if dataSet.string(.modality)?.uppercased() == "XC" || sopClass == storage + "77.1.4" || sopClass == storage + "77.1.4.1" {
            return statements.nameHead || !isNamedOtherwise ? "A photograph" : nil
        }
        let isCapture = sopClass == storage + "7" || sopClass.hasPrefix(storage + "7.")
        let isColour = (dataSet.integer(.samplesPerPixel) ?? 1) > 1
        if isCapture && statements.nameHead { return "A picture of a head" }
        return (isCapture || isColour) && statements.nameRendering && !isNamedOtherwise ? "A rendering" : nil
    }

    /// Contours and segments of the skin of a head.
    private static func outline(_ dataSet: DataSet) -> String? {
        let sopClass = dataSet.string(.sopClassUID) ?? ""
        let isStructureSet = sopClass == storage + "481.3" || dataSet.string(.modality)?.uppercased() == "RTSTRUCT"
        guard isStructureSet || sopClass.hasPrefix(storage + "66.") else { return nil }
        let regions = dataSet.items(.structureSetROISequence)
        let observations = dataSet.items(.rtroiObservationsSequence)
        let segments = dataSet.items(.segmentSequence)
        let names =
            regions.compactMap { $0.text(.roiName) } + observations.compactMap { $0.text(.roiObservationLabel) }
            + segments.compactMap { $0.text(.segmentLabel) }
            + segments.flatMap { $0.items(.segmentedPropertyTypeCodeSequence) }.compactMap { $0.text(.codeMeaning) }
        let types = observations.compactMap { $0.text(.rtroiInterpretedType) }
        let named = AnatomyStatements(names)
        guard named.nameOutline || AnatomyStatements(types).nameOutline else { return nil }
        let statements = AnatomyStatements(of: dataSet)
        if statements.nameHead || named.nameHead { return "An outline of a head" }
        guard !statements.nameOther, !named.nameOther, isStructureSet else { return nil }
        return hasContourOfHead(dataSet) ? "An outline of a head" : nil
    }

    /// Whether a contour (PS3.3 section C.8.8.6) in an axial plane has the extent of a head.
    private static func hasContourOfHead(_ dataSet: DataSet) -> Bool {
        dataSet.items(.roiContourSequence).contains { region in
            region.items(.contourSequence).contains { contour in
                let points = contour.doubles(.contourData)
                guard points.count >= 9 else { return false }
                func extent(_ axis: Int) -> Double {
                    let values = stride(from: axis, to: points.count, by: 3).lazy.map { points[$0] }
                    return (values.max() ?? 0) - (values.min() ?? 0)
                }
                return extent(2) < 1 && BodyOutline.isHead(width: extent(0), depth: extent(1))
            }
        }
    }
}

extension DataSet {
    /// Whether the object denies a face and says who removed it: Recognizable Visual Features (0028,0302) NO, the Clean Recognizable Visual
    /// Features Option in (0012,0064), and the method in words in (0012,0063).
    var deniesFace: Bool {
        string(.recognizableVisualFeatures) == "NO" && statesCleaning(.cleanRecognizableVisualFeatures)
    }
}
