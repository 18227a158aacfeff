import Crypto
import Foundation
import Ledger
import Testing

/// Vectors: the examples of golang.org/x/mod/sumdb/note, and of c2sp.org/signed-note.
@Suite struct SignedNoteTests {
    static let peterVerifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    static let peterSigner = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    static let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    static let peterLine =
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    static let enochLine =
        "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"

    private func signer(_ name: String, seed: UInt8) throws -> NoteSigner {
        try NoteSigner(name: name, privateKey: Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: seed, count: 32)))
    }

    @Test("signing Go's example gives Go's bytes")
    func goSign() throws {
        let signer = try NoteSigner(skey: Self.peterSigner)
        #expect(signer.name == "PeterNeumann")
        #expect(signer.skey == Self.peterSigner)
        #expect(signer.verifier.vkey == Self.peterVerifier)
        #expect(try signer.sign(Self.text).encoded == Self.text + "\n" + Self.peterLine)
    }

    @Test("Go's example note is verified by Go's key")
    func goVerify() throws {
        let verifier = try NoteVerifier(vkey: Self.peterVerifier)
        #expect(verifier.keyHash == 0xc74f_20a3)
        #expect(verifier.description == Self.peterVerifier)
        let note = try SignedNote(Self.text + "\n" + Self.peterLine)
        #expect(try note.verify(with: verifier) == Self.text)
    }

    @Test("a second signature stands under the first, as in Go's example")
    func goCosign() throws {
        let note = try SignedNote(Self.text + "\n" + Self.peterLine)
        let cosigned = try signer("EnochRoot", seed: 0).cosign(note)
        #expect(cosigned.encoded == Self.text + "\n" + Self.peterLine + Self.enochLine)
        try cosigned.verify(with: try NoteVerifier(vkey: Self.peterVerifier))
        #expect(try signer("EnochRoot", seed: 0).cosign(cosigned) == cosigned)
    }

    @Test("the last empty line separates the text from the signatures")
    func emptyLinesInText() throws {
        let signer = try signer("node.example/ledger", seed: 7)
        let text = "Ognuno sta solo\n\ned è subito sera.\n\n"
        let note = try SignedNote(try signer.sign(text).encoded)
        #expect(try note.verify(with: signer.verifier) == text)
        let example = try SignedNote(
            "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
                + "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
        )
        #expect(example.signatures.map(\.name) == ["quasimodo.example/salvatore"])
        #expect(example.text.hasSuffix("sera.\n"))
    }

    @Test("signatures by unknown keys are ignored, wrong signatures by the known key are not")
    func unknownKeys() throws {
        let verifier = try NoteVerifier(vkey: Self.peterVerifier)
        let stranger = try signer("PeterNeumann", seed: 9)
        let other = try stranger.sign(Self.text)
        #expect(throws: NoteError.self) { try other.verify(with: verifier) }
        #expect(throws: Never.self) { try SignedNote(other.encoded + Self.peterLine).verify(with: verifier) }
        do {
            try SignedNote("another text\n\n" + Self.peterLine).verify(with: verifier)
            Issue.record("a signature on another text was accepted")
        } catch {
            #expect(error.code == .invalidSignature)
        }
    }

    @Test("every flipped bit of a note is refused")
    func everyBit() throws {
        let signer = try signer("node.example", seed: 3)
        let bytes = try signer.sign("permit 7, é\n").bytes
        for place in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << bit
                #expect(throws: NoteError.self, "byte \(place), bit \(bit)") {
                    try SignedNote(bytes: changed).verify(with: signer.verifier)
                }
            }
        }
    }

    @Test(
        "what is not a note is refused",
        arguments: [
            "", "\n", "\n\n", "text\n", "text\n\n", "text\n\nline\n", "text\n\n— name\n", "text\n\n— name AAAA\n",
            "text\n\n— a+b AAAAAAAA\n",
            "text\n\n—  AAAAAAAA\n", "text\n\n— name AAAAAAAA", "te\txt\n\n— name AAAAAAAA\n", "text\r\n\r\n— name AAAAAAAA\r\n",
            "text\n\n— name AAAAAAB=\n", "text\n\n- name AAAAAAAA\n",
        ])
    func malformed(encoded: String) {
        #expect(throws: NoteError.self) { try SignedNote(encoded) }
    }

    @Test("bytes that are not UTF-8, and too many signatures, are refused")
    func limits() throws {
        #expect(throws: NoteError.self) { try SignedNote(bytes: [0xFF, 0x0A, 0x0A] + Array(Self.peterLine.utf8)) }
        #expect(throws: Never.self) { try SignedNote("a\n\n" + String(repeating: Self.peterLine, count: 100)) }
        do {
            _ = try SignedNote("a\n\n" + String(repeating: Self.peterLine, count: 101))
            Issue.record("101 signatures were read")
        } catch {
            #expect(error.code == .tooLarge)
        }
    }

    @Test(
        "keys whose name, hash, type or bytes do not fit are refused",
        arguments: [
            "", "PeterNeumann", "PeterNeumann+c74f20a3", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeuman+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "Peter Neumann+c74f20a3+ARpc", "+c74f20a3+ARpc",
        ])
    func keys(vkey: String) {
        #expect(throws: NoteError.self) { try NoteVerifier(vkey: vkey) }
    }

    @Test("names and texts that the format cannot carry are refused before signing")
    func names() throws {
        for name in ["", "a b", "a+b", "a\u{00A0}b", "a\nb"] {
            #expect(throws: NoteError.self) { try signer(name, seed: 1) }
        }
        let valid = try signer("é.example", seed: 1)
        for text in ["", "no newline", "tab\t\n", "carriage return\r\n"] {
            #expect(throws: NoteError.self) { try valid.sign(text) }
        }
    }

    @Test("notes and keys travel in JSON as their one text")
    func json() throws {
        let signer = try signer("node.example", seed: 5)
        let note = try signer.sign("text\n")
        #expect(try JSONDecoder().decode([SignedNote].self, from: JSONEncoder().encode([note])) == [note])
        #expect(try JSONDecoder().decode([NoteVerifier].self, from: JSONEncoder().encode([signer.verifier])) == [signer.verifier])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([SignedNote].self, from: Data("[\"x\"]".utf8)) }
    }
}
