import DICOM

@testable import Deidentification

/// An object whose own people the texts of the tests name.
func identityObject(name: String = "Müller^Änne", patient: String = "12 34-56") -> DataSet {
    var dataSet = sample(patient: patient)
    dataSet.set(.specificCharacterSet, "ISO_IR 192")
    dataSet.set(.patientName, name)
    dataSet.set(.accessionNumber, "ACC0081234")
    dataSet.set(.institutionName, "Klinikum Birkenau")
    dataSet.set(.stationName, "BIRKCT01")
    dataSet.set(.referringPhysicianName, "Quastenflosser^Ottokar^^Dr")
    return dataSet
}

/// Words of which no list knows anything, for people and places that no list can know.
let strangeWords = ["Xandrovic", "Qwertmann", "Zzyzx", "Blorbinger", "Trpkovska", "Oyelaran", "Nakamurayama"]

let plainCleaner = TextCleaner(terms: IdentityTerms(of: DataSet()), shift: nil)
let ownCleaner = TextCleaner(terms: IdentityTerms(of: identityObject()), shift: nil)
let shiftingCleaner = TextCleaner(terms: IdentityTerms(of: identityObject()), shift: DateShift(days: -30))

/// The plain letters and digits of a text, to look for something however it is written.
func plain(_ text: String) -> String {
    String(decoding: AtomizedText(Array(text.utf8)).folded, as: UTF8.self)
}

extension TextCleaner {
    func cleaned(_ text: String, as kind: TextKind) -> CleanedText { cleaned(Array(text.utf8)[...], as: kind) }
}

extension CleanedText {
    init(text: String, isChanged: Bool, removals: [TextRemoval: Int]) {
        self.init(bytes: Array(text.utf8), isChanged: isChanged, removals: removals)
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }
}
