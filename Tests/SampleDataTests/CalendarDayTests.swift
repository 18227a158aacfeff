@testable import SampleData
import Testing

@Suite("Days and numbers of the sample")
struct CalendarDayTests {
    @Test("run through the calendar as counting from one day to the next does")
    func counting() {
        var (year, month, day) = (1896, 1, 1)
        let first = CalendarDay(year: year, month: month, day: day)
        for number in 0..<60_000 {
            let current = first.adding(days: number)
            #expect(current.civil == (year, month, day))
            #expect(CalendarDay(year: year, month: month, day: day) == current)
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
        #expect(CalendarDay(year: 1970, month: 1, day: 1).number == 0)
    }

    @Test("are written as DICOM writes them")
    func writing() {
        #expect(CalendarDay(year: 2020, month: 2, day: 9).dicom == "20200209")
        #expect(CalendarDay(year: 1960, month: 6, day: 15).years(until: CalendarDay(year: 2020, month: 6, day: 14)) == 59)
        #expect(CalendarDay(year: 1960, month: 6, day: 15).years(until: CalendarDay(year: 2020, month: 6, day: 15)) == 60)
        #expect(dicomTime(secondsOfDay: 3_661) == "010101")
        #expect([decimal(-1.005, 1), decimal(2.5, 0), decimal(-0.04, 1), decimal(12.3456, 3)] == ["-1.0", "3", "0.0", "12.346"])
    }

    @Test("of a patient's two studies lie about a year apart in the answer key")
    func interval() {
        let patients = SampleCohort(seed: 1, holder: 0, patients: 72).answerKey.patients
        let twice = patients.filter { Set($0.files.map(\.studyDate)).count == 2 }
        #expect(twice.count == 3)
        #expect(twice.allSatisfy { patient in patient.identifiers.contains { $0.kind == .date && $0.files != nil } })
    }
}
