/// What a cohort contains, known because it was made: every planted identifier and where it is, every file and what should
/// become of it, and what the clinical table holds that cannot be mapped. Written beside the holders' folders, never inside.
public struct AnswerKey: Codable, Sendable, Equatable {
    /// The version of this format.
    public var version = 1
    /// The seed the cohort was made from.
    public var seed: UInt64
    /// The number of the holder.
    public var holder: Int
    /// The holder's folder, to which every path is relative.
    public var folder: String
    /// The holder's name as its devices write it.
    public var institution: String
    /// Every patient with images, in order.
    public var patients: [Patient]
    /// Files that go wrong, each with what should become of it.
    public var flaws: [Flaw]
    /// What the clinical table holds that needs a report.
    public var clinical: Clinical

    /// One patient: the identifiers planted in its files.
    public struct Patient: Codable, Sendable, Equatable {
        /// The patient's id in the hospital, (0010,0020) in every file.
        public var originalID: String
        /// Every identifier that de-identification must remove or replace.
        public var identifiers: [PlantedIdentifier]
        /// Every file of the patient.
        public var files: [File]
        /// Whether the clinical table has a row for the patient.
        public var hasClinicalRow: Bool
        /// The outcome of a prostate patient; nil for others.
        public var significantCancer: Bool?
    }

    /// One image file and the identifiers by which it is linked to others.
    public struct File: Codable, Sendable, Equatable {
        /// The path relative to the holder's folder.
        public var path: String
        /// The SOP class of the image.
        public var sopClassUID: String
        /// The SOP Instance UID as the hospital's device wrote it.
        public var sopInstanceUID: String
        /// The Series Instance UID.
        public var seriesInstanceUID: String
        /// The Study Instance UID.
        public var studyInstanceUID: String
        /// The Study Date, `YYYYMMDD`; differences between a patient's studies must survive de-identification.
        public var studyDate: String
    }

    /// A file that is not an ordinary image, and what should become of it.
    public struct Flaw: Codable, Sendable, Equatable {
        /// The path relative to the holder's folder.
        public var path: String
        /// What was done to the file.
        public var kind: Kind
        /// What should become of it.
        public var expected: Outcome
        /// The path of the file this one was copied from, for a duplicate.
        public var copyOf: String?
        /// The patient whose identifiers the file holds, if any.
        public var originalID: String?

        /// What was done to a file.
        public enum Kind: String, Codable, Sendable {
            /// Cut off in the middle of its pixels.
            case truncated
            /// A note in plain text that was named as an image.
            case textNamedAsImage
            /// It says of itself that features of the patient can be recognised (0028,0302), and the patient's id is drawn into the pixels.
            case recognizableFeatures
            /// The same bytes as another file, under another name.
            case exactDuplicate
        }

        /// What should become of a file.
        public enum Outcome: String, Codable, Sendable {
            /// Kept apart with the reason, because it cannot be read or de-identified.
            case quarantined
            /// Named as not DICOM and left alone.
            case notDICOM
            /// Recognised as already archived.
            case duplicate
        }
    }

    /// What the clinical table holds that needs a report.
    public struct Clinical: Codable, Sendable, Equatable {
        /// The path of the table relative to the holder's folder.
        public var path: String
        /// The number of rows below the header.
        public var rows: Int
        /// Values that no vocabulary maps.
        public var unmapped: [UnmappedValue]
        /// Patients in the table of whom there is no image.
        public var withoutImages: [String]
    }

    /// A value of the clinical table that no vocabulary maps.
    public struct UnmappedValue: Codable, Sendable, Equatable {
        /// The patient's id in the hospital.
        public var originalID: String
        /// The column of the table.
        public var column: String
        /// The value as it is written.
        public var value: String
    }
}
