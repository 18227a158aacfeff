import Foundation
import Ledger
import TestSupport
import Testing

@Suite struct LedgerEntryTests {
    private let entry = LedgerEntry(
        index: 3, time: Date(timeIntervalSince1970: 1_772_357_400.1254), kind: "dataset.published", actor: "Åsa/\"q\"", subject: "lung-ct",
        details: ["version": "2", "a\nb": "\u{1}\\", "Z": "é"])

    @Test("an entry is one line of JSON with sorted keys, and a time in milliseconds")
    func canonicalLine() {
        let expected =
            #"{"actor":"Åsa/\"q\"","details":{"Z":"é","a\nb":"\u0001\\","version":"2"},"index":3,"kind":"dataset.published","#
            + #""subject":"lung-ct","time":"2026-03-01T09:30:00.125Z","version":1}"#
        #expect(String(decoding: entry.line, as: UTF8.self) == expected)
        #expect(entry.leafHash == TreeHash.ofLeaf(Array(expected.utf8)))
    }

    @Test("a line that was written is read back, and written again the same")
    func roundTrip() throws {
        let read = try LedgerEntry(line: entry.line)
        #expect(read == entry)
        #expect(read.line == entry.line)
        #expect(try JSONDecoder().decode(LedgerEntry.self, from: Data(entry.line)) == entry)
        #expect(try JSONDecoder().decode(LedgerEntry.self, from: JSONEncoder().encode(entry)) == entry)
    }

    @Test(
        "a line in any other spelling is refused",
        arguments: [
            #"{ "actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"details":{},"actor":"a","index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":0.0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":00,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"\u0061","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a\/","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00Z","version":1}"#,
            #"{"actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-02-30T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":-1,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":2}"#,
            #"{"actor":"a","details":{"x":1},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"extra":"","index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1}"#,
            #"{"actor":"a","details":{},"index":0,"kind":"k","subject":"s","time":"2026-03-01T09:30:00.125Z","version":1} "#,
            "[]", "", "null", "{",
        ])
    func refused(line: String) {
        #expect(throws: LedgerError.self) { try LedgerEntry(line: Array(line.utf8)) }
    }

    @Test("whatever JSON is accepted is written again byte for byte")
    func canonicalProperty() {
        var generator = SeededGenerator(seed: 11)
        var accepted = 0
        for _ in 0..<4000 {
            var bytes = Self.randomValue(depth: 0, using: &generator).bytes
            #expect((try? CanonicalJSON(bytes: bytes))?.bytes == bytes)
            for _ in 0..<2 {
                let place = Int.random(in: bytes.indices, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
                if let value = try? CanonicalJSON(bytes: bytes) {
                    accepted += 1
                    #expect(value.bytes == bytes)
                }
            }
        }
        #expect(accepted > 100)
    }

    private static func randomValue(depth: Int, using generator: inout SeededGenerator) -> CanonicalJSON {
        let scalars: [Unicode.Scalar] = ["a", "Z", "\"", "\\", "\n", "\u{1}", "\u{7F}", "é", "\u{301}", "€", "😀", "/", "0"]
        func text() -> String {
            var text = ""
            for _ in 0..<Int.random(in: 0...5, using: &generator) {
                text.unicodeScalars.append(scalars[Int.random(in: scalars.indices, using: &generator)])
            }
            return text
        }
        switch Int.random(in: 0...(depth < 3 ? 4 : 2), using: &generator) {
        case 0: return .string(text())
        case 1: return .integer(Int.random(in: -CanonicalJSON.maximumInteger...CanonicalJSON.maximumInteger, using: &generator))
        case 2: return .boolean(Bool.random(using: &generator))
        case 3: return .array((0..<3).map { _ in randomValue(depth: depth + 1, using: &generator) })
        default:
            var members: [String: CanonicalJSON] = [:]
            for _ in 0..<3 { members[text()] = randomValue(depth: depth + 1, using: &generator) }
            return .object(members)
        }
    }

    @Test("deep nesting and keys that Unicode calls equal are refused")
    func hostileJSON() {
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON(text: String(repeating: "[", count: 100_000)) }
        #expect(throws: CanonicalJSONError.self) { try CanonicalJSON(text: "{\"e\u{301}\":1,\"\u{E9}\":2}") }
    }

    @Test("a moment has one spelling, over ten thousand years")
    func timestamps() {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<3000 {
            // From 1600 on, where Foundation's calendar is Gregorian too.
            let moment = Timestamp(milliseconds: Int64.random(in: -11_600_000_000_000...253_402_300_799_999, using: &generator))
            #expect(Timestamp(moment.description) == moment)
            #expect(Timestamp(moment.date) == moment)
            #expect(formatter.date(from: moment.description).map { Timestamp($0) } == moment)
        }
        #expect(Timestamp(milliseconds: 951_782_400_000).description == "2000-02-29T00:00:00.000Z")
        #expect(Timestamp(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(Timestamp("1900-02-29T00:00:00.000Z") == nil)
        #expect(Timestamp("2026-01-01T24:00:00.000Z") == nil)
        #expect(Timestamp("2026-01-01T00:00:60.000Z") == nil)
        #expect(Timestamp(Date.distantFuture) == Timestamp(Timestamp(Date.distantFuture).date))
    }
}
