import DICOM
import TestSupport
import Testing

@testable import Deidentification

@Suite("Texts that must go")
struct TextRemovedTests {
    @Test(
        "what names nobody on the lists is cleaned to what is known to be harmless",
        arguments: [
            // Titles and cues.
            ("seen by Dr. Xandrovic", "seen by Dr. [removed]"),
            ("Prof. Dr. med. Leber, Abdomen nativ", "Prof. Dr. med. [removed], Abdomen nativ"),
            ("Referred by Mr Long", "Referred by Mr [removed]"), ("DR THORAX PA", "DR THORAX PA"),
            ("Patient: May Long", "Patient: [removed]"), ("Überweiser: Hr. Stark", "Überweiser: Hr. [removed]"),
            // Names.
            ("CT Thorax Schmidt", "CT Thorax [removed]"), ("MRT Kopf SCHMIDT, HANS", "MRT Kopf [removed]"),
            ("Abdomen Иванов", "Abdomen [removed]"), ("Thorax Παπαδόπουλος", "Thorax [removed]"), ("Kopf 田中太郎", "Kopf [removed]"),
            ("knee J. Smith", "knee [removed]"), ("Maria de la Cruz thorax", "[removed] thorax"), ("Thorax Mueller", "Thorax [removed]"),
            ("Rosa Long", ""), ("CT WILLIAMS", "CT [removed]"),
            // Institutions.
            ("Klinikum Blorbinger CT Thorax", "[removed] CT Thorax"), ("CHU de Trpkovska IRM", "[removed] IRM"),
            // Dates.
            ("CT 2021-03-03", "CT [removed]"), ("CT 03.03.2021", "CT [removed]"), ("CT 3/3/21", "CT [removed]"),
            ("CT vom 3. März 2021", "CT vom [removed]"), ("scan 3 March 2021", "scan [removed]"), ("TC 3 marzo 2021", "TC [removed]"),
            ("IRM 3 mars 2021", "IRM [removed]"), ("CT 3 maart 2021", "CT [removed]"), ("КТ 3 марта 2021", "КТ [removed]"),
            ("CT 3 Μαρτίου 2021", "CT [removed]"), ("MR Jan-2021", "MR [removed]"), ("CT 20210303", "CT [removed]"),
            ("CT March 3, 2021", "CT [removed]"), ("prior 03/2021", "prior [removed]"), ("since 2015", "since [removed]"),
            ("CT 2021-03-03 10:15", "CT [removed]"), ("RM 3 de marzo de 2021", "RM [removed]"), ("CT 03MAR2021", "CT [removed]"),
            // Numbers of telephones, persons and things.
            ("Tel. 030 1234567", ""), ("call +49 30 1234 5678", "call [removed]"), ("phone 555-123-4567 chest", "phone [removed] chest"),
            ("CT 06 12 34 56 78", "CT [removed]"), ("mail a.b@klinik.de", "mail [removed]"),
            ("see https://x.de/a?b=1 chest", "see [removed] chest"),
            ("host 10.0.0.12 report", "host [removed] report"), ("uid 1.2.840.113619.2.55 image", "uid [removed] image"),
            ("CT ID 4711", "CT ID [removed]"), ("CT 12345678", "CT [removed]"), ("DNI 12345678Z", ""),
            ("thorax RSSMRA85T10A562S", "thorax [removed]"),
            ("NIR 1 85 05 78 006 084 36", ""), ("knee 850730-1234", "knee [removed]"), ("chest 943 476 5919", "chest [removed]"),
            ("liver 85.07.30-033.28", "liver [removed]"), ("liver M12345", "liver [removed]"), ("age 95 years", "age [removed] years"),
            ("PESEL 44051401359", ""), ("IBAN DE89 3704 0044 0532 0130 00 chest", "IBAN [removed] chest"),
            // Addresses.
            ("Hauptstraße 5, 12345 Blorbingen, Thorax", "[removed], Thorax"), ("12 rue de la Paix thorax", "[removed] thorax"),
        ])
    func cases(text: String, expected: String) {
        let result = plainCleaner.cleaned(text, as: .prose)
        let wanted = expected == "" ? "" : expected
        if wanted.isEmpty {
            // A cue word alone may stay: what it announced may not.
            for word in text.split(separator: " ") where text == "Rosa Long" || word.contains(where: \.isNumber) {
                #expect(!result.text.contains(word))
            }
            #expect(!result.removals.isEmpty)
        } else {
            #expect(result.text == wanted)
        }
        #expect(result.isChanged == (text != result.text))
    }

    @Test(
        "the object's own names and numbers go however they are written",
        arguments: [
            "Müller", "MÜLLER", "Mueller", "muller", "Мюллер", "Anne", "Änne Müller", "MÜLLER^ÄNNE", "MuellerAnne", "AMueller",
            "M ü l l e r",
            "Mül-ler", "Mu\u{308}ller", "Mül\u{200B}ler", "123456", "12 34-56", "12.34.56", "1234 56", "ACC0081234", "acc 008 1234",
            "Birkenau",
            "BIRKCT01", "Quastenflosser", "OTTOKAR", "08.07.1944", "19440708", "8. Juli 1944", "080744",
        ])
    func ownIdentity(text: String) {
        let result = shiftingCleaner.cleaned("CT Thorax \(text) nativ", as: .prose)
        #expect(result.text == "CT Thorax [removed] nativ", "from \(text)")
        #expect(result.removals[.ownIdentity] != nil)
    }

    @Test(
        "own names in Greek and Cyrillic are found in Latin letters",
        arguments: [
            ("Иванов^Пётр", "Ivanov"), ("Иванов^Пётр", "Pyotr"),
            ("Παπαδόπουλος^Νίκος", "Papadopoulos"), ("Достоевский^Ф", "Dostoyevsky"), ("Достоевский^Ф", "DOSTOEVSKIJ"),
            ("Shevchenko^Taras", "Шевченко"),
        ])
    func transliterated(name: String, text: String) {
        let terms = IdentityTerms(of: identityObject(name: name))
        #expect(terms.occur(in: "CT \(text) nativ"))
        #expect(!terms.occur(in: "CT Thorax nativ"))
    }

    @Test("a word of the field that is the patient's name goes")
    func vocabularyAsName() {
        let cleaner = TextCleaner(terms: IdentityTerms(of: identityObject(name: "Herz^Stern")), shift: nil)
        #expect(cleaner.cleaned("CT Herz nativ", as: .prose).text == "CT [removed] nativ")
    }

    @Test(
        "complete dates are moved and written in their own form",
        arguments: [
            ("CT 2021-03-03", "CT 2021-02-01"), ("CT vom 03.03.2021", "CT vom 01.02.2021"), ("CT 3/3/2021", "CT 1/2/2021"),
            ("CT 20210303", "CT 20210201"), ("CT 3 March 2021", "CT 1 February 2021"), ("CT 3. März 2021", "CT 1. Februar 2021"),
            ("CT 03-MAR-2021", "CT 01-FEB-2021"), ("CT March 3, 2021", "CT February 1, 2021"), ("IRM 3 mars 2021", "IRM 1 février 2021"),
            ("RM 3 de marzo de 2021", "RM 1 de febrero de 2021"), ("КТ 3 марта 2021", "КТ 1 февраля 2021"),
            ("CT 2021-03-03 10:15:30", "CT 2021-02-01 10:15:30"), ("CT 20210303T101530", "CT 20210201T101530"),
            ("CT 12/31/2020", "CT 12/01/2020"),
            ("CT 03/2021", "CT [removed]"),
        ])
    func moved(text: String, expected: String) {
        #expect(shiftingCleaner.cleaned(text, as: .prose).text == expected)
    }

    @Test("a person's name is never kept")
    func personName() {
        #expect(plainCleaner.cleaned("Thorax^CT", as: .personName) == CleanedText(text: "", isChanged: true, removals: [.personName: 1]))
    }

    @Test("a short text takes a short mark", arguments: [("Smith CT Xandrov", "[-] CT [-]"), ("Qwertmann", "")])
    func shortMarks(text: String, expected: String) {
        #expect(plainCleaner.cleaned(text, as: .label).text == expected)
    }
}
