import DICOM
import Federation

/// Data sets that came as JSON with their bulk data in parts of their own, put together again (PS3.18 §8.6.1.3 and Annex F).
enum StoredJSON {
    /// Why one data set could not be put together.
    struct Fault: Error {
        var sopClass: String?
        var instance: String?
        let words: String
    }

    /// A file for each data set, made when it is asked for: many may share one bulk part, and are never held at once. One that cannot be
    /// read is its own fault and no other's.
    ///
    /// - Throws: ``Problem`` 400 where the metadata is no array of values at all.
    static func files(_ parts: [MultipartReader.Part]) throws -> [() -> Result<[UInt8], Fault>] {
        let metadata = parts.filter { isMetadata($0) }
        guard !metadata.isEmpty else {
            throw Problem.badRequest("The request has no part of type application/dicom+json.")
        }
        let values = parts.filter { !isMetadata($0) }.map { part in
            var part = part
            part.body = padded(part.body)
            return part
        }
        let bulkData = Dictionary(grouping: values) { $0["content-location"] ?? "" }
        return try metadata.flatMap { part -> [() -> Result<[UInt8], Fault>] in
            guard let elements = JSONElements.of(part.body) else {
                throw Problem.badRequest("The metadata cannot be read: it is no JSON array of data sets, or is cut off.")
            }
            return elements.enumerated().map { number, range in
                return { file(Array(part.body[range]), number, bulkData) }
            }
        }
    }

    private static func file(_ json: [UInt8], _ number: Int, _ bulkData: [String: [MultipartReader.Part]]) -> Result<[UInt8], Fault> {
        // Of some bulk data only the type tells the transfer syntax, so it is noted as it is handed out.
        var pixels: TransferSyntax?
        do {
            let dataSet = try DataSet(json: json) { path, uri in
                guard let found = bulkData[uri], let first = found.first else { return nil }
                if path.tag == .pixelData, path.steps.isEmpty, let syntax = syntax(of: first) {
                    pixels = syntax
                    // Each frame is a part of its own (PS3.18 §8.7.3.3.2).
                    if syntax.isEncapsulated { return .fragments(basicOffsetTable: [], found.map { $0.body[...] }) }
                }
                return .bytes(first.body[...])
            }
            return file(dataSet, pixels)
        } catch {
            // Where only its bulk data is missing, it still tells its name.
            let dataSet = try? DataSet(json: json) { _, _ in .bytes([]) }
            return .failure(
                Fault(
                    sopClass: dataSet?.string(.sopClassUID), instance: dataSet?.string(.sopInstanceUID),
                    words: "data set \(number + 1) cannot be read: \(error)"))
        }
    }

    private static func isMetadata(_ part: MultipartReader.Part) -> Bool {
        part["content-type"].flatMap { MediaType($0) }.map { ["application/dicom+json", "application/json"].contains($0.name) } ?? false
    }

    /// The transfer syntax of bulk data: the one its type names, else the usual one of its type; `nil` for plain bytes.
    private static func syntax(of part: MultipartReader.Part) -> TransferSyntax? {
        guard let type = part["content-type"].flatMap({ MediaType($0) }) else { return nil }
        if let named = type["transfer-syntax"].flatMap({ TransferSyntax(uid: $0) }) { return named }
        return FrameMediaType.syntaxes(of: type.name).first
    }

    private static func padded(_ bytes: [UInt8]) -> [UInt8] { bytes.count.isMultiple(of: 2) ? bytes : bytes + [0] }

    private static func file(_ dataSet: DataSet, _ pixels: TransferSyntax?) -> Result<[UInt8], Fault> {
        var dataSet = dataSet
        let named = (dataSet.string(.transferSyntaxUID) ?? dataSet.string(.availableTransferSyntaxUID)).flatMap { TransferSyntax(uid: $0) }
        dataSet.removeAll { $0.tag.group == 2 }
        dataSet.remove(.availableTransferSyntaxUID)
        var syntax = pixels ?? named ?? .explicitVRLittleEndian
        if case .fragments = dataSet[.pixelData]?.value {} else { syntax = .explicitVRLittleEndian }
        do {
            return .success(try DICOMFile(dataSet: dataSet, transferSyntax: syntax).encoded())
        } catch {
            return .failure(
                Fault(sopClass: dataSet.string(.sopClassUID), instance: dataSet.string(.sopInstanceUID), words: "\(error)"))
        }
    }
}
