import Cohorts
import Deidentification
import Federation
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

@testable import Node

@Suite("A node's home")
struct HomeTests {
    @Test("is made once; a second time is refused and changes nothing")
    func twice() async throws {
        try await withTemporaryFolder { folder in
            let home = NodeHome("\(folder)/home/")
            try home.create(makeConfiguration())
            let before = try allFiles(below: home.path)
            let error = #expect(throws: NodeError.self) { try home.create(makeConfiguration(name: "south")) }
            #expect(error?.code == .alreadyInitialised)
            #expect(error?.message.contains("\(folder)/home") == true)
            #expect(try allFiles(below: home.path).elementsEqual(before) { $0.path == $1.path && $0.bytes == $1.bytes })
        }
    }

    @Test("keeps its secrets from other accounts")
    func permissions() async throws {
        try await withTemporaryFolder { folder in
            _ = try makeNode(folder)
            let keys = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/home/keys").sorted()
            #expect(keys == ["linkage.pub", "secret", "signing.key", "transport.pem"])
            for (path, mode) in [("keys", 0o700), ("quarantine", 0o700)] + keys.map({ ("keys/\($0)", 0o600) }) {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/home/\(path)")
                #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode, "\(path)")
            }
        }
    }

    @Test("opens again with the same name and keys")
    func reopening() async throws {
        try await withTemporaryFolder { folder in
            let first = try makeNode(folder)
            let second = try openNode(folder)
            #expect(first.keys.signer.verifier == second.keys.signer.verifier)
            #expect(first.pseudonyms.patientIdentifier(for: "1") == second.pseudonyms.patientIdentifier(for: "1"))
            #expect(second.name.value == "north")
            #expect(try second.federation == nil)
            #expect(try await second.state().link == "not joined")
        }
    }

    @Test("that is none is named with the command that makes one")
    func missing() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: NodeError.self) { try openNode(folder) }
            #expect(error?.code == .notInitialised)
            #expect(error?.message.contains("mosaic node init") == true)
        }
    }

    @Test("does not open with keys of another name, or a damaged secret")
    func wrongKeys() async throws {
        try await withTemporaryFolder { folder in
            _ = try makeNode(folder)
            let path = "\(folder)/home/node.yaml"
            try Data(makeConfiguration(name: "south").yaml.utf8).write(to: URL(filePath: path))
            let renamed = #expect(throws: NodeError.self) { try openNode(folder) }
            #expect(renamed?.message.contains("'south'") == true && renamed?.message.contains("'north'") == true)
            try Data(makeConfiguration().yaml.utf8).write(to: URL(filePath: path))
            try Data([1, 2, 3]).write(to: URL(filePath: "\(folder)/home/keys/secret"))
            let refusal = #expect(throws: NodeError.self) { try openNode(folder) }
            #expect(refusal?.message.contains("keys/secret is damaged") == true)
        }
    }
}

@Suite("A node's configuration")
struct ConfigurationTests {
    @Test("is read as it was written, whatever the texts hold")
    func roundTrip() throws {
        var configuration = makeConfiguration(floor: 12, rhoPerCount: 0.015, budget: 3)
        configuration.title = "Hospital \"Nord\" \\ Łódź: #1"
        configuration.proxy = "proxy.example:3128"
        let read = try NodeConfiguration(yaml: configuration.yaml, path: "node.yaml")
        #expect(read.title == configuration.title)
        #expect(read.name == "north" && read.contact == "data@north.example" && read.port == 0)
        #expect(read.disclosure.floor == 12 && read.disclosure.rhoPerCount == 0.015 && read.disclosure.budget == 3)
        #expect(read.disclosure.nodeBudget == 9 && read.disclosure.limits(for: "any").policy.mode == .counts)
        configuration.disclosure.datasets = ["any": .init(mode: .open, floor: 3)]
        configuration.disclosure.series = .init(perPatient: 10, rho: 0.02)
        configuration.disclosure.facets = []
        let policy = try NodeConfiguration(yaml: configuration.yaml, path: "node.yaml").disclosure.limits(for: "any").policy
        #expect(policy.mode == .open && policy.floor == 3 && policy.series?.perPatient == 10 && policy.facets.isEmpty)
        let proxy = try #require(try read.proxyAddress())
        #expect(proxy.host == "proxy.example" && proxy.port == 3128)
    }

    @Test(
        "with a fault is refused by the name of the key and the path of the file",
        arguments: [
            ("port: 0", "port: eight", "port"), ("port: 0", "port: 70000", "port"), ("title: ", "titel: ", "title"),
            ("floor: 0", "floor: -1", "disclosure.floor"), ("floor: 0", "floor: many", "floor"),
            ("rhoPerCount: 0.5", "rhoPerCount: 0", "rhoPerCount"), ("budget: 100.0", "budget: -2", "budget"),
            ("budgetOfAllUsers: 1000.0", "budgetOfAllUsers: none", "budgetOfAllUsers"),
            ("proxy: \"\"", "proxy: \"nowhere\"", "proxy"), ("name: \"north\"", "name: \"North Ward\"", "North Ward"),
            ("disclosure:", "disclosed:", "disclosure"), ("mode: counts", "mode: some", "mode"),
            ("budgetAtNode: 300.0", "budgetAtNode: -1", "budgetAtNode"),
            ("datasets: {}", "datasets: { all: { studies: { perPatient: 0, rho: 1 } } }", "disclosure.datasets.all"),
            ("datasets: {}", "datasets: { all: { facets: [{ attribute: model, perPatient: 1, rho: 1 }] } }", "facet model"),
        ])
    func faults(_ old: String, _ new: String, _ key: String) throws {
        let yaml = makeConfiguration().yaml
        try #require(yaml.contains(old))
        let error = #expect(throws: (any Error).self) {
            try NodeConfiguration(yaml: yaml.replacingOccurrences(of: old, with: new), path: "/srv/node.yaml")
        }
        let words = "\(try #require(error))"
        #expect(words.contains(key))
        if let error = error as? NodeError {
            #expect(error.code == .configuration)
            #expect(error.message.contains("/srv/node.yaml"))
        } else {
            #expect(error is FederationError)
        }
    }

    @Test("from before policies of datasets is read, and says counts only, as it did")
    func older() throws {
        let yaml = makeConfiguration().yaml
        let start = try #require(yaml.range(of: "disclosure:")).lowerBound
        let old = yaml[..<start] + "disclosure:\n  floor: 10\n  rhoPerCount: 0.02\n  budget: 1\n  budgetOfAllUsers: 10\n"
        let disclosure = try NodeConfiguration(yaml: String(old), path: "node.yaml").disclosure
        #expect(disclosure.limits(for: "any").policy.mode == .counts)
        #expect(disclosure.nodeBudget == 3 && disclosure.nodeBudgetOfAllUsers == 30)
        let new = NodeConfiguration.initial(name: "north", title: "", contact: "", port: 0)
        #expect(try NodeConfiguration(yaml: new.yaml, path: "").disclosure.limits(for: "any").policy.mode == .countsAndFacets)
    }

    @Test("that is no YAML is refused", arguments: ["", "- a\n- b", "{", "\u{0}"])
    func noYAML(_ text: String) {
        let refusal = #expect(throws: NodeError.self) { try NodeConfiguration(yaml: text, path: "p") }
        #expect(refusal?.code == .configuration)
    }
}
