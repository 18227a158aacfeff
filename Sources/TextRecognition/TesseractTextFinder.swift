import CTesseract
public import Deidentification
import Dispatch
import Foundation
import Synchronization

/// Finds and reads text with Tesseract (Apache License 2.0), for ``TextFinder``.
///
/// This room lies above the line: Tesseract reads its language data from disk. Engines are made when they are first needed, at most as many as
/// allowed; each serves one call at a time and keeps to the thread that calls it. Nothing is written to the standard error.
public final class TesseractTextFinder: TextFinder {
    /// Where Debian keeps language data.
    public static let standardDataPath = "/usr/share/tesseract-ocr/5/tessdata"

    /// The languages or scripts, as Tesseract names them.
    public let languages: [String]
    private let dataPath: String
    private let idle = Mutex<[TesseractEngine]>([])
    private let places: DispatchSemaphore

    /// A finder for languages or scripts whose data are in a folder. Without them: English, which also reads the names of
    /// its neighbours well enough to recognise them; text of any script is found by its strokes.
    ///
    /// What is missing is said here, by the name of its Debian package, and not when the first object comes.
    public init(
        languages: [String]? = nil, dataPath: String = standardDataPath, engines: Int = 2
    ) throws(TextFinderError) {
        let chosen = languages ?? ["eng"]
        for language in chosen where !Self.hasData(language, in: dataPath) {
            throw TextFinderError(
                .notInstalled,
                "Tesseract has no data for \"\(language)\" in \(dataPath). Install the Debian package \(Self.package(of: language)).")
        }
        self.languages = chosen
        self.dataPath = dataPath
        places = DispatchSemaphore(value: max(engines, 1))
    }

    /// The words in an image. It waits for an engine when all are at work.
    public func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] {
        // Nothing that small can be read, and Tesseract makes something up.
        guard image.width >= 8, image.height >= 8 else { return [] }
        places.wait()
        defer { places.signal() }
        let engine: TesseractEngine
        if let waiting = idle.withLock({ $0.popLast() }) {
            engine = waiting
        } else {
            engine = try TesseractEngine(languages: languages.joined(separator: "+"), dataPath: dataPath)
        }
        defer { idle.withLock { $0.append(engine) } }
        return try engine.text(in: image)
    }

    private static func hasData(_ language: String, in path: String) -> Bool {
        guard !language.isEmpty, !language.contains(".."), !language.contains("+") else { return false }
        return FileManager.default.isReadableFile(atPath: "\(path)/\(language).traineddata")
    }

    /// Debian's packages: three letters for a language, four for a script.
    private static func package(of language: String) -> String {
        let scripts = ["Latin": "latn", "Cyrillic": "cyrl", "Greek": "grek", "Arabic": "arab", "Hebrew": "hebr", "Armenian": "armn"]
        let name = language.split(separator: "/").last.map(String.init) ?? language
        if let script = scripts[name] { return "tesseract-ocr-script-\(script)" }
        return "tesseract-ocr-\(name.lowercased().replacingOccurrences(of: "_", with: "-"))"
    }
}
