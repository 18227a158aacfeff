import Federation
import Foundation
import Node
import Testing

extension Interoperability {
    @Suite("Enrolment over real sockets")
    struct EnrolmentTests {
        @Test("a used, expired, unknown, mistyped code, another name and a wrong fingerprint are refused with words that say why")
        func refusedCodes() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                for node in ["lisboa", "porto"] { try await federation.make(node) }

                let code = try await federation.invite("lisboa")
                try await refuse("porto", code, "The invitation is for a node called 'lisboa', this one is 'porto'", federation)
                #expect(try await federation.join("lisboa", code).status == 0)
                try await refuse("lisboa", code, "used already", federation)
                try await refuse("porto", code, "used already", federation)
                try await refuse("porto", try await federation.invite(validHours: "0.00001"), "has expired", federation)

                let fresh = try InvitationCode(parsing: await federation.invite())
                let foreign = InvitationCode(address: fresh.address, fingerprint: fresh.fingerprint.map { ~$0 }, secret: fresh.secret)
                try await refuse("porto", foreign.description, "its authority has another fingerprint. Nothing was sent to it", federation)
                let unknown = InvitationCode(address: fresh.address, fingerprint: fresh.fingerprint, secret: fresh.secret.map { ~$0 })
                try await refuse("porto", unknown.description, "knows no such invitation", federation)
                var mistyped = Array(fresh.description)
                mistyped[30] = mistyped[30] == "A" ? "B" : "A"
                try await refuse("porto", String(mistyped), "typing error", federation, status: 2)
                try await refuse("porto", String(fresh.description.dropLast(20)), "invitation code", federation, status: 2)
                try await refuse("porto", "porto", "This is no invitation code", federation, status: 2)

                // None of the refusals used the code up.
                let joined = try await federation.join("porto", fresh.description)
                #expect(joined.status == 0, "\(joined.text)")
            }
        }

        @Test("a second node with the same name is refused, and the first goes on")
        func sameName() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite()).status == 0)
                _ = try await federation.serve("lisboa")

                try await federation.make("lisboa", in: bench.file("second"))
                let code = try await federation.invite()
                for code in [code, try await federation.invite("lisboa")] {
                    let second = try await bench.run(["node", "join", code, "--home", bench.file("second")])
                    #expect(second.status == 1)
                    #expect(second.errors.contains("member already") && second.errors.contains("hoose another name"), "\(second.text)")
                }
                #expect(try await bench.must(["node", "check", "--home", bench.file("second")], as: NodeState.self).federation == nil)

                let answer = try await federation.get(
                    "\(federation.federationAddress)/federation/v1/messages?after=0&wait=0", identity: identity("lisboa", federation))
                #expect(answer.status == 200, "\(answer)")
                #expect(try await federation.state("lisboa").link == "connected")
                // The code is still good for a name that is free.
                try await federation.make("porto")
                #expect(try await federation.join("porto", code).status == 0)
            }
        }

        @Test("a revoked node is refused on its next message and after a restart; a new invitation lets it join again")
        func revoked() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                let hub = try await federation.serveHub()
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite()).status == 0)
                let server = try await federation.serve("lisboa")
                let messages = "\(federation.federationAddress)/federation/v1/messages?after=0&wait=0"
                #expect(try await federation.get(messages, identity: identity("lisboa", federation)).status == 200)

                try await bench.must(["hub", "revoke", "lisboa", "--home", federation.hubHome, "--reason", "key lost"])
                let answer = try await federation.get(messages, identity: identity("lisboa", federation))
                #expect(answer.status == 401 || answer.status == 403, "\(answer)")
                #expect(answer.body.contains("node-revoked") && answer.body.contains("key lost"))
                try await bench.stop(server)

                let restarted = try await federation.serve("lisboa", awaiting: "refused")
                #expect(try await federation.state("lisboa").link.contains("key lost"))
                try await bench.stop(restarted)

                try await bench.stop(hub)
                _ = try await federation.serveHub()
                #expect(try await federation.get(messages, identity: identity("lisboa", federation)).body.contains("node-revoked"))
                #expect(try await federation.join("lisboa", federation.invite("lisboa")).status == 0)
                _ = try await federation.serve("lisboa")
            }
        }

        @Test("the nodes' port speaks TLS 1.3 only, asks for a certificate, and takes none but those of its own authority")
        func certificates() async throws {
            try await Bench.use { bench in
                let federation = try await SmallFederation(on: bench)
                _ = try await federation.serveHub()
                try await federation.make("lisboa")
                #expect(try await federation.join("lisboa", federation.invite()).status == 0)
                let messages = "\(federation.federationAddress)/federation/v1/messages?after=0&wait=0"

                let without = try await federation.get(messages)
                #expect(without.status == 401)
                #expect(without.type.hasPrefix("application/problem+json"))
                #expect(without.body.contains("urn:mosaic:problem:certificate-required"))

                let old = try await federation.get(messages, identity: identity("lisboa", federation), newestTLS: "1.2")
                #expect(old.status == 0 && old.failure.uppercased().contains("PROTOCOL_VERSION"), "\(old)")
                #expect(try await federation.get(messages, identity: identity("lisboa", federation)).status == 200)

                let foreign = try CertificateAuthority(federation: "Test", now: Date())
                let forged = try await federation.get(messages, identity: identity("lisboa", certifiedBy: foreign, bench))
                #expect(forged.status == 0 && !forged.failure.isEmpty, "\(forged)")

                // Certificates of the right authority: for a name that is no member, and one that the member does not know of.
                let keys = "\(federation.hubHome)/keys"
                let own = try CertificateAuthority(
                    privateKeyPEM: String(contentsOfFile: "\(keys)/authority.key", encoding: .utf8),
                    certificatePEM: String(contentsOfFile: "\(keys)/authority.pem", encoding: .utf8))
                for name in ["stranger", "lisboa"] {
                    let answer = try await federation.get(messages, identity: identity(name, certifiedBy: own, bench))
                    #expect(answer.status == 401 || answer.status == 403, "\(name): \(answer)")
                    #expect(answer.body.contains("certificate-invalid"), "\(name): \(answer)")
                }
            }
        }

        // MARK: Certificates

        /// What cannot be meant, whatever the hub knows, ends with status 2.
        private func refuse(
            _ node: String, _ code: String, _ words: String, _ federation: SmallFederation, status: Int32 = 1
        ) async throws {
            let refused = try await federation.join(node, code)
            #expect(refused.status == status)
            #expect(refused.errors.contains(words), "\(refused.text)")
        }

        private func identity(_ node: String, _ federation: SmallFederation) -> (certificate: String, key: String) {
            ("\(federation.home(node))/federation/certificate.pem", "\(federation.home(node))/keys/transport.pem")
        }

        /// A certificate for a name that nobody joined with.
        private func identity(
            _ node: String, certifiedBy authority: CertificateAuthority, _ bench: Bench
        ) throws -> (certificate: String, key: String) {
            let key = TransportKey()
            let certificate = try authority.certifyNode(
                NodeName(node), requestPEM: key.certificateRequest(commonName: node), now: Date())
            let paths = (certificate: bench.file("\(node).pem"), key: bench.file("\(node)-key.pem"))
            try Data(certificate.utf8).write(to: URL(fileURLWithPath: paths.certificate))
            try Data(key.pem.utf8).write(to: URL(fileURLWithPath: paths.key))
            return paths
        }
    }
}
