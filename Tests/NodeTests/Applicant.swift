import Crypto
import Federation
import Foundation
import Governance
import Ledger

@testable import Node

/// A data user with a key of their own, as the client makes one.
struct Applicant {
    let name: String
    let signer: NoteSigner

    init(_ name: String = "ana@lab.example", seed: UInt8 = 1) throws {
        self.name = name
        signer = try NoteSigner(name: name, privateKey: .init(rawRepresentation: [UInt8](repeating: seed, count: 32)))
    }

    var key: String { signer.verifier.vkey }

    func application(
        _ id: String = "a-1", datasets: [String] = ["north.all"], operations: Set<Permit.Operation> = [.train], users: [String]? = nil
    ) -> Application {
        let person = Application.Person(name: "Ana", email: "ana@lab.example")
        return Application(
            id: id, applicant: name, organisation: "University", principalInvestigator: person, contact: person, users: users ?? [key],
            title: "Prostate on MR", description: "We study prostate cancer.", intendedUse: "To predict the grade.", datasets: datasets,
            operations: operations, period: Period(start: TestClock.noon, months: 12), ethicsApproval: .granted(reference: "EC 12/2026"),
            dataProtection: .init(officer: "dpo@uni.example"), promisesConfidentiality: true, agreesToTerms: true)
    }

    /// The application as the hub brings it, when a node's representative has been contacted.
    func notice(_ application: Application, signedBy signer: NoteSigner? = nil, key: String? = nil) throws -> ApplicationNotice {
        return ApplicationNotice(
            note: try (signer ?? self.signer).sign(NoteText.encode(application)), applicantKey: key ?? self.key,
            datasets: application.datasets)
    }

    /// The acceptance of conditions as the hub brings it.
    func acceptance(
        of conditions: [Condition], application: String = "a-1", dataset: String = "north.all", signedBy signer: NoteSigner? = nil
    ) throws -> NegotiationNotice {
        let text = try NoteText.encode(ConditionsAcceptance(application: application, dataset: dataset, conditions: conditions))
        return NegotiationNotice(application: application, dataset: dataset, events: [], proof: try (signer ?? self.signer).sign(text))
    }
}

extension Node {
    /// Applies and accepts, so that there is a permit; its id.
    func permit(for applicant: Applicant, operations: Set<Permit.Operation> = [.train]) async throws -> String? {
        try await handle(fromHub(.application(try applicant.notice(applicant.application(operations: operations)))))
        return try await decide("a-1", dataset: nil, .accept, actor: "rep")
    }

    /// The permits that were sent to the hub.
    func sentPermits() async throws -> [PermitNotice] {
        try await outbox().compactMap { if case .permit(let notice) = $0.body { notice } else { nil } }
    }
}
