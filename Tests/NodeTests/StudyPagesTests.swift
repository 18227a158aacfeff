import DICOM
import TestSupport
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("Pages of studies")
struct StudyPagesTests {
    @Test("the form's fields become keys of one search, and what is no day filters for nothing")
    func filter() {
        let filter = StudyFilter(QueryParameters("patient=+P12&from=2020-01-31&until=x&modality=mr&description=T2+TSE&page=3"))
        let query = filter.query(scope: .studies(["1.2"]))
        #expect(
            query.conditions == [
                AttributeCondition(.patientID, .wildcard("P12*")), AttributeCondition(.studyDate, .range(from: "20200131", through: nil)),
                AttributeCondition(.modalitiesInStudy, .single("MR")), AttributeCondition(.studyDescription, .wildcard("*T2 TSE*")),
            ])
        #expect(query.limit == 50 && query.order == .natural(offset: 100) && query.scope == .studies(["1.2"]))
        #expect(StudyFilter(QueryParameters(nil)).isEmpty && StudyFilter(QueryParameters("page=-5")).page == 1)
        #expect(StudyFilter(QueryParameters("page=99999999999999999999")).page == 1)
        let until = StudyFilter(QueryParameters("until=2020-02-01")).query(scope: .everything)
        #expect(until.conditions == [AttributeCondition(.studyDate, .range(from: nil, through: "20200201"))])
    }

    @Test("the address of another page holds what was filtered for, whatever its letters")
    func address() {
        var filter = StudyFilter()
        filter.patient = "P&x=1"
        filter.description = "Łódź 100%"
        let address = filter.address(page: 2)
        #expect(address == "/studies?patient=P%26x%3D1&description=%C5%81%C3%B3d%C5%BA%20100%25&page=2")
        var same = StudyFilter(QueryParameters(String(address.dropFirst("/studies?".count))))
        #expect(same.page == 2)
        same.page = 1
        #expect(same == filter)
        #expect(StudyFilter().address(page: 1) == "/studies")
    }

    @Test("the list of a real archive names every study once, page by page, the latest first")
    func list() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.search(StudyFilter().query(scope: .everything))
            let list = StudyList(StudyFilter(), all)
            #expect(list.rows.count == all.dataSets.count && !list.rows.isEmpty && list.isLast)
            #expect(list.rows.map(\.date) == list.rows.map(\.date).sorted(by: >))
            for row in list.rows {
                #expect(row.series > 0 && row.images >= row.series && !row.patient.isEmpty && !row.modalities.isEmpty)
                #expect(row.path == "/studies/\(row.uid)")
            }
            var filter = StudyFilter()
            filter.modality = "MG"
            let mammograms = StudyList(filter, try await node.archive.search(filter.query(scope: .everything)))
            #expect(mammograms.rows.map(\.uid) == list.rows.filter { $0.modalities.contains("MG") }.map(\.uid))
            #expect(!mammograms.rows.isEmpty && mammograms.rows.count < list.rows.count)
            let chosen = try #require(mammograms.page["modalities"] as? [[String: Any]]).filter { $0["selected"] != nil }
            #expect(chosen.compactMap { $0["code"] as? String } == ["MG"])
        }
    }

    @Test("only pictures lead to the viewer, only documents to their text")
    func cards() {
        func card(_ modality: String) -> SeriesCard {
            var series = DataSet()
            series.set(.studyInstanceUID, "1.2")
            series.set(.seriesInstanceUID, "1.2.3")
            series.set(.modality, modality)
            return SeriesCard(series)
        }
        #expect(card("CT").page["link"] as? String == "/studies/1.2/series/1.2.3")
        #expect(card("CT").page["thumbnail"] as? String == "/dicom-web/studies/1.2/series/1.2.3/thumbnail")
        #expect(card("CT").title == "CT series")
        #expect(card("SEG").hasPictures)
        for modality in ["SR", "RTSTRUCT", "PR"] { #expect(card(modality).page["link"] == nil) }
        var document = card("SR")
        document.reports = [.init(instance: "1.2.3.4", title: "Report 1")]
        let reports = document.page["reports"] as? [[String: String]]
        #expect(reports == [["link": "/studies/1.2/instances/1.2.3.4/report", "title": "Report 1"]])
    }

    @Test("ages, sexes, dates and numbers are words")
    func words() {
        #expect(DICOMWords.age("045Y") == "45 years" && DICOMWords.age("001M") == "1 month" && DICOMWords.age("?") == "?")
        #expect(DICOMWords.sex("F") == "female" && DICOMWords.sex("X") == "X")
        #expect(DICOMWords.date("20200131") == "2020-01-31" && DICOMWords.date("2020") == "2020")
        #expect(DICOMWords.time("0730") == "07:30" && DICOMWords.dateTime("20200131") == "2020-01-31")
        #expect(DICOMWords.number(2) == "2" && DICOMWords.number(0.12345) == "0.123" && DICOMWords.number(.infinity) == "?")
    }
}
