import DICOM

/// Dates that are dates, in an order that can have happened.
enum DateChecks {
    static func findings(_ dataSet: DataSet) -> [Finding] {
        var findings: [Finding] = []
        dataSet.visit { path, element in
            guard element.vr == .da, !element.isEmpty else { return }
            if dataSet.strings(of: element).contains(where: { !$0.isEmpty && DICOMDate($0) == nil }) {
                findings.append(Finding(.dateFormat, .error, at: path, "the date is not a day written as YYYYMMDD"))
            }
        }

        func order(_ earlier: Tag, _ later: Tag) {
            guard let first = DICOMDate(dataSet.string(earlier)), let second = DICOMDate(dataSet.string(later)), second < first else {
                return
            }
            findings.append(
                Finding(.dateOrder, .warning, later, "\(later.keywordOrNumber) lies before \(earlier.keywordOrNumber)"))
        }
        for date in [Tag.studyDate, .seriesDate, .acquisitionDate, .contentDate] { order(.patientBirthDate, date) }
        for date in [Tag.seriesDate, .acquisitionDate, .contentDate] { order(.studyDate, date) }
        order(.acquisitionDate, .contentDate)

        if let age = dataSet.string(.patientAge), !age.isEmpty {
            if let years = DICOMAge(age)?.years {
                if let birth = DICOMDate(dataSet.string(.patientBirthDate)), let study = DICOMDate(dataSet.string(.studyDate)),
                    birth <= study,
                    abs(birth.years(to: study) - years) > 1
                {
                    findings.append(
                        Finding(.age, .warning, .patientAge, "the age differs by more than a year from that of birth date and study date"))
                }
            } else {
                findings.append(Finding(.age, .error, .patientAge, "the age is not three digits and D, W, M or Y"))
            }
        }
        return findings
    }
}
