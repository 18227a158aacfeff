/// What is gathered of one patient from many rows, in little memory.
///
/// Of several values of an attribute the one that is nearest to the diagnosis in time counts, the first of them on a tie; of an event that
/// happened several times, the first.
struct PatientFacts {
    private struct Entry {
        let place: UInt16
        let day: Int32?
        let value: AttributeValue
    }

    /// The patient identifier of the hospital.
    let originalID: String
    /// The date of birth.
    var born: ClinicalDate?
    /// When the first cancer was diagnosed.
    private(set) var diagnosed: ClinicalDate?
    private var entries: [Entry] = []
    private var events: [(place: UInt16, day: Int32)] = []

    init(originalID: String) { self.originalID = originalID }

    /// Notes a date of diagnosis: the earliest counts. Dates of diagnosis come before everything else.
    mutating func noteDiagnosis(_ date: ClinicalDate) {
        if diagnosed.map({ date.middle < $0.middle }) ?? true { diagnosed = date }
    }

    /// Notes a value.
    mutating func note(_ value: AttributeValue, of place: Int, isMultiple: Bool, day: Int?) {
        let entry = Entry(place: UInt16(place), day: day.flatMap(Int32.init(exactly:)), value: value)
        guard let known = entries.firstIndex(where: { $0.place == entry.place && (!isMultiple || $0.value == value) }) else {
            entries.append(entry)
            return
        }
        if isNearer(entry.day, than: entries[known].day) { entries[known] = entry }
    }

    /// Notes that something happened.
    mutating func noteEvent(_ place: Int, day: Int) {
        guard let day = Int32(exactly: day) else { return }
        if let known = events.firstIndex(where: { $0.place == UInt16(place) }) {
            events[known].day = min(events[known].day, day)
        } else {
            events.append((UInt16(place), day))
        }
    }

    private func isNearer(_ day: Int32?, than other: Int32?) -> Bool {
        guard let day else { return false }
        guard let other else { return true }
        guard let origin = diagnosed?.dayNumber else { return day < other }
        return abs(Int(day) - origin) < abs(Int(other) - origin)
    }

    /// The patient's record, with days counted from diagnosis and years moved.
    func row(_ vocabulary: Vocabulary, line: Int, moved: DateMove?) -> ClinicalRow {
        var record = ClinicalRecord()
        for entry in entries {
            let attribute = vocabulary.attributes[Int(entry.place)]
            if attribute.isMultiple, case .code(let code) = entry.value {
                let known: [String] = if case .codes(let codes)? = record[attribute.name] { codes } else { [] }
                record[attribute.name] = .codes((known + [code]).sorted())
            } else {
                record[attribute.name] = entry.value
            }
        }
        func set(_ name: String, _ number: Double) {
            guard let attribute = vocabulary.attribute(named: name), let normal = attribute.normalised(number) else { return }
            record[name] = .number(normal)
        }
        func move(_ date: ClinicalDate) -> String? {
            guard let moved else { return date.middle }
            return moved(originalID, date.middle)
        }
        guard let diagnosed else { return ClinicalRow(originalPatientID: originalID, line: line, record: record, diagnosed: nil) }
        if let year = move(diagnosed).flatMap({ Double($0.prefix(4)) }) { set("year_of_diagnosis", year) }
        // Of a year of birth alone, its middle.
        if let birth = born.flatMap({ ClinicalDate($0.middle)?.dayNumber }), let day = ClinicalDate(diagnosed.middle)?.dayNumber {
            set("age_at_diagnosis", ClinicalAge.years(from: birth, to: day))
        }
        if let origin = diagnosed.dayNumber {
            for event in events { set(vocabulary.attributes[Int(event.place)].name, Double(Int(event.day) - origin)) }
            if let psa = vocabulary.place(of: "psa"), let day = entries.first(where: { $0.place == UInt16(psa) })?.day {
                set("days_to_psa", Double(Int(day) - origin))
            }
        }
        return ClinicalRow(
            originalPatientID: originalID, line: line, record: record, diagnosed: diagnosed.dayNumber == nil ? nil : move(diagnosed))
    }
}
