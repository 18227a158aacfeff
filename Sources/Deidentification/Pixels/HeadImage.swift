import DICOM
import DICOMPixels

/// Whether an object is a slice of a head, from whose volume a face could be rendered.
enum HeadImage {
    /// Whether a CT or MR image says that it shows a head, or says nothing and its geometry suggests it.
    ///
    /// Objects that deny a face by Recognizable Visual Features NO are believed, as those of surfaces are.
    static func isHead(_ file: DICOMFile) throws(DeidentificationError) -> Bool {
        let dataSet = file.dataSet
        guard let modality = dataSet.string(.modality), modality == "CT" || modality == "MR" || modality == "PT" else { return false }
        guard dataSet.string(.recognizableVisualFeatures) != "NO" else { return false }
        let statements = statements(of: dataSet)
        if namesHead(statements) { return true }
        // A face in PET of the body takes voxels as fine as those of its CT, which is looked at by itself.
        if modality == "PT" { return isFine(dataSet) && wholeBodies.contains { holds(statements, $0) } }
        if wholeBodies.contains(where: { holds(statements, $0) }) { return true }
        if others.contains(where: { holds(statements, $0) }) { return false }
        return try hasShapeOfHead(file)
    }

    /// Whether pixels are smaller than 3 mm, or of a size that is not stated.
    private static func isFine(_ dataSet: DataSet) -> Bool {
        guard let geometry = SliceGeometry(dataSet) else { return true }
        return min(geometry.columnSpacing, geometry.rowSpacing) < 3
    }

    // MARK: What it says

    /// All it says, in lower case, one statement a line.
    private static func statements(of dataSet: DataSet) -> [UInt8] {
        let tags: [Tag] = [
            .bodyPartExamined, .studyDescription, .seriesDescription, .protocolName, .performedProcedureStepDescription,
            .requestedProcedureDescription, .acquisitionProtocolDescription,
        ]
        var texts = tags.compactMap { dataSet.text($0) }
        var items = dataSet.items(.anatomicRegionSequence) + dataSet.items(.procedureCodeSequence)
        for group in dataSet.items(.sharedFunctionalGroupsSequence) + dataSet.items(.perFrameFunctionalGroupsSequence).prefix(1) {
            items += group.items(.frameAnatomySequence).flatMap { $0.items(.anatomicRegionSequence) }
        }
        for item in items.prefix(32) { texts += [item.text(.codeMeaning), item.text(.codeValue)].compactMap { $0 } }
        return Array(texts.joined(separator: "\n").lowercased().utf8)
    }

    private static func namesHead(_ statements: [UInt8]) -> Bool {
        if heads.contains(where: { holds(statements, $0) }) { return true }
        let words = statements.split { byte in byte < 0x80 && !(0x61...0x7A).contains(byte) && !(0x30...0x39).contains(byte) }
        return words.contains { shortHeads.contains(Array($0)) }
    }

    private static func holds(_ text: [UInt8], _ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0] == part[0] && text[$0..<$0 + part.count].elementsEqual(part) }
    }

    /// Parts of words for head, brain, skull, face, sinus, orbit, jaw, neck in the languages of Europe.
    private static let heads: [[UInt8]] = [
        "head", "brain", "skull", "face", "facial", "sinus", "orbit", "crani", "crâne", "cerebr", "cereb", "neuro", "maxill", "mandib",
        "dental", "pituit", "hypophy", "temporal", "mastoid", "nasal", "pharyn", "neck", "stroke", "kopf",
        "schädel", "schaedel", "gehirn", "gesicht", "zerebr", "visage", "encéph", "enceph", "encef", "tête", "cerveau", "cabeza", "cabeça",
        "cuello", "głow", "mózg", "hlava", "mozek", "hoofd", "hersen", "huvud", "hjärn", "hjern", "pää", "aivo",
        "κεφαλ", "εγκεφαλ", "εγκέφαλ", "глав", "голов", "мозък", "мозг", "череп",
        // SNOMED CT and SRT codes of head, brain, skull, face, head and neck (PS3.16 CID 4 and annex L).
        "t-d1100", "69536005", "t-a0100", "12738006", "t-11100", "89546000", "t-d1200", "89545001", "t-d1000", "774007",
    ].map { Array($0.utf8) }
    private static let wholeBodies: [[UInt8]] = ["whole body", "wholebody", "whole-body", "ganzkörper", "corps entier", "cuerpo entero"].map
    {
        Array($0.utf8)
    }
    private static let shortHeads: Set<[UInt8]> = Set(
        [
            "iac", "tmj", "eye", "ear", "kiefer", "snc", "cns", "dti", "flair", "hnc", "orl", "ohr", "auge", "viso", "testa", "cara",
            "hode", "hals",
        ].map { Array($0.utf8) })
    /// Parts that end the question.
    private static let others: [[UInt8]] = [
        "chest", "thora", "lung", "breast", "mamm", "heart", "cardi", "abdom", "liver", "hepat", "pelvi", "prostat", "kidney", "renal",
        "colon", "rectum", "recta", "spine", "lumbar", "knee", "hip", "hand", "foot", "ankle", "wrist", "elbow", "shoulder", "thigh",
        "femur", "uter", "ovar",
        "bladder", "pancrea", "brust", "leber", "becken", "knie", "wirbel", "abdomen", "bauch", "poumon", "foie", "bassin", "polmon",
        "fegato", "hígado", "pulm", "phantom", "extrem", "leg", "arm",
    ].map { Array($0.utf8) }

    // MARK: What it looks like

    /// How many frames of a volume are looked at: a head may lie at either end of it.
    private static let samples = 8

    /// Whether an axial slice shows one body of the size of a head with air around it. Other slices tell too little: only what they say counts.
    private static func hasShapeOfHead(_ file: DICOMFile) throws(DeidentificationError) -> Bool {
        do {
            let description = try PixelDescription(file.dataSet)
            guard description.samplesPerPixel == 1 else { return false }
            let count = description.numberOfFrames
            for index in Set((0...samples).map { $0 * (count - 1) / samples }).sorted() {
                guard let geometry = SliceGeometry(file.dataSet, frame: index), geometry.plane == .axial else { continue }
                let values = try StoredRows(description, index, of: file).thinned()
                let threshold = AirThreshold(file.dataSet, values.flatMap { $0 })
                if isHead(values, threshold, geometry) { return true }
            }
            return false
        } catch {
            throw TextSearch.unreadable(error)
        }
    }

    /// Whether every fourth pixel of every fourth row, which says enough about a body, has the extent of a head.
    private static func isHead(_ values: [[Int32]], _ threshold: AirThreshold, _ geometry: SliceGeometry) -> Bool {
        var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
        for (row, line) in values.enumerated() {
            var run = 0
            for (column, value) in line.enumerated() {
                run = threshold.isBody(value) ? run + 1 : 0
                guard run >= 4 else { continue }
                left = min(left, column - 3)
                right = max(right, column)
                top = min(top, row)
                bottom = max(bottom, row)
            }
        }
        guard right > left, bottom > top else { return false }
        let width = Double((right - left) * 4) * geometry.columnSpacing
        let height = Double((bottom - top) * 4) * geometry.rowSpacing
        return (105...195).contains(width) && (125...250).contains(height) && height > width * 0.95
    }
}
