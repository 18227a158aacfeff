import DICOM
import Foundation
import Logging
import NIOSSL
import Synchronization
import Testing

@testable import DICOMNetwork

/// A server on a free port of the loopback, for as long as a test needs it.
func withServer<Result: Sendable>(
    _ provider: some ServiceClassProvider, policy: AssociationPolicy = AssociationPolicy(titles: ["MOSAIC"]),
    limits: AssociationLimits = .init(), tls: NIOSSLContext? = nil, outgoing: AssociationOptions = .init(),
    gracePeriod: Duration = .seconds(5), logger: Logger = .quiet,
    _ body: @Sendable (RemoteApplicationEntity, DICOMServer) async throws -> Result
) async throws -> Result {
    let server = DICOMServer(
        host: "127.0.0.1", port: 0, tls: tls, policy: policy, limits: limits, gracePeriod: gracePeriod, outgoing: outgoing,
        provider: provider, logger: logger)
    let running = Task { try await server.run() }
    do {
        let port = try await server.port
        let remote = RemoteApplicationEntity(title: "MOSAIC", host: "127.0.0.1", port: port, usesTLS: tls != nil)
        let result = try await body(remote, server)
        running.cancel()
        try await running.value
        return result
    } catch {
        running.cancel()
        try? await running.value
        throw error
    }
}

extension Logger {
    static var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}

/// Waits until something is so, and fails when it does not become so.
func eventually(
    _ what: Comment, within limit: Duration = .seconds(60), sourceLocation: SourceLocation = #_sourceLocation,
    _ isSo: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !isSo() {
        guard ContinuousClock.now < end else {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}

/// Small objects to send.
enum Sample {
    static let ctImageStorage = "1.2.840.10008.5.1.4.1.1.2"

    static func file(_ number: Int, study: String = "1.2.3.1", bytes: Int = 2000, syntax: TransferSyntax = .explicitVRLittleEndian)
        -> DICOMFile
    {
        var dataSet = DataSet()
        dataSet.set(.sopClassUID, ctImageStorage)
        dataSet.set(.sopInstanceUID, "1.2.3.\(number).9")
        dataSet.set(.studyInstanceUID, study)
        dataSet.set(.seriesInstanceUID, "\(study).1")
        dataSet.set(.patientID, "P1")
        dataSet.set(.patientName, "Test^Patient")
        dataSet.set(.modality, "CT")
        dataSet.set(.rows, integers: [1])
        dataSet.set(.columns, integers: [bytes / 2])
        dataSet.set(.bitsAllocated, integers: [16])
        dataSet.setBytes(.pixelData, vr: .ow, (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* number) })
        return DICOMFile(dataSet: dataSet, transferSyntax: syntax)
    }

    static func instance(_ number: Int, bytes: Int = 2000, syntax: TransferSyntax = .explicitVRLittleEndian) throws -> OutgoingInstance {
        try OutgoingInstance(file: file(number, bytes: bytes, syntax: syntax))
    }

    static func keys(_ level: QueryRetrieveLevel, study: String = "", _ more: DICOM.Tag...) -> DataSet {
        var keys = DataSet()
        keys.set(.queryRetrieveLevel, level.rawValue)
        keys.set(.studyInstanceUID, study)
        for tag in more { keys.set(tag, "") }
        return keys
    }
}
