import DICOM

// Whole files: what is read is used as callers use it, and written again; what was written must read as the same.

private let limits = ReadingLimits(depth: 16, elements: 20_000, inflatedBytes: 1 << 20, headerBytes: 1 << 20)

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let file = try? DICOMFile(bytes: bytes, limits: limits) else { return 0 }
    file.dataSet.visit { _, element in
        let alone = DataSet([element])
        _ = alone.string(element.tag)
        _ = alone.strings(element.tag)
        _ = alone.text(element.tag)
        _ = alone.integers(element.tag)
        _ = alone.doubles(element.tag)
        _ = alone.personName(element.tag)
    }
    _ = file.dataSet.dump()
    guard let written = try? file.encoded(), let again = try? DICOMFile(bytes: written, limits: limits) else { return 0 }
    // Elements out of order are written in order; then a first one with letters that are no VR may look like one of another syntax.
    var hasUnknown = false
    file.dataSet.visit { _, element in hasUnknown = hasUnknown || element.vr == .un }
    guard again.transferSyntax == file.transferSyntax, written == bytes || !hasUnknown else { return 0 }
    precondition(again.dataSet == file.dataSet, "What was written reads differently.")
    precondition((try? again.encoded()) == written, "What was written is written differently.")
    let json = file.dataSet.jsonBytes()
    precondition((try? DataSet(json: json)) != nil, "JSON of our own is refused.")
    _ = try? file.encoded(as: .deflatedExplicitVRLittleEndian)
    _ = try? file.encoded(as: .explicitVRBigEndian)
    return 0
}
