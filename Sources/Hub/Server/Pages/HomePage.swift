import Catalogue
import Federation
import Foundation
import Hummingbird
import Web

/// `/`: what the federation is, what it holds, and who is there.
extension HubPages {
    func addHome(to routes: RouterGroup<PersonContext>) {
        routes.get("/") { _, context in try await home(context) }
    }

    private func home(_ context: PersonContext) async throws -> Response {
        let entries = try await hub.catalogue.entries()
        let members = try await hub.memberList().filter { $0.state != "revoked" }
        let step = entries.map(\.record.statistics.countsRoundedTo).max() ?? 1
        func total(_ count: KeyPath<DatasetStatistics, Int>) -> String {
            entries.isEmpty ? "0" : PageText.count(entries.map { $0.record.statistics[keyPath: count] }.reduce(0, +), roundedTo: step)
        }

        var page = frame("Home", context)
        let holders = Set(members.map(\.title)).count
        page["holderCount"] = holders == 0 ? "its holders" : PageText.count(holders, "holder")
        page["datasetCount"] = PageText.count(entries.count)
        page["patientCount"] = total(\.patients)
        page["studyCount"] = total(\.studies)
        page["imageCount"] = total(\.instances)
        var nodes: [[String: Any]] = []
        for member in members {
            let (state, tone) = await presence(of: member)
            nodes.append([
                "nodeName": member.name, "holder": member.title, "state": state, "tone": tone, "isAway": tone != "good",
                "publishes": PageText.count(entries.count { $0.node == member.name }, "dataset"),
            ])
        }
        page["nodes"] = nodes
        page["datasets"] = entries.sorted { ($0.record.issued ?? .distantPast) > ($1.record.issued ?? .distantPast) }.prefix(3).map(
            Self.card)
        return library.page("home", page)
    }

    /// Whether a member is there, in words, and the tone of that.
    func presence(of member: Hub.MemberSummary) async -> (state: String, tone: String) {
        if member.state != "active" { return ("certificate \(member.state)", "bad") }
        if await hub.desk.isConnected(member.name) { return ("connected", "good") }
        return (member.lastSeen.map { "offline since \(PageText.time($0))" } ?? "not heard of yet", "off")
    }

    /// A dataset in a list of cards.
    static func card(_ entry: CatalogueDesk.Entry) -> [String: Any] {
        let statistics = entry.record.statistics
        let step = statistics.countsRoundedTo
        var card: [String: Any] = [
            "datasetTitle": entry.record.title, "link": "/datasets/\(PageText.escaped(entry.record.id))", "holder": entry.record.holder,
            "summary": PageText.beginning(of: entry.record.description), "patients": PageText.count(statistics.patients, roundedTo: step),
            "studies": PageText.count(statistics.studies, roundedTo: step), "tier": "\(statistics.tier.rawValue)",
            "tags": statistics.modalities.keys.sorted().map { PageText.label($0, of: "modality") }
                + statistics.bodyParts.keys.sorted().map { PageText.label($0, of: "body_part") },
        ]
        card["ageRange"] = statistics.ages.map { "\($0.lowerBound) to \($0.upperBound)" }
        return card
    }
}
