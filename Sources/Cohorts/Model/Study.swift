/// One imaging study.
public struct Study: Sendable, Hashable, Codable {
    /// The de-identified Study Instance UID.
    public var uid: String
    /// The patient's age at the study in years.
    public var ageAtStudy: Double?
    /// Days from diagnosis to the study; negative before it.
    public var daysFromDiagnosis: Int?
    /// The series of the study.
    public var series: [Series]

    /// A study.
    public init(uid: String, ageAtStudy: Double? = nil, daysFromDiagnosis: Int? = nil, series: [Series] = []) {
        self.uid = uid
        self.ageAtStudy = ageAtStudy
        self.daysFromDiagnosis = daysFromDiagnosis
        self.series = series
    }

    /// Whether the study holds a segmentation: a series of modality SEG or RTSTRUCT.
    public var hasSegmentation: Bool { holds("SEG") || holds("RTSTRUCT") }

    /// Whether the study holds a series of this modality.
    func holds(_ modality: String) -> Bool { series.contains { $0.modality?.uppercased() == modality } }
}
