import DICOM

/// How a slice lies in the patient (Image Plane module, PS3.3 section C.7.6.2): which way is anterior, how far pixels are apart.
struct SliceGeometry: Sendable {
    enum Plane: Sendable { case axial, sagittal, coronal, oblique }
    /// The edge of the image towards which the face looks.
    enum Edge: Sendable { case top, bottom, left, right }

    let plane: Plane
    /// The plane of the body to which it comes next, of an oblique slice too.
    let nearestPlane: Plane
    /// The edge to which anterior points; nil when no axis of the image does well enough.
    let anterior: Edge?
    /// The edge to which the head points, of the same kind.
    let superior: Edge?
    /// The distance of rows, in mm.
    let rowSpacing: Double
    /// The distance of columns, in mm.
    let columnSpacing: Double

    /// The geometry of a frame, counted from 0: its own functional groups, then those shared by all frames, then the object's attributes
    /// (PS3.3 section C.7.6.16); nil when it is not stated.
    init?(_ dataSet: DataSet, frame: Int = 0) {
        self.init(dataSet, own: dataSet.items(.perFrameFunctionalGroupsSequence).dropFirst(frame).prefix(1))
    }

    /// The geometry of each frame of an object; nil when that of any is not stated.
    static func frames(of dataSet: DataSet, count: Int) -> [SliceGeometry]? {
        let groups = dataSet.items(.perFrameFunctionalGroupsSequence)
        guard !groups.isEmpty else { return SliceGeometry(dataSet, own: []).map { Array(repeating: $0, count: count) } }
        // A group for each frame, or nobody knows which belongs to which.
        guard groups.count == count else { return nil }
        let geometries = groups.compactMap { SliceGeometry(dataSet, own: [$0]) }
        return geometries.count == count ? geometries : nil
    }

    private init?(_ dataSet: DataSet, own: some Collection<DataSet>) {
        let groups = Array(own) + dataSet.items(.sharedFunctionalGroupsSequence).prefix(1)
        func numbers(_ sequence: Tag, _ tag: Tag) -> [Double] {
            let stated = groups.lazy.flatMap { $0.items(sequence) }.map { $0.doubles(tag) }.first { !$0.isEmpty }
            return stated ?? dataSet.doubles(tag)
        }
        let orientation = numbers(.planeOrientationSequence, .imageOrientationPatient)
        let spacing = numbers(.pixelMeasuresSequence, .pixelSpacing)
        guard orientation.count == 6, orientation.allSatisfy({ $0.isFinite && abs($0) <= 1.01 }), spacing.count == 2,
            spacing.allSatisfy({ (0.05...20).contains($0) })
        else { return nil }
        (rowSpacing, columnSpacing) = (spacing[0], spacing[1])
        let (row, column) = (Array(orientation[0..<3]), Array(orientation[3..<6]))
        let normal = [
            row[1] * column[2] - row[2] * column[1], row[2] * column[0] - row[0] * column[2], row[0] * column[1] - row[1] * column[0],
        ].map(abs)
        // Within about 35 degrees.
        plane = normal[2] >= 0.8 ? .axial : normal[0] >= 0.8 ? .sagittal : normal[1] >= 0.8 ? .coronal : .oblique
        let most = normal.max() ?? 0
        nearestPlane = normal[2] == most ? .axial : normal[0] == most ? .sagittal : .coronal
        // Columns go along the row vector; y grows towards the back, z towards the head (PS3.3 section C.7.6.2.1.1).
        anterior = Self.edge(row[1], column[1])
        superior = Self.edge(-row[2], -column[2])
    }

    /// The edge from which a coordinate grows, by its parts along the columns and along the rows.
    private static func edge(_ across: Double, _ down: Double) -> Edge? {
        if abs(across) >= 0.7 && abs(across) >= abs(down) { return across > 0 ? .left : .right }
        return abs(down) >= 0.7 ? down > 0 ? .top : .bottom : nil
    }
}
