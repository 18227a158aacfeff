import DICOM

/// A series as the page of its study shows it.
struct SeriesCard: Sendable, Equatable {
    let study: String
    let uid: String
    let modality: String
    let title: String
    let number: String
    let bodyPart: String
    let instances: Int
    /// Instances that are documents, with what to call them.
    var reports: [Report] = []

    /// A document of the series.
    struct Report: Sendable, Equatable {
        let instance: String
        let title: String
    }

    /// From a result of a search for series.
    init(_ series: DataSet) {
        study = series.string(.studyInstanceUID) ?? ""
        uid = series.string(.seriesInstanceUID) ?? ""
        modality = series.string(.modality) ?? ""
        number = series.string(.seriesNumber) ?? ""
        bodyPart = series.string(.bodyPartExamined) ?? ""
        // De-identification takes free text out, so most have none.
        let description = series.text(.seriesDescription) ?? ""
        title = description.isEmpty ? [modality, "series", number].filter { !$0.isEmpty }.joined(separator: " ") : description
        instances = series.integer(.numberOfSeriesRelatedInstances) ?? 0
    }

    /// Whether its instances are texts and not pictures.
    var isDocument: Bool { ["SR", "KO"].contains(modality) }

    /// Whether there is something for the viewer.
    var hasPictures: Bool { !isDocument && !Self.withoutPictures.contains(modality) }

    var path: String { "/studies/\(study)/series/\(uid)" }

    /// What the template takes.
    var page: [String: Any] {
        var page: [String: Any] = [
            "title": title, "modality": modality, "images": "\(instances)",
            "reports": reports.map { ["link": "/studies/\(study)/instances/\($0.instance)/report", "title": $0.title] },
        ]
        if !bodyPart.isEmpty { page["bodyPart"] = bodyPart }
        if hasPictures {
            page["link"] = path
            page["thumbnail"] = "/dicom-web\(path)/thumbnail"
        }
        return page
    }

    /// Modalities whose objects hold no pixels (PS3.3 §C.7.3.1.1.1).
    private static let withoutPictures: Set<String> = [
        "PR", "RTSTRUCT", "RTPLAN", "RTRECORD", "RTINTENT", "REG", "FID", "RWV", "ECG", "EPS", "HD", "PLAN", "DOC", "AU", "M3D", "SMR",
    ]
}
