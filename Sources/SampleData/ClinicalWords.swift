/// How a hospital spells clinical facts in its table: the same fact in three spellings, so that mapping has work to do.
struct ClinicalWords: Sendable {
    var male: String
    var female: String
    var prostateCancer: String
    var breastCancer: String
    var lungCancer: String
    var positive: String
    var negative: String
    var yes: String
    var no: String
    /// What stands for a patient with cancer and for one without, of whom the diagnosis is left empty.
    var affected: String
    var control: String
    /// Spellings that no vocabulary maps.
    var unmappedDiagnoses: [String]
    var unmappedStage: String

    static let western = ClinicalWords(
        male: "M", female: "F", prostateCancer: "C61", breastCancer: "C50", lungCancer: "C34", positive: "positive",
        negative: "negative", yes: "1", no: "0", affected: "case", control: "control",
        unmappedDiagnoses: ["Prostata-Ca ?", "V.a. Mamma-Ca li.", "Rundherd unklar"], unmappedStage: "T2 fraglich")

    static let central = ClinicalWords(
        male: "male", female: "female", prostateCancer: "Prostate cancer", breastCancer: "Breast cancer", lungCancer: "Lung cancer",
        positive: "pos", negative: "neg", yes: "yes", no: "no", affected: "positive", control: "negative",
        unmappedDiagnoses: ["rak stercza (?)", "podejrzenie zmiany", "guzek do kontroli"],
        unmappedStage: "cT2 lub cT3")

    static let southern = ClinicalWords(
        male: "m", female: "f", prostateCancer: "prostate", breastCancer: "breast", lungCancer: "lung",
        positive: "+", negative: "neg", yes: "true", no: "false", affected: "cancer", control: "healthy",
        unmappedDiagnoses: ["съмнение за простата", "млечна жлеза?", "бял дроб, неясно"], unmappedStage: "Т2?")
}
