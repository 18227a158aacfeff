import DICOM

// Headers in pieces and on demand: the sizes of the pieces come from the first byte. What the whole gives, the pieces must give.

private let limits = ReadingLimits(depth: 16, elements: 20_000, inflatedBytes: 1 << 20, headerBytes: 1 << 20)

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let all = Array(UnsafeBufferPointer(start: start, count: count))
    guard let first = all.first else { return 0 }
    let bytes = Array(all.dropFirst())
    let size = Int(first) + 1
    let whole = try? DICOMFile(bytes: bytes, limits: limits, stopBefore: .pixelData)
    var reader = DICOMStreamReader(limits: limits)
    var file: DICOMFile?
    do {
        for start in stride(from: 0, to: bytes.count, by: size) { try reader.append(bytes[start..<min(start + size, bytes.count)]) }
        file = try reader.finish()
    } catch {}
    if let file, let whole {
        precondition(file.dataSet == whole.dataSet, "Pieces give another data set.")
        precondition(file.fileMetaInformation == whole.fileMetaInformation, "Pieces give other file meta information.")
    }
    var scan = HeaderScan(keeping: [.patientID, .patientName, .sopInstanceUID], limits: limits)
    let header = try? scan.read { buffer, offset in
        let count = max(0, min(buffer.count, bytes.count - offset, size * 16))
        if count > 0 { buffer.copyBytes(from: bytes[offset..<offset + count]) }
        return count
    }
    if let header, let whole {
        precondition(header.dataSet[.patientID] == whole.dataSet[.patientID], "A scan gives another patient.")
    }
    return 0
}
