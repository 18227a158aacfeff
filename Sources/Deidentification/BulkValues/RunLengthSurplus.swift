/// What a run-length frame holds besides its image (PS3.5 annex G): offsets of segments that are not there, gaps between segments, bytes behind
/// the last sample of each.
enum RunLengthSurplus {
    private static let headerLength = 64

    /// The places of bytes that no decoder needs; nil where the frame is none of its kind.
    ///
    /// - Parameter segmentLength: bytes in a segment once it is decoded: rows x columns.
    static func ranges(in frame: ArraySlice<UInt8>, segmentLength: Int) -> [Range<Int>]? {
        guard frame.count >= headerLength, let count = frame.littleEndian(at: frame.startIndex, size: 4), (1...15).contains(count) else {
            return nil
        }
        var surplus = [frame.startIndex + 4 * (count + 1)..<frame.startIndex + headerLength]
        var position = frame.startIndex + headerLength
        for segment in 1...count {
            guard let offset = frame.littleEndian(at: frame.startIndex + 4 * segment, size: 4) else { return nil }
            let start = frame.startIndex + offset
            guard start >= position, start <= frame.endIndex else { return nil }
            surplus.append(position..<start)
            position = end(in: frame, from: start, samples: segmentLength)
        }
        return surplus + [position..<frame.endIndex]
    }

    /// Where the run ends that holds the last sample.
    private static func end(in frame: ArraySlice<UInt8>, from start: Int, samples: Int) -> Int {
        var position = start
        var decoded = 0
        while decoded < samples, position < frame.endIndex {
            let control = Int(frame[position])
            switch control {
            case 0...127:
                position += control + 2
                decoded += control + 1
            case 128: position += 1
            default:
                position += 2
                decoded += 257 - control
            }
        }
        return min(position, frame.endIndex)
    }
}
