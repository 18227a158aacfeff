import Crypto
import Foundation
import Governance
import HummingbirdTesting
import Ledger
import NIOCore
import Storage
import Testing

@testable import Hub

@Suite("The page of permits")
struct PermitPageTests {
    @Test("names the command that uses a permit while it is valid, and what a holder calls things never runs as script")
    func commands() async throws {
        try await HubFixture.withPages { hub, page in
            let signer = try NoteSigner(name: "north", privateKey: .init())
            let now = hub.now()
            let rows = try [
                ("p-1", "north.all", "<script>alert(1)</script>", 3_600), ("p-2", "north.old", "Hospital", -60),
            ].map { id, dataset, holder, seconds in
                let permit = Permit(
                    id: id, applicationID: "a-1", datasetID: dataset, datasetVersion: "1.0.0", node: "north", holder: holder,
                    users: [signer.verifier.vkey], purpose: "To count.", operations: [.count, .exactCount], conditions: [],
                    issued: now.addingTimeInterval(-7_200), expires: now.addingTimeInterval(TimeInterval(seconds)))
                return (id, dataset, try permit.signed(by: signer).encoded)
            }
            try await hub.database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO application (id, applicant, note, applicant_key, title, events, submitted_ms)
                    VALUES ('a-1', 'ana', '', '', '', '[]', 0)
                    """)
                for (id, dataset, note) in rows {
                    try connection.execute(
                        "INSERT INTO permit (id, application_id, dataset_id, node, note, received_ms) VALUES (?, 'a-1', ?, 'north', ?, 0)",
                        [.text(id), .text(dataset), .text(note)])
                }
            }
            let text = String(buffer: try await page("/permits").body)
            #expect(text.contains("--permit --dataset north.all</span>"))
            #expect(text.contains("It is not valid now.") && !text.contains("--dataset north.old"))
            #expect(!text.contains("<script>alert"))
        }
    }
}
