/// A patient of the sample: who it is, what the hospital knows about it, and what is to be seen in its images.
struct SamplePatient: Sendable {
    var index: Int
    var kind: Kind
    var id: String
    var person: Person
    var isFemale: Bool
    var birth: CalendarDay
    var street: String
    var town: String
    var telephone: String
    var birthName: String
    var mother: Person
    var insuranceNumber: String
    var formerID: String
    var referringPhysician: Person
    var performingPhysician: Person
    var operatorOfDevice: Person
    /// Centimetres and kilograms.
    var size: Int
    var weight: Int
    var studies: [Study]
    var finding: Finding
    var clinical: ClinicalFacts

    /// What the patient was examined for, which decides the modality.
    enum Kind: Int, Sendable, CaseIterable {
        case prostate
        case breast
        case lung
    }

    /// One examination.
    struct Study: Sendable {
        var day: CalendarDay
        var secondsOfDay: Int
        var accessionNumber: String
        var requestNumber: String
        var studyID: String
    }

    /// What the images show.
    struct Finding: Sendable {
        /// How much the lesion stands out, about 0...1; the signal the prostate's outcome depends on.
        var contrast: Double
        /// Millimetres.
        var radius: Double
        /// Direction from the centre of the organ, -1...1 on both axes.
        var offset: (x: Double, y: Double)
        /// Right or left lung or breast.
        var isRight: Bool
        var isPresent: Bool
    }

    /// The folder of the patient: its id without what a file system or a shell minds.
    var folder: String {
        String(
            id.unicodeScalars.map { $0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil) ? Character($0) : "_" })
    }

    /// The family name as it stands in free text, with the given name before it.
    var spokenName: String {
        person.given + " " + person.family
    }
}

extension SamplePatient {
    /// The patients of a holder, a third of each kind, the outcomes drawn and balanced.
    static func all(of hospital: Hospital, seed: UInt64, count: Int) -> [SamplePatient] {
        let staff = (0..<8).map { position in
            var generator = SeededGenerator(seed: seed, Stream.schedule, hospital.number, position)
            return Person(hospital.people, female: position % 2 == 0, &generator)
        }
        var patients = (0..<max(0, count)).map { SamplePatient(index: $0, hospital: hospital, seed: seed, staff: staff) }
        ProstateOutcome.draw(for: &patients, seed: seed, holder: hospital.number)
        ClinicalFacts.spellUnmapped(in: &patients, words: hospital.clinicalWords)
        return patients
    }

    private init(index: Int, hospital: Hospital, seed: UInt64, staff: [Person]) {
        var generator = SeededGenerator(seed: seed, Stream.patient, hospital.number, index)
        let kind = Kind.allCases[index % Kind.allCases.count]
        let isFemale =
            switch kind {
            case .prostate: false
            case .breast: true
            case .lung: generator.happens(0.45)
            }
        let person = Person(hospital.people, female: isFemale, &generator)
        let day = CalendarDay(year: 2019, month: 1, day: 7).adding(days: generator.integer(0...1_600))
        let age =
            switch kind {
            case .prostate: min(84, max(48, 66 + 7 * generator.normal()))
            case .breast: generator.number(45...74)
            case .lung: generator.number(50...78)
            }
        let birth = day.adding(days: -Int(age * 365.25))
        let birthName = generator.pick(hospital.people.familyNames)
        let prefix = hospital.people.telephonePrefix
        self.index = index
        self.kind = kind
        self.id = hospital.patientID(index: index, seed: seed)
        self.person = person
        self.isFemale = isFemale
        self.birth = birth
        street = generator.pick(hospital.people.streets) + " \(generator.integer(1...199))"
        town = generator.pick(hospital.people.towns)
        telephone = prefix + padded(generator.integer(0...999), 3) + padded(index % 10_000, 4)
        self.birthName = isFemale ? hospital.people.femaleEnding(birthName) : birthName
        mother = Person(hospital.people, female: true, &generator)
        insuranceNumber = "SYN" + padded(generator.integer(0...999_999), 6) + padded(index, 6)
        formerID = "ALT" + padded(generator.integer(0...9_999), 4) + padded(index, 5)
        referringPhysician = generator.pick(staff)
        performingPhysician = generator.pick(staff)
        operatorOfDevice = generator.pick(staff)
        size = (isFemale ? 165 : 177) + Int(6 * generator.normal())
        weight = (isFemale ? 70 : 84) + Int(10 * generator.normal())
        let contrast = min(1, max(0, 0.5 + 0.22 * generator.normal()))
        finding = Finding(
            contrast: contrast, radius: kind == .lung ? generator.number(2...11) : generator.number(6...10),
            offset: (generator.number(-0.8...0.8), generator.number(-0.6...0.6)), isRight: generator.happens(0.5), isPresent: true)
        clinical = ClinicalFacts(
            kind: kind, finding: &finding, birth: birth, day: day, words: hospital.clinicalWords, isFemale: isFemale, &generator)

        // One participant of eight in lung screening came again after about a year: an interval that must survive.
        var days = [day]
        if kind == .lung && (index / Kind.allCases.count) % 8 == 0 { days.append(day.adding(days: 350 + generator.integer(0...60))) }
        studies = days.enumerated().map { position, day in
            Study(
                day: day, secondsOfDay: 27_000 + generator.integer(0...30_000),
                accessionNumber: "A" + padded(generator.integer(0...99_999), 5) + padded(index * 2 + position, 6),
                requestNumber: "REQ" + padded(generator.integer(0...99_999), 5) + padded(index * 2 + position, 5),
                studyID: "S" + padded(generator.integer(0...9_999), 4) + padded(index * 2 + position, 5))
        }
    }
}
