import DICOM
import Testing

@testable import Deidentification

@Suite("Numbers that count")
struct OrdinalNumberTests {
    private typealias Tag = DICOM.Tag

    /// A number of the patient that stands nowhere else in the object cannot be told from a counter but by its length.
    @Test("a series, acquisition or instance number of more than five digits does not pass; other numbers do")
    func longNumbers() throws {
        var dataSet = sample()
        dataSet.set(.acquisitionNumber, "556312005")
        dataSet.set(.seriesNumber, "123456")
        dataSet.set(.instanceNumber, "99999")
        dataSet.set(.overlayNumber, "1\\1234567")
        dataSet.set(.countsAccumulated, "12345678")
        let output = try deidentified(dataSet)
        for tag: Tag in [.acquisitionNumber, .overlayNumber] { #expect(output[tag]?.isEmpty != false, "\(tag)") }
        // Series Number is of type 2 in every series.
        #expect(output[.seriesNumber]?.isEmpty == true)
        #expect(output.string(.instanceNumber) == "99999")
        #expect(output.string(.countsAccumulated) == "12345678")
    }
}
