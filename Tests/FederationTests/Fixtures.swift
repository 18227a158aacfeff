import Crypto
import Federation
import Foundation
import Ledger
import Storage
import Synchronization

/// Noon of 1 March 2026, UTC.
let noon = Date(timeIntervalSince1970: 1_772_366_400)
let day: TimeInterval = 86_400

/// A clock that a test sets.
final class TestClock: Sendable {
    private let time = Mutex(noon)

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }
}

/// A signer that is the same in every run.
func makeSigner(_ name: String, seed: UInt8 = 1) throws -> NoteSigner {
    try NoteSigner(name: name, privateKey: .init(rawRepresentation: [UInt8](repeating: seed, count: 32)))
}

/// A database with the queues of the link.
func makeQueues(_ folder: String) throws -> Database {
    try Database(path: "\(folder)/link.db", migrations: [Migration(version: 1, statements: LinkQueue.statements)])
}

/// A question, sealed by the hub.
func makeMessage(
    _ id: String, from sender: String = "hub", to recipient: String = "north", lifetime: TimeInterval = 60, query: String = "modality = MR"
) throws -> (message: Message, sealed: SealedMessage) {
    let message = Message(
        id: id, sender: sender, recipient: recipient, sent: noon, lifetime: lifetime,
        body: .question(Question(id: "q-\(id)", user: "ana", query: query)))
    return (message, try SealedMessage(message, by: makeSigner(sender)))
}
