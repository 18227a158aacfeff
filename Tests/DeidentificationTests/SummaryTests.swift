import DICOM
import Foundation
import Testing

@testable import Deidentification

@Suite("Reports and their summary")
struct SummaryTests {
    @Test("a report that an older version wrote still decodes")
    func olderReport() throws {
        let json = """
            {"changes":[{"action":"X","path":"(0008,103E)","vr":"LO"},{"action":"U","path":"(0008,2218)[0].(0008,1155)","vr":"UI"}],
             "codes":[{"meaning":"Basic Application Confidentiality Profile","value":"113100"}],
             "counts":{"K":7,"U":1,"X":1},"profile":"standard","profileVersion":"1"}
            """
        let report = try JSONDecoder().decode(DeidentificationReport.self, from: Data(json.utf8))
        #expect(report.format == 1 && report.keptCount == 7 && report.changes.count == 2 && report.pixelActions.isEmpty)
        let again = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? NSDictionary
        #expect(again == (try JSONSerialization.jsonObject(with: Data(json.utf8)) as? NSDictionary))
    }

    @Test("a summary adds up what was done, tells no value, and does not depend on the order")
    func summary() throws {
        var dataSet = sample()
        dataSet.set(.seriesDescription, "SECRET WORD")
        let reports = [try result(dataSet).report, try result(sample(), profile: .basic).report, try result(sample()).report]
        var summary = DeidentificationSummary()
        for report in reports { summary.add(report) }
        #expect(summary.objects == 3 && summary.profiles == ["standard 2": 2, "basic 1": 1])
        #expect(summary.codes[.basicProfile] == 3 && summary.codes[ProfileOption.cleanDescriptors.code] == 2)
        #expect(summary.codes[ProfileOption.cleanPixelData.code] == nil)
        var thrice = DeidentificationSummary()
        thrice.add(reports[0], objects: 3)
        var one = DeidentificationSummary()
        for _ in 0..<3 { one.add(reports[0]) }
        #expect(thrice == one)
        for action in DeidentificationReport.Action.allCases {
            #expect(summary.actions[action, default: 0] == reports.reduce(0) { $0 + $1.counts[action, default: 0] })
        }
        #expect(summary.objectsWithMarkedTexts == 1 && !summary.textRemovals.isEmpty && summary.objectsWithCleanedPixels == 0)
        var parts = DeidentificationSummary()
        for report in reports.reversed() {
            var one = DeidentificationSummary()
            one.add(report)
            parts.add(one)
        }
        #expect(parts == summary)
        let json = try JSONEncoder().encode(summary)
        #expect(!String(decoding: json, as: UTF8.self).contains("SECRET"))
        #expect(try JSONDecoder().decode(DeidentificationSummary.self, from: json) == summary)
    }
}
