import DICOM
import DICOMPixels

/// Cleans the pixels of an object by the policy of a profile (PS3.15 sections E.3.1 and E.3.2), or refuses it.
///
/// Text: kinds that usually show it, and whatever looks like it, are searched by strokes and by a finder; what is found is blanked on the stored
/// values, and the result is searched again. Without a finder, or where the policy says so, such objects are refused. Faces: see ``FaceEvidence``.
struct PixelCleaner: Sendable {
    private let policy: PixelPolicy
    private let finder: (any TextFinder)?

    init(policy: PixelPolicy, finder: (any TextFinder)?) {
        self.policy = policy
        self.finder = finder
    }

    /// The object with what is left of its pixels; nil when nothing needed doing. Throws `.pixelsMayIdentify` where safety cannot be reached.
    ///
    /// - Parameter key: makes the noise in the place of faces.
    func cleaned(_ file: DICOMFile, terms: IdentityTerms, key: PseudonymKey) throws(DeidentificationError) -> CleanedPixels? {
        let sopClass = file.dataSet.string(.sopClassUID) ?? ""
        var result = CleanedPixels(
            file: file, codes: [], burnedInAnnotation: nil, recognizableVisualFeatures: nil, actions: [])
        for path in result.file.dataSet.removeNestedPixels() {
            result.actions.append(PixelAction(frames: 0...0, region: nil, reason: .nestedImage, detail: path))
        }
        if file.dataSet.contains(.pixelData) {
            try cleanText(&result, sopClass, terms)
        } else {
            try admitText(file.dataSet, sopClass)
        }
        try cleanFace(&result, key)
        let isUntouched =
            result.actions.isEmpty && result.burnedInAnnotation == nil && result.recognizableVisualFeatures == nil && result.codes.isEmpty
        return isUntouched ? nil : result
    }

    // MARK: Text

    private func cleanText(_ result: inout CleanedPixels, _ sopClass: String, _ terms: IdentityTerms) throws(DeidentificationError) {
        let dataSet = result.file.dataSet
        let reader = policy.text == .clean ? finder.map { TextReader(finder: $0) } : nil
        let kind = PixelKind(dataSet, sopClass)
        if reader == nil { try admitText(dataSet, sopClass) }
        // A refusing policy leaves alone what denies its text, as long as it does not look like it.
        guard kind != .showsNothing else { return }
        let description: PixelDescription
        do { description = try PixelDescription(dataSet) } catch { throw TextSearch.unreadable(error) }

        var known: [PixelAction] = []
        let all = 0...(description.numberOfFrames - 1)
        let isUltrasound = dataSet.string(.modality) == "US"
        if isUltrasound {
            for region in UltrasoundRegions.outside(of: dataSet, columns: description.columns, rows: description.rows) {
                known.append(PixelAction(frames: all, region: region, reason: .outsideUltrasoundRegions))
            }
        }
        for template in policy.templates where template.fits(dataSet) {
            for region in template.regions {
                let inside = region.grown(by: 0, within: description.columns, description.rows)
                if !inside.isEmpty {
                    known.append(PixelAction(frames: all, region: inside, reason: .deviceTemplate, detail: template.name))
                }
            }
        }
        let judge = TextJudge(
            kind: reader == nil ? .mayShowText : kind, marks: policy.marks, identity: IdentityOnDemand(of: dataSet, terms: terms),
            reader: reader,
            imageRegions: isUltrasound ? UltrasoundRegions.inside(of: dataSet, columns: description.columns, rows: description.rows) : [],
            columns: description.columns, rows: description.rows)
        var search = TextSearch(file: result.file, description: description, judge: judge, known: known.compactMap(\.region))
        try search.run()
        guard reader != nil else {
            if search.findings.isEmpty { return }
            throw DeidentificationError(
                .pixelsMayIdentify,
                "The pixels show strokes that look like text, and nothing is at hand that cleans them. Clean them at the source, or let the "
                    + "profile clean text and install a text finder.")
        }
        let code = ProfileOption.cleanPixelData.code
        guard !search.searched.isEmpty || !known.isEmpty else {
            // Every frame was looked at: what was said of it before still holds.
            if dataSet.string(.burnedInAnnotation) == "NO", dataSet.statesCleaning(.cleanPixelData) { result.codes.append(code) }
            return
        }

        let original = result.file
        result.file = try blanked(original, known, search)
        if try search.verify(result.file) {
            result.file = try blanked(original, known, search)
            try search.confirm(result.file)
        }
        result.actions += known
        result.actions += search.findings.map { PixelAction(frames: $0.frames, region: $0.region, reason: $0.reason) }
        result.actions += search.keptMarks.map { PixelAction(frames: all, region: $0, reason: .keptMark) }
        // Only a search of every frame after which no letters are left is a check that allows to say no.
        if search.searched.count == description.numberOfFrames && !search.isInDoubt {
            result.burnedInAnnotation = "NO"
            result.codes.append(code)
        }
    }

    private func blanked(_ file: DICOMFile, _ known: [PixelAction], _ search: TextSearch) throws(DeidentificationError) -> DICOMFile {
        let (columns, rows) = (search.description.columns, search.description.rows)
        let fixed = known.compactMap(\.region)
        let findings = search.findings
        if fixed.isEmpty && findings.isEmpty { return file }
        var cache: [[PixelRegion]: [Range<Int>]] = [:]
        do {
            return try file.blanking(observed: search.observed) { frame in
                let regions = fixed + findings.filter { $0.frames.contains(frame) }.map(\.region)
                if let runs = cache[regions] { return runs }
                let runs = regions.runs(columns: columns, rows: rows)
                cache[regions] = runs
                return runs
            }
        } catch {
            throw DeidentificationError(.pixelsMayIdentify, "Text was found in the pixels that cannot be blanked: \(error.message)")
        }
    }

    // MARK: Faces

    private func cleanFace(_ result: inout CleanedPixels, _ key: PseudonymKey) throws(DeidentificationError) {
        let hasPixels = result.file.dataSet.contains(.pixelData)
        guard let evidence = try FaceEvidence.of(result.file) else {
            // Whoever says how the face was removed is believed, and so it is said on.
            if hasPixels, result.file.dataSet.deniesFace {
                result.codes.append(ProfileOption.cleanRecognizableVisualFeatures.code)
            }
            return
        }
        switch (policy.faces, evidence) {
        case (.keep, _):
            if hasPixels { result.recognizableVisualFeatures = "YES" }
            result.actions.append(PixelAction(frames: 0...0, region: nil, reason: .face, detail: "kept"))
        case (.blur, .slices), (.blur, .declared):
            let (file, actions) = try FaceBlur.blurred(result.file, key: key)
            result.file = file
            result.actions += actions
            result.recognizableVisualFeatures = "NO"
            result.codes.append(ProfileOption.cleanRecognizableVisualFeatures.code)
        case (_, .other(let what)):
            throw DeidentificationError(.pixelsMayIdentify, "\(what) may show a face, and cannot be blurred. \(Self.denial)")
        case (.refuse, .declared):
            throw DeidentificationError(
                .pixelsMayIdentify, "Recognizable Visual Features (0028,0302) is YES. Have the face removed, or let the profile blur faces."
            )
        case (.refuse, .slices):
            throw DeidentificationError(
                .pixelsMayIdentify,
                "The object is, or may be, an image of a head, from which a face can be rendered. Let the profile blur faces, or have the face "
                    + "removed. \(Self.denial)")
        }
    }

    private static let denial =
        "A face that was removed has to be denied with its method: Recognizable Visual Features (0028,0302) NO, (0012,0063) in words, DCM 113102 in "
        + "(0012,0064)."
}
