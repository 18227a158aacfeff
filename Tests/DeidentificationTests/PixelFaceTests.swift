import DICOM
import DICOMPixels
import Foundation
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
        let sopClass = modality == "PT" ? "1.2.840.10008.5.1.4.1.1.128" : ctClass
        var dataSet = image(values, columns: size, sopClass: sopClass, modality: modality, bits: 16, stored: 12, isSigned: true)
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
    }

    @Test("a face is denied by who says how it was removed, and by nobody else; only such a statement is handed on")
    func denied() throws {
        var file = Self.head(orientation: Self.axial)
        file.dataSet.set(.recognizableVisualFeatures, "NO")
        #expect(throws: DeidentificationError.self) { try clean(file) }
        var code = DataSet()
        code.set(.codeValue, "113102")
        code.set(.codingSchemeDesignator, "DCM")
        file.dataSet.set(.deidentificationMethodCodeSequence, items: [code])
        #expect(throws: DeidentificationError.self) { try clean(file) }
        file.dataSet.set(.deidentificationMethod, "Defaced with Example 2.0")
        let result = try #require(try clean(file))
        #expect(result.codes.map(\.value) == ["113102"] && result.actions.isEmpty && result.recognizableVisualFeatures == nil)
        #expect(result.file.dataSet == file.dataSet)

        // What is no head is not thereby said to have had a face.
        var chest = Self.body(width: 350, height: 220, plane: .axial, bodyPart: "CHEST")
        chest.dataSet.set(.deidentificationMethodCodeSequence, items: [code])
        chest.dataSet.set(.deidentificationMethod, "Defaced with Example 2.0")
        #expect(try clean(chest) == nil)
    }

    /// An ellipse in air, or one that fills the frame, of so many millimetres: 2 mm pixels.
    static func body(
        width: Double, height: Double, plane: SliceGeometry.Plane, bodyPart: String? = nil, modality: String = "MR", study: String? = nil,
        field: Int = 400, sopClass: String = mrClass
    ) -> DICOMFile {
        let side = field / 2
        let values = (0..<side * side).map { pixel -> Int32 in
            let (row, column) = (Double(pixel / side - side / 2), Double(pixel % side - side / 2))
            return hypot(column * 4 / width, row * 4 / height) < 1 ? 600 + Int32(pixel % 7) : Int32(pixel % 3)
        }
        var dataSet = image(values, columns: side, sopClass: sopClass, modality: modality, bits: 16, stored: 12)
        dataSet.set(.pixelSpacing, doubles: [2, 2])
        let orientation: [Double] =
            switch plane {
            case .axial: [1, 0, 0, 0, 1, 0]
            case .sagittal: [0, 1, 0, 0, 0, -1]
            case .coronal: [1, 0, 0, 0, 0, -1]
            case .oblique: [1, 0, 0, 0, 0.7, -0.714]
            }
        dataSet.set(.imageOrientationPatient, doubles: orientation)
        if modality == "CT" {
            dataSet.set(.rescaleSlope, doubles: [1])
            dataSet.set(.rescaleIntercept, doubles: [-560])
        }
        if let bodyPart { dataSet.set(.bodyPartExamined, bodyPart) }
        if let study { dataSet.set(.studyDescription, study) }
        return file(dataSet)
    }

    static func isRefused(_ file: DICOMFile, _ policy: PixelPolicy = PixelPolicy()) -> Bool {
        do {
            _ = try clean(file, policy: policy)
            return false
        } catch { return true }
    }

    @Test(
        "a head is a head in every plane, whatever it is called",
        arguments: [
            (nil, nil), ("CHEST", nil), ("PELVIS", nil), (nil, "Legacy Study"), (nil, "Parma PROT 3"), (nil, "TDM THORAX"),
            ("ABDOMEN", "CT abdomen pelvis"),
        ] as [(String?, String?)])
    func shapes(part: String?, study: String?) {
        for plane in [SliceGeometry.Plane.axial, .sagittal, .coronal, .oblique] {
            // From ear to ear, from nose to nape, from vertex to chin.
            let (width, height) = plane == .axial ? (150.0, 190.0) : plane == .sagittal ? (190.0, 210.0) : (150.0, 210.0)
            #expect(Self.isRefused(Self.body(width: width, height: height, plane: plane, bodyPart: part, study: study)), "\(plane)")
        }
    }

    @Test("slices at the side of a head, and before its middle, are no less of a head when nothing is said")
    func partsOfHeads() {
        #expect(Self.isRefused(Self.body(width: 110, height: 120, plane: .sagittal)))
        #expect(Self.isRefused(Self.body(width: 80, height: 100, plane: .coronal)))
    }

    @Test(
        "the head is named in many languages, also beside other parts",
        arguments: [
            "TDM CRANE THORAX", "CRANE THORAX ABDO PELVIS", "CT collo torace", "HN RT planning", "TETE", "Schaedel nativ",
            "t1_mprage_sag_p2_iso",
            "IRM tête", "TAC cuello", "CT szyja", "CT hals thorax", "CT nek", "scanner cou", "H&N CT", "Kopf", "МРТ головы", "glioblastoma",
        ])
    func languages(study: String) {
        #expect(Self.isRefused(Self.body(width: 300, height: 220, plane: .axial, bodyPart: "CHEST", modality: "CT", study: study)))
        #expect(!Self.isRefused(Self.body(width: 300, height: 220, plane: .axial, bodyPart: "CHEST", modality: "CT")))
    }

    @Test("what is said decides less than the class, and in any case of letters")
    func devices() {
        for (modality, sopClass) in [("ct", ctClass), ("", ctClass), ("OT", ctClass), ("OT", mrClass), (" mr", secondaryCapture)] {
            var file = Self.body(width: 300, height: 220, plane: .axial, bodyPart: "HEAD", modality: modality, sopClass: sopClass)
            file.dataSet.set(.burnedInAnnotation, "NO")
            #expect(Self.isRefused(file), "\(modality)")
            file.dataSet.remove(.bodyPartExamined)
            #expect(!Self.isRefused(file), "\(modality)")
        }
    }

    @Test("other parts of the body pass, in every plane, with air around them or filling the frame")
    func otherParts() {
        typealias Part = (part: String, width: Double, height: Double, plane: SliceGeometry.Plane, field: Int)
        let parts: [Part] = [
            ("PELVIS", 360, 230, .axial, 400), ("ABDOMEN", 320, 230, .axial, 400), ("CHEST", 340, 230, .axial, 400),
            ("BREAST", 330, 200, .axial, 360), ("KNEE", 130, 132, .axial, 160), ("KNEE", 140, 600, .sagittal, 180),
            ("KNEE", 130, 600, .coronal, 180), ("PROSTATE", 900, 900, .axial, 180), ("PROSTATE", 900, 900, .sagittal, 200),
            ("PROSTATE", 900, 900, .coronal, 200), ("PELVIS", 340, 900, .coronal, 400), ("PELVIS", 230, 900, .sagittal, 400),
            ("BREAST", 900, 300, .sagittal, 200), ("SPINE", 900, 900, .sagittal, 300), ("LIVER", 300, 220, .axial, 400),
        ]
        for (part, width, height, plane, field) in parts {
            #expect(
                !Self.isRefused(Self.body(width: width, height: height, plane: plane, bodyPart: part, field: field)), "\(part) \(plane)")
        }
        // Nothing said, and nothing like a head.
        #expect(!Self.isRefused(Self.body(width: 340, height: 230, plane: .axial)))
        #expect(!Self.isRefused(Self.body(width: 340, height: 900, plane: .coronal)))
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

    @Test("the skin of the front is made anew, the back stays as it was")
    func blurred() throws {
        let file = Self.head(orientation: Self.axial)
        let result = try #require(try clean(file, policy: PixelPolicy(faces: .blur)))
        #expect(result.recognizableVisualFeatures == "NO")
        #expect(result.codes.map(\.value) == ["113102"])
        let (before, after) = (try file.frame(), try result.file.frame())
        // The node alone makes it, and makes it again.
        #expect(try clean(file, policy: PixelPolicy(faces: .blur))?.file.dataSet == result.file.dataSet)
        #expect(try clean(file, policy: PixelPolicy(faces: .blur), key: testKey(8))?.file.dataSet != result.file.dataSet)
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

    /// A head whose every pixel is its own.
    static func texturedHead() -> DICOMFile {
        var (file, state) = (head(orientation: axial), UInt32(7))
        let values = (0..<size * size).map { pixel -> Int32 in
            let (row, column) = (Double(pixel / size), Double(pixel % size))
            let isNose = abs(column - 64) < 5 && (12...22).contains(row)
            state = state &* 1_664_525 &+ 1_013_904_223
            return hypot((column - 64) / 37, (row - 66) / 47) < 1 || isNose ? Int32(state >> 24) : -1000
        }
        file.dataSet.setBytes(.pixelData, vr: .ow, values.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] })
        return file
    }

    @Test("the face does not come back to who knows the band and every public number")
    func attack() throws {
        let file = Self.texturedHead()
        let before = try file.frame().values
        let after = try #require(try clean(file, policy: PixelPolicy(faces: .blur))).file.frame().values
        let view = FrontView(columns: Self.size, rows: Self.size, anterior: .top, rowSpacing: 2, columnSpacing: 2)
        let band = try #require(view.band(before, AirThreshold(file.dataSet, before)))
        let places = band.enumerated().flatMap { line, range in range.map { $0 * Self.size + line } }
        let outside = Set(before.indices).subtracting(places)
        #expect(outside.allSatisfy { before[$0] == after[$0] })

        // Aligned: each pixel is taken back to the place that a generator seeded by the number of the frame would have drawn it from.
        let tissue = places.filter { before[$0] >= 0 }
        for seed in UInt64(0)...3 {
            var drawn: [Int: Int32] = [:]
            var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0xD1B5_4A32_D192_ED03
            for target in places {
                state &+= 0x9E37_79B9_7F4A_7C15
                var word = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
                word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
                drawn[places[Int((word ^ (word >> 31)) % UInt64(places.count))]] = after[target]
            }
            let right = tissue.count { drawn[$0] == before[$0] }
            #expect(right * 25 < tissue.count, "\(right) of \(tissue.count)")
        }

        // Moved in any order at all: the pixels themselves are gone. A metal tooth is a value that no other pixel has.
        var toothed = file
        var bytes = Array(try #require(file.dataSet[.pixelData]?.bytes))
        let tooth = try #require(places.first { before[$0] > 0 })
        (bytes[tooth * 2], bytes[tooth * 2 + 1]) = (0xD0, 0x07)
        toothed.dataSet.setBytes(.pixelData, vr: .ow, bytes)
        let cleaned = try #require(try clean(toothed, policy: PixelPolicy(faces: .blur))).file.frame().values
        #expect(try toothed.frame().values.contains(2000) && !cleaned.contains(2000))
    }

    @Test("faces at the edges of the frame, in any layout of pixels, are made anew without a trap")
    func edges() throws {
        for width in [100.0, 300] {
            for height in [120.0, 900] {
                for modality in ["CT", "MR"] {
                    let file = Self.body(width: width, height: height, plane: .axial, bodyPart: "HEAD", modality: modality, field: 200)
                    var rescaled = file
                    rescaled.dataSet.set(.rescaleSlope, doubles: [1e-30])
                    for file in [file, rescaled] {
                        let result = try clean(file, policy: PixelPolicy(faces: .blur))
                        #expect(result?.recognizableVisualFeatures == "NO")
                        let range = (try file.frame().values.min() ?? 0)...(try file.frame().values.max() ?? 0)
                        #expect(try result?.file.frame().values.allSatisfy(range.contains) == true)
                    }
                }
            }
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

    @Test("a head of the greatest numbers is blurred, too")
    func greatest() throws {
        var dataSet = Self.head(orientation: Self.axial).dataSet
        let values = (0..<Self.size * Self.size).map { pixel -> Int32 in
            let (x, y) = (Double(pixel % Self.size - 64) / 37, Double(pixel / Self.size - 66) / 47)
            let number = pixel * 37 % 100
            let tissue = Int32.max - (number < 48 ? 0 : number < 76 ? 500_000_000 : 2_000_000_000)
            return x * x + y * y < 1 ? tissue : -1000
        }
        for tag in [Tag.bitsAllocated, .bitsStored] { dataSet.set(tag, integers: [32]) }
        dataSet.set(.highBit, integers: [31])
        dataSet.setBytes(.pixelData, vr: .ow, values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } })
        let result = try #require(try clean(file(dataSet), policy: PixelPolicy(faces: .blur)))
        #expect(result.recognizableVisualFeatures == "NO")
    }
}
