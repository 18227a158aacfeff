import Testing

@testable import Deidentification

@Suite("Texts that must survive")
struct TextKeptTests {
    @Test(
        "descriptions of series and studies stay as they are",
        arguments: [
            "AX T2 FLAIR FS", "t1_mprage_sag_p2_iso", "Thorax nativ Lunge 1.0 Bl64", "ep2d_diff_b50_400_800_ADC", "DWI b 50 400 800 1000",
            "DWI b=400 800 1200", "b 0 100 500 1000", "MG R MLO", "PET AC WB",
            "Abdomen art/pv 5mm", "TSE tra T2 HR prostate", "Dose Report", "ANGIO TSA+WILLIS", "Localizer", "Patient Protocol",
            "t2_tse_tra_320_p2", "t2_space_sag_p2_iso", "ep2d_bold_moco_p2", "SAG T1 SE", "COR STIR", "AX T1 POST GAD", "AX DWI b1000",
            "3D TOF MRA", "AX 3D T1 BRAVO +C", "AX FSPGR 3D", "t1_vibe_fs_tra_dyn", "T1 mDIXON FFE W", "sT2W_TSE_ax", "DWI_b0_b1000 SENSE",
            "dADC", "survey", "WIP sDW_SSh SENSE", "THORAX 1.0 B31f", "Abdomen 5.0 I40f 3", "Topogram 0.6 T20f", "CT Thorax/Abdomen/Becken",
            "CTA Carotiden 0.75 B26f", "Lung 1.25mm", "SCOUT", "CHEST W/O CONTRAST", "CT ABD/PELVIS W CONTRAST", "Chest PA", "Chest LAT",
            "Thorax p.a.", "Thorax seitl.", "LWS ap", "HWS in 2 Ebenen", "Becken ap", "Knie rechts ap", "Hand links dv", "R CC", "L MLO",
            "R CC DBT",
            "Mammographie bds", "Schädel nativ", "MRT Kopf", "MRT Knie rechts", "PET CT FDG Ganzkörper", "PET WB NAC", "CTAC", "WB CT 3.0",
            "FUSED PET CT", "RM encefalo", "TC torace senza mdc", "TC addome completo con mdc", "RX torace 2 proiezioni",
            "RM colonna lombare",
            "IRM cérébrale", "Scanner thoracique injecté", "TDM abdomen pelvis", "Echographie hépatique", "RM de rodilla derecha",
            "TC de tórax sin contraste", "Mamografía bilateral", "RM crânio", "CT hersenen blanco", "MR knie links", "TK klatki piersiowej",
            "MR głowy", "DT thorax", "MR hjärna", "КТ грудной клетки", "МРТ головного мозга", "Αξονική τομογραφία θώρακος", "CT ΘΩΡΑΚΟΣ",
            "White matter lesions", "Long axis 2ch", "short axis stack", "DynEmphysema", "ax long TE", "T2* map", "MIP 10/2", "MPR cor 3/2",
            "ADC (10^-6 mm²/s)", "b=1000", "TE 80 TR 2000", "1024x1024", "FoV 350", "120 kV", "350 HU", "5 x 7 cm",
        ])
    func labels(text: String) {
        #expect(plainCleaner.cleaned(text, as: .label) == CleanedText(text: text, isChanged: false, removals: [:]))
    }

    @Test(
        "sentences of reports stay as they are",
        arguments: [
            "No evidence of pulmonary embolism. Small left pleural effusion, unchanged.",
            "The liver is normal in size. No focal lesion. Gallbladder unremarkable.",
            "Kein Nachweis von Lungenmetastasen. Regelrechte Darstellung der Oberbauchorgane.",
            "Raumforderung im rechten Oberlappen, 3,4 x 2,1 cm, mit Lymphknotenmetastasen mediastinal.",
            "Degenerative Veränderungen der Lendenwirbelsäule, Bandscheibenvorfall L4/5 links.",
            "Pas de lésion focale du foie. Épanchement pleural droit de faible abondance.",
            "Non evidenza di lesioni focali epatiche. Linfonodi mediastinici nei limiti.",
            "No se observan lesiones focales en el hígado. Derrame pleural derecho.",
            "Sem lesões focais do fígado. Derrame pleural direito.",
            "Geen aanwijzingen voor longembolie. Kleine pleuravocht rechts.",
            "Wątroba prawidłowej wielkości, bez zmian ogniskowych.",
            "Ingen förändring i levern. Lymfkörtlar normala.",
            "Εξέταση θώρακος χωρίς ευρήματα.",
            "Очаговых изменений печени не выявлено.",
            "The patient may have had a long segment stenosis.",
            "Gleason 3+4, PI-RADS 4 lesion in the left peripheral zone, 12 mm.",
        ])
    func sentences(text: String) {
        let result = plainCleaner.cleaned(text, as: .prose)
        #expect(result.text == text)
        #expect(result.removals.isEmpty)
    }

    @Test("blanks, lines and signs stay where they were")
    func layout() {
        let text = "FINDINGS:\r\n  - liver:\tnormal\r\n  - signed: Xandrovic\r\n\r\nIMPRESSION: normal."
        #expect(
            plainCleaner.cleaned(text, as: .prose).text
                == "FINDINGS:\r\n  - liver:\tnormal\r\n  - signed: [removed]\r\n\r\nIMPRESSION: normal.")
    }

    @Test("an empty text is left empty", arguments: [TextKind.label, .prose, .personName])
    func empty(kind: TextKind) {
        #expect(plainCleaner.cleaned("", as: kind) == CleanedText(text: "", isChanged: false, removals: [:]))
    }
}
