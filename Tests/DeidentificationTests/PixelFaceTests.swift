import DICOM
import DICOMPixels
import Testing

@testable import Deidentification

@Suite("Faces in head volumes")
struct PixelFaceTests {
    static let size = 128

    /// An ellipse in air with a nose towards the top: 2 mm pixels, 150 by 190 mm.
    static func head(orientation: [Double], bodyPart: String? = "HEAD", modality: String = "CT") -> DICOMFile {
        let values = (0..<size * size).map { pixel -> Int32 in
            let (row, column) = (Double(pixel / size), Double(pixel % size))
            let x = (column - 64) / 37
            let y = (row - 66) / 47
            let isNose = abs(column - 64) < 5 && (12...22).contains(row)
            return x * x + y * y < 1 || isNose ? 40 + Int32(pixel % 7) : -1000
        }
        var dataSet = image(values, columns: size, sopClass: ctClass, modality: modality, bits: 16, stored: 12, isSigned: true)
        dataSet.set(.pixelSpacing, doubles: [2, 2])
        dataSet.set(.imageOrientationPatient, doubles: orientation)
        dataSet.set(.rescaleSlope, doubles: [1])
        dataSet.set(.rescaleIntercept, doubles: [0])
        if let bodyPart { dataSet.set(.bodyPartExamined, bodyPart) }
        return file(dataSet)
    }

    static let axial: [Double] = [1, 0, 0, 0, 1, 0]

    @Test("a head is refused by default, whether it says so or only looks so")
    func refused() throws {
        for part in ["HEAD", "BRAIN", "SKULL", nil] {
            #expect(throws: DeidentificationError.self) { try clean(Self.head(orientation: Self.axial, bodyPart: part)) }
        }
        #expect(try clean(Self.head(orientation: Self.axial, bodyPart: "CHEST")) == nil)
        var denied = Self.head(orientation: Self.axial)
        denied.dataSet.set(.recognizableVisualFeatures, "NO")
        #expect(try clean(denied) == nil)
    }

    @Test("PET of the whole body passes where its pixels are too coarse for a face; PET of a brain never does")
    func positronEmission() throws {
        func isRefused(_ part: String, _ series: String, spacing: Double) -> Bool {
            var file = Self.head(orientation: Self.axial, bodyPart: part, modality: "PT")
            file.dataSet.set(.seriesDescription, series)
            file.dataSet.set(.pixelSpacing, doubles: [spacing, spacing])
            do {
                _ = try clean(file)
                return false
            } catch {
                return true
            }
        }
        #expect(!isRefused("CHEST", "PET AC whole body", spacing: 4))
        #expect(isRefused("CHEST", "PET AC whole body", spacing: 1.5))
        #expect(isRefused("BRAIN", "PET AC", spacing: 4))
    }

    @Test("kept faces are said to be there")
    func kept() throws {
        let result = try #require(try clean(Self.head(orientation: Self.axial), policy: PixelPolicy(faces: .keep)))
        #expect(result.recognizableVisualFeatures == "YES")
        #expect(result.codes.isEmpty)
        #expect(result.actions.map(\.reason) == [.face])
    }

    @Test("the skin of the front is scrambled, the back stays as it was")
    func blurred() throws {
        let file = Self.head(orientation: Self.axial)
        let result = try #require(try clean(file, policy: PixelPolicy(faces: .blur)))
        #expect(result.recognizableVisualFeatures == "NO")
        #expect(result.codes.map(\.value) == ["113102"])
        let (before, after) = (try file.frame(), try result.file.frame())
        // The nose is not to be told from what is beside it.
        func body(_ columns: Range<Int>) -> Int {
            (12..<20).reduce(0) { count, row in count + columns.count { after[row, $0] > -300 } }
        }
        let (nose, beside) = (body(60..<68), body(46..<54))
        #expect(abs(nose - beside) < 24, "\(nose) \(beside)")
        for row in 60..<Self.size {
            for column in 0..<Self.size { #expect(after[row, column] == before[row, column]) }
        }
    }

    @Test("which edge is in front follows from the orientation; where it cannot be told, blurring refuses")
    func orientations() throws {
        func geometry(_ orientation: [Double]) -> SliceGeometry? { SliceGeometry(Self.head(orientation: orientation).dataSet) }
        #expect(geometry([1, 0, 0, 0, 1, 0])?.anterior == .top)
        #expect(geometry([-1, 0, 0, 0, -1, 0])?.anterior == .bottom)
        #expect(geometry([0, 1, 0, 0, 0, -1])?.anterior == .left)
        #expect(geometry([0, 1, 0, 0, 0, -1])?.plane == .sagittal)
        #expect(geometry([0, -1, 0, 0, 0, -1])?.anterior == .right)
        #expect(geometry([1, 0, 0, 0, 0, -1])?.plane == .coronal)
        for orientation in [[1, 0, 0, 0, 0, -1], [0.7, 0.7, 0, 0, 0, -1], [1, 0]] as [[Double]] {
            let file = Self.head(orientation: orientation)
            #expect(throws: DeidentificationError.self) { try clean(file, policy: PixelPolicy(faces: .blur)) }
        }
    }

    /// The head in frames, their geometry in functional groups (PS3.3 section C.7.6.16): all axial, or as told.
    static func enhanced(
        _ orientations: [[Double]], bodyPart: String? = nil, isHeadIn frames: Set<Int>? = nil, isShared: Bool = false
    ) throws -> DICOMFile {
        var dataSet = head(orientation: axial, bodyPart: bodyPart).dataSet
        let one = try #require(dataSet[.pixelData]?.bytes)
        let air: [UInt8] = (0..<size * size * 2).map { $0 % 2 == 0 ? 0x18 : 0xFC }
        let slice: [UInt8] = Array(one)
        let bytes: [UInt8] = orientations.indices.flatMap { frames?.contains($0) ?? true ? slice : air }
        dataSet.setBytes(.pixelData, vr: .ow, bytes)
        dataSet.set(.numberOfFrames, integers: [orientations.count])
        dataSet.remove(.imageOrientationPatient)
        dataSet.remove(.pixelSpacing)
        func group(_ orientation: [Double]) -> DataSet {
            var (plane, measures, item) = (DataSet(), DataSet(), DataSet())
            plane.set(.imageOrientationPatient, doubles: orientation)
            measures.set(.pixelSpacing, doubles: [2, 2])
            item.set(.planeOrientationSequence, items: [plane])
            item.set(.pixelMeasuresSequence, items: [measures])
            return item
        }
        if isShared {
            dataSet.set(.sharedFunctionalGroupsSequence, items: [group(orientations[0])])
        } else {
            dataSet.set(.perFrameFunctionalGroupsSequence, items: orientations.map(group))
        }
        return file(dataSet)
    }

    @Test("a head is seen in a volume of frames, wherever in it, and never passes silently")
    func volumes() throws {
        let four = Array(repeating: Self.axial, count: 4)
        for isShared in [true, false] {
            for frames in [nil, [0], [3]] as [Set<Int>?] {
                #expect(throws: DeidentificationError.self) { try clean(Self.enhanced(four, isHeadIn: frames, isShared: isShared)) }
            }
            #expect(try clean(Self.enhanced(four, isHeadIn: [], isShared: isShared)) == nil)
        }
        #expect(throws: DeidentificationError.self) { try clean(Self.enhanced(four, bodyPart: "HEAD", isHeadIn: [])) }
    }

    @Test("every frame of a volume is blurred by its own geometry; one that cannot be is refused whole")
    func blurredVolumes() throws {
        let upsideDown: [Double] = [-1, 0, 0, 0, -1, 0]
        let file = try Self.enhanced([Self.axial, upsideDown, Self.axial], bodyPart: "HEAD")
        let result = try #require(try clean(file, policy: PixelPolicy(faces: .blur)))
        #expect(result.actions.map(\.firstFrame) == [0, 1, 2])
        for frame in 0..<3 {
            let (before, after) = (try file.frame(frame), try result.file.frame(frame))
            let rows = frame == 1 ? 0..<64 : 64..<Self.size
            for row in rows { for column in 0..<Self.size { #expect(after[row, column] == before[row, column]) } }
            let front = frame == 1 ? 90..<Self.size : 0..<38
            #expect(front.contains { row in (0..<Self.size).contains { after[row, $0] != before[row, $0] } })
        }
        let coronal: [Double] = [1, 0, 0, 0, 0, -1]
        for orientations in [[Self.axial, coronal], [Self.axial, [1, 0]]] as [[[Double]]] {
            let file = try Self.enhanced(orientations, bodyPart: "HEAD")
            #expect(throws: DeidentificationError.self) { try clean(file, policy: PixelPolicy(faces: .blur)) }
        }
    }
}
