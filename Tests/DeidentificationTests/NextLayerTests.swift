import DICOM
import Foundation
import TestSupport
import Testing

@testable import Deidentification

@Suite("A further layer of the key")
struct NextLayerTests {
    private static let secrets = (1...3).map { [UInt8](repeating: UInt8($0), count: 32) }

    private func deidentified(_ dataSet: DataSet, layers: Int, profile: Profile = .standard) throws -> Deidentified {
        try Deidentifier(profile: profile, key: PseudonymKey(layers: Array(Self.secrets.prefix(layers)))).deidentify(file(dataSet))
    }

    private func layer(_ number: Int) throws -> NextLayer {
        NextLayer(key: try PseudonymKey(layers: Array(Self.secrets.prefix(number))).newest)
    }

    /// As the node keeps it.
    private func stored(_ report: DeidentificationReport) throws -> DeidentificationReport {
        try JSONDecoder().decode(DeidentificationReport.self, from: JSONEncoder().encode(report))
    }

    /// A date in one of many forms, among them such that read otherwise when another date is written in them.
    private func written(_ day: CalendarDate, _ generator: inout SeededGenerator) -> String {
        let (year, month, number) = (String(day.year), two(day.month), two(day.day))
        func name(_ row: Int) -> String { MonthNames.shared.name(of: day.month, row: row, like: [.startsUpper, .hasUpper, .hasLower]) }
        let forms = [
            "\(year)-\(month)-\(number)", "\(number).\(month).\(year)", "\(day.day).\(day.month).\(year)",
            "\(number).\(month).\(year.suffix(2))",
            "\(year)\(month)\(number)", "\(number)\(month)\(year)", "\(day.day) \(name(0)) \(year)", "\(name(0)) \(day.day), \(year)",
            "\(day.day). \(name(3)) \(year)", "\(day.day) \(name(6)) \(year)", "\(day.day) de \(name(10).lowercased()) de \(year)",
            "\(number)-\(name(1).uppercased())-\(year)", "\(day.day) \(name(26)) \(year)", "\(day.day) \(name(16)) \(year)",
            "\(year)-\(month)-\(number) 10:15:30",
        ]
        // The month goes first where the day cannot be one, as it is read.
        let american = day.day > 12 ? ["\(month)/\(number)/\(year)", "\(day.month)/\(day.day)/\(year.suffix(2))"] : []
        return (forms + american).randomElement(using: &generator) ?? ""
    }

    private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private func object(_ generator: inout SeededGenerator) -> (DataSet, [CalendarDate]) {
        var days: [CalendarDate] = []
        func text() -> String {
            let parts = (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ -> String? in
                guard let day = CalendarDate(dayNumber: Int.random(in: 8_000...19_000, using: &generator)) else { return nil }
                days.append(day)
                return ["liver", "Schmidtbauer", "CT", "lung nodule"].randomElement(using: &generator)! + " " + written(day, &generator)
            }
            return parts.joined(separator: ", ") + ", normal"
        }
        var dataSet = sample()
        dataSet.set(.specificCharacterSet, "ISO_IR 192")
        dataSet.set(.imageComments, text())
        dataSet.set(.derivationDescription, text())
        dataSet.set(.admittingDiagnosesDescription, strings: ["lung", "CT 2019-03-01", "MR 12/31/2018 and 28.2.2017"])
        if Bool.random(using: &generator) {
            dataSet = report([contentItem("TEXT", ("DCM", "121071", "Finding")) { $0.set(.textValue, text()) }])
            dataSet.set(.specificCharacterSet, "ISO_IR 192")
        }
        return (dataSet, days)
    }

    @Test("what is moved to the next layer is what the whole key makes of the original, dates in texts included", arguments: 0..<40)
    func sameAsWhole(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(4_000 + seed))
        let (dataSet, _) = object(&generator)
        let first = try deidentified(dataSet, layers: 1)
        let report = try stored(first.report)
        #expect(report == first.report)
        #expect(report.changes.contains { !$0.dates.isEmpty })
        var moved = first.file
        for number in 2...3 {
            moved = try layer(number).moved(moved, by: report)
            let whole = try deidentified(dataSet, layers: number)
            let isSame = try (moved.encoded() == whole.file.encoded(), whole.report == report)
            #expect(
                isSame == (true, true), "\(moved.dataSet.string(.imageComments) ?? "") \(whole.file.dataSet.string(.imageComments) ?? "")")
        }
    }

    @Test("the days between a date of the header and one in a text stay")
    func intervals() throws {
        var dataSet = sample()
        dataSet.set(.imageComments, "lung nodule since 12/31/2018, CT of 2019-03-01")
        let first = try deidentified(dataSet, layers: 1)
        let second = try layer(2).moved(first.file, by: first.report)
        let study = try #require(CalendarDate(dicom: Array((second.dataSet.string(.studyDate) ?? "").utf8)))
        let text = try #require(second.dataSet.string(.imageComments))
        let iso = try #require(CalendarDate(dicom: text.suffix(10).filter { $0 != "-" }.utf8))
        #expect(study.dayNumber - iso.dayNumber == 3)
        let american = text.split(separator: " ")[3].dropLast().split(separator: "/").compactMap { Int($0) }
        let since = try #require(CalendarDate(year: american[2], month: american[0], day: american[1]))
        #expect(iso.dayNumber - since.dayNumber == 60)
    }

    @Test("dates that the profile keeps stay in texts too")
    func keptDates() throws {
        let profile = Profile(name: "full", options: [.retainLongitudinalTemporalInformationFullDates, .cleanDescriptors])
        var dataSet = sample()
        dataSet.set(.imageComments, "Schmidtbauer, lung 2019-03-01")
        let first = try deidentified(dataSet, layers: 1, profile: profile)
        #expect(first.file.dataSet.string(.imageComments)?.hasSuffix("lung 2019-03-01") == true)
        let moved = try layer(2).moved(first.file, by: first.report)
        #expect(moved.dataSet.string(.imageComments) == first.file.dataSet.string(.imageComments))
    }

    @Test("a text that a moved date makes too long becomes a dummy")
    func tooLong() throws {
        var dummies = 0
        for patient in 0..<150 {
            var dataSet = sample(patient: "patient \(patient)")
            dataSet.setBytes(.studyDescription, vr: .sh, Array("3 September 2019".utf8))
            let first = try deidentified(dataSet, layers: 1)
            guard first.report.changes.contains(where: { $0.tag == .studyDescription && !$0.dates.isEmpty }) else { continue }
            let moved = try layer(2).moved(first.file, by: first.report).dataSet.string(.studyDescription) ?? ""
            #expect(moved.utf8.count <= 16)
            if moved == DummyValue.word { dummies += 1 }
        }
        #expect(dummies > 0)
    }

    @Test("a report of before, which tells nothing of dates in texts, still decodes")
    func olderReport() throws {
        var dataSet = sample()
        dataSet.set(.imageComments, "lung 2019-03-01")
        let first = try deidentified(dataSet, layers: 1)
        var object = try #require(
            JSONSerialization.jsonObject(with: JSONEncoder().encode(first.report)) as? [String: Any])
        let changes = try #require(object["changes"] as? [[String: Any]])
        #expect(changes.contains { $0["dates"] != nil })
        object["changes"] = changes.map { $0.filter { $0.key != "dates" } }
        object["format"] = 2
        let older = try JSONDecoder().decode(DeidentificationReport.self, from: JSONSerialization.data(withJSONObject: object))
        #expect(older.format == 2 && older.changes.allSatisfy(\.dates.isEmpty))
        let moved = try layer(2).moved(first.file, by: older)
        #expect(moved.dataSet.string(.imageComments) == first.file.dataSet.string(.imageComments))
    }

    @Test("dates that the profile keeps are not moved on, in whatever form they came")
    func datesOfAnyForm() throws {
        let profile = Profile(name: "full", options: [.retainLongitudinalTemporalInformationFullDates])
        for date in ["2020.03.04", "20200304"] {
            var dataSet = sample()
            dataSet.setBytes(.studyDate, vr: .da, Array(date.utf8))
            let first = try deidentified(dataSet, layers: 1, profile: profile)
            #expect(first.file.dataSet.string(.studyDate) == "20200304")
            let moved = try layer(2).moved(first.file, by: stored(first.report))
            #expect(moved.dataSet.string(.studyDate) == "20200304")
        }
    }

    @Test("clinical days are treated as the dates of objects are")
    func clinicalDays() throws {
        func day(_ options: Set<ProfileOption>) throws -> String? {
            try Deidentifier(profile: Profile(name: "dates", options: options), key: PseudonymKey(layers: [Self.secrets[0]]))
                .clinicalDate("2020-03-04", ofPatient: "4711")
        }
        #expect(try day([.retainLongitudinalTemporalInformationFullDates]) == "2020-03-04")
        #expect(try day([]) == nil)
        let moved = try day([.retainLongitudinalTemporalInformationModifiedDates])
        #expect(moved != nil && moved != "2020-03-04")
    }
}
