import DICOM

/// The regions of an ultrasound image that hold data (Sequence of Ultrasound Regions, PS3.3 section C.8.5.5); what lies outside was written
/// there by the device.
enum UltrasoundRegions {
    /// The regions, as far as they are usable.
    static func inside(of dataSet: DataSet, columns: Int, rows: Int) -> [PixelRegion] {
        let stated = dataSet.items(.sequenceOfUltrasoundRegions).prefix(256).compactMap { item -> PixelRegion? in
            guard let left = item.integer(.regionLocationMinX0), let top = item.integer(.regionLocationMinY0),
                let right = item.integer(.regionLocationMaxX1), let bottom = item.integer(.regionLocationMaxY1),
                left >= 0, top >= 0, right > left, bottom > top, left < columns, top < rows
            else { return nil }
            return PixelRegion(column: left, row: top, width: right - left + 1, height: bottom - top + 1).grown(
                by: 0, within: columns, rows)
        }
        // Regions that cover next to nothing were not meant to say where the image is.
        return stated.reduce(0, { $0 + $1.area }) * 20 >= columns * rows ? stated : []
    }

    /// What lies outside of all regions, as rectangles; empty where no usable region is stated.
    static func outside(of dataSet: DataSet, columns: Int, rows: Int) -> [PixelRegion] {
        let stated = inside(of: dataSet, columns: columns, rows: rows)
        guard !stated.isEmpty else { return [] }
        let edges = Set(stated.flatMap { [$0.row, $0.maxRow] } + [0, rows]).sorted()
        var outside: [PixelRegion] = []
        for (top, bottom) in zip(edges, edges.dropFirst()) {
            var column = 0
            for region in stated.filter({ $0.row <= top && bottom <= $0.maxRow }).sorted(by: { $0.column < $1.column }) {
                if region.column > column {
                    outside.append(PixelRegion(column: column, row: top, width: region.column - column, height: bottom - top))
                }
                column = max(column, region.maxColumn)
            }
            if column < columns { outside.append(PixelRegion(column: column, row: top, width: columns - column, height: bottom - top)) }
        }
        return outside
    }
}
