import DICOM

// The DICOM JSON model: what is read is written, and reads as the same again.

private let limits = ReadingLimits(depth: 16, elements: 20_000)

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let dataSets = try? DataSet.array(json: bytes, limits: limits, bulkData: { _, _, _ in .bytes([1, 2]) }) else { return 0 }
    for dataSet in dataSets {
        let json = dataSet.jsonBytes()
        guard let again = try? DataSet(json: json) else { fatalError("JSON of our own is refused.") }
        precondition(again.jsonBytes() == json, "JSON of our own reads differently.")
        _ = try? DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRLittleEndian).encoded()
        _ = try? DICOMFile(dataSet: dataSet, transferSyntax: .explicitVRBigEndian).encoded()
    }
    return 0
}
