import DICOM
import Testing

@testable import Deidentification

@Suite("Retain Safe Private")
struct SafePrivateTests {
    private let safe = Profile(name: "safe", options: [.retainSafePrivate])

    private func siemens(_ creator: String, place: UInt16 = 0x0010) -> DataSet {
        var dataSet = sample(mrClass)
        dataSet.setBytes(Tag(0x0019, place), vr: .lo, Array(creator.utf8))
        let block = place << 8
        dataSet.setBytes(Tag(0x0019, block + 0x0C), vr: .is, Array("800 ".utf8))
        dataSet.setBytes(Tag(0x0019, block + 0x0D), vr: .cs, Array("DIRECTIONAL ".utf8))
        dataSet.setBytes(Tag(0x0019, block + 0x0B), vr: .lo, Array("unlisted".utf8))
        return dataSet
    }

    @Test("elements on the standard's list are kept with their creator, others are not")
    func standardList() throws {
        #expect(SafePrivateList.standard.count == 453)
        let output = try deidentified(siemens("SIEMENS MR HEADER", place: 0x0042), profile: safe)
        #expect(output.elements.filter { $0.tag.isPrivate }.map(\.tag) == [Tag(0x0019, 0x0042), Tag(0x0019, 0x420C), Tag(0x0019, 0x420D)])
        #expect(output.items(.deidentificationMethodCodeSequence).last?.string(.codeValue) == "113111")
        #expect(try !deidentified(siemens("SIEMENS MR HEADER")).contains(where: \.tag.isPrivate))
    }

    @Test(
        "the creator must be the list's to the letter",
        arguments: ["SIEMENS MR HEADER2", "Siemens MR Header", "", " SIEMENS MR HEADER", "MÜLLER"])
    func creators(creator: String) throws {
        #expect(try !deidentified(siemens(creator), profile: safe).contains(where: \.tag.isPrivate))
    }

    @Test("values pass the checks: representation, number of values, names of the patient, numbers")
    func values() throws {
        let list = try SafePrivateList(
            text: """
                # creator\tgroup\telement\tVR\tVM\tmeaning
                ACME\t0029\txx01\tLO\t1\tprotocol
                ACME\t0029\t02\tDS\t3\tvector
                ACME\t0029\t03\tUI\t1\tseries
                ACME\t0029\t04\tDA\t1\tday
                ACME\t0029\t05\tPN\t1\tname
                ACME\t0029\t06\tSQ\t1\titems
                ACME\t0029\t07\tUS/SS\t1-n\tnumbers
                """)
        #expect(list.count == 7)
        #expect(try SafePrivateList(text: list.text) == list)
        let profile = Profile(
            name: "own", options: [.retainLongitudinalTemporalInformationModifiedDates], safePrivate: list)
        var inner = DataSet()
        inner.setBytes(Tag(0x0029, 0x0010), vr: .lo, Array("ACME".utf8))
        inner.setBytes(Tag(0x0029, 0x1001), vr: .lo, Array("T1".utf8))
        inner.set(.institutionName, "SECRET")
        var dataSet = sample()
        dataSet.setBytes(Tag(0x0029, 0x0010), vr: .lo, Array("ACME".utf8))
        dataSet.setBytes(Tag(0x0029, 0x1001), vr: .lo, Array("for M\u{FC}ller".unicodeScalars.map { UInt8($0.value) }))
        dataSet.setBytes(Tag(0x0029, 0x1002), vr: .ds, Array(#"1\2"#.utf8))
        dataSet.setBytes(Tag(0x0029, 0x1003), vr: .ui, Array("1.2.3.4".utf8))
        dataSet.setBytes(Tag(0x0029, 0x1004), vr: .un, Array("20190304".utf8))
        dataSet.setBytes(Tag(0x0029, 0x1005), vr: .pn, Array("Smith^J".utf8))
        dataSet[Tag(0x0029, 0x1006)] = DataElement(tag: Tag(0x0029, 0x1006), items: [inner])
        dataSet.setBytes(Tag(0x0029, 0x1007), vr: .ul, [1, 0, 0, 0])
        let output = try deidentified(dataSet, profile: profile)
        #expect(output.string(Tag(0x0029, 0x1001)) != "for Müller")
        #expect(!output.contains(Tag(0x0029, 0x1002)) && !output.contains(Tag(0x0029, 0x1005)) && !output.contains(Tag(0x0029, 0x1007)))
        #expect(output.string(Tag(0x0029, 0x1003)) == (try testKey().uid(for: "1.2.3.4")))
        let shift = DateShift(days: try testKey().dateShift(forPatient: "4711"))
        #expect(output.string(Tag(0x0029, 0x1004)) == shift.shifted("20190304"))
        let item = try #require(output.items(Tag(0x0029, 0x1006)).first)
        #expect(item.string(Tag(0x0029, 0x1001)) == "T1" && !item.contains(.institutionName))
        dataSet.setBytes(Tag(0x0029, 0x1002), vr: .ds, Array(#"1\2\3 "#.utf8))
        #expect(try deidentified(dataSet, profile: profile).contains(Tag(0x0029, 0x1002)))
        dataSet.setBytes(Tag(0x0029, 0x1002), vr: .ds, Array(#"1\2\Smith "#.utf8))
        #expect(try !deidentified(dataSet, profile: profile).contains(Tag(0x0029, 0x1002)))
    }

    @Test(
        "a broken line is named",
        arguments: [
            "ACME\t0028\t01\tLO\t1\t", "ACME\t0029\t1\tLO\t1\t", "ACME\t0029\t01\tXX\t1\t", "ACME\t0029\t01\tLO\tmany\t",
            "\t0029\t01\tLO\t1",
        ])
    func brokenLists(line: String) {
        let error = #expect(throws: DeidentificationError.self) { try SafePrivateList(text: "# remark\n" + line) }
        #expect(error?.code == .profileNotValid && error?.message.contains("line 2") == true)
    }
}
