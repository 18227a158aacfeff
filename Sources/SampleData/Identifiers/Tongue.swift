import DICOM

/// A language with the character set its hospital writes, names, and what is said about patients. Names are common ones put together at
/// random; towns, streets and hospitals do not exist.
struct Tongue: Sendable {
    /// ISO 639-1.
    var language: String
    /// The values of Specific Character Set; empty for the default repertoire.
    var characterSet: [String]
    var families: [String]
    var given: [String]
    var streets: [String]
    var town: String
    var hospital: String
    /// Free text; NAME, ID, DATE, PHONE, MAIL and PHYSICIAN are filled in, what stands in braces is medicine that must stay.
    var prose: [String]
    /// How a day is written: D, M and Y stand for day, month and year.
    var day: String

    var repertoire: SpecificCharacterSet {
        characterSet.isEmpty ? .standard : SpecificCharacterSet(definedTerms: characterSet)
    }

    static let all: [Tongue] = [
        Tongue(
            language: "de", characterSet: ["ISO_IR 100"],
            families: ["Müllerschön", "Süßmilch", "Köhlmeier", "Großkreutz", "Jägersberg", "Löwenthal"],
            given: ["Jürgen", "Bärbel", "Matthäus", "Käthe"], streets: ["Musterstraße", "Übungsring"], town: "99998 Musterstadt",
            hospital: "SYNTHETIC Klinikum Musterstadt",
            prose: [
                "NAME (Pat.-Nr. ID) am DATE von Dr. PHYSICIAN überwiesen, Tel. PHONE. {PI-RADS 4 links in der peripheren Zone}.",
                "{Kein Hinweis auf Fernmetastasen}. Befund an MAIL, Rückfragen PHONE, Voruntersuchung NAME vom DATE.",
            ], day: "D.M.Y"),
        Tongue(
            language: "pl", characterSet: ["ISO_IR 192"],
            families: ["Wiśniewski", "Dąbrowski", "Błaszczyk", "Źrebiec", "Jabłoński", "Kołodziejczyk"],
            given: ["Łukasz", "Małgorzata", "Stanisław", "Grażyna"], streets: ["ul. Przykładowa", "al. Próbna"], town: "00-998 Przykładów",
            hospital: "SYNTHETIC Szpital Przykładowy",
            prose: [
                "Pacjent NAME (nr ID), skierowanie DATE od dr PHYSICIAN, tel. PHONE. {Zmiana ogniskowa w strefie obwodowej}.",
                "{Bez cech przerzutów}. Wynik na MAIL, kontakt PHONE, badanie NAME z dnia DATE.",
            ], day: "D.M.Y"),
        Tongue(
            language: "bg", characterSet: ["ISO_IR 144"],
            families: ["Георгиев", "Димитров", "Бъчваров", "Щерев", "Йорданов", "Цветков"],
            given: ["Любомир", "Цветелина", "Димитър", "Юлия"], streets: ["ул. Примерна", "бул. Учебен"], town: "9998 Примерово",
            hospital: "SYNTHETIC Болница Пример",
            prose: [
                "Пациент NAME (№ ID), насочен на DATE от д-р PHYSICIAN, тел. PHONE. {Огнищна лезия в периферната зона}.",
                "{Без данни за метастази}. Резултат до MAIL, тел. PHONE, предишно изследване на NAME от DATE.",
            ], day: "D.M.Y г."),
        Tongue(
            language: "el", characterSet: ["ISO_IR 126"],
            families: ["Παπαδόπουλος", "Κωνσταντίνου", "Γεωργιάδης", "Οικονόμου", "Νικολαΐδης", "Αθανασίου"],
            given: ["Γιώργος", "Ελένη", "Θεόδωρος", "Ευαγγελία"], streets: ["Οδός Παραδείγματος", "Λεωφ. Δοκιμής"],
            town: "999 98 Δοκιμούπολη",
            hospital: "SYNTHETIC Νοσοκομείο Παράδειγμα",
            prose: [
                "Ασθενής NAME (αρ. ID), παραπομπή DATE από Δρ PHYSICIAN, τηλ. PHONE. {Εστιακή βλάβη στην περιφερική ζώνη}.",
                "{Χωρίς ενδείξεις μεταστάσεων}. Πόρισμα στο MAIL, τηλ. PHONE, προηγούμενη εξέταση NAME στις DATE.",
            ], day: "D/M/Y"),
        Tongue(
            language: "fr", characterSet: ["ISO_IR 100"],
            families: ["Lefèvre", "Beaupré", "Châtelain", "Desprès", "Guérineau", "Hébrard"],
            given: ["François", "Éléonore", "René", "Solène"], streets: ["rue de l'Exemple", "allée Inventée"], town: "99998 Exempleville",
            hospital: "SYNTHETIC Hôpital de l'Exemple",
            prose: [
                "NAME (dossier ID), adressé le DATE par le Dr PHYSICIAN, tél. PHONE. {Lésion de la zone périphérique gauche}.",
                "{Pas de métastase visible}. Compte rendu à MAIL, tél. PHONE, examen de NAME du DATE.",
            ], day: "D/M/Y"),
        Tongue(
            language: "es", characterSet: ["ISO_IR 192"],
            families: ["Ibáñez", "Peñalver", "Núñezmartín", "Zurbarán", "Echevarría", "Muñozrojas"],
            given: ["José", "Begoña", "Andrés", "Inés"], streets: ["calle Inventada", "plaza del Ejemplo"], town: "99998 Villaejemplo",
            hospital: "SYNTHETIC Hospital de Ejemplo",
            prose: [
                "Paciente NAME (n.º ID), remitido el DATE por el Dr. PHYSICIAN, tel. PHONE. {Lesión en la zona periférica izquierda}.",
                "{Sin signos de metástasis}. Informe a MAIL, tel. PHONE, estudio previo de NAME del DATE.",
            ], day: "D-M-Y"),
        Tongue(
            language: "it", characterSet: [],
            families: ["Dellacqua", "Bevilacqua", "Quattrocchi", "Mastroianni", "Fumagalli", "Scognamiglio"],
            given: ["Giuseppe", "Francesca", "Gennaro", "Loredana"], streets: ["via dell'Esempio", "piazza Inventata"],
            town: "99998 Esempiano",
            hospital: "SYNTHETIC Ospedale Esempio",
            prose: [
                "Paziente NAME (n. ID), inviato il DATE dal Dott. PHYSICIAN, tel. PHONE. {Lesione della zona periferica sinistra}.",
                "{Nessuna metastasi visibile}. Referto a MAIL, tel. PHONE, esame di NAME del DATE.",
            ], day: "D/M/Y"),
        Tongue(
            language: "pt", characterSet: ["ISO_IR 100"],
            families: ["Gonçalves", "Magalhães", "Assunção", "Guimarães", "Figueirêdo", "Conceição"],
            given: ["João", "Conceiça", "Sebastião", "Inês"], streets: ["rua do Exemplo", "avenida Fictícia"],
            town: "9998-001 Exemplópolis",
            hospital: "SYNTHETIC Hospital do Exemplo",
            prose: [
                "Doente NAME (n.º ID), enviado em DATE pelo Dr. PHYSICIAN, tel. PHONE. {Lesão na zona periférica esquerda}.",
                "{Sem sinais de metástases}. Relatório para MAIL, tel. PHONE, exame de NAME de DATE.",
            ], day: "D/M/Y"),
        Tongue(
            language: "tr", characterSet: ["ISO_IR 148"],
            families: ["Yıldırım", "Çağlayan", "Şimşekoğlu", "Özgürsoy", "Kılıçdağı", "Gündoğdu"],
            given: ["Oğuzhan", "Gülşen", "İbrahim", "Ayşegül"], streets: ["Örnek Sokağı", "Deneme Caddesi"], town: "99998 Örnekköy",
            hospital: "SYNTHETIC Örnek Hastanesi",
            prose: [
                "Hasta NAME (no ID), DATE tarihinde Dr. PHYSICIAN tarafından, tel. PHONE. {Periferik zonda odaksal lezyon}.",
                "{Metastaz bulgusu yok}. Rapor MAIL adresine, tel. PHONE, önceki tetkik NAME, DATE.",
            ], day: "D.M.Y"),
        Tongue(
            language: "ja", characterSet: ["", "ISO 2022 IR 87"],
            families: ["Yamashirota=山城田", "Kurosawada=黒沢田", "Ishibashino=石橋野", "Takanashio=高梨尾", "Matsuzakika=松崎香", "Hoshinomura=星野村"],
            given: ["Tarou=太郎", "Hanako=花子", "Kenichi=健一", "Sachiko=幸子"], streets: ["Rei-dori", "Tameshi-dori"], town: "999-9998 Reimachi",
            hospital: "SYNTHETIC Rei Byouin",
            prose: [
                "Patient NAME (ID), referred DATE by Dr. PHYSICIAN, phone PHONE. {Focal lesion in the left peripheral zone}.",
                "{No evidence of metastasis}. Report to MAIL, phone PHONE, prior study of NAME on DATE.",
            ], day: "Y/M/D"),
        Tongue(
            language: "en", characterSet: ["ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"],
            families: ["Featherstonehaugh", "Wolstenholme", "Жеравна", "Μαυρογένης", "Brontëfield", "Cholmondeley"],
            given: ["Zoë", "Владимир", "Δημήτρης", "Augusta"], streets: ["Example Lane", "Fictional Road"], town: "Exampleton EX9 9XX",
            hospital: "SYNTHETIC Example Infirmary",
            prose: [
                "Mr NAME (MRN ID) referred on DATE by Dr PHYSICIAN, phone PHONE. {Suspicious lesion in the left peripheral zone}.",
                "{No evidence of metastatic disease}. Report to MAIL, call PHONE, compare with NAME of DATE.",
            ], day: "D/M/Y"),
    ]
}
