import DICOM
import Federation
import HTTPTypes
import Hummingbird

/// QIDO-RS (PS3.18 §10.6).
struct SearchTransaction: Sendable {
    let archive: Archive
    let base: ServiceAddress

    /// The most results of one answer; a client that wants more asks again with an offset.
    static let mostResults = 5_000

    func answer(
        _ level: ArchiveQuery.Level, study: String?, series: String?, _ request: DICOMwebRequest
    ) async throws -> Representation {
        guard let type = request.acceptance.single(of: ["application/dicom+json", "application/json"]) else {
            throw Problem.notAcceptable("Results of a search are to be had as application/dicom+json.")
        }
        var parameters = try SearchParameters(request.parameters)
        for (tag, uid) in [(Tag.studyInstanceUID, study), (.seriesInstanceUID, series)] {
            guard let uid else { continue }
            parameters.conditions.removeAll { $0.tag == tag }
            parameters.conditions.append(AttributeCondition(tag, .single(uid)))
        }
        let limit = min(parameters.limit ?? Self.mostResults, Self.mostResults)
        let query = ArchiveQuery(
            level: level, conditions: parameters.conditions, fuzzy: parameters.fuzzy, fields: parameters.fields, limit: limit,
            order: .natural(offset: parameters.offset), scope: request.grant.scope)
        let found = try await archive.search(query)
        if found.dataSets.isEmpty, let study {
            let known = try await archive.instances(study: study, series: series, scope: request.grant.scope, limit: 1)
            if known.isEmpty { throw Problem.notHere }
        }

        var warnings: [String] = []
        if !found.isComplete {
            let why = parameters.limit == limit ? "limit" : "maximum of this server"
            warnings.append("There are more results than the \(why); ask again with offset=\(parameters.offset + found.dataSets.count)")
        }
        let names = found.unsupported.map { DataDictionary.entry(for: $0)?.keyword ?? $0.hex } + parameters.unsupported
        if !names.isEmpty { warnings.append("These keys were not used, the archive does not keep them: \(names.joined(separator: " "))") }
        let dataSets = found.dataSets
        let base = self.base
        let completion = MatchCompletion(query, archive)
        var representation = Representation(type: type, tag: nil) { writer in
            try await JSONArray.write(dataSets, to: &writer) { match in
                var dataSet = try await completion?.completed(match) ?? match
                dataSet.set(.retrieveURL, base.retrieve(dataSet, level))
                return dataSet.jsonBytes()
            }
        }
        representation.compresses = true
        representation.warnings = warnings
        return representation
    }
}

/// An array of JSON values, written piece by piece.
enum JSONArray {
    /// Pieces of about this size are handed on, so that many small values do not each cost a write.
    static let pieceBytes = 64 << 10

    static func write<Element>(
        _ elements: [Element], to writer: inout any ResponseBodyWriter, _ encode: (Element) async throws -> [UInt8]
    ) async throws {
        var buffer = ByteBuffer()
        buffer.writeString("[")
        for (number, element) in elements.enumerated() {
            if number > 0 { buffer.writeString(",") }
            buffer.writeBytes(try await encode(element))
            if buffer.readableBytes >= pieceBytes {
                try await writer.write(buffer)
                buffer = ByteBuffer()
            }
        }
        buffer.writeString("]")
        try await writer.write(buffer)
    }
}
