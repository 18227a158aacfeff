import DICOM
import DICOMPixels

/// A set of files with planted identifiers of every kind, and the key to it, in the manner of the MIDI-B challenge.
///
/// Everything follows from the seed. Each patient has every kind of object; patients differ in language, script and character set.
///
/// ```swift
/// let sample = IdentifierSample(seed: 1, patients: 12)
/// for file in sample.files { write(file.bytes, to: file.entry.path) }
/// ```
public struct IdentifierSample: Sendable {
    /// The seed.
    public let seed: UInt64
    /// The number of patients.
    public let patients: Int

    /// A set; 11 patients cover every language.
    public init(seed: UInt64, patients: Int = 11) {
        self.seed = seed
        self.patients = max(1, patients)
    }

    /// The number of files.
    public var fileCount: Int { patients * PlantedObject.plan.count }

    /// The files one after the other, each made when it is asked for.
    public var files: some Sequence<PlantedFile> {
        (1...patients).lazy.flatMap { number in
            PlantedObject.all(of: number, patients: patients, seed: seed).lazy.map { PlantedFile($0) }
        }
    }

    /// The key; `entries` are those of all ``files``.
    public func key(_ entries: [IdentifierKey.File]) -> IdentifierKey {
        IdentifierKey(
            seed: seed,
            patients: (1...patients).map { number in
                let patient = PlantedPatient(number: number, seed: seed)
                return IdentifierKey.Patient(
                    number: number, originalID: patient.id, language: patient.tongue.language,
                    characterSet: patient.tongue.characterSet.joined(separator: "\\"))
            }, files: entries, values: values(entries))
    }

    private struct Planted: Hashable {
        var value: String
        var category: IdentifierKey.Category
    }

    private func values(_ entries: [IdentifierKey.File]) -> [IdentifierKey.Value] {
        var order: [Planted] = []
        var holders: [Planted: [Int]] = [:]
        for entry in entries {
            for check in entry.checks {
                guard let value = check.value, let category = check.category, check.action == .textRemoved || check.action == .uidChanged
                else {
                    continue
                }
                let planted = Planted(value: value, category: category)
                if holders[planted] == nil { order.append(planted) }
                if holders[planted]?.last != entry.instanceNumber { holders[planted, default: []].append(entry.instanceNumber) }
            }
        }
        return order.map { planted in
            let mayOccurByChance = [.date, .birthDate, .age, .content].contains(planted.category) || planted.value.utf8.count < 6
            return IdentifierKey.Value(
                value: planted.value, category: planted.category, isDirect: planted.category.isDirect, isDistinctive: !mayOccurByChance,
                files: holders[planted] ?? [])
        }
    }
}

/// One file of the set.
public struct PlantedFile: Sendable {
    /// What the key says about it.
    public let entry: IdentifierKey.File
    /// The file.
    public let bytes: [UInt8]

    init(_ object: PlantedObject) {
        var planting = Planting(object.patient.tongue.repertoire)
        planting.addCommon(object)
        planting.addHidden(object)
        let regions: [IdentifierKey.Region]
        switch object.kind {
        case .basicText, .comprehensiveReport, .doseReport, .measurementReport:
            planting.addReport(object)
            regions = []
        case _ where object.kind.isImage && object.kind != .segmentation: regions = planting.addImage(object)
        default: regions = planting.addDerived(object)
        }
        let file = Self.file(object, &planting)
        entry = IdentifierKey.File(
            path: object.path, kind: object.kind.rawValue, instanceNumber: object.number, patient: object.patient.number,
            modality: object.kind.modality, transferSyntaxUID: file.transferSyntax.uid, sopInstanceUID: object.instanceUID,
            seriesInstanceUID: object.seriesUID, studyInstanceUID: object.studyUID, checks: planting.checks, regions: regions)
        bytes = Self.encoded(file)
    }

    /// The file with what lies outside the data set: preamble, group 0002, its path.
    private static func file(_ object: PlantedObject, _ planting: inout Planting) -> DICOMFile {
        let patient = object.patient
        var file = compressed(object, &planting)
        planting.check(outside: "fileName", patient.person.family, .personName, .fileName)
        if object.path.contains(patient.accessionNumber) {
            planting.check(outside: "fileName", patient.accessionNumber, .orderIdentifier, .fileName)
        }
        if object.number % 3 == 0 {
            let text = Array("EXPORT OF \(patient.insuranceNumber)".utf8)
            file.preamble = (text + [UInt8](repeating: 0, count: 128 - text.count))[...]
            planting.check(outside: "preamble", patient.insuranceNumber, .patientIdentifier, .preamble)
        }
        if object.number % 4 == 1 {
            file.fileMetaInformation.set(.sourceApplicationEntityTitle, patient.stationName)
            planting.check(outside: "(0002,0016)", patient.stationName, .device, .fileMeta)
            file.fileMetaInformation.set(.privateInformationCreatorUID, patient.uid(12))
            file.fileMetaInformation.setBytes(.privateInformation, vr: .ob, Array("owner \(patient.formerID)".utf8))
            planting.check(outside: "(0002,0102)", patient.formerID, .patientIdentifier, .fileMeta)
        }
        return file
    }

    /// Ultrasound comes compressed too: JPEG with losses as most devices write it, and RLE.
    private static func compressed(_ object: PlantedObject, _ planting: inout Planting) -> DICOMFile {
        do {
            switch object.kind {
            case .ultrasoundJPEG:
                let (columns, rows) = (planting.dataSet.integer(.columns) ?? 0, planting.dataSet.integer(.rows) ?? 0)
                let samples = Array(planting.dataSet[.pixelData]?.bytes ?? [])
                let jpeg = try RenderedImage(columns: columns, rows: rows, samplesPerPixel: 3, bytes: samples).jpeg(quality: 92)
                planting.set(.photometricInterpretation, "YBR_FULL_422")
                planting.set(.lossyImageCompression, "01")
                planting.set(.lossyImageCompressionRatio, "8")
                planting.set(.lossyImageCompressionMethod, "ISO_10918_1")
                let fragment = jpeg.count % 2 == 0 ? jpeg : jpeg + [0]
                planting.element(DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: [], [fragment[...]])))
                return DICOMFile(dataSet: planting.dataSet, transferSyntax: .jpegBaseline)
            case .ultrasoundRLE:
                return try DICOMFile(dataSet: planting.dataSet, transferSyntax: object.transferSyntax).transcoded(to: .rleLossless)
            default:
                return DICOMFile(dataSet: planting.dataSet, transferSyntax: object.transferSyntax)
            }
        } catch {
            preconditionFailure("A generated image could not be compressed: \(error)")
        }
    }

    private static func encoded(_ file: DICOMFile) -> [UInt8] {
        do {
            return try file.encoded()
        } catch {
            preconditionFailure("A generated object could not be encoded: \(error)")
        }
    }
}
