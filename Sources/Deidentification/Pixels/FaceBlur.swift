import DICOM
import DICOMPixels

/// Makes the face of a head slice unrecognisable: what lies between the skin and 25 mm behind it, seen from the front, is made anew.
///
/// The band follows the skin only roughly (its limits are those of the skin within 15 mm to either side), so that neither of them is a copy of
/// the face. Within it no pixel is left, nor moved: air passes into tissue along one parabola, each of the shade that it has outside of the band,
/// under noise that only the node's secret gives again (``FaceNoise``). It ends 75 mm behind the foremost point: ears and brain stay, but for the
/// foremost one to three centimetres of the brain on slices above the eyes, which a single slice does not tell from others.
enum FaceBlur {
    /// How deep behind the skin, in mm.
    static let depth = 25.0
    /// How far in front of it.
    static let margin = 10.0
    /// How far behind the foremost skin of its surroundings it ends at the latest.
    static let thickness = 40.0
    /// How far to either side the skin is looked at.
    static let width = 15.0
    /// How far behind the foremost point the face ends.
    static let reach = 75.0

    /// Over how much air passes into tissue, in mm.
    static let transition = 12.0

    /// The object without its face, and what was done; throws where geometry does not tell where the face is.
    static func blurred(_ file: DICOMFile, key: PseudonymKey) throws(DeidentificationError) -> (DICOMFile, [PixelAction]) {
        do throws(PixelError) {
            let description = try PixelDescription(file.dataSet)
            guard description.samplesPerPixel == 1, description.bitsAllocated >= 8 else {
                throw PixelError(.unsupportedFormat, "Faces are blurred in gray images only.")
            }
            let geometries = SliceGeometry.frames(of: file.dataSet, count: description.numberOfFrames) ?? []
            let edges = geometries.compactMap { $0.plane == .axial || $0.plane == .sagittal ? $0.anterior : nil }
            guard edges.count == description.numberOfFrames else { throw PixelError(.invalidAttribute, Self.unknownGeometry) }
            var actions: [PixelAction] = []
            let dataSet = file.dataSet
            let seed = key.noiseSeed(forImage: dataSet.string(.sopInstanceUID) ?? "")
            let edited = try file.editingFrames { index, values, _ in
                let threshold = AirThreshold(dataSet, values)
                let view = FrontView(
                    columns: description.columns, rows: description.rows, anterior: edges[index], rowSpacing: geometries[index].rowSpacing,
                    columnSpacing: geometries[index].columnSpacing)
                guard let band = view.band(values, threshold) else { return false }
                var noise = FaceNoise(seed: seed, frame: index)
                view.fill(&values, band, threshold, &noise)
                actions.append(PixelAction(frames: index...index, region: view.region(of: band), reason: .face))
                return true
            }
            return (edited, actions)
        } catch {
            throw DeidentificationError(
                .pixelsMayIdentify, "The object is, or may be, an image of a head, and its face could not be blurred: \(error.message)")
        }
    }

    private static let unknownGeometry =
        "where its face lies cannot be told: only axial and sagittal slices with Image Orientation (0020,0037) and Pixel Spacing (0028,0030), "
        + "for every frame of several, can be blurred. Have the face removed at the source."
}

/// A frame seen from the front: lines that run from the anterior edge backwards, side by side.
struct FrontView {
    let columns: Int
    let rows: Int
    let anterior: SliceGeometry.Edge
    let rowSpacing: Double
    let columnSpacing: Double

    private var runsDown: Bool { anterior == .top || anterior == .bottom }
    private var lines: Int { runsDown ? columns : rows }
    private var length: Int { runsDown ? rows : columns }
    private var step: Double { runsDown ? rowSpacing : columnSpacing }
    private var pitch: Double { runsDown ? columnSpacing : rowSpacing }

    private func place(_ line: Int, _ depth: Int) -> Int {
        switch anterior {
        case .top: depth * columns + line
        case .bottom: (rows - 1 - depth) * columns + line
        case .left: line * columns + depth
        case .right: line * columns + columns - 1 - depth
        }
    }

    /// For each line where the face begins and ends; nil when no body is seen.
    func band(_ values: [Int32], _ threshold: AirThreshold) -> [Range<Int>]? {
        // A nose is thicker than 3 mm; noise in the air is not.
        let thick = max(Int(3 / step), 2)
        let skin = (0..<lines).map { line -> Int? in
            var run = 0
            for depth in 0..<length {
                run = threshold.isBody(values[place(line, depth)]) ? run + 1 : 0
                if run >= thick { return depth - thick + 1 }
            }
            return nil
        }
        guard let foremost = skin.compactMap({ $0 }).min() else { return nil }
        let end = min(foremost + Int(FaceBlur.reach / step), length)
        let around = max(Int(FaceBlur.width / pitch), 1)
        return (0..<lines).map { line in
            let near = skin[max(line - around, 0)...min(line + around, lines - 1)].compactMap { $0 }
            guard let first = near.min(), let last = near.max(), first < end else { return 0..<0 }
            let from = max(first - Int(FaceBlur.margin / step), 0)
            // Where the head falls away to the sides the band would reach far into the brain.
            let to = min(min(last, end) + Int(FaceBlur.depth / step), first + Int(FaceBlur.thickness / step), end)
            return from..<max(to, from)
        }
    }

    /// Makes every pixel of the band anew, from what lies outside of it and from noise.
    func fill(_ values: inout [Int32], _ band: [Range<Int>], _ threshold: AirThreshold, _ noise: inout FaceNoise) {
        let before = values
        var (front, back): ([Int32], [Int32]) = ([], [])
        let deep = max(Int(FaceBlur.depth / step), 1)
        for (line, range) in band.enumerated() where !range.isEmpty {
            front += (0..<range.lowerBound).lazy.map { before[place(line, $0)] }.filter { !threshold.isBody($0) }
            back += (range.upperBound..<min(range.upperBound + deep, length)).lazy.map { before[place(line, $0)] }.filter(threshold.isBody)
        }
        // A face that fills the frame to its edges leaves nothing in front of it, or behind it.
        let (least, most) = (values.min() ?? 0, values.max() ?? 0)
        let air = Shade(of: front) ?? Shade(level: Double(least), spread: 0)
        let tissue = Shade(of: back) ?? Shade(of: values.filter(threshold.isBody)) ?? air
        let skin = Parabola(band.enumerated().compactMap { $1.isEmpty ? nil : (Double($0), Double($1.lowerBound + $1.upperBound) / 2) })
        let half = FaceBlur.transition / 2 / step
        for (line, range) in band.enumerated() where !range.isEmpty {
            let middle = skin.value(at: Double(line))
            for depth in range {
                let part = min(max((Double(depth) - middle + half) / (2 * half), 0), 1)
                let smooth = part * part * (3 - 2 * part)
                let level = air.level + (tissue.level - air.level) * smooth
                let spread = air.spread + (tissue.spread - air.spread) * smooth
                // Within what is there: the bits stored may hold no more.
                values[place(line, depth)] = Int32(min(max(level + spread * noise.next(), Double(least)), Double(most)))
            }
        }
    }

    /// What encloses the band.
    func region(of band: [Range<Int>]) -> PixelRegion {
        var region: PixelRegion?
        for (line, range) in band.enumerated() where !range.isEmpty {
            for depth in [range.lowerBound, range.upperBound - 1] {
                let place = place(line, depth)
                let pixel = PixelRegion(column: place % columns, row: place / columns, width: 1, height: 1)
                region = region?.union(pixel) ?? pixel
            }
        }
        return region ?? PixelRegion(column: 0, row: 0, width: 0, height: 0)
    }
}
