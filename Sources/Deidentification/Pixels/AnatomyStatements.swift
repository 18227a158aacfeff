import DICOM

/// What an object says about the part of the body that it shows, in the languages of Europe.
struct AnatomyStatements {
    /// All it says, in lower case.
    private let text: [UInt8]
    private let words: Set<[UInt8]>

    init(of dataSet: DataSet) {
        let tags: [Tag] = [
            .bodyPartExamined, .studyDescription, .seriesDescription, .protocolName, .performedProcedureStepDescription,
            .requestedProcedureDescription, .acquisitionProtocolDescription, .structureSetLabel, .structureSetName, .contentLabel,
            .contentDescription,
        ]
        var texts = tags.compactMap { dataSet.text($0) }
        var items = dataSet.items(.anatomicRegionSequence) + dataSet.items(.procedureCodeSequence)
        for group in dataSet.items(.sharedFunctionalGroupsSequence) + dataSet.items(.perFrameFunctionalGroupsSequence).prefix(1) {
            items += group.items(.frameAnatomySequence).flatMap { $0.items(.anatomicRegionSequence) }
        }
        for item in items.prefix(32) { texts += [item.text(.codeMeaning), item.text(.codeValue)].compactMap { $0 } }
        self.init(texts)
    }

    init(_ texts: [String]) {
        text = Array(texts.joined(separator: "\n").lowercased().utf8)
        words = Set(text.split { $0 < 0x80 && !(0x61...0x7A).contains($0) }.map { Array($0) })
    }

    /// Whether it names a head or a part of it, a neck, or what is imaged nowhere else.
    var nameHead: Bool { Self.heads.contains(where: holds) || !words.isDisjoint(with: Self.shortHeads) }

    /// Whether it names the whole body.
    var nameWholeBody: Bool { Self.wholeBodies.contains(where: holds) }

    /// Whether it names another part of the body: a word that is, or begins with, one.
    var nameOther: Bool {
        words.contains { word in Self.others.contains { word.starts(with: $0) } || Self.shortOthers.contains(word) }
    }

    /// Whether it names a picture of a body's surface.
    var nameRendering: Bool { Self.renderings.contains(where: holds) || !words.isDisjoint(with: Self.shortRenderings) }

    /// Whether it names the outline of a body.
    var nameOutline: Bool { !words.isDisjoint(with: Self.outlines) }

    private func holds(_ part: [UInt8]) -> Bool {
        guard text.count >= part.count else { return false }
        return (0...(text.count - part.count)).contains { text[$0] == part[0] && text[$0..<$0 + part.count].elementsEqual(part) }
    }

    private static func bytes(_ list: String) -> [[UInt8]] { list.split(separator: " ").map { Array($0.utf8) } }

    /// Parts of words: languages join them.
    private static let heads = bytes(
        """
        head brain skull sinus orbit crani crane crâne cerebr cereb neuro maxill mandib pituit hypophy temporal mastoid nasal nasen pharyn \
        laryn faring laring neck kopf schädel schaedel schadel hirn gesicht zerebr encéph enceph encef tête cerveau cabeza cabeça cabeca \
        cuello pescoço pescoco gehirn głow glowa mózg mozg szyja hlava hlavy mozek mozku lebk hoofd hersen schedel huvud hjärn hjarn hjern \
        hoved ansikt ansigt aivo kallo koponya lubanj lobanj možgan mozgan mprage mp2rage gliom gliob meningiom meningeom astrocyt hnscc \
        parotid chiasm cochlea lacrimal h&n h+n κεφαλ εγκεφαλ εγκέφαλ κρανί τράχηλ глав голов мозък мозг череп шея t-d1100 69536005 t-a0100 12738006 t-11100 89546000 \
        t-d1200 89545001 t-d1000 774007
        """)
    /// Whole words: parts of others mean something else (surface, accident, recall).
    private static let shortHeads = Set(
        bytes(
            """
            face faces facial faciale faciales facies visage volto viso cara gelaat rosto testa tete collo nek cou hn hnc dental stroke \
            iac tmj eye eyes lens optic ear kiefer kaak snc cns zns dti flair fmri orl hno kno nnh ent cct ohr auge hode hals pää paa kaula kael \
            aju krk vrat glava nyak fej agy fata gât gâtul creier kakls kaklas galva galvos smadzenes smegenys twarz tvář gola
            """))
    private static let wholeBodies = ["whole body", "wholebody", "whole-body", "ganzkörper", "corps entier", "cuerpo entero"].map {
        Array($0.utf8)
    }
    private static let others = bytes(
        """
        chest thora lung breast mamm heart cardi abdom liver hepat pelvi prostat kidney renal colon rectum recta spine lumbar lumbo knee \
        shoulder thigh femur uter ovar bladder pancrea brust leber becken wirbel bauch poumon foie bassin polmon fegato hígado pulm \
        phantom extrem ankle wrist elbow finger
        """)
    private static let shortOthers = Set(bytes("hip hips hand hands foot feet knie leg legs arm arms toe"))
    private static let renderings = ["volume render", "surface shad", "shaded surface"].map {
        Array($0.utf8)
    }
    private static let shortRenderings = Set(bytes("vrt ssd cinematic volren svr"))
    private static let outlines = Set(
        bytes(
            """
            external ext skin body outline contour surface patient face head mask couch haut peau corps piel cuerpo pelle corpo pele hud \
            körper koerper korper kontur außenkontur aussenkontur contorno huid lichaam skóra ciało cialo
            """))
}
