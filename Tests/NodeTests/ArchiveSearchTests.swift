import DICOM
import Foundation
import Storage
import TestSupport
import Testing

@testable import Node

private typealias Tag = DICOM.Tag

/// Searches beside an oracle that reads every archived file and looks at each.
@Suite("Archive search")
struct ArchiveSearchTests {
    /// The keys that tell the entities of a level apart.
    private static let unique: [ArchiveQuery.Level: Tag] = [
        .patient: .patientID, .study: .studyInstanceUID, .series: .seriesInstanceUID, .instance: .sopInstanceUID,
    ]

    private func allObjects(_ node: Node) async throws -> [DataSet] {
        var objects: [DataSet] = []
        for instance in try await node.archive.instances() {
            objects.append(try DICOMFile(bytes: await node.archive.load(instance)).dataSet)
        }
        return objects
    }

    private func identifiers(_ result: SearchResult, _ level: ArchiveQuery.Level) -> [String] {
        result.dataSets.map { $0.string(Self.unique[level]!) ?? "none" }
    }

    @Test("random queries at every level find what looking at every file finds", arguments: 0..<12)
    func oracle(seed: UInt64) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let objects = try await allObjects(node)
            var random = SeededGenerator(seed: seed)
            for _ in 0..<25 {
                let level = ArchiveQuery.Level.allCases.randomElement(using: &random)!
                let conditions = (0..<Int.random(in: 1...3, using: &random)).map { _ in condition(level, objects, &random) }
                let expected = Set(
                    objects.filter { object in conditions.allSatisfy { $0.isMet(by: object, fuzzy: false) } }
                        .compactMap { $0.string(Self.unique[level]!) })
                let result = try await node.archive.search(ArchiveQuery(level: level, conditions: conditions))
                #expect(Set(identifiers(result, level)) == expected, "\(level) \(conditions)")
                #expect(identifiers(result, level).count == expected.count, "each once")
                #expect(result.isComplete && result.unsupported.isEmpty)

                // Pages of any size are the whole, in the same order.
                let size = Int.random(in: 1...4, using: &random)
                var paged: [String] = []
                while true {
                    let page = try await node.archive.search(
                        ArchiveQuery(level: level, conditions: conditions, limit: size, order: .natural(offset: paged.count)))
                    #expect(page.dataSets.count <= size)
                    paged += identifiers(page, level)
                    if page.isComplete { break }
                }
                #expect(paged == identifiers(result, level))

                // By key too, each once.
                var keyed: [String] = []
                while true {
                    let order = ArchiveQuery.Order.key(after: keyed.last ?? "")
                    let page = try await node.archive.search(
                        ArchiveQuery(level: level, conditions: conditions, limit: size, order: order))
                    keyed += identifiers(page, level)
                    if page.isComplete { break }
                }
                #expect(keyed.count == expected.count && Set(keyed) == expected)
            }
        }
    }

    @Test("a C-FIND longer than a page brings every match once, one that fits in the order people read", arguments: [1, 3, 1_000])
    func pagesOfMatches(size: Int) async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.search(ArchiveQuery(level: .instance))
            var identifier = DataSet()
            identifier.set(.queryRetrieveLevel, "IMAGE")
            identifier.set(.sopInstanceUID, "")
            let query = FindIdentifier(identifier, level: .instance, title: "MOSAIC")
            var found: [String] = []
            for try await match in FoundMatches(archive: node.archive, query: query, pageSize: size) {
                found.append(match.string(.sopInstanceUID) ?? "none")
            }
            let expected = identifiers(all, .instance)
            #expect(found.count == expected.count && Set(found) == Set(expected))
            if size > expected.count { #expect(found == expected) }
        }
    }

    /// A key at this level or above, with a value that some object has, or a part or neighbour of it.
    private func condition(_ level: ArchiveQuery.Level, _ objects: [DataSet], _ random: inout SeededGenerator) -> AttributeCondition {
        let tags: [(ArchiveQuery.Level, [Tag])] = [
            (.patient, [.patientID, .patientName, .patientSex]), (.study, [.studyInstanceUID, .studyDate, .studyTime, .studyID]),
            (.series, [.seriesInstanceUID, .modality, .seriesNumber, .bodyPartExamined, .manufacturer]),
            (.instance, [.sopInstanceUID, .sopClassUID, .instanceNumber, .rows]),
        ]
        let tag = tags.filter { $0.0 <= level }.flatMap(\.1).randomElement(using: &random)!
        let object = objects.randomElement(using: &random)!
        guard let element = object[tag], let value = object.strings(of: element).first, !value.isEmpty else {
            return AttributeCondition(tag, .universal)
        }
        let vr = DataDictionary.vr(for: tag) ?? .lo
        switch (vr, Int.random(in: 0..<3, using: &random)) {
        case (.da, 0), (.tm, 0): return AttributeCondition(tag, text: "\(value)-")
        case (.da, 1), (.tm, 1): return AttributeCondition(tag, text: "-\(value)")
        case (.ui, 0): return AttributeCondition(tag, text: value + "\\" + (objects.randomElement(using: &random)!.string(tag) ?? ""))
        case (.cs, 0), (.lo, 0), (.sh, 0), (.pn, 0): return AttributeCondition(tag, text: value.prefix(3) + "*")
        case (.cs, 1), (.lo, 1), (.sh, 1), (.pn, 1): return AttributeCondition(tag, text: "*" + value.suffix(2))
        default: return AttributeCondition(tag, text: value)
        }
    }

    @Test("counts of studies, series and instances are those of the objects, and modalities are gathered")
    func counts() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let objects = try await allObjects(node)
            for study in try await node.archive.search(ArchiveQuery(level: .study)).dataSets {
                let members = objects.filter { $0.string(.studyInstanceUID) == study.string(.studyInstanceUID) }
                #expect(study.integer(.numberOfStudyRelatedInstances) == members.count)
                #expect(study.integer(.numberOfStudyRelatedSeries) == Set(members.map { $0.string(.seriesInstanceUID) }).count)
                #expect(Set(study.strings(.modalitiesInStudy)) == Set(members.compactMap { $0.string(.modality) }))
                #expect(study.string(.studyDate) == members.first?.string(.studyDate))
            }
            for patient in try await node.archive.search(ArchiveQuery(level: .patient)).dataSets {
                let members = objects.filter { $0.string(.patientID) == patient.string(.patientID) }
                #expect(patient.integer(.numberOfPatientRelatedStudies) == Set(members.map { $0.string(.studyInstanceUID) }).count)
                #expect(patient.integer(.numberOfPatientRelatedInstances) == members.count)
            }
            for series in try await node.archive.search(ArchiveQuery(level: .series)).dataSets {
                let members = objects.filter { $0.string(.seriesInstanceUID) == series.string(.seriesInstanceUID) }
                #expect(series.integer(.numberOfSeriesRelatedInstances) == members.count)
            }
        }
    }

    @Test("a scope of a dataset or of studies shows nothing else, at no level, and counts nothing else")
    func scopes() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.instances()
            let patients = Set(all.map(\.patientID))
            try await node.publish("women", cohort: "sex = female")
            let members = Set(
                try await node.database.read {
                    try $0.query("SELECT patient_id FROM dataset_patient").compactMap { $0.string("patient_id") }
                })
            #expect(!members.isEmpty && members != patients)
            let study = try #require(all.first { !members.contains($0.patientID) }?.studyUID)
            let scopes: [(AccessScope, (ArchivedInstance) -> Bool)] = [
                (.everything, { _ in true }), (.datasets(["north.women"]), { members.contains($0.patientID) }),
                (.studies([study]), { $0.studyUID == study }), (.datasets([]), { _ in false }), (.studies([]), { _ in false }),
                (.datasets(["north.none", "x') OR ('1' = '1"]), { _ in false }),
            ]
            for (scope, isVisible) in scopes {
                let visible = all.filter(isVisible)
                let expected: [(ArchiveQuery.Level, Set<String>)] = [
                    (.patient, Set(visible.map(\.patientID))), (.study, Set(visible.map(\.studyUID))),
                    (.series, Set(visible.map(\.seriesUID))), (.instance, Set(visible.map(\.sopInstanceUID))),
                ]
                for (level, identifiers) in expected {
                    let result = try await node.archive.search(ArchiveQuery(level: level, scope: scope))
                    #expect(Set(self.identifiers(result, level)) == identifiers, "\(level) of \(scope)")
                    if level == .patient {
                        #expect(result.dataSets.compactMap { $0.integer(.numberOfPatientRelatedInstances) }.reduce(0, +) == visible.count)
                    }
                    if level == .study {
                        #expect(result.dataSets.compactMap { $0.integer(.numberOfStudyRelatedInstances) }.reduce(0, +) == visible.count)
                    }
                }
                #expect(Set(try await node.archive.instances(scope: scope).map(\.sopInstanceUID)) == Set(visible.map(\.sopInstanceUID)))
            }
        }
    }

    @Test("attributes that only the objects hold are read from them, and keys that nothing holds are named")
    func fields() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let first = try #require(try await node.archive.instances().first)
            let object = try DICOMFile(bytes: try await node.archive.load(first)).dataSet
            let instance = AttributeCondition(.sopInstanceUID, text: first.sopInstanceUID)
            func find(_ fields: ArchiveQuery.Fields) async throws -> DataSet? {
                let query = ArchiveQuery(level: .instance, conditions: [instance], fields: fields)
                let match = try #require(try await node.archive.search(query).dataSets.first)
                return try await MatchCompletion(query, node.archive)?.completed(match)
            }
            #expect(try await find(.standardAnd([.bitsStored, .highBit]))?.integer(.highBit) == object.integer(.highBit))
            #expect(try await find(.standardAnd([.bitsStored])) == nil, "the archive keeps it")
            let found = try #require(try await find(.all))
            #expect(found[.pixelData] == nil)
            for element in object.elements where element.tag != .pixelData && element.tag != .specificCharacterSet {
                #expect(found[element.tag] != nil, "\(element.tag)")
            }
            let unknown = try await node.archive.search(
                ArchiveQuery(level: .study, conditions: [AttributeCondition(.rows, text: "512")]))
            #expect(unknown.unsupported == [.rows])
        }
    }

    @Test("a sequence of empty keys asks for the attribute and selects nothing away")
    func emptySequenceKey() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            let all = try await node.archive.search(ArchiveQuery(level: .series)).dataSets.count
            for match in [AttributeMatch.items([]), .items([AttributeCondition(.scheduledProcedureStepID, .universal)])] {
                let key = AttributeCondition(.requestAttributesSequence, match)
                #expect(try await node.archive.search(ArchiveQuery(level: .series, conditions: [key])).dataSets.count == all)
            }
        }
    }

    @Test("what comes into a published series later is outside of the dataset's scope")
    func laterInstances() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let scope = AccessScope.datasets(["north.all"])
            let before = try await node.archive.instances(scope: scope)
            #expect(!before.isEmpty)
            let late = try #require(before.first?.sopInstanceUID)
            try await node.database.write {
                try $0.execute("UPDATE instance SET archived_ms = archived_ms + 1 WHERE sop_instance_uid = ?", [.text(late)])
            }
            #expect(try await node.archive.instances(scope: scope).map(\.sopInstanceUID) == before.dropFirst().map(\.sopInstanceUID))
            #expect(try await node.archive.instances(instance: late, scope: scope).isEmpty)
            // Nor is it counted where its study is looked at.
            let study = AttributeCondition(.studyInstanceUID, .single(try #require(before.first?.studyUID)))
            let held = before.count { $0.studyUID == before[0].studyUID } - 1
            for (level, tag) in [
                (ArchiveQuery.Level.study, Tag.numberOfStudyRelatedInstances), (.series, .numberOfSeriesRelatedInstances),
            ] {
                let shown = try await node.archive.search(ArchiveQuery(level: level, conditions: [study], scope: scope)).dataSets
                #expect(shown.reduce(0) { $0 + ($1.integer(tag) ?? 0) } == held, "\(level)")
            }
        }
    }

    @Test("modalities of a study are those of the series within the scope, also when they are searched for")
    func scopedModalities() async throws {
        try await withTemporaryFolder { folder in
            let node = try await thawedNode(folder)
            try await node.publish()
            let series = try #require(try await node.archive.search(ArchiveQuery(level: .series)).dataSets.first)
            let study = try #require(series.string(.studyInstanceUID))
            // A series that came later, of a modality that is nowhere in the dataset.
            try await node.database.write { connection in
                try connection.execute(
                    "INSERT INTO series (uid, study_uid, modality, facts) VALUES ('1.2.3', ?, 'SEG', '{}')", [.text(study)])
                try connection.execute("UPDATE study SET modalities = modalities || '\\SEG' WHERE uid = ?", [.text(study)])
            }
            let seg = AttributeCondition(.modalitiesInStudy, text: "SEG")
            #expect(try await node.archive.search(ArchiveQuery(level: .study, conditions: [seg])).dataSets.count == 1)
            let scope = AccessScope.datasets(["north.all"])
            #expect(try await node.archive.search(ArchiveQuery(level: .study, conditions: [seg], scope: scope)).dataSets.isEmpty)
            let shown = try await node.archive.search(ArchiveQuery(level: .study, scope: scope)).dataSets
            #expect(shown.flatMap { $0.strings(.modalitiesInStudy) }.contains("SEG") == false)
            #expect(shown.allSatisfy { !$0.strings(.modalitiesInStudy).isEmpty })
        }
    }
}
