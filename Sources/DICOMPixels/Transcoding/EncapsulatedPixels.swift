import DICOM

/// Compressed frames as encapsulated pixel data (PS3.5 section A.4): a fragment for each, and a table of where they begin.
struct EncapsulatedPixels {
    let frames: [[UInt8]]

    func store(in dataSet: inout DataSet) {
        var fragments: [ArraySlice<UInt8>] = []
        var offsets: [Int] = []
        var position = 0
        for frame in frames {
            let even = frame.count % 2 == 0 ? frame[...] : (frame + [0])[...]
            fragments.append(even)
            offsets.append(position)
            position += 8 + even.count
        }
        var table: [UInt8] = []
        if frames.count > 1 {
            if position <= Int(UInt32.max) {
                table = offsets.flatMap { Self.bytes($0, 4) }
            } else {
                // The basic table has 32 bits an entry and must then be empty.
                dataSet.setBytes(.extendedOffsetTable, vr: .ov, offsets.flatMap { Self.bytes($0, 8) })
                dataSet.setBytes(.extendedOffsetTableLengths, vr: .ov, frames.flatMap { Self.bytes($0.count, 8) })
            }
        }
        dataSet[.pixelData] = DataElement(tag: .pixelData, vr: .ob, value: .fragments(basicOffsetTable: table[...], fragments))
    }

    private static func bytes(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
