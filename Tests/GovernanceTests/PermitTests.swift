import Foundation
import Governance
import Ledger
import Testing

@Suite struct PermitTests {
    private func code(
        _ note: SignedNote? = nil, verifier: NoteVerifier? = nil, now: Date = noon, revoked: Set<String> = [], user: String = "rita",
        dataset: String = "north-pca", version: String? = nil, operation: Permit.Operation = .train
    ) throws -> PermitError.Code? {
        let signer = try makeSigner()
        let shown = try note ?? makePermit().signed(by: signer)
        do throws(PermitError) {
            _ = try Permit.verify(
                shown, verifier: verifier ?? signer.verifier, now: now, revoked: revoked, user: user, dataset: dataset,
                datasetVersion: version, operation: operation)
            return nil
        } catch {
            return error.code
        }
    }

    private func signedPermit() throws -> SignedNote { try makePermit().signed(by: makeSigner()) }

    @Test("the text of a permit is one line of sorted JSON")
    func text() {
        let expected =
            #"{"application":"a-1","conditions":[{"code":"DUO:0000046","detail":""},{"code":"DUO:0000022","detail":"EU"}],"#
            + #""dataset":"north-pca","datasetVersion":"2","expires":"2027-03-01T12:00:00.000Z","holder":"North Hospital","id":"p-1","#
            + #""issued":"2026-03-01T12:00:00.000Z","node":"north.example","operations":["count","train"],"#
            + #""purpose":"To predict the grade.","type":"mosaic.permit","users":["rita","sam"],"version":1}"# + "\n"
        #expect(makePermit().text == expected)
    }

    @Test("a signed permit comes back whole and allows what it says")
    func allowed() throws {
        let note = try SignedNote(try signedPermit().encoded)
        let permit = try Permit.verify(
            note, verifier: try makeSigner().verifier, now: noon, revoked: ["p-2"], user: "sam", dataset: "north-pca", operation: .count)
        #expect(permit == makePermit())
        #expect(try code(version: "2") == nil)
    }

    @Test("a permit is refused with the reason that applies")
    func refused() throws {
        let stranger = try makeSigner(seed: 9)
        #expect(try code(verifier: stranger.verifier) == .notSigned)
        #expect(try code(makePermit().signed(by: stranger)) == .notSigned)
        #expect(try code(now: noon.addingTimeInterval(-0.001)) == .notYetValid)
        #expect(try code(now: makePermit().expires.addingTimeInterval(-0.001)) == nil)
        #expect(try code(now: makePermit().expires) == .expired)
        #expect(try code(revoked: ["p-1"]) == .revoked)
        #expect(try code(user: "Rita") == .wrongUser)
        #expect(try code(user: "") == .wrongUser)
        #expect(try code(dataset: "north-pca2") == .wrongDataset)
        #expect(try code(version: "1") == .wrongDataset)
        #expect(try code(operation: .exactCount) == .operationNotPermitted)
    }

    @Test("texts that are signed but are no permits of this version are refused")
    func malformed() throws {
        let signer = try makeSigner()
        let text = makePermit().text
        for (from, to, expected) in [
            ("\"version\":1", "\"version\":2", PermitError.Code.unsupportedVersion), ("mosaic.permit", "mosaic.message", .malformed),
            ("{\"application\"", "{ \"application\"", .malformed), ("\"count\",\"train\"", "\"train\",\"count\"", .malformed),
            ("\"train\"", "\"everything\"", .malformed), ("DUO:0000046", "DUO:9999999", .malformed), (".000Z", "Z", .malformed),
            ("\"users\"", "\"userz\"", .malformed), ("\"version\":1", "\"version\":1,\"zebra\":true", .malformed),
            ("\n", "\n\n", .malformed),
        ] {
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            #expect(try code(signer.sign(changed)) == expected, "\(from) to \(to)")
        }
        let checkpoint = try Checkpoint(origin: "north.example", size: 0, root: .ofEmptyTree).signed(by: signer)
        #expect(try code(checkpoint) == .malformed)
    }

    @Test("a flip of any bit of a signed permit is refused")
    func everyBit() throws {
        let bytes = try signedPermit().bytes
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1 << (place % 8)
            guard let note = try? SignedNote(bytes: changed) else { continue }
            #expect(try code(note) == .notSigned, "byte \(place)")
        }
    }

    @Test("a permit ends with the period applied for, or earlier by a time limit among its conditions")
    func expiry() {
        #expect(makePermit(conditions: []).expires == makeApplication().period.end)
        #expect(makePermit(conditions: [Condition(.timeLimitOnUse, "6")]).expires == Period(start: noon, months: 6).end)
        #expect(makePermit(conditions: [Condition(.timeLimitOnUse, "36")]).expires == makeApplication().period.end)
    }

    @Test("every DUO term has an identifier, a label and a definition of its own")
    func terms() {
        #expect(Set(DUO.allCases.map(\.label)).count == DUO.allCases.count)
        #expect(Set(DUO.allCases.map(\.shorthand)).count == DUO.allCases.count)
        #expect(DUO.allCases.allSatisfy { $0.id.count == 11 && $0.definition.hasSuffix(".") })
        #expect(DUO.generalResearchUse.address == "http://purl.obolibrary.org/obo/DUO_0000042")
        #expect(DUO(naming: "gru") == .generalResearchUse)
        #expect(DUO(naming: "DUO_0000046") == .nonCommercialUseOnly)
        #expect(DUO(naming: "0000046") == nil)
        #expect(Condition(.diseaseSpecificResearch).fault != nil)
        #expect(Condition(.timeLimitOnUse, "soon").fault != nil)
        #expect(Condition(.timeLimitOnUse, "12").fault == nil)
        #expect(Condition(.generalResearchUse).fault == nil)
    }
}
