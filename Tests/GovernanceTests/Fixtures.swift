import Crypto
import Foundation
import Governance
import Ledger

let noon = Date(timeIntervalSince1970: 1_772_366_400)
let day: TimeInterval = 86_400
let researcher = Actor("rita", .applicant)
let representative = Actor("ana", .representative)
let committee = Actor("carl", .committee)

func makeSigner(_ name: String = "north.example", seed: UInt8 = 1) throws -> NoteSigner {
    try NoteSigner(name: name, privateKey: .init(rawRepresentation: [UInt8](repeating: seed, count: 32)))
}

func makeApplication() -> Application {
    Application(
        id: "a-1", applicant: "rita", organisation: "University", principalInvestigator: .init(name: "Pia", email: "pia@uni.example"),
        contact: .init(name: "Rita", email: "rita@uni.example"), users: ["rita", "sam"], title: "Prostate on MR",
        description: "We study prostate cancer.", intendedUse: "To predict the grade.", datasets: ["north-pca", "south-pca"],
        operations: [.count, .train], period: Period(start: noon, months: 12), ethicsApproval: .granted(reference: "EC 12/2026"),
        dataProtection: .init(officer: "dpo@uni.example"), promisesConfidentiality: true, agreesToTerms: true)
}

func makePermit(conditions: [Condition] = [Condition(.nonCommercialUseOnly), Condition(.geographicalRestriction, "EU")]) -> Permit {
    Permit(
        id: "p-1", answering: makeApplication(), datasetID: "north-pca", datasetVersion: "2", node: "north.example",
        holder: "North Hospital",
        conditions: conditions, now: noon)
}

/// A negotiation that is in progress, with both representatives contacted.
func makeNegotiation() throws -> (negotiation: Negotiation, events: [NegotiationEvent]) {
    var events = [Negotiation.open(applicationID: "a-1", applicant: "rita", datasets: ["north-pca", "south-pca"], now: noon)]
    var negotiation = try Negotiation(events: events)
    let commands: [(Negotiation.Command, Actor)] = [
        (.step(.submit), researcher), (.step(.approve), committee), (.dataset("north-pca", .contact), committee),
        (.dataset("south-pca", .contact), committee),
    ]
    for (command, actor) in commands {
        let caused = try negotiation.handle(command, by: actor, now: noon)
        try negotiation.apply(caused)
        events += caused
    }
    return (negotiation, events)
}
