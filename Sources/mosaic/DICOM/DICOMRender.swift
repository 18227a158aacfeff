import ArgumentParser
import DICOM
import DICOMPixels
import Node
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

        func validate() throws {
            guard frame >= 1 else { throw ValidationError("--frame counts from 1, so \(frame) is none.") }
            guard isJPEG || picture.lowercased().hasSuffix(".png") else { throw ValidationError("The picture ends with .png or .jpg.") }
            _ = try chosenWindow()
        }

        private var isJPEG: Bool { picture.lowercased().hasSuffix(".jpg") || picture.lowercased().hasSuffix(".jpeg") }

        func run() async throws {
            let object = try DICOMFile(bytes: DurableFile.read(file))
            // Frames are counted from 1 here and from 0 below: what is said of them is said in the person's count.
            let frames = try PixelDescription(object.dataSet).numberOfFrames
            guard frame <= frames else { throw NodeError(.input, "\(file) has no frame \(frame): --frame is 1 to \(frames).") }
            let image = try object.rendered(frame - 1, window: try chosenWindow())
            try DurableFile.write(isJPEG ? image.jpeg() : image.png(), to: picture)
            print("\(image.columns) x \(image.rows) pixels written to \(picture)")
        }

        private func chosenWindow() throws -> Window? {
            guard let window else { return nil }
            let numbers = window.split(separator: ",").compactMap { Double($0) }
            guard numbers.count == 2, let chosen = try? Window(center: numbers[0], width: numbers[1]) else {
                throw ValidationError("--window is center,width, as 40,400; the width is at least 1.")
            }
            return chosen
        }
    }
}
