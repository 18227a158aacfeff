import DICOM
import Foundation
@testable import SampleData
import Testing

@Suite("A sample cohort")
struct SampleCohortTests {
    /// FNV-1a over paths and bytes, in order.
    private func fingerprint(_ cohort: SampleCohort) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        for (path, bytes) in cohort.files {
            add(path.utf8)
            bytes.withUnsafeBufferPointer { add($0) }
        }
        add(cohort.clinicalTable.utf8)
        return hash
    }

    @Test("is the same whenever it is made, and another for another seed or holder")
    func deterministic() throws {
        let first = fingerprint(SampleCohort(seed: 5, holder: 0, patients: 3))
        #expect(first == fingerprint(SampleCohort(seed: 5, holder: 0, patients: 3)))
        #expect(first != fingerprint(SampleCohort(seed: 6, holder: 0, patients: 3)))
        #expect(first != fingerprint(SampleCohort(seed: 5, holder: 3, patients: 3)))
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let keys = try (0..<2).map { _ in try encoder.encode(SampleCohort(seed: 5, holder: 1, patients: 6).answerKey) }
        #expect(keys[0] == keys[1])
        #expect(try JSONDecoder().decode(AnswerKey.self, from: keys[0]) == SampleCohort(seed: 5, holder: 1, patients: 6).answerKey)
    }

    @Test("of any size has the files it announces, and none when it has no patients", arguments: [0, 1, 2, 3, 25])
    func sizes(_ patients: Int) {
        for flaws in [true, false] {
            let cohort = SampleCohort(seed: 1, holder: 1, patients: patients, flaws: flaws)
            let paths = cohort.files.map(\.path)
            #expect(paths.count == cohort.fileCount)
            #expect(Set(paths).count == paths.count)
            let key = cohort.answerKey
            #expect(Set(paths) == Set(key.patients.flatMap(\.files).map(\.path) + key.flaws.map(\.path)))
            #expect(key.patients.count == patients)
            if patients == 0 { #expect(paths.isEmpty) }
        }
    }

    @Test("of the default size has about 1,300 images of three modalities")
    func defaultSize() {
        let cohort = SampleCohort(seed: 1, holder: 0)
        let classes = Dictionary(grouping: cohort.answerKey.patients.flatMap(\.files), by: \.sopClassUID).mapValues(\.count)
        #expect(classes["1.2.840.10008.5.1.4.1.1.2"] == 360)
        #expect(classes["1.2.840.10008.5.1.4.1.1.1.2"] == 160)
        #expect(classes["1.2.840.10008.5.1.4.1.1.4"] == 800)
        #expect(cohort.fileCount == 1_324)
    }

    @Test("holds every planted identifier where the answer key says", arguments: 0..<3)
    func planted(_ holder: Int) throws {
        let cohort = SampleCohort(seed: 9, holder: holder, patients: 24, flaws: false)
        let key = cohort.answerKey
        var patientOfPath: [String: AnswerKey.Patient] = [:]
        for patient in key.patients { for file in patient.files { patientOfPath[file.path] = patient } }
        var places: Set<PlantedIdentifier.Place> = []
        var kinds: Set<PlantedIdentifier.Kind> = []
        var seen = 0
        for (path, bytes) in cohort.files where path.hasSuffix("/1.dcm") {
            let patient = try #require(patientOfPath[path])
            let entry = try #require(patient.files.first { $0.path == path })
            let dataSet = try DICOMFile(bytes: bytes).dataSet
            #expect(dataSet.string(.patientID) == patient.originalID)
            #expect(dataSet.string(.sopInstanceUID) == entry.sopInstanceUID)
            #expect(dataSet.string(.seriesInstanceUID) == entry.seriesInstanceUID)
            #expect(dataSet.string(.studyInstanceUID) == entry.studyInstanceUID)
            #expect(dataSet.string(.studyDate) == entry.studyDate)
            for identifier in patient.identifiers where identifier.files?.contains(path) ?? true {
                let tagPath = try #require(TagPath(identifier.path))
                let element = try #require(dataSet[tagPath], "\(identifier.path)")
                let value = try #require(element.bytes)
                #expect(contains(value, cohort.hospital.repertoire.encoded(identifier.value)), "\(identifier.path)")
                places.insert(identifier.place)
                kinds.insert(identifier.kind)
                seen += 1
            }
        }
        #expect(seen > 24 * 30)
        #expect(places.isSuperset(of: [.plain, .privateElement, .nested]))
        #expect(kinds == Set(PlantedIdentifier.Kind.allCases))
        if holder == 2 { #expect(places.contains(.nestedPrivate)) }
    }

    private func contains(_ bytes: ArraySlice<UInt8>, _ wanted: [UInt8]) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        return (bytes.startIndex...bytes.endIndex - wanted.count).contains { bytes[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }

    @Test(
        "writes names that decode by the character set of the holder", arguments: [(0, "ISO_IR 100"), (1, "ISO_IR 192"), (2, "ISO_IR 144")])
    func characterSets(_ holder: Int, _ term: String) throws {
        let cohort = SampleCohort(seed: 2, holder: holder, patients: 12, flaws: false)
        var beyondASCII = 0
        for patient in cohort.patients {
            let series = try #require(SampleSeries.all(of: patient, hospital: cohort.hospital, seed: 2).first)
            let file = try DICOMFile(bytes: series.bytes(image: 0))
            #expect(file.dataSet.string(.specificCharacterSet) == term)
            #expect(file.dataSet.string(.patientName) == patient.person.dicom)
            #expect(file.dataSet.string(.institutionName) == cohort.institution)
            #expect(
                file.dataSet.items(.otherPatientIDsSequence).map { $0.string(.patientID) } == [patient.insuranceNumber, patient.formerID])
            beyondASCII += patient.person.dicom.utf8.contains { $0 > 127 } ? 1 : 0
        }
        #expect(beyondASCII > 6)
        #expect(cohort.institution.hasPrefix("SYNTHETIC"))
    }

    @Test("uses every UID for one thing only, across holders and seeds")
    func uniqueIdentifiers() {
        var instances: Set<String> = []
        var patientsOfStudy: [String: String] = [:]
        var patientIDs: Set<String> = []
        for seed in [1, 2] as [UInt64] {
            for holder in 0..<4 {
                let key = SampleCohort(seed: seed, holder: holder, patients: 30).answerKey
                for patient in key.patients {
                    #expect(patientIDs.insert("\(seed)|\(holder)|\(patient.originalID)").inserted)
                    for file in patient.files {
                        #expect(instances.insert(file.sopInstanceUID).inserted)
                        for uid in [file.sopInstanceUID, file.seriesInstanceUID, file.studyInstanceUID] {
                            #expect(uid.hasPrefix("2.25.") && uid.count <= 64 && uid.dropFirst(5).allSatisfy(\.isNumber))
                        }
                        let owner = "\(seed)|\(holder)|\(patient.originalID)"
                        #expect(patientsOfStudy.updateValue(owner, forKey: file.studyInstanceUID) ?? owner == owner)
                    }
                }
            }
        }
    }

    @Test("has files that go wrong the way the answer key says")
    func flaws() throws {
        let cohort = SampleCohort(seed: 3, holder: 0, patients: 3)
        let files = Dictionary(uniqueKeysWithValues: cohort.files.map { ($0.path, $0.bytes) })
        let flaws = cohort.answerKey.flaws
        #expect(flaws.map(\.kind) == [.truncated, .textNamedAsImage, .recognizableFeatures, .exactDuplicate])
        for flaw in flaws {
            let bytes = try #require(files[flaw.path])
            switch flaw.kind {
            case .truncated:
                #expect(DICOMFile.looksLikeDICOM(bytes.prefix(512)))
                #expect(throws: DICOMError.self) { try DICOMFile(bytes: bytes) }
            case .textNamedAsImage:
                #expect(!DICOMFile.looksLikeDICOM(bytes))
            case .recognizableFeatures:
                let file = try DICOMFile(bytes: bytes)
                #expect(file.dataSet.string(.burnedInAnnotation) == "YES")
                #expect(file.dataSet.string(.patientID) == flaw.originalID)
            case .exactDuplicate:
                #expect(bytes == files[flaw.copyOf ?? ""])
            }
        }
    }
}
