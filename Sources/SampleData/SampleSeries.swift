import DICOM

/// One series of a patient's study: everything that its images share is made once, then each image adds its own.
struct SampleSeries: Sendable {
    let hospital: Hospital
    let patient: SamplePatient
    let studyPosition: Int
    let role: Role
    let seed: UInt64
    /// The attributes that all images of the series share, with the identifiers planted in them.
    let shared: AnnotatedDataSet

    /// What a series is within its study.
    enum Role: Int, Sendable {
        case chest = 1
        case mammogram = 2
        case t2 = 3
        case diffusion = 4
    }

    init(hospital: Hospital, patient: SamplePatient, studyPosition: Int, role: Role, seed: UInt64) {
        self.hospital = hospital
        self.patient = patient
        self.studyPosition = studyPosition
        self.role = role
        self.seed = seed
        var shared = AnnotatedDataSet(hospital.repertoire)
        let context = SeriesContext(hospital: hospital, patient: patient, studyPosition: studyPosition, role: role, seed: seed)
        shared.addPatient(context)
        shared.addStudy(context)
        shared.addSeries(context)
        shared.addEquipment(context)
        shared.addRequest(context)
        shared.addHistory(context)
        shared.addPrivate(context)
        switch role {
        case .chest: shared.addComputedTomography(context)
        case .mammogram: shared.addMammography(context)
        case .t2, .diffusion: shared.addMagneticResonance(context)
        }
        self.shared = shared
    }

    /// The series of a patient, study by study.
    static func all(of patient: SamplePatient, hospital: Hospital, seed: UInt64) -> [SampleSeries] {
        let roles: [Role] =
            switch patient.kind {
            case .lung: [.chest]
            case .breast: [.mammogram]
            case .prostate: [.t2, .diffusion]
            }
        return patient.studies.indices.flatMap { study in
            roles.map { SampleSeries(hospital: hospital, patient: patient, studyPosition: study, role: $0, seed: seed) }
        }
    }

    /// How many images the series has.
    var count: Int {
        switch role {
        case .chest, .t2: 8
        case .mammogram: 4
        case .diffusion: 12
        }
    }

    var context: SeriesContext {
        SeriesContext(hospital: hospital, patient: patient, studyPosition: studyPosition, role: role, seed: seed)
    }

    /// The path of an image relative to the holder's folder.
    func path(image: Int) -> String {
        "\(patient.folder)/study-\(studyPosition + 1)/series-\(context.number)/\(image + 1).dcm"
    }

    /// The data set of an image; without pixels when only its identifiers are wanted.
    func dataSet(image: Int, withPixels: Bool = true, burnedIn: [String] = []) -> AnnotatedDataSet {
        var dataSet = shared
        let context = context
        dataSet.text(.sopInstanceUID, context.uid(.instance, image))
        dataSet.text(.instanceNumber, String(image + 1))
        dataSet.text(.burnedInAnnotation, burnedIn.isEmpty ? "NO" : "YES")
        if !burnedIn.isEmpty { dataSet.text(.recognizableVisualFeatures, "YES") }
        let time = dicomTime(secondsOfDay: context.study.secondsOfDay + 90 + role.rawValue * 60 + image * 2)
        dataSet.text(.acquisitionTime, time)
        dataSet.text(.contentTime, time)
        dataSet.text(.acquisitionNumber, "1")
        switch role {
        case .chest: dataSet.addChestSlice(context, image, withPixels: withPixels, burnedIn: burnedIn)
        case .mammogram: dataSet.addView(context, image, withPixels: withPixels)
        case .t2: dataSet.addT2Slice(context, image, withPixels: withPixels)
        case .diffusion: dataSet.addDiffusionSlice(context, image, withPixels: withPixels)
        }
        return dataSet
    }

    /// The image as a file.
    func bytes(image: Int, burnedIn: [String] = []) -> [UInt8] {
        let syntax: TransferSyntax = context.device.isImplicit ? .implicitVRLittleEndian : .explicitVRLittleEndian
        let file = DICOMFile(dataSet: dataSet(image: image, burnedIn: burnedIn).dataSet, transferSyntax: syntax)
        do {
            return try file.encoded()
        } catch {
            preconditionFailure("A generated image could not be encoded: \(error)")
        }
    }
}

/// What the modules of a series need to know.
struct SeriesContext: Sendable {
    let hospital: Hospital
    let patient: SamplePatient
    let studyPosition: Int
    let role: SampleSeries.Role
    let seed: UInt64

    var study: SamplePatient.Study { patient.studies[studyPosition] }

    /// Series Number.
    var number: Int {
        role == .diffusion ? 2 : 1
    }

    var device: Device {
        switch role {
        case .chest: hospital.computedTomography
        case .mammogram: hospital.mammography
        case .t2, .diffusion: hospital.magneticResonance
        }
    }

    /// The storage SOP class of the images.
    var sopClassUID: String {
        switch role {
        case .chest: "1.2.840.10008.5.1.4.1.1.2"
        case .mammogram: "1.2.840.10008.5.1.4.1.1.1.2"
        case .t2, .diffusion: "1.2.840.10008.5.1.4.1.1.4"
        }
    }

    /// Whether the desk entered everything about the patient, as for every fourth.
    var isThorough: Bool {
        patient.index % 4 == 0
    }

    /// What a UID names.
    enum Entity: Int {
        case study = 1
        case series = 2
        case instance = 3
        case frameOfReference = 4
        case performedStep = 5
        case referencedStudy = 6
    }

    /// The UID of an entity of this study or series: the same wherever it is named.
    func uid(_ entity: Entity, _ position: Int = 0) -> String {
        let series = entity == .series || entity == .instance ? role.rawValue : 0
        var generator = SeededGenerator(
            seed: seed, Stream.unique, hospital.number, patient.index, studyPosition, series, entity.rawValue, position)
        return generator.uid()
    }

    /// A stream for the pixels of an image, or with -1 for what the images of the series share.
    func pixelStream(_ image: Int) -> SeededGenerator {
        SeededGenerator(seed: seed, Stream.pixels, hospital.number, patient.index, image < 0 ? 0 : studyPosition, role.rawValue, image)
    }

    /// A stream for what all series of the patient share: anatomy.
    func anatomyStream(_ part: Int = 0) -> SeededGenerator {
        SeededGenerator(seed: seed, Stream.texture, hospital.number, patient.index, part)
    }
}
