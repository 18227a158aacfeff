import Federation
import Foundation
import Testing

@Suite("The authority of a hub")
struct CertificateTests {
    private func authority() throws -> CertificateAuthority { try CertificateAuthority(federation: "Test", now: noon) }

    @Test("names a node from the hub's records, never from the request")
    func name() throws {
        let pem = try authority().certifyNode(
            NodeName("north"), requestPEM: TransportKey().certificateRequest(commonName: "south"), now: noon)
        let certificate = try NodeCertificate(pem: pem)
        #expect(try certificate.name == NodeName("north"))
        #expect(!certificate.serial.isEmpty)
        #expect(certificate.notAfter == noon + CertificateAuthority.nodeLifetime)
        #expect(certificate.notBefore < noon && certificate.notBefore > noon - 3_600)
    }

    @Test("gives every certificate a serial number of its own")
    func serials() throws {
        let authority = try authority()
        let request = try TransportKey().certificateRequest(commonName: "north")
        let serials = try (0..<20).map { _ in
            try NodeCertificate(pem: authority.certifyNode(NodeName("north"), requestPEM: request, now: noon)).serial
        }
        #expect(Set(serials).count == 20)
    }

    @Test("certifies no request that was signed by another key, changed or is none")
    func requests() throws {
        let authority = try authority()
        let own = try bytes(ofPEM: TransportKey().certificateRequest(commonName: "north"))
        let other = try bytes(ofPEM: TransportKey().certificateRequest(commonName: "north"))
        // The point of the public key follows the head of its BIT STRING: 66 bytes, no unused bit, uncompressed.
        let place = try #require(own.firstRange(of: [0x03, 0x42, 0x00, 0x04] as [UInt8])).upperBound
        let otherPlace = try #require(other.firstRange(of: [0x03, 0x42, 0x00, 0x04] as [UInt8])).upperBound
        var swapped = own
        swapped.replaceSubrange(place..<place + 64, with: other[otherPlace..<otherPlace + 64])
        var renamed = own
        let nameAt = try #require(own.firstRange(of: Array("north".utf8))).lowerBound
        renamed[nameAt] = UInt8(ascii: "s")
        for wrong in [swapped, renamed, Array(own.dropLast(3)), [], [0x30, 0x00]] {
            let error = #expect(throws: FederationError.self) {
                try authority.certifyNode(NodeName("north"), requestPEM: pem(wrong), now: noon)
            }
            #expect(error?.code == .requestInvalid)
        }
        let none = #expect(throws: FederationError.self) { try authority.certifyNode(NodeName("north"), requestPEM: "hello", now: noon) }
        #expect(none?.code == .requestInvalid)
        #expect(throws: Never.self) { try authority.certifyNode(NodeName("north"), requestPEM: pem(own), now: noon) }
    }

    @Test("has the same fingerprint when it is read again, and another one has another")
    func fingerprint() throws {
        let first = try authority()
        let read = try CertificateAuthority(privateKeyPEM: first.privateKeyPEM, certificatePEM: first.certificatePEM)
        #expect(read.fingerprint == first.fingerprint && first.fingerprint.count == 32)
        #expect(try CertificateAuthority.fingerprint(ofPEM: first.certificatePEM) == first.fingerprint)
        #expect(try authority().fingerprint != first.fingerprint)
        #expect(throws: (any Error).self) { try CertificateAuthority.fingerprint(ofPEM: "no certificate") }
    }

    @Test("certifies the hub for names and addresses, and for none not at all")
    func server() throws {
        let authority = try authority()
        for hosts in [["hub.example"], ["127.0.0.1", "::1", "localhost"]] {
            #expect(try authority.certifyServer(hosts: hosts, key: TransportKey(), now: noon).hasPrefix("-----BEGIN CERTIFICATE-----"))
        }
        #expect(throws: FederationError.self) { try authority.certifyServer(hosts: [""], key: TransportKey(), now: noon) }
    }

    @Test("a certificate of the hub itself is none of a node")
    func serverIsNoNode() throws {
        let authority = try authority()
        for pem in [try authority.certifyServer(hosts: ["north"], key: TransportKey(), now: noon), authority.certificatePEM] {
            let error = #expect(throws: FederationError.self) { try NodeCertificate(pem: pem) }
            #expect(error?.code == .certificateInvalid)
        }
    }

    @Test("a node's certificate is due for renewal when half of its life is over")
    func renewal() throws {
        let pem = try authority().certifyNode(
            NodeName("north"), requestPEM: TransportKey().certificateRequest(commonName: "north"), now: noon)
        let certificate = try NodeCertificate(pem: pem)
        let half = certificate.notBefore + certificate.notAfter.timeIntervalSince(certificate.notBefore) / 2
        for (moment, isDue) in [(noon, false), (half - 1, false), (half + 1, true), (certificate.notAfter + day, true)] {
            #expect(certificate.isDueForRenewal(at: moment) == isDue)
        }
    }

    @Test("a transport key is the same when it is read again")
    func transportKey() throws {
        let key = TransportKey()
        let pem = try key.pem
        #expect(try TransportKey(pem: pem).pem == pem)
        #expect(try TransportKey().pem != pem)
        #expect(throws: (any Error).self) { try TransportKey(pem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----") }
    }

    private func bytes(ofPEM pem: String) throws -> [UInt8] {
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-----") }.joined()
        return [UInt8](try #require(Data(base64Encoded: body)))
    }

    private func pem(_ bytes: [UInt8]) -> String {
        let body = Data(bytes).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN CERTIFICATE REQUEST-----\n\(body)\n-----END CERTIFICATE REQUEST-----\n"
    }
}
