import Foundation
import TestSupport
import Testing

@testable import Node

@Suite("Multipart messages")
struct DICOMwebMultipartTests {
    private static let frontier = "frontier"

    private func message(_ parts: [MultipartReader.Part], preamble: String = "", epilogue: String = "") -> [UInt8] {
        var bytes = Array(preamble.utf8)
        for part in parts {
            bytes += Array("\r\n--\(Self.frontier)\r\n".utf8)
            for field in part.fields { bytes += Array("\(field.name): \(field.value)\r\n".utf8) }
            bytes += [0x0D, 0x0A] + part.body
        }
        return bytes + Array("\r\n--\(Self.frontier)--\r\n\(epilogue)".utf8)
    }

    private func read(_ pieces: [ArraySlice<UInt8>], _ limits: MultipartReader.Limits = .init()) throws -> [MultipartReader.Part] {
        var reader = try MultipartReader(boundary: Self.frontier, limits: limits)
        var parts: [MultipartReader.Part] = []
        for piece in pieces { parts += try reader.append(piece) }
        try reader.finish()
        return parts
    }

    private func part(_ fields: [(name: String, value: String)], _ body: [UInt8]) -> MultipartReader.Part {
        MultipartReader.Part(fields: fields, body: body)
    }

    @Test("are the same parts however the body is cut in two")
    func everySplit() throws {
        let parts = [
            part([("content-type", "application/dicom"), ("x", "a; b=\"c:d\"")], Array("abc\r\n--fronti\r\n--frontie\r\r\n-".utf8)),
            part([], [0x0D, 0x0A, 0x0D, 0x0A]),
            part([("content-type", "text/plain")], []),
            part([("content-location", "https://x/y")], Array((0...255).map { UInt8($0) })),
        ]
        let bytes = message(parts, preamble: "Ignore this.", epilogue: "And this --frontier\r\n")
        #expect(try read([bytes[...]]) == parts)
        #expect(try read(bytes.map { [$0][...] }) == parts)
        for cut in bytes.indices { #expect(try read([bytes[..<cut], bytes[cut...]]) == parts, "cut at \(cut)") }
    }

    @Test("are the same parts however random bodies are cut", arguments: 0..<60)
    func randomCuts(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        // Letters of which boundaries are made, so that beginnings of boundaries are common.
        let alphabet = Array("\r\n-frontier".utf8)
        let parts = (0..<Int.random(in: 1...6, using: &generator)).map { number -> MultipartReader.Part in
            var body = (0..<Int.random(in: 0...400, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            while String(decoding: body, as: UTF8.self).contains("--frontier") { body.removeLast() }
            return part([("number", "\(number)")], body)
        }
        let bytes = message(parts)
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, start + Int.random(in: 1...37, using: &generator))
            pieces.append(bytes[start..<end])
            start = end
        }
        #expect(try read(pieces) == parts)
    }

    @Test("may begin with the boundary itself, have blanks behind it, and fields over several lines")
    func leniency() throws {
        let text = "--frontier \t\r\nContent-Type: multipart/x;\r\n boundary=y\r\nEMPTY:\r\n\r\nbody\r\n--frontier--"
        let parts = try read([Array(text.utf8)[...]])
        #expect(parts == [part([("content-type", "multipart/x; boundary=y"), ("empty", "")], Array("body".utf8))])
    }

    @Test("may have a part whose header's end is the boundary's line break")
    func emptyBody() throws {
        let text = "--frontier\r\na: b\r\n\r\n--frontier\r\n\r\n\r\n--frontier--"
        #expect(try read([Array(text.utf8)[...]]) == [part([("a", "b")], []), part([], [])])
    }

    @Test(
        "that are cut off, or are none, are refused in words",
        arguments: [
            ("", MultipartError.Code.truncated), ("no boundary at all", .truncated), ("--frontier\r\na: b\r\n\r\nhalf", .truncated),
            ("--frontier\r\na: b\r\n\r\nwhole\r\n--frontier\r\n", .truncated), ("--frontierX\r\n\r\n", .malformed),
            ("--frontier\r\nno colon\r\n\r\nbody\r\n--frontier--", .malformed),
        ])
    func broken(text: String, code: MultipartError.Code) {
        let error = #expect(throws: MultipartError.self) { try read([Array(text.utf8)[...]]) }
        #expect(error?.code == code)
    }

    @Test("above a limit are refused before they are held")
    func limits() throws {
        var limits = MultipartReader.Limits(partBytes: 10, headerBytes: 20, parts: 2, preambleBytes: 30)
        func code(_ text: String) -> MultipartError.Code? {
            do {
                _ = try read([Array(text.utf8)[...]], limits)
                return nil
            } catch let error as MultipartError {
                return error.code
            } catch {
                return nil
            }
        }
        #expect(code("--frontier\r\n\r\n0123456789\r\n--frontier--") == nil)
        #expect(code("--frontier\r\n\r\n0123456789a\r\n--frontier--") == .limitExceeded)
        #expect(code("--frontier\r\nname: a long value, too long\r\n\r\n\r\n--frontier--") == .limitExceeded)
        #expect(code(String(repeating: "x", count: 50)) == .limitExceeded)
        #expect(code(String(repeating: "--frontier\r\n\r\n\r\n", count: 3) + "--frontier--") == .limitExceeded)
        // A part that never ends is refused as soon as it is too long, not when its end would be due.
        limits.partBytes = 1_000
        var reader = try MultipartReader(boundary: Self.frontier, limits: limits)
        _ = try reader.append(Array("--frontier\r\n\r\n".utf8))
        #expect(throws: MultipartError.self) {
            for _ in 0..<2_000 { _ = try reader.append([0]) }
        }
        #expect(reader.heldBytes < 1_100)
    }

    @Test("hold nothing of what follows the last boundary")
    func epilogue() throws {
        var reader = try MultipartReader(boundary: Self.frontier)
        let parts = try reader.append(Array("--frontier\r\n\r\npart\r\n--frontier--\r\n".utf8))
        #expect(parts.map(\.body) == [Array("part".utf8)])
        for _ in 0..<100 { #expect(try reader.append([UInt8](repeating: 0x20, count: 1_000)).isEmpty) }
        #expect(reader.heldBytes == 0)
        try reader.finish()
    }

    @Test("with a boundary that is none are refused")
    func boundaries() {
        for boundary in ["", String(repeating: "x", count: 71), "with\nbreak", "blank "] {
            #expect(throws: MultipartError.self) { try MultipartReader(boundary: boundary) }
        }
    }
}
