import Testing

@testable import Node

@Suite("Moved objects")
struct MovedObjectsTests {
    private func moved(
        completed: Int, warned: Int = 0, instances: (Int, Int), quarantine: ([String: Int], [String: Int]) = ([:], [:])
    ) -> MovedObjects {
        MovedObjects(
            completed: completed, warned: warned, before: .init(instances: instances.0, quarantine: quarantine.0),
            after: .init(instances: instances.1, quarantine: quarantine.1))
    }

    @Test("are archived where the archive grew, else known, and put aside where the quarantine grew")
    func parts() {
        let new = moved(completed: 10, instances: (0, 10))
        #expect(new.archived == 10 && new.duplicates == 0 && new.quarantined.isEmpty)
        let again = moved(completed: 10, instances: (10, 10))
        #expect(again.archived == 0 && again.duplicates == 10)
        let some = moved(completed: 8, warned: 2, instances: (3, 8), quarantine: (["a": 1], ["a": 2, "b": 1]))
        #expect(some.archived == 5 && some.duplicates == 3 && some.quarantined == ["a": 1, "b": 1])
        // A PACS that counts warnings as completed.
        let silent = moved(completed: 10, instances: (0, 9), quarantine: ([:], ["a": 1]))
        #expect(silent.archived == 9 && silent.duplicates == 0 && silent.quarantined == ["a": 1])
        // What was put aside before is put aside still.
        let known = moved(completed: 8, warned: 2, instances: (8, 8), quarantine: (["a": 2], ["a": 2]))
        #expect(known.duplicates == 8 && known.quarantined == [MovedObjects.knownReason: 2])
    }

    @Test("add up to what came, whatever others do to the archive meanwhile")
    func exact() {
        for (before, after) in [(0, 100), (100, 0), (5, 5)] {
            for quarantine: ([String: Int], [String: Int]) in [(["a": 9], ["a": 1]), ([:], ["a": 90, "b": 3])] {
                let parts = moved(completed: 4, warned: 3, instances: (before, after), quarantine: quarantine)
                #expect(parts.archived >= 0 && parts.duplicates >= 0 && parts.quarantined.values.allSatisfy { $0 > 0 })
                #expect(parts.archived + parts.duplicates + parts.quarantined.values.reduce(0, +) == 7)
            }
        }
    }
}
