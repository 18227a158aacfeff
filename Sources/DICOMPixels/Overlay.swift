public import DICOM

/// An overlay plane (PS3.3 section C.9.2): one bit for each pixel, drawn over the image.
public struct Overlay: Sendable, Hashable {
    /// The repeating group, 0x6000 to 0x601E.
    public let group: UInt16
    /// The number of rows.
    public let rows: Int
    /// The number of columns.
    public let columns: Int
    /// The row and column of the image, counted from 1, on which the first bit lies.
    public let origin: (row: Int, column: Int)
    /// The number of planes, one for each frame from ``firstFrame`` on.
    public let frames: Int
    /// The frame of the image, counted from 0, to which the first plane belongs.
    public let firstFrame: Int
    /// Label or description, where there is one.
    public let label: String?
    private let bits: ArraySlice<UInt8>

    /// The bits of the plane for a frame of the image, row by row; nil when there is none for it.
    public func mask(frame: Int = 0) -> [Bool]? {
        let plane = frame - firstFrame
        guard plane >= 0, plane < frames else { return nil }
        let first = plane * rows * columns
        guard (first + rows * columns + 7) / 8 <= bits.count else { return nil }
        return (first..<first + rows * columns).map { bit in bits[bits.startIndex + bit / 8] >> UInt8(bit % 8) & 1 == 1 }
    }

    /// Reads the overlay of a group; nil when the group has no plane of its own or describes none.
    init?(_ dataSet: DataSet, group: UInt16) {
        func tag(_ element: UInt16) -> Tag { Tag(group, element) }
        guard let data = dataSet[tag(0x3000)]?.bytes, let rows = dataSet.integer(tag(0x0010)), let columns = dataSet.integer(tag(0x0011)),
            (1...65_535).contains(rows), (1...65_535).contains(columns), dataSet.integer(tag(0x0100)) ?? 1 == 1
        else { return nil }
        let frames = dataSet.integer(tag(0x0015)) ?? 1
        guard frames >= 1, frames <= data.count * 8 / (rows * columns) else { return nil }
        let origin = dataSet.integers(tag(0x0050))
        self.group = group
        self.rows = rows
        self.columns = columns
        self.origin = (origin.first ?? 1, origin.count > 1 ? origin[1] : 1)
        self.frames = frames
        firstFrame = max((dataSet.integer(tag(0x0051)) ?? 1) - 1, 0)
        label = dataSet.string(tag(0x1500)) ?? dataSet.string(tag(0x0022))
        bits = data
    }

    /// Equal when every member is.
    public static func == (left: Overlay, right: Overlay) -> Bool {
        left.group == right.group && left.rows == right.rows && left.columns == right.columns && left.origin == right.origin
            && left.frames == right.frames && left.firstFrame == right.firstFrame && left.label == right.label && left.bits == right.bits
    }

    /// Hashes what mostly differs.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(group)
        hasher.combine(rows)
        hasher.combine(columns)
        hasher.combine(bits)
    }
}

extension DICOMFile {
    /// The overlay planes of the object, those in unused bits of the pixels (retired) left out.
    public func overlays() -> [Overlay] {
        stride(from: UInt16(0x6000), through: 0x601E, by: 2).compactMap { Overlay(dataSet, group: $0) }
    }
}
