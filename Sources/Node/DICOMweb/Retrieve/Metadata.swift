import DICOM

/// The metadata of an instance as DICOM JSON (PS3.18 §10.4.1.1.2): everything but long binary values, which it refers to.
enum Metadata {
    /// Binary values up to this length stand in the text; a viewer needs their tables at once.
    static let inlineBytes = 2 << 10

    /// - Parameters:
    ///   - header: what stands before the pixels.
    ///   - address: of the instance.
    static func json(_ header: DataSet, _ instance: ArchivedInstance, _ address: String) -> [UInt8] {
        var dataSet = header
        if dataSet.contains(.specificCharacterSet) { dataSet.convertToUTF8() }
        dataSet.set(.availableTransferSyntaxUID, instance.transferSyntax.uid)
        var json = dataSet.jsonBytes { path, length in length > inlineBytes ? "\(address)/bulkdata/\(BulkDataPath.text(path))" : nil }
        // The header ends before the pixels, so what refers to them is added here; (7FE0,0010) comes after all others.
        if dataSet.contains(.rows), dataSet.contains(.bitsAllocated), json.last == UInt8(ascii: "}") {
            let vr = (dataSet.integer(.bitsAllocated) ?? 16) > 8 && !instance.transferSyntax.isEncapsulated ? "OW" : "OB"
            json.removeLast()
            json += Array(",\"7FE00010\":{\"vr\":\"\(vr)\",\"BulkDataURI\":\"\(address)/bulkdata/7FE00010\"}}".utf8)
        }
        return json
    }
}
