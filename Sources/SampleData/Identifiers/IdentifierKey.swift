/// The answer key to a set of planted identifiers: what lies where in every file, and what has to be seen there afterwards.
///
/// The ten actions are those of the MIDI-B challenge. An output is paired with its input by Instance Number (0020,0013), which no two
/// files of the set share and which no profile takes away: a tool may rename files, folders and UIDs as it likes.
public struct IdentifierKey: Codable, Sendable, Equatable {
    /// The version of this format.
    public var version = 1
    /// The seed that the set was made from.
    public var seed: UInt64
    /// The attribute by which input and output are paired.
    public var pairing = "(0020,0013)"
    /// The patients, from 1.
    public var patients: [Patient]
    /// Every file with what has to be seen in it afterwards.
    public var files: [File]
    /// Every planted value, for the search of all bytes of all outputs.
    public var values: [Value]

    /// One patient.
    public struct Patient: Codable, Sendable, Equatable {
        /// From 1.
        public var number: Int
        /// Patient ID (0010,0020) as planted; the one blank it may hold matters.
        public var originalID: String
        /// The language of the free text, by ISO 639-1.
        public var language: String
        /// The Specific Character Set, its values separated by backslashes; empty where the attribute is absent.
        public var characterSet: String
    }

    /// One file.
    public struct File: Codable, Sendable, Equatable {
        /// The path relative to the folder of the set; it holds identifiers too.
        public var path: String
        /// What the file is.
        public var kind: String
        /// Instance Number: the number of the file in the set, from 1.
        public var instanceNumber: Int
        /// The number of the patient.
        public var patient: Int
        /// Modality (0008,0060).
        public var modality: String
        /// The transfer syntax.
        public var transferSyntaxUID: String
        /// SOP Instance UID.
        public var sopInstanceUID: String
        /// Series Instance UID.
        public var seriesInstanceUID: String
        /// Study Instance UID.
        public var studyInstanceUID: String
        /// What has to be seen in elements.
        public var checks: [Check]
        /// What has to be seen in pixels.
        public var regions: [Region]
    }

    /// One of the ten kinds of actions.
    public enum Action: String, Codable, Sendable, CaseIterable {
        /// The element is still there.
        case tagRetained
        /// The element is there and has a value.
        case textNotNull
        /// The value, or the clinical part of it, is still there.
        case textRetained
        /// The value is not there any more, whatever became of the element.
        case textRemoved
        /// The date is another one, the same number of days away as every other date of the patient; or none.
        case dateShifted
        /// The UID is another one, or none.
        case uidChanged
        /// The UID is what the same UID became everywhere else.
        case uidConsistent
        /// Patient ID is not empty, not the original, the same in all files of the patient and no other patient's.
        case patientIDConsistent
        /// The text in the pixels cannot be read any more.
        case pixelsHidden
        /// The pixels are unchanged.
        case pixelsRetained
    }

    /// What a value is.
    public enum Category: String, Codable, Sendable, CaseIterable {
        /// A name of the patient or of a relative.
        case personName
        /// A number by which the patient is known.
        case patientIdentifier
        /// A date of birth.
        case birthDate
        /// A postal address.
        case address
        /// A telephone number.
        case telephone
        /// An electronic address.
        case electronicAddress
        /// A number of an order, visit or study.
        case orderIdentifier
        /// A member of staff.
        case staffName
        /// The hospital or a part of it.
        case institution
        /// A name or number of a device.
        case device
        /// A day or a time.
        case date
        /// An age above 89.
        case age
        /// A UID.
        case uid
        /// Bytes that show or sign something.
        case content

        /// Whether the value alone says who the patient is.
        public var isDirect: Bool {
            switch self {
            case .personName, .patientIdentifier, .birthDate, .address, .telephone, .electronicAddress, .orderIdentifier: true
            default: false
            }
        }
    }

    /// Where a value is easily overlooked.
    public enum Place: String, Codable, Sendable, CaseIterable {
        /// An attribute meant for it.
        case plain
        /// An attribute of the standard meant for something else, often of another VR.
        case otherAttribute
        /// Inside a sequence of the standard.
        case nested
        /// A private attribute.
        case privateElement
        /// Inside a private sequence.
        case nestedPrivate
        /// Inside free text.
        case freeText
        /// Inside the tree of a report.
        case contentTree
        /// An element of VR UN.
        case unknown
        /// An overlay (60xx) or a curve (50xx).
        case overlayOrCurve
        /// Group 0002.
        case fileMeta
        /// The 128 bytes before the letters DICM.
        case preamble
        /// Data Set Trailing Padding.
        case trailingPadding
        /// The path of the file.
        case fileName
        /// A document inside the object.
        case document
        /// A digital signature, an icon or a thing like them.
        case attachment
    }

    /// What has to be seen in one element.
    public struct Check: Codable, Sendable, Equatable {
        /// What has to be seen.
        public var action: Action
        /// The element, as `(0010,0010)` or `(0040,0275)[0].(0008,0050)`; `preamble` and `fileName` for what is no element.
        public var path: String
        /// The value as it was planted; nil where the whole content of the element counts.
        public var value: String?
        /// What the value is.
        public var category: Category?
        /// Where it lies.
        public var place: Place
        /// The option of PS3.15 Annex E under which this is what has to be seen; nil under every profile.
        public var option: String?
    }

    /// What has to be seen in a rectangle of the pixels.
    public struct Region: Codable, Sendable, Equatable {
        /// ``Action/pixelsHidden`` or ``Action/pixelsRetained``.
        public var action: Action
        /// The first column.
        public var column: Int
        /// The first row.
        public var row: Int
        /// The number of columns.
        public var width: Int
        /// The number of rows.
        public var height: Int
        /// The text that was drawn.
        public var text: String?
        /// How it was drawn: font, height in pixels, colours.
        public var style: String?
    }

    /// A planted value and the files that hold it.
    public struct Value: Codable, Sendable, Equatable {
        /// The value.
        public var value: String
        /// What it is.
        public var category: Category
        /// Whether it alone says who the patient is.
        public var isDirect: Bool
        /// Whether it is long and peculiar enough to be looked for in all bytes: short values and days may occur by chance.
        public var isDistinctive: Bool
        /// The Instance Numbers of the files that hold it.
        public var files: [Int]
    }
}
