/// A holder of the sample federation: how it names itself, writes ids and text, and which devices it owns. The name says
/// SYNTHETIC wherever a person could take it for a real one.
struct Hospital: Sendable {
    var number: Int
    var folder: String
    var name: String
    var address: String
    var department: String
    var repertoire: CharacterRepertoire
    var people: PeopleNames
    var issuer: String
    var patientIDStyle: PatientIDStyle
    var clinicalWords: ClinicalWords
    var computedTomography: Device
    var mammography: Device
    var magneticResonance: Device

    /// How the hospital writes patient ids; each has a trap (leading zeros, slashes, blanks inside).
    enum PatientIDStyle: Sendable {
        case leadingZeros
        case slashes
        case dotsAndDash
    }

    /// The hospital with the given number: three kinds that repeat, each further one with a number in its name.
    init(number: Int) {
        let kind = ((number % 3) + 3) % 3
        let suffix = number > 2 ? " \(number + 1)" : ""
        self.number = number
        folder = "holder-\(number + 1)"
        switch kind {
        case 0:
            name = "SYNTHETIC Universitätsklinikum Musterstadt\(suffix)"
            address = "Musterstraße 1, 99999 Musterstadt"
            department = "Institut für Beispielradiologie"
            repertoire = .latin1
            people = .western
            issuer = "UKMUSTER"
            patientIDStyle = .leadingZeros
            clinicalWords = .western
        case 1:
            name = "SYNTHETIC Szpital Przykładowy w Łodzi\(suffix)"
            address = "ul. Przykładowa 12, 00-999 Łódź"
            department = "Zakład Radiologii Przykładowej"
            repertoire = .utf8
            people = .central
            issuer = "SZPRZYKL"
            patientIDStyle = .slashes
            clinicalWords = .central
        default:
            name = "SYNTHETIC Болница Пример София\(suffix)"
            address = "ул. Примерна 7, 9999 София"
            department = "Отделение по образна диагностика"
            repertoire = .cyrillic
            people = .cyrillic
            issuer = "BOLPRIMER"
            patientIDStyle = .dotsAndDash
            clinicalWords = .southern
        }
        computedTomography = .computedTomography(kind: kind)
        mammography = .mammography(kind: kind)
        magneticResonance = .magneticResonance(kind: kind)
    }

    /// The hospital's id for its `index`-th patient. 7,919 has no factor in common with a million, so ids do not repeat.
    func patientID(index: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed, Stream.unique, number)
        let serial = (index * 7_919 + generator.integer(0...999_999)) % 1_000_000
        switch patientIDStyle {
        case .leadingZeros: return "0004" + padded(serial, 6)
        case .slashes: return "LDZ/\(padded(serial, 6))/\(padded(19 + serial % 6, 2))"
        case .dotsAndDash: return "SOF.\(padded(serial / 10_000, 2))-\(padded(serial % 10_000, 4))-Б"
        }
    }
}
