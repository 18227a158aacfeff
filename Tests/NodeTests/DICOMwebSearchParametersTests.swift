import DICOM
import DICOMPixels
import Federation
import Foundation
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

@Suite("Parameters of a search")
struct DICOMwebSearchParametersTests {
    private func read(_ query: String) throws -> SearchParameters { try SearchParameters(QueryParameters(query)) }

    @Test("are attributes by keyword or tag, with wildcards, ranges and lists")
    func attributes() throws {
        let parameters = try read(
            "PatientName=DOE*&00100020=P1&StudyDate=20200101-20201231&ModalitiesInStudy=CT%2CMR&StudyInstanceUID=1.2,1.3&AccessionNumber=")
        #expect(
            parameters.conditions == [
                AttributeCondition(.patientName, .wildcard("DOE*")), AttributeCondition(.patientID, .single("P1")),
                AttributeCondition(.studyDate, AttributeMatch(text: "20200101-20201231", vr: .da)),
                AttributeCondition(.modalitiesInStudy, .list(["CT", "MR"])),
                AttributeCondition(.studyInstanceUID, .list(["1.2", "1.3"])), AttributeCondition(.accessionNumber, .universal),
            ])
    }

    @Test("given several times are alternatives, those of one sequence are met by one item")
    func repeated() throws {
        let parameters = try read(
            "Modality=CT&Modality=MR&StudyInstanceUID=1.2&StudyInstanceUID=1.3&RequestAttributesSequence.ScheduledProcedureStepID=a&00400275.00401001=b"
        )
        #expect(
            parameters.conditions == [
                AttributeCondition(.modality, .list(["CT", "MR"])), AttributeCondition(.studyInstanceUID, .list(["1.2", "1.3"])),
                AttributeCondition(
                    .requestAttributesSequence,
                    .items([
                        AttributeCondition(.scheduledProcedureStepID, .single("a")),
                        AttributeCondition(.requestedProcedureID, .single("b")),
                    ])),
            ])
    }

    @Test("say which attributes are wanted, how many results, and from where")
    func options() throws {
        let parameters = try read("includefield=StudyDescription,00081030&includefield=PatientAge&limit=10&offset=20&fuzzymatching=true")
        #expect(parameters.fields == .standardAnd([.studyDescription, .studyDescription, .patientAge]))
        #expect(parameters.limit == 10 && parameters.offset == 20 && parameters.fuzzy)
        #expect(try read("includefield=all").fields == .all)
        #expect(try read("").fields == .standard)
        #expect(try read("emptyvaluematching=true").unsupported == ["emptyvaluematching"])
        #expect(try read("PatientName=M%C3%BCller+A").conditions == [AttributeCondition(.patientName, .single("Müller A"))])
    }

    @Test("are refused where there are more than a statement of the database takes")
    func many() throws {
        func keys(_ count: Int) -> String { (0..<count).map { "0009" + String(format: "%04X", 0x1000 + $0) + "=x" }.joined(separator: "&") }
        #expect(try read(keys(200)).conditions.count == 200)
        func list(_ count: Int) -> String { "StudyInstanceUID=" + (1...count).map { "1.2.\($0)" }.joined(separator: ",") }
        #expect(try read(list(1_000)).conditions.count == 1)
        let wildcards = { (count: Int) in [String](repeating: "PatientName=A*", count: count).joined(separator: "&") }
        #expect(try read(wildcards(200)).conditions.count == 200)
        for query in [keys(201), list(1_001), wildcards(201), wildcards(5_000)] {
            let problem = #expect(throws: Problem.self) { try read(query) }
            #expect(problem?.status == 400)
        }
    }

    @Test(
        "that cannot be used are named",
        arguments: [
            ("limit=x", "limit"), ("limit=-1", "limit"), ("offset=", "offset"), ("fuzzymatching=yes", "fuzzymatching"),
            ("NoSuchKeyword=1", "NoSuchKeyword"), ("includefield=Nothing", "Nothing"), ("PatientName.=1", "PatientName."),
            ("0010002=1", "0010002"), ("=1", "''"),
        ])
    func refused(query: String, name: String) {
        let problem = #expect(throws: Problem.self) { try read(query) }
        #expect(problem?.status == 400)
        #expect(problem?.detail.contains(name) == true)
    }
}

@Suite("Parameters of rendering")
struct DICOMwebRenderingParametersTests {
    private func read(_ query: String) throws -> RenderingParameters { try RenderingParameters(QueryParameters(query)) }

    @Test("are window, viewport and quality")
    func all() throws {
        let parameters = try read("window=40,400,linear&viewport=100,50,10,20,200,100&quality=75&annotation=patient")
        #expect(parameters.window?.center == 40 && parameters.window?.width == 400 && parameters.window?.function == .linear)
        #expect(parameters.view?.columns == 100 && parameters.view?.rows == 50)
        #expect(parameters.region == .init(x: 10, y: 20, columns: 200, rows: 100))
        #expect(parameters.quality == 75)
        #expect(parameters.unsupported == ["annotation"])
        #expect(try read("window=-600.5,0.5,sigmoid").window?.function == .sigmoid)
        #expect(try read("window=1,2").window?.function == .linear)
        #expect(try read("").window == nil)
        #expect(try read("quality=75").name != read("quality=76").name)
    }

    @Test(
        "that cannot be used are refused",
        arguments: [
            "window=1", "window=a,b,linear", "window=1,0,linear", "window=1,-5,sigmoid", "window=1,2,cubic", "window=nan,1,linear",
            "viewport=0,1",
            "viewport=1", "viewport=1,2,3", "viewport=99999,1", "viewport=1,1,0,0,-5,5", "quality=0", "quality=101", "quality=x", "size=1",
        ])
    func refused(query: String) {
        let problem = #expect(throws: Problem.self) { try read(query) }
        #expect(problem?.status == 400)
    }
}
