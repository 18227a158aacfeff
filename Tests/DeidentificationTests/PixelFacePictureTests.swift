import DICOM
import Testing

@testable import Deidentification

@Suite("Faces in pictures, surfaces and contours")
struct PixelFacePictureTests {
    static let storage = "1.2.840.10008.5.1.4.1.1."

    static func picture(
        _ sopClass: String, modality: String, bodyPart: String? = nil, series: String? = nil, isColour: Bool = true
    ) -> DICOMFile {
        let samples = isColour ? 3 : 1
        var dataSet = image(
            (0..<64 * 64 * samples).map { Int32($0 / samples % 64 * 3) }, columns: 64, sopClass: storage + sopClass, modality: modality,
            meaning: isColour ? "RGB" : "MONOCHROME2", samples: samples)
        if let bodyPart { dataSet.set(.bodyPartExamined, bodyPart) }
        if let series { dataSet.set(.seriesDescription, series) }
        return file(dataSet)
    }

    private func isRefused(_ file: DICOMFile) -> Bool { PixelFaceTests.isRefused(file) }

    @Test("photographs pass where they say that they show something else")
    func photographs() throws {
        for (sopClass, modality) in [("77.1.4", "XC"), ("77.1.4.1", "XC"), ("7", "XC"), ("77.1.4", "OT")] {
            #expect(isRefused(Self.picture(sopClass, modality: modality)))
            #expect(isRefused(Self.picture(sopClass, modality: modality, bodyPart: "FACE")))
            #expect(!isRefused(Self.picture(sopClass, modality: modality, bodyPart: "LEG")))
        }
        let file = Self.picture("77.1.4", modality: "XC", bodyPart: "FACE")
        #expect(throws: DeidentificationError.self) { try clean(file, policy: PixelPolicy(faces: .blur)) }
        #expect(try clean(file, policy: PixelPolicy(faces: .keep))?.recognizableVisualFeatures == "YES")
    }

    @Test("captures of a head, and renderings of who knows what, are refused")
    func renderings() {
        #expect(isRefused(Self.picture("7", modality: "OT", bodyPart: "HEAD", series: "3D VRT face")))
        #expect(isRefused(Self.picture("7", modality: "CT", bodyPart: "HEAD", isColour: false)))
        #expect(isRefused(Self.picture("7.4", modality: "OT", series: "VRT")))
        #expect(isRefused(Self.picture("2", modality: "CT", series: "Volume Rendering 1")))
        #expect(!isRefused(Self.picture("7", modality: "OT", bodyPart: "CHEST", series: "VRT")))
        #expect(!isRefused(Self.picture("7", modality: "OT", series: "Screen")))
    }

    @Test("surfaces are refused, unless it is said who removed the face")
    func surfaces() throws {
        for suffix in ["68.1", "68.2", "66.5"] {
            var dataSet = sample(Self.storage + suffix)
            #expect(isRefused(file(dataSet)))
            dataSet.set(.recognizableVisualFeatures, "NO")
            #expect(isRefused(file(dataSet)))
            var code = DataSet()
            code.set(.codeValue, "113102")
            code.set(.codingSchemeDesignator, "DCM")
            dataSet.set(.deidentificationMethodCodeSequence, items: [code])
            dataSet.set(.deidentificationMethod, "Defaced with Example 2.0")
            #expect(!isRefused(file(dataSet)))
        }
    }

    static func structures(_ names: [String], bodyPart: String? = nil, width: Double, depth: Double) -> DICOMFile {
        var dataSet = sample(storage + "481.3")
        dataSet.set(.modality, "RTSTRUCT")
        if let bodyPart { dataSet.set(.bodyPartExamined, bodyPart) }
        dataSet.set(
            .structureSetROISequence,
            items: names.map { name in
                var item = DataSet()
                item.set(.roiName, name)
                return item
            })
        var (contour, region) = (DataSet(), DataSet())
        contour.set(.contourGeometricType, "CLOSED_PLANAR")
        contour.set(.contourData, doubles: [0, 0, 40, width, 0, 40, width, depth, 40, 0, depth, 40])
        region.set(.contourSequence, items: [contour])
        dataSet.set(.roiContourSequence, items: [region])
        return file(dataSet)
    }

    @Test("outlines of a head are refused: by what is said, by what lies in them, by their extent")
    func outlines() {
        #expect(isRefused(Self.structures(["External skin"], bodyPart: "HEAD", width: 7, depth: 3)))
        #expect(isRefused(Self.structures(["BODY", "Brainstem", "PTV"], width: 7, depth: 3)))
        #expect(isRefused(Self.structures(["BODY", "PTV"], width: 150, depth: 190)))
        #expect(!isRefused(Self.structures(["BODY", "PTV"], width: 350, depth: 220)))
        #expect(!isRefused(Self.structures(["BODY", "Bladder"], width: 150, depth: 190)))
        #expect(!isRefused(Self.structures(["GTV", "Brainstem"], bodyPart: "HEAD", width: 20, depth: 20)))

        var segment = DataSet()
        segment.set(.segmentLabel, "Skin")
        var segments = sample(Self.storage + "66.4")
        segments.set(.segmentSequence, items: [segment])
        #expect(!isRefused(file(segments)))
        segments.set(.bodyPartExamined, "HEAD")
        #expect(isRefused(file(segments)))
    }
}
