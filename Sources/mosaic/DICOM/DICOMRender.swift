import ArgumentParser
import DICOM
import DICOMPixels
import Storage

extension DICOMCommand {
    /// `mosaic dicom render`
    struct Render: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a frame as PNG or JPEG, as a viewer shows it.",
            discussion: "Example: mosaic dicom render image.dcm image.png --window 40,400")
        @Argument(help: "The DICOM file.") var file: String
        @Argument(help: "The picture to write; its ending says which kind: .png, .jpg.") var picture: String
        @Option(name: .long, help: "The frame, from 1.") var frame: Int = 1
        @Option(name: .long, help: "Window center and width in output units, as 40,400.") var window: String?

        func run() async throws {
            let object = try DICOMFile(bytes: DurableFile.read(file))
            let image = try object.rendered(frame - 1, window: try chosenWindow())
            let isJPEG = picture.lowercased().hasSuffix(".jpg") || picture.lowercased().hasSuffix(".jpeg")
            guard isJPEG || picture.lowercased().hasSuffix(".png") else { throw ValidationError("The picture ends with .png or .jpg.") }
            try DurableFile.write(isJPEG ? image.jpeg() : image.png(), to: picture)
            print("\(image.columns) x \(image.rows) pixels written to \(picture)")
        }

        private func chosenWindow() throws -> Window? {
            guard let window else { return nil }
            let numbers = window.split(separator: ",").compactMap { Double($0) }
            guard numbers.count == 2, numbers[1] > 0 else { throw ValidationError("--window is center,width, as 40,400.") }
            return try Window(center: numbers[0], width: numbers[1])
        }
    }
}
