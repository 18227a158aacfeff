import DICOM

/// How likely the pixels of an object show text, by what it says it is.
enum PixelKind: Sendable {
    /// Most objects of its kind do, or it says so: every frame is searched.
    case showsText
    /// Those of its kind do not, unless it lies: a cheap look decides.
    case mayShowText
    /// Its pixels are no picture: segments, doses, parameters.
    case showsNothing

    init(_ dataSet: DataSet, _ sopClass: String) {
        let storage = "1.2.840.10008.5.1.4.1.1."
        let modality = dataSet.string(.modality) ?? ""
        if dataSet.string(.burnedInAnnotation) == "YES" || reasonToExpectText(dataSet, sopClass) != nil {
            self = .showsText
        } else if ["66.", "481.2", "30"].contains(where: { sopClass.hasPrefix(storage + $0) }) {
            self = .showsNothing
        } else if Self.modalities.contains(modality) || dataSet.integer(.bitsAllocated) == 1 {
            // An image in black and white was scanned or grabbed, whatever it is filed as.
            self = .showsText
        } else {
            let types = dataSet.strings(.imageType).map { $0.uppercased() }
            // Film that was scanned, screens that were grabbed: the SC Equipment module (PS3.3 section C.8.6.1) says how.
            let isConverted = dataSet.string(.conversionType).map { !["", "DI"].contains($0) } ?? false
            let isColour = (dataSet.integer(.samplesPerPixel) ?? 1) > 1 || dataSet.string(.photometricInterpretation) == "PALETTE COLOR"
            let isProjection = Self.projections.contains(modality)
            let isSecondary = types.count > 1 && types[1] == "SECONDARY"
            let isLabel = types.contains("LABEL") || types.contains("OVERVIEW")
            let isSearched = isConverted || isLabel || isProjection && isSecondary || isColour && Self.sections.contains(modality)
            self = isSearched ? .showsText : .mayShowText
        }
    }

    /// Fluoroscopy and angiography write examination data into their frames; photographs of all kinds carry labels.
    private static let modalities: Set<String> = ["RF", "XA", "OT", "GM", "DMS"]
    /// Films and plates.
    private static let projections: Set<String> = ["CR", "DX", "MG", "IO", "PX"]
    /// What has shades and no colours: a coloured one was grabbed from a screen.
    private static let sections: Set<String> = ["CT", "MR", "PT", "NM", "CR", "DX", "MG"]
}
