/// The names a region's hospital writes. All are common names put together at random; letters outside ASCII are frequent
/// on purpose.
struct PeopleNames: Sendable {
    var familyNames: [String]
    /// The form of a family name that a woman bears, where the language has one.
    var femaleEnding: (@Sendable (String) -> String)
    var maleNames: [String]
    var femaleNames: [String]
    var streets: [String]
    var towns: [String]
    var telephonePrefix: String
    /// How a comment about the patient runs; `NAME`, `PHONE`, `PHYSICIAN` and `ID` are filled in.
    var comments: [String]
    /// How a study description with the patient's name in it runs.
    var descriptionWithName: String

    static let western = PeopleNames(
        familyNames: [
            "Müller", "Schäfer", "Weiß", "Günther", "Groß", "Köhler", "Jäger", "Lefèvre", "Núñez", "Sørensen", "Åkesson", "Brontë",
            "Gonçalves", "Ibáñez", "Böhm", "Vögele", "Krämer", "Fröhlich", "Peña", "Østergård", "Strauß", "Süßmilch",
        ],
        femaleEnding: { $0 },
        maleNames: ["Jürgen", "Björn", "André", "José", "Günter", "Søren", "René", "Jörg", "Matthäus", "Kåre"],
        femaleNames: ["Käthe", "Françoise", "Inés", "Zoë", "Bärbel", "Solène", "Åse", "Begoña", "Jördis", "Eléonore"],
        streets: ["Musterstraße", "Beispielweg", "Erfundene Allee", "Kunstgasse", "Probeplatz", "Übungsring"],
        towns: ["99998 Musterstadt", "99997 Beispielhausen", "99996 Probeberg", "99995 Übungsdorf"],
        telephonePrefix: "+49 999 ",
        comments: [
            "Tel. Rücksprache mit NAME (PHONE), Befund an PHYSICIAN", "NAME möchte keinen Anruf unter PHONE",
            "Voraufnahmen von NAME, Fallnr. ID, angefordert durch PHYSICIAN",
        ],
        descriptionWithName: "Kontrolle NAME")

    static let central = PeopleNames(
        familyNames: [
            "Wiśniewski", "Wójcik", "Kamiński", "Dąbrowski", "Kozłowski", "Jabłoński", "Dvořák", "Černý", "Szőke", "Kővári", "Țepeș",
            "Šimůnek", "Žižka", "Ångström", "Παπαδόπουλος", "Κωνσταντίνου", "Çelik", "Ürményi", "Błaszczyk", "Źrebiec", "Łęcki",
            "Ó Súilleabháin",
        ],
        femaleEnding: { name in name.hasSuffix("ski") ? String(name.dropLast()) + "a" : name },
        maleNames: ["Łukasz", "Stanisław", "Jiří", "Ștefan", "László", "Γιώργος", "Bartłomiej", "Ondřej", "Gergő", "Seán"],
        femaleNames: ["Małgorzata", "Božena", "Zsófia", "Ελένη", "Żaneta", "Anežka", "Ioana-Mădălina", "Grażyna", "Jūratė", "Gráinne"],
        streets: ["ul. Przykładowa", "ul. Zmyślona", "al. Próbna", "ul. Ćwiczeniowa", "pl. Sztuczny"],
        towns: ["00-998 Łódź", "00-997 Przykładów", "00-996 Zmyślin", "00-995 Próbnów"],
        telephonePrefix: "+48 999 ",
        comments: [
            "NAME, tel. PHONE, opis dla PHYSICIAN", "Proszę dzwonić do NAME: PHONE", "Badanie poprzednie NAME nr ID u PHYSICIAN",
        ],
        descriptionWithName: "Kontrola NAME")

    static let cyrillic = PeopleNames(
        familyNames: [
            "Иванов", "Петров", "Георгиев", "Димитров", "Стоянов", "Христов", "Тодоров", "Ангелов", "Йорданов", "Щерев", "Жеков", "Цветков",
            "Чолаков", "Юруков", "Янков", "Ђорђевић", "Њагуљ", "Шевченков", "Бъчваров", "Михайлов", "Славейков", "Узунов",
        ],
        femaleEnding: { name in name.hasSuffix("в") ? name + "а" : name },
        maleNames: ["Георги", "Димитър", "Любомир", "Щилиян", "Йордан", "Цветан", "Юлиян", "Живко", "Ђорђе", "Яни"],
        femaleNames: ["Мария", "Йорданка", "Цветелина", "Юлия", "Живка", "Люба", "Щилияна", "Яна", "Ђурђица", "Снежана"],
        streets: ["ул. Примерна", "ул. Измислена", "бул. Учебен", "пл. Пробен", "ул. Опитна"],
        towns: ["9998 София", "9997 Примерово", "9996 Пробен дол", "9995 Учебник"],
        telephonePrefix: "+359 99 ",
        comments: [
            "NAME, тел. PHONE, резултат за PHYSICIAN", "Да се търси NAME на PHONE", "Предишно изследване на NAME № ID при PHYSICIAN",
        ],
        descriptionWithName: "Контрола NAME")
}

/// A person of the sample: a patient, a relative or a member of staff.
struct Person: Sendable {
    var family: String
    var given: String

    init(_ names: PeopleNames, female: Bool, _ generator: inout SeededGenerator) {
        let name = generator.pick(names.familyNames)
        family = female ? names.femaleEnding(name) : name
        given = generator.pick(female ? names.femaleNames : names.maleNames)
    }

    /// DICOM PN, one component group (PS3.5 section 6.2.1).
    var dicom: String {
        family + "^" + given
    }

    /// DICOM PN with a title.
    func dicom(prefix: String) -> String {
        family + "^" + given + "^^" + prefix
    }
}
