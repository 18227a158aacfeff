import DICOM
import DICOMPixels

/// Overlay planes (60xx) under the Clean Graphics Option (PS3.15 section E.3.3): kept only where no text is seen in them.
enum OverlayGraphics {
    /// The overlay groups of an object whose planes show no text; the others have to be removed.
    ///
    /// Planes of every frame are searched by their strokes, and read where there is a finder. Planes that cannot be read show who knows what.
    static func groupsWithoutText(in file: DICOMFile, terms: IdentityTerms, finder: (any TextFinder)?) -> Set<UInt16> {
        let identity = PrintedIdentity(of: file.dataSet, terms: terms)
        return Set(
            file.overlays().filter { overlay in
                guard let label = overlay.label else { return true }
                return !identity.mayOccur(in: label)
            }.filter { overlay in
                guard overlay.frames <= 4096 else { return false }
                return (0..<overlay.frames).allSatisfy { frame in
                    guard let mask = overlay.mask(frame: overlay.firstFrame + frame) else { return false }
                    return isWithoutText(mask, overlay, identity, finder)
                }
            }.map(\.group))
    }

    private static func isWithoutText(
        _ mask: [Bool], _ overlay: Overlay, _ identity: PrintedIdentity, _ finder: (any TextFinder)?
    ) -> Bool {
        let image = LuminanceImage(width: overlay.columns, height: overlay.rows, samples: mask.map { $0 ? 255 : 0 })
        let strokes = StrokeLevels(of: image)
        if TextLineFinder(thresholds: [128]).lines(in: strokes).contains(where: { $0.likelihood >= TextLine.candidate }) { return false }
        if !ScatteredLetters.texts(in: strokes, evenness: 0).isEmpty { return false }
        guard let finder, mask.contains(true) else { return true }
        guard let words = try? TextReader(finder: finder).words(in: image) else { return false }
        return !words.contains { word in
            let letters = word.text.count { $0.isLetter || $0.isNumber }
            return letters >= 2 && word.confidence >= 0.5 || word.confidence >= 0.2 && identity.mayOccur(in: word.text)
        }
    }
}
