import Testing

@testable import Deidentification

@Suite("Surnames that are also words of the field")
struct NearVocabularyTests {
    /// Surnames of people, each a word of the field or one with an ending, that no list of names holds.
    static let surnames: [String] = [
        "Leber", "Herz", "Kopf", "Hals", "Magen", "Knie", "Bein", "Zahn", "Haut", "Nagel", "Schädel", "Milz", "Blase", "Galle", "Niere",
        "Lunge", "Nerv", "Muskel", "Knochen", "Gelenk", "Finger", "Daumen", "Schulter", "Auge", "Nase", "Mund", "Zunge", "Stirn", "Bauch",
        "Darm", "Blut", "Rippe", "Becken", "Hand", "Foot", "Head", "Shoulder", "Bone", "Brain", "Heart", "Blood", "Temple", "Testa",
        "Gamba", "Cuore", "Bocca", "Spalla", "Cabeza", "Corazón", "Coeur", "Voet", "Hart", "Głowa", "Serce", "Leberer", "Lunger", "Kopfer",
        "Arteri", "Tumori", "Thoraxer",
    ].filter { !WordTable.shared[AtomizedText(Array($0.utf8)).atoms[0].hash].isAmbiguous }

    /// How a name is written about, `#` in the place of the surname.
    static let contexts = [
        "CT, seen by Dr. #, normal", "CT, seen by Dr. Anna #, normal", "MRT, Prof. Dr. med. Hans # gesehen", "Patient Hans #, CT normal",
        "CT of Anna # was normal", "Patient: #, Hans", "signed: J. #", "befundet von Frau #", "signed J. M. #", "Patient # was seen",
        "Patient # wurde untersucht", "Hans-Peter #, normal", "Dr. Müller-# normal", "#, Hans: normal",
    ]

    static func stays(_ surname: String, in context: String) -> Bool {
        let text = context.split(separator: "#", omittingEmptySubsequences: false).joined(separator: surname)
        return plainCleaner.cleaned(text, as: .prose).text.contains(surname)
    }

    @Test("such a surname goes where what stands beside it says that it is one", arguments: contexts)
    func recall(context: String) {
        let staying = Self.surnames.filter { Self.stays($0, in: context) }
        #expect(Self.surnames.count >= 45)
        #expect(staying.isEmpty, "\(staying.count) of \(Self.surnames.count) in \(context): \(staying)")
        let capitals = Self.surnames.filter { Self.stays($0.uppercased(), in: context.uppercased()) }
        if context.contains("Dr. #") || context.contains("Hans #") || context.contains("Frau #") {
            #expect(capitals.isEmpty, "in capitals: \(capitals)")
        }
    }

    @Test(
        "words of the field stay beside titles, patients, initials and names",
        arguments: [
            ("Patient Position supine", nil), ("Patient Protocol", nil), ("The patient was seen. Liver normal", nil),
            ("Patient hat Kopfschmerzen. Leber normal", nil), ("V. cava normal", nil), ("M. biceps, N. facialis", nil),
            ("R. Hand ap, L. Knie", nil), ("Patientin mit Lungenembolie", nil), ("DR THORAX PA", nil), ("Dr Thorax", "Dr [removed]"),
            ("Leber, Milz, Niere normal", nil), ("Head and neck, Chest, Abdomen", nil), ("Thorax Hans Müller", "Thorax [removed]"),
            ("CT Thorax, Hans Müller", "CT Thorax, [removed]"), ("Seen by Anna. Liver normal", "Seen by [removed]. Liver normal"),
            ("Schmidt, Leber normal", "[removed], Leber normal"), ("CT Leber Hans Müller", "CT Leber [removed]"),
            ("Hans, thorax normal", "[removed], thorax normal"), ("HANS MRT", "[removed] MRT"), ("Anna CT", "[removed] CT"),
            ("Patient: Thorax nativ", nil), ("patient head first supine", nil), ("Kopf: normal. Hals: normal", nil),
            ("Foie, rate et reins normaux", nil), ("Testa e collo nella norma", nil), ("Cabeza y cuello sin lesiones", nil),
        ] as [(String, String?)])
    func precision(text: String, expected: String?) {
        #expect(plainCleaner.cleaned(text, as: .prose).text == expected ?? text)
    }
}
