import DICOM
import TestSupport
import Testing

@testable import Deidentification

@Suite("Dates and ages")
struct DateTests {
    @Test("day numbers agree with a count of days, and back")
    func dayNumbers() throws {
        #expect(CalendarDate(year: 1970, month: 1, day: 1)?.dayNumber == 0)
        #expect(CalendarDate(year: 2000, month: 3, day: 1)?.dayNumber == 11_017)
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        var number = try #require(CalendarDate(year: 1890, month: 1, day: 1)).dayNumber
        for year in 1890...2110 {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for month in 1...12 {
                let length = lengths[month - 1] + (month == 2 && isLeap ? 1 : 0)
                for day in 1...length {
                    let date = try #require(CalendarDate(year: year, month: month, day: day))
                    #expect(date.dayNumber == number)
                    #expect(CalendarDate(dayNumber: number) == date)
                    number += 1
                }
                #expect(CalendarDate(year: year, month: month, day: length + 1) == nil)
            }
        }
        #expect(CalendarDate(dayNumber: -10_000_000) == nil)
        #expect(CalendarDate(dayNumber: 10_000_000) == nil)
    }

    @Test("intervals between dates of a patient survive, and times of day")
    func intervals() throws {
        var generator = SeededGenerator(seed: 42)
        for _ in 0..<300 {
            let first = try #require(CalendarDate(dayNumber: Int.random(in: -20_000...25_000, using: &generator)))
            let second = try #require(CalendarDate(dayNumber: Int.random(in: -20_000...25_000, using: &generator)))
            let patient = "P\(Int.random(in: 0...999, using: &generator))"
            var moved: [CalendarDate] = []
            for date in [first, second] {
                var dataSet = sample(patient: patient)
                dataSet.setBytes(.studyDate, vr: .da, date.dicom)
                dataSet.setBytes(.acquisitionDateTime, vr: .dt, date.dicom + Array("235959.5+0100".utf8))
                dataSet.set(.acquisitionTime, "235959.5")
                let output = try deidentified(dataSet)
                let text = try #require(output.string(.studyDate))
                moved.append(try #require(CalendarDate(dicom: text.utf8)))
                #expect(output.string(.acquisitionTime) == "235959.5")
                #expect(output.string(.acquisitionDateTime) == text + "235959.5+0100")
                #expect(output.string(.longitudinalTemporalInformationModified) == "MODIFIED")
            }
            #expect(moved[1].dayNumber - moved[0].dayNumber == second.dayNumber - first.dayNumber)
            #expect(moved[0] != first)
        }
    }

    @Test(
        "dates and times in every form",
        arguments: [
            (VR.da, "20200301", "20200229"), (.da, "2020.03.01", "20200229"), (.da, "20200301\\20200302", "20200229\\20200301"),
            (.da, "20200230", nil), (.da, "Müller", nil), (.da, "2020030", nil), (.dt, "2020", "2020"), (.dt, "202003", "202003"),
            (.dt, "20200301", "20200229"), (.dt, "20200301101112.123456-0530", "20200229101112.123456-0530"),
            (.dt, "2020030110", "2020022910"),
            (.dt, "20200301257", nil), (.dt, "20200301+0100", "20200229+0100"), (.dt, "20200301x", nil), (.tm, "101112", "101112"),
            (.tm, "10:11:12", "10:11:12"), (.tm, "101112.1234567", nil), (.tm, "256112", nil), (.tm, "noon", nil), (.tm, "", ""),
        ] as [(VR, String, String?)])
    func forms(vr: VR, text: String, expected: String?) {
        let moved = DateShift(days: -1).shifted(Array(text.utf8)[...], vr: vr)
        #expect(moved.map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("dates of clinical tables move with the images")
    func clinical() {
        #expect(DateShift(days: -1).shifted("2020-03-01") == "2020-02-29")
        #expect(DateShift(days: -1).shifted("20200301") == "20200229")
        #expect(DateShift(days: -1).shifted("1.3.2020") == nil)
    }

    @Test("a date that is none is not kept")
    func badDates() throws {
        var dataSet = sample()
        dataSet.set(.studyDate, strings: ["born 1950"])
        dataSet.set(.seriesDate, strings: ["Müller"], vr: .lo)
        dataSet.set(.seriesTime, strings: ["Müller"], vr: .lo)
        let output = try deidentified(dataSet)
        #expect(output[.studyDate]?.isEmpty == true)
        #expect(!output.contains(.seriesDate))
        #expect(!output.contains(.seriesTime))
    }

    @Test(
        "ages of 90 years and more are written 090Y",
        arguments: [("089Y", "089Y"), ("090Y", "090Y"), ("104Y", "090Y"), ("999M", "999M"), ("003W", "003W"), ("90", nil), ("old!", nil)]
            as [(String, String?)])
    func ages(age: String, expected: String?) throws {
        var dataSet = sample()
        dataSet.remove(.patientBirthDate)
        dataSet.setBytes(.patientAge, vr: .as, Array(age.utf8))
        #expect(try deidentified(dataSet).string(.patientAge) == expected)
        #expect(!(try deidentified(dataSet, profile: .basic)).contains(.patientAge))
    }

    @Test(
        "an age that is missing is made from the birth date, where characteristics are kept",
        arguments: [
            ("19440708", "20190304", "074Y"), ("19140101", "20190304", "090Y"), ("20190304", "20190304", "000D"),
            ("20180301", "20190304", "012M"),
        ])
    func derivedAge(birth: String, study: String, age: String) throws {
        var dataSet = sample()
        dataSet.set(.patientBirthDate, birth)
        dataSet.set(.studyDate, study)
        dataSet.setBytes(.patientAge, vr: .as, [])
        #expect(try deidentified(dataSet).string(.patientAge) == age)
        #expect(!(try deidentified(dataSet, profile: .basic)).contains(.patientAge))
    }
}
