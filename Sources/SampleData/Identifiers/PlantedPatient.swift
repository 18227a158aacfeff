/// A patient of the set of planted identifiers, with everything by which it and the people around it are known.
struct PlantedPatient: Sendable {
    let number: Int
    let seed: UInt64
    let tongue: Tongue
    let person: Name
    let mother: Name
    let physician: Name
    let operatorOfDevice: Name
    let reader: Name
    let id: String
    let formerID: String
    let insuranceNumber: String
    let telephone: String
    let mail: String
    let address: String
    let birth: CalendarDay
    /// The two examinations.
    let days: [CalendarDay]
    let isFemale: Bool

    /// A name as it is spoken and as DICOM writes it.
    struct Name: Sendable {
        /// As it stands in text: the group that text is written in.
        var family: String
        var given: String
        /// VR PN, with the groups of ideographs where the language has them.
        var dicom: String

        init(_ family: String, _ given: String) {
            let (families, givens) = (family.split(separator: "="), given.split(separator: "="))
            self.family = String(families[0])
            self.given = String(givens[0])
            dicom = zip(families, givens).map { "\($0)^\($1)" }.joined(separator: "=")
        }

        var spoken: String { given + " " + family }
        /// What identifies in it, wherever it stands.
        var parts: [String] {
            dicom.split(separator: "=").map { $0.split(separator: "^").first.map(String.init) ?? "" }
        }
    }

    init(number: Int, seed: UInt64) {
        var generator = SeededGenerator(seed: seed, Stream.planted, number)
        let tongue = Tongue.all[(number - 1) % Tongue.all.count]
        self.number = number
        self.seed = seed
        self.tongue = tongue
        // Five people of six families: nobody shares a name with the patient.
        let first = generator.integer(0...5)
        func name(_ position: Int) -> Name {
            let repetition = (number - 1) / Tongue.all.count
            let family = tongue.families[(first + position) % tongue.families.count]
            let name = Name(family, tongue.given[(first + position + repetition) % tongue.given.count])
            return name
        }
        person = name(0)
        mother = name(1)
        physician = name(2)
        operatorOfDevice = name(3)
        reader = name(4)
        let serial = padded(generator.integer(100_000...999_999), 6) + padded(number, 3)
        id = number % 3 == 0 ? "PID/\(serial)" : number % 3 == 1 ? "00\(serial)" : "SYN-\(serial.prefix(4)) \(serial.suffix(5))"
        formerID = "ALT" + padded(generator.integer(10_000...99_999), 5) + padded(number, 3)
        insuranceNumber = "INS" + padded(generator.integer(100_000...999_999), 6) + padded(number, 4)
        telephone = "+99 \(generator.integer(200...899)) \(generator.integer(1_000_000...9_999_999))"
        mail = "p\(generator.integer(10_000...99_999)).\(number)@synthetic-mail.example"
        address = "\(generator.pick(tongue.streets)) \(generator.integer(100...999)), \(tongue.town)"
        isFemale = (first + 0) % 2 == 1
        let day = CalendarDay(year: 2021, month: 2, day: 3).adding(days: generator.integer(0...700))
        days = [day, day.adding(days: 60 + generator.integer(0...200))]
        // Every fourth is above 89.
        birth = day.adding(days: -(number % 4 == 0 ? 33_300 : 17_000 + generator.integer(0...9_000)))
    }

    /// The digits of the id, for attributes that hold only numbers.
    var digits: String { String(id.filter { $0.isNumber }) }

    var accessionNumber: String { stamped("ACC", 1) }
    var studyID: String { stamped("SID", 2) }
    var requestNumber: String { stamped("REQ", 3) }
    var admissionID: String { stamped("ADM", 4) }
    var deviceSerialNumber: String { stamped("SN", 5) }
    var stationName: String { stamped("STN", 6) }

    private func stamped(_ prefix: String, _ part: Int) -> String {
        var generator = SeededGenerator(seed: seed, Stream.planted, number, part)
        return prefix + padded(generator.integer(10_000...99_999), 5) + padded(number, 3)
    }

    /// A UID of the patient: equal arguments, equal UID.
    func uid(_ entity: Int, _ position: Int = 0) -> String {
        var generator = SeededGenerator(seed: seed, Stream.planted, number, 1_000 + entity, position)
        return generator.uid()
    }

    /// A day as the language writes it.
    func written(_ day: CalendarDay) -> String {
        let (year, month, date) = day.civil
        return tongue.day.replacing("D", with: padded(date, 2)).replacing("M", with: padded(month, 2)).replacing("Y", with: padded(year, 4))
    }

    /// Free text about the patient.
    func prose(_ kind: Int, study: Int = 0) -> Prose {
        var text = tongue.prose[kind % tongue.prose.count]
        var identifying: [(String, IdentifierKey.Category)] = []
        // Templates hold the words in capitals of which no language has a word.
        for (word, value, parts, category) in [
            ("NAME", person.spoken, [person.family], .personName), ("ID", id, [id], .patientIdentifier),
            ("PHONE", telephone, [telephone], .telephone), ("MAIL", mail, [mail], .electronicAddress),
            ("PHYSICIAN", physician.family, [physician.family], .staffName), ("DATE", written(days[study]), [written(days[study])], .date),
        ] as [(String, String, [String], IdentifierKey.Category)] where text.contains(word) {
            text = text.replacing(word, with: value)
            identifying += parts.map { ($0, category) }
        }
        var clinical: [String] = []
        for piece in text.split(separator: "{").dropFirst() { clinical += piece.split(separator: "}").prefix(1).map(String.init) }
        text = text.replacing("{", with: "").replacing("}", with: "")
        return Prose(text: text, identifying: identifying, clinical: clinical)
    }
}
