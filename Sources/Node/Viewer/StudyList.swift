import DICOM

/// The list of studies as its page shows it.
struct StudyList: Sendable {
    /// A study of the list.
    struct Row: Sendable, Equatable {
        let uid: String
        let title: String
        let date: String
        let patient: String
        let sex: String
        let age: String
        let modalities: [String]
        let series: Int
        let images: Int

        /// From a result of a search for studies.
        init(_ study: DataSet) {
            uid = study.string(.studyInstanceUID) ?? ""
            date = DICOMWords.date(study.string(.studyDate) ?? "")
            patient = study.string(.patientID) ?? ""
            sex = DICOMWords.sex(study.string(.patientSex) ?? "")
            age = DICOMWords.age(study.string(.patientAge) ?? "")
            modalities = study.strings(.modalitiesInStudy)
            // De-identification takes free text out, so most have none.
            let description = study.text(.studyDescription) ?? ""
            title =
                description.isEmpty
                ? [modalities.joined(separator: ", "), "study"].filter { !$0.isEmpty }.joined(separator: " ") : description
            series = study.integer(.numberOfStudyRelatedSeries) ?? 0
            images = study.integer(.numberOfStudyRelatedInstances) ?? 0
        }

        var path: String { "/studies/\(uid)" }
    }

    let filter: StudyFilter
    let rows: [Row]
    let isLast: Bool
    let unsupported: [Tag]

    init(_ filter: StudyFilter, _ result: SearchResult) {
        self.filter = filter
        rows = result.dataSets.map(Row.init)
        isLast = result.isComplete
        unsupported = result.unsupported
    }

    /// What the template takes.
    var page: [String: Any] {
        var page: [String: Any] = [
            "patient": filter.patient, "from": filter.from, "until": filter.until, "description": filter.description,
            "modalities": modalities, "filtered": !filter.isEmpty,
            "studies": rows.map { row in
                [
                    "link": row.path, "date": row.date, "description": row.title, "patient": row.patient, "sex": row.sex, "age": row.age,
                    "modalities": row.modalities, "series": "\(row.series)", "images": "\(row.images)",
                ] as [String: Any]
            },
        ]
        let first = (filter.page - 1) * StudyFilter.pageSize + 1
        page["range"] = "\(first) to \(first + max(rows.count, 1) - 1)"
        if filter.page > 1 { page["previous"] = filter.address(page: filter.page - 1) }
        if !isLast { page["next"] = filter.address(page: filter.page + 1) }
        if !unsupported.isEmpty { page["unsupported"] = "The archive could not look at everything that was asked for." }
        return page
    }

    private var modalities: [[String: Any]] {
        var codes = Self.usual
        if !filter.modality.isEmpty, !codes.contains(filter.modality) { codes.append(filter.modality) }
        return codes.map { $0 == filter.modality ? ["code": $0, "selected": true] : ["code": $0] }
    }

    /// Modalities of images and of what is made of them (PS3.3 §C.7.3.1.1.1).
    private static let usual = [
        "CT", "MR", "MG", "PT", "US", "DX", "CR", "NM", "XA", "RF", "SM", "SEG", "SR", "RTSTRUCT", "RTPLAN", "RTDOSE", "OT",
    ]
}
