import DICOM
@testable import SampleData
import Testing

@Suite("The geometry of sample series")
struct GeometryTests {
    private func files(_ cohort: SampleCohort, _ kind: SamplePatient.Kind, _ role: SampleSeries.Role) throws -> [DataSet] {
        let patient = try #require(cohort.patients.first { $0.kind == kind })
        let series = try #require(SampleSeries.all(of: patient, hospital: cohort.hospital, seed: cohort.seed).first { $0.role == role })
        return try (0..<series.count).map { try DICOMFile(bytes: series.bytes(image: $0)).dataSet }
    }

    @Test("has slices that touch each other, and as many pixels as it says", arguments: 0..<3)
    func slices(_ holder: Int) throws {
        let cohort = SampleCohort(seed: 4, holder: holder, patients: 3)
        for (kind, role) in [(SamplePatient.Kind.lung, SampleSeries.Role.chest), (.prostate, .t2)] {
            let slices = try files(cohort, kind, role)
            let positions = slices.map { $0.doubles(.imagePositionPatient) }
            let spacing = try #require(slices[0].double(.spacingBetweenSlices))
            #expect(slices[0].double(.sliceThickness) == spacing)
            for (lower, upper) in zip(positions, positions.dropFirst()) {
                #expect(abs(upper[2] - lower[2] - spacing) < 1e-6)
                #expect(upper.prefix(2) == lower.prefix(2))
            }
            for slice in slices {
                let (rows, columns) = (try #require(slice.integer(.rows)), try #require(slice.integer(.columns)))
                #expect(slice[.pixelData]?.bytes?.count == rows * columns * 2)
                #expect(slice.double(.sliceLocation) == slice.doubles(.imagePositionPatient).last)
                #expect(slice.doubles(.imageOrientationPatient) == [1, 0, 0, 0, 1, 0])
            }
        }
    }

    @Test("puts diffusion slices where T2 slices are, in one frame of reference, three b-values each", arguments: 0..<3)
    func diffusion(_ holder: Int) throws {
        let cohort = SampleCohort(seed: 4, holder: holder, patients: 3)
        let t2 = try files(cohort, .prostate, .t2)
        let diffusion = try files(cohort, .prostate, .diffusion)
        #expect(Set((t2 + diffusion).map { $0.string(.frameOfReferenceUID) }).count == 1)
        #expect(Set((t2 + diffusion).map { $0.string(.studyInstanceUID) }).count == 1)
        let heights = Set(t2.map { $0.doubles(.imagePositionPatient)[2] })
        #expect(diffusion.allSatisfy { heights.contains($0.doubles(.imagePositionPatient)[2]) })
        #expect(diffusion.map { $0.double(.diffusionBValue) } == [50, 800, 1_400].flatMap { [Double?](repeating: $0, count: 4) })
    }

    @Test("shows the four views of a mammogram once each, the chest wall on the proper side")
    func views() throws {
        let views = try files(SampleCohort(seed: 4, holder: 0, patients: 3), .breast, .mammogram)
        #expect(views.map { ($0.string(.imageLaterality) ?? "") + ($0.string(.viewPosition) ?? "") } == ["RCC", "LCC", "RMLO", "LMLO"])
        for view in views {
            let (rows, columns) = (try #require(view.integer(.rows)), try #require(view.integer(.columns)))
            let pixels = try #require(view[.pixelData]?.bytes)
            func sum(_ range: Range<Int>) -> Int {
                range.reduce(0) { sum, column in
                    (0..<rows).reduce(sum) { $0 + Int(pixels[pixels.startIndex + ($1 * columns + column) * 2 + 1]) }
                }
            }
            let isRight = view.string(.imageLaterality) == "R"
            #expect((sum(0..<20) < sum(columns - 20..<columns)) == isRight)
            #expect(view.strings(.patientOrientation).first == (isRight ? "P" : "A"))
        }
    }
}
