import DICOM

/// One object of the set: which patient's, which kind, which image of its series.
struct PlantedObject: Sendable {
    let patient: PlantedPatient
    /// Another patient, whose identifiers strayed into some of this one's files.
    let stranger: PlantedPatient
    let kind: Kind
    /// The examination: the first or the second.
    let study: Int
    /// The position within the series, from 0.
    let image: Int
    /// Instance Number, unique in the set.
    let number: Int

    /// What an object is.
    enum Kind: String, Sendable, CaseIterable {
        case computedTomography, magneticResonance, mammogram, digitalRadiograph, computedRadiograph, ultrasound, ultrasoundJPEG
        case ultrasoundRLE, ultrasoundMultiframe, secondaryCapture, grayCapture, angiogram, positronEmission, basicText, comprehensiveReport
        case doseReport, measurementReport, structureSet, segmentation, presentationState, encapsulatedPDF, electrocardiogram
    }

    /// The objects of every patient, in order: kind, examination, image.
    static let plan: [(kind: Kind, study: Int, image: Int)] =
        [(.computedTomography, 0, 0), (.computedTomography, 0, 1), (.computedTomography, 0, 2), (.computedTomography, 1, 0)]
        + [(.magneticResonance, 0, 0), (.magneticResonance, 0, 1), (.mammogram, 0, 0), (.mammogram, 0, 1)]
        + Kind.allCases.dropFirst(3).map { ($0, 0, 0) } + [(.ultrasound, 1, 0), (.secondaryCapture, 1, 0)]

    static func all(of number: Int, patients: Int, seed: UInt64) -> [PlantedObject] {
        let patient = PlantedPatient(number: number, seed: seed)
        let stranger = PlantedPatient(number: patients == 1 ? 2 : number % patients + 1, seed: seed)
        return plan.enumerated().map { position, entry in
            PlantedObject(
                patient: patient, stranger: stranger, kind: entry.kind, study: entry.study, image: entry.image,
                number: (number - 1) * plan.count + position + 1)
        }
    }

    // MARK: UIDs and numbers

    var studyUID: String { patient.uid(1, study) }
    var seriesUID: String { patient.uid(2, seriesNumber * 10 + study) }
    var instanceUID: String { patient.uid(3, number) }
    var frameOfReferenceUID: String { patient.uid(4, study) }
    var day: CalendarDay { patient.days[study] }

    /// Series Number: the kind's position.
    var seriesNumber: Int { (Kind.allCases.firstIndex(of: kind) ?? 0) + 1 }

    /// The UID of another object of the patient, by its position in the plan.
    func instanceUID(at position: Int) -> String {
        patient.uid(3, (patient.number - 1) * Self.plan.count + position + 1)
    }

    /// The UID of the series of chest CT.
    var chestSeriesUID: String { patient.uid(2, 10) }

    /// A stream of numbers of this object.
    func stream(_ part: Int = 0) -> SeededGenerator {
        SeededGenerator(seed: patient.seed, Stream.planted, patient.number, 5_000 + number, part)
    }

    /// The path in the set; folders and files carry names and numbers, as exports do.
    var path: String {
        let name = plain(patient.person.family)
        let folder = "\(name)_\(plain(patient.id))/\(day.dicom)"
        return number % 2 == 0 ? "\(folder)/\(kind.modality)_\(patient.accessionNumber)_\(number).dcm" : "\(folder)/\(name) \(number).dcm"
    }

    private func plain(_ text: String) -> String {
        String(text.unicodeScalars.map { $0 == "/" || $0 == " " || $0 == "'" ? "-" : Character($0) })
    }

    /// How the file is encoded before any compression of pixels.
    var transferSyntax: TransferSyntax {
        switch kind {
        case .computedTomography where study == 1: .deflatedExplicitVRLittleEndian
        case .computedTomography where image == 1: .implicitVRLittleEndian
        case .magneticResonance where image == 1: .explicitVRBigEndian
        default: .explicitVRLittleEndian
        }
    }
}

extension PlantedObject.Kind {
    /// Modality (0008,0060).
    var modality: String {
        switch self {
        case .computedTomography: "CT"
        case .magneticResonance: "MR"
        case .mammogram: "MG"
        case .digitalRadiograph: "DX"
        case .computedRadiograph: "CR"
        case .ultrasound, .ultrasoundJPEG, .ultrasoundRLE, .ultrasoundMultiframe: "US"
        case .secondaryCapture, .grayCapture: "OT"
        case .angiogram: "XA"
        case .positronEmission: "PT"
        case .basicText, .comprehensiveReport, .doseReport, .measurementReport: "SR"
        case .structureSet: "RTSTRUCT"
        case .segmentation: "SEG"
        case .presentationState: "PR"
        case .encapsulatedPDF: "DOC"
        case .electrocardiogram: "ECG"
        }
    }

    /// The SOP class (PS3.4 table B.5-1).
    var sopClassUID: String {
        let suffix =
            switch self {
            case .computedTomography: "2"
            case .magneticResonance: "4"
            case .mammogram: "1.2"
            case .digitalRadiograph: "1.1"
            case .computedRadiograph: "1"
            case .ultrasound, .ultrasoundJPEG, .ultrasoundRLE: "6.1"
            case .ultrasoundMultiframe: "3.1"
            case .secondaryCapture, .grayCapture: "7"
            case .angiogram: "12.1"
            case .positronEmission: "128"
            case .basicText: "88.11"
            case .comprehensiveReport, .measurementReport: "88.33"
            case .doseReport: "88.67"
            case .structureSet: "481.3"
            case .segmentation: "66.4"
            case .presentationState: "11.1"
            case .encapsulatedPDF: "104.1"
            case .electrocardiogram: "9.1.1"
            }
        return "1.2.840.10008.5.1.4.1.1." + suffix
    }

    /// A description without anything about a person: what must stay under Clean Descriptors.
    var description: String {
        switch self {
        case .computedTomography: "Thorax 1.0 mm lung kernel"
        case .magneticResonance: "T2w TSE tra prostate"
        case .mammogram: "Screening four views"
        case .digitalRadiograph: "Chest PA"
        case .computedRadiograph: "Hand left AP"
        case .ultrasound, .ultrasoundJPEG, .ultrasoundRLE: "Liver subcostal"
        case .ultrasoundMultiframe: "Carotid sweep"
        case .secondaryCapture: "3D rendering"
        case .grayCapture: "Screen capture MPR"
        case .angiogram: "LCA cranial 30 fps"
        case .positronEmission: "PET AC whole body"
        case .basicText: "Radiology report"
        case .comprehensiveReport: "Prostate MR report"
        case .doseReport: "Radiation dose"
        case .measurementReport: "Lesion measurements"
        case .structureSet: "Contours thorax"
        case .segmentation: "Lung nodule segmentation"
        case .presentationState: "Annotations"
        case .encapsulatedPDF: "Report document"
        case .electrocardiogram: "Resting 12 lead"
        }
    }

    /// Whether the object has pixels of its own.
    var isImage: Bool {
        switch self {
        case .basicText, .comprehensiveReport, .doseReport, .measurementReport, .structureSet, .presentationState, .encapsulatedPDF,
            .electrocardiogram:
            false
        default: true
        }
    }
}
