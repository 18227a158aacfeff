import Catalogue
import Foundation
import Testing

@Suite("Dataset version")
struct DatasetVersionTests {
    @Test(
        "Semantic and calendar versions are read",
        arguments: ["1.0.0", "0.1.12", "2026.08.1", "2026.8", "1.0.0-alpha.1+build.5", "2025.13.0"])
    func valid(text: String) throws {
        let version = try #require(DatasetVersion(text))
        #expect(version.description == text)
        #expect((version.scheme == .calendar) == (text.hasPrefix("2026")))
    }

    @Test(
        "Anything else is refused",
        arguments: ["", "1", "1.0", "v1.0.0", "1.0.0.0", "01.0.0", "1.0.x", "1..0", "1.0.0-", "1.0.0-a..b", "٢.0.0", "1.0.0\n", "2026.13"])
    func invalid(text: String) {
        #expect(DatasetVersion(text) == nil)
    }

    @Test("The order is that of Semantic Versioning, item 11")
    func order() {
        let ordered = [
            "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0",
            "1.9.0", "1.10.0", "2.0.0", "2026.08.1", "2026.09", "2026.09.2",
        ].compactMap { DatasetVersion($0) }
        #expect(ordered.count == 14)
        for (earlier, later) in zip(ordered, ordered.dropFirst()) {
            #expect(earlier < later)
            #expect(!(later < earlier))
        }
    }

    @Test("The next version comes after", arguments: ["1.0.0", "1.9.3", "2026.08", "2026.08.1"])
    func next(text: String) throws {
        let version = try #require(DatasetVersion(text))
        #expect(version < version.next())
        #expect(version.next().scheme == version.scheme)
    }
}
