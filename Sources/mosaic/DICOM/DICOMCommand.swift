import ArgumentParser
import DICOM
import Foundation
import Storage

/// `mosaic dicom`
struct DICOMCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dicom", abstract: "Work with DICOM files and peers without a node.",
        subcommands: [Dump.self, JSON.self, Render.self, Deidentify.self, Echo.self, Store.self, Find.self, Get.self])

    /// `mosaic dicom dump`
    struct Dump: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the elements of a file.", discussion: "Example: mosaic dicom dump image.dcm")
        @Argument(help: "The file.") var file: String

        func run() async throws {
            let file = try DICOMFile(bytes: DurableFile.read(file))
            print(file.fileMetaInformation.dump(), terminator: "")
            print(file.dataSet.dump(), terminator: "")
        }
    }

    /// `mosaic dicom json`
    struct JSON: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "json", abstract: "Print a file in the DICOM JSON model (PS3.18 Annex F).",
            discussion: "Example: mosaic dicom json image.dcm")
        @Argument(help: "The file.") var file: String

        func run() async throws {
            print(try DICOMFile(bytes: DurableFile.read(file)).dataSet.json())
        }
    }
}
