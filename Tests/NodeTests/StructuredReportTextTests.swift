import DICOM
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("Structured report as text")
struct StructuredReportTextTests {
    // MARK: Building reports

    private func code(_ value: String, _ scheme: String, _ meaning: String) -> DataSet {
        var item = DataSet()
        item.set(.codeValue, value)
        item.set(.codingSchemeDesignator, scheme)
        item.set(.codeMeaning, meaning)
        return item
    }

    private func item(
        _ type: String, _ name: String, relation: String = "CONTAINS", items: [DataSet] = [], _ fill: (inout DataSet) -> Void = { _ in }
    ) -> DataSet {
        var item = DataSet()
        item.set(.relationshipType, relation)
        item.set(.valueType, type)
        item.set(.conceptNameCodeSequence, items: [code("1", "99TEST", name)])
        if !items.isEmpty { item.set(.contentSequence, items: items) }
        fill(&item)
        return item
    }

    private func report(_ items: [DataSet], title: String = "Chest CT report") -> DataSet {
        var report = DataSet()
        report.set(.valueType, "CONTAINER")
        report.set(.conceptNameCodeSequence, items: [code("18748-4", "LN", title)])
        report.set(.contentSequence, items: items)
        report.set(.contentDate, "20200131")
        report.set(.completionFlag, "COMPLETE")
        report.set(.verificationFlag, "UNVERIFIED")
        return report
    }

    /// The only item of a report of one.
    private func value(_ item: DataSet) throws -> StructuredReportText.Item {
        try #require(StructuredReportText(report([item]))?.items.first)
    }

    // MARK: Values

    @Test("title, state and items are written out, each level two blanks deeper")
    func wholeReport() throws {
        let finding = item(
            "CODE", "Finding",
            items: [
                item("NUM", "Diameter", relation: "HAS PROPERTIES") { number in
                    var measured = DataSet()
                    measured.set(.numericValue, "12.5")
                    measured.set(.measurementUnitsCodeSequence, items: [code("mm", "UCUM", "millimeter")])
                    number.set(.measuredValueSequence, items: [measured])
                }
            ]
        ) { $0.set(.conceptCodeSequence, items: [code("4147007", "SCT", "Mass")]) }
        let text = item("TEXT", "Impression") { $0.set(.textValue, "Two lines\nof text") }
        let found = try #require(StructuredReportText(report([item("CONTAINER", "Findings", items: [finding]), text])))
        #expect(
            found.text == """
                Chest CT report
                  Findings
                    Finding: Mass (4147007, SCT)
                      [property] Diameter: 12.5 mm
                  Impression: Two lines
                    of text
                """)
        #expect(
            found.facts == [
                .init(name: "Date", value: "2020-01-31"), .init(name: "Completion", value: "complete"),
                .init(name: "Verification", value: "unverified"),
            ])
        #expect(!found.isCut)
    }

    @Test("dates, times, names and UIDs read as people write them")
    func plainValues() throws {
        #expect(try value(item("DATE", "Day") { $0.set(.date, "20191224") }).value == "2019-12-24")
        #expect(try value(item("TIME", "Time") { $0.set(.time, "073015.250") }).value == "07:30:15")
        #expect(try value(item("DATETIME", "Moment") { $0.set(.dateTime, "20191224073015.25+0100") }).value == "2019-12-24 07:30:15")
        #expect(try value(item("PNAME", "Observer") { $0.set(.personName, "Yamada^Tarou") }).value == "Yamada, Tarou")
        #expect(try value(item("UIDREF", "Class") { $0.set(.uid, "1.2.840.10008.5.1.4.1.1.2") }).value == "CT Image Storage")
        #expect(try value(item("UIDREF", "Study") { $0.set(.uid, "2.25.7") }).value == "2.25.7")
    }

    @Test("a number without unit stands alone, one that was not measured says why")
    func numbers() throws {
        func number(_ unit: DataSet?, qualifier: DataSet? = nil, value: String? = "3") throws -> String {
            try self.value(
                item("NUM", "Count") { number in
                    if let value {
                        var measured = DataSet()
                        measured.set(.numericValue, value)
                        if let unit { measured.set(.measurementUnitsCodeSequence, items: [unit]) }
                        number.set(.measuredValueSequence, items: [measured])
                    }
                    if let qualifier { number.set(.numericValueQualifierCodeSequence, items: [qualifier]) }
                }
            ).value
        }
        #expect(try number(code("1", "UCUM", "no units")) == "3")
        #expect(try number(code("{nodules}", "UCUM", "nodules")) == "3 nodules")
        #expect(try number(nil) == "3")
        #expect(try number(nil, qualifier: code("114000", "DCM", "Not a number"), value: nil) == "Not a number")
        #expect(try number(nil, value: nil) == "not measured")
    }

    @Test("references, shapes and times have lines of their own, and long ones are shortened")
    func references() throws {
        let image = try value(
            item("IMAGE", "Source") { image in
                var reference = DataSet()
                reference.set(.referencedSOPClassUID, "1.2.840.10008.5.1.4.1.1.66.4")
                reference.set(.referencedSOPInstanceUID, "2.25.9")
                reference.set(.referencedFrameNumber, strings: (1...20).map(String.init))
                reference.set(.referencedSegmentNumber, integers: [2])
                image.set(.referencedSOPSequence, items: [reference])
            })
        #expect(image.lines == ["Segmentation Storage 2.25.9 frames 1, 2, 3, 4, 5, 6, 7, 8, … segments 2"])
        let shape = try value(
            item("SCOORD", "Outline") { shape in
                shape.set(.graphicType, "POLYLINE")
                shape.set(.graphicData, doubles: [1, 2, 3.5, 4])
            })
        #expect(shape.value == "polyline" && shape.lines == ["(1, 2) (3.5, 4)"])
        let times = try value(
            item("TCOORD", "Beats") { times in
                times.set(.temporalRangeType, "MULTIPOINT")
                times.set(.referencedTimeOffsets, doubles: [0.5, 1])
            })
        #expect(times.value == "multipoint" && times.lines == ["seconds 0.5, 1"])
    }

    @Test("an item that refers to another one says to which")
    func byReference() throws {
        var pointer = DataSet()
        pointer.set(.relationshipType, "INFERRED FROM")
        pointer.set(.referencedContentItemIdentifier, integers: [1, 3, 2])
        let finding = try value(item("TEXT", "Conclusion", items: [pointer]) { $0.set(.textValue, "Benign") })
        #expect(finding.items.map(\.value) == ["see item 1.3.2"])
        #expect(finding.items.map(\.relation) == ["inferred from"])
    }

    // MARK: Limits and what is no report

    @Test("what is deeper, longer or more than the limits is cut, and the text says so")
    func limits() throws {
        var deep = item("TEXT", "bottom") { $0.set(.textValue, "unseen") }
        for level in 0..<30 { deep = item("CONTAINER", "level \(level)", items: [deep]) }
        let cut = try #require(StructuredReportText(report([deep]), limits: .init(depth: 24)))
        #expect(cut.isCut && !cut.text.contains("unseen") && cut.text.hasSuffix("(cut: the object holds more)"))

        let many = (0..<40).map { number in item("TEXT", "n") { $0.set(.textValue, "value \(number)") } }
        let few = try #require(StructuredReportText(report(many), limits: .init(items: 10)))
        #expect(few.isCut && few.items.count == 10)
        #expect(try #require(StructuredReportText(report(many), limits: .init(items: 40))).isCut == false)

        let long = item("TEXT", "n") { $0.set(.textValue, String(repeating: "x", count: 100)) }
        let short = try #require(StructuredReportText(report([long]), limits: .init(characters: 10)))
        #expect(short.isCut && short.items[0].value == "xxxxxxxxxx…")
    }

    @Test("an image is no report; items with nothing in them do no harm")
    func noReport() throws {
        var image = DataSet()
        image.set(.rows, integers: [2])
        #expect(StructuredReportText(image) == nil)
        let empty = try #require(StructuredReportText(report([DataSet(), item("NEW KIND", "Later")])))
        #expect(empty.items.map(\.value) == ["", "(new kind)"])
        var bare = DataSet()
        bare.set(.valueType, "CONTAINER")
        #expect(StructuredReportText(bare)?.text == "Report")
    }
}
