import CTesseract
import Deidentification

/// One engine of Tesseract. It serves one call at a time; the pool of ``TesseractTextFinder`` sees to that.
final class TesseractEngine: @unchecked Sendable {
    private let handle: OpaquePointer

    init(languages: String, dataPath: String) throws(TextFinderError) {
        // Leptonica's highest severity: nothing is severe enough to be printed.
        _ = setMsgSeverity(6)
        guard let handle = TessBaseAPICreate() else { throw TextFinderError(.failed, "Tesseract could not be started.") }
        _ = TessBaseAPISetVariable(handle, "debug_file", "/dev/null")
        guard TessBaseAPIInit2(handle, dataPath, languages, OEM_LSTM_ONLY) == 0 else {
            TessBaseAPIDelete(handle)
            throw TextFinderError(
                .notInstalled,
                "Tesseract cannot read its data for \(languages) in \(dataPath). Install the Debian package tesseract-ocr-eng.")
        }
        _ = TessBaseAPISetVariable(handle, "user_defined_dpi", "300")
        self.handle = handle
    }

    deinit {
        TessBaseAPIEnd(handle)
        TessBaseAPIDelete(handle)
    }

    func text(in image: LuminanceImage) throws(TextFinderError) -> [FoundText] {
        // Set for each thread that comes: recognition must not take threads that belong to others.
        omp_set_max_active_levels(0)
        defer { TessBaseAPIClear(handle) }
        TessBaseAPISetPageSegMode(handle, image.height <= LuminanceImage.lineHeight ? PSM_SINGLE_LINE : PSM_SPARSE_TEXT)
        image.samples.withUnsafeBufferPointer { samples in
            TessBaseAPISetImage(handle, samples.baseAddress, Int32(image.width), Int32(image.height), 1, Int32(image.width))
        }
        guard TessBaseAPIRecognize(handle, nil) == 0 else {
            throw TextFinderError(.failed, "Tesseract failed on an image of \(image.width) by \(image.height) pixels.")
        }
        guard let iterator = TessBaseAPIGetIterator(handle) else { return [] }
        defer { TessResultIteratorDelete(iterator) }
        var words: [FoundText] = []
        repeat {
            if let word = word(at: iterator) { words.append(word) }
        } while TessResultIteratorNext(iterator, RIL_WORD) != 0
        return words
    }

    private func word(at iterator: OpaquePointer) -> FoundText? {
        guard let text = TessResultIteratorGetUTF8Text(iterator, RIL_WORD) else { return nil }
        defer { TessDeleteText(text) }
        let string = String(cString: text)
        guard string.contains(where: { !$0.isWhitespace }) else { return nil }
        var (left, top, right, bottom): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let page = TessResultIteratorGetPageIteratorConst(iterator)
        guard TessPageIteratorBoundingBox(page, RIL_WORD, &left, &top, &right, &bottom) != 0 else { return nil }
        let confidence = Double(TessResultIteratorConfidence(iterator, RIL_WORD)) / 100
        return FoundText(
            region: PixelRegion(column: Int(left), row: Int(top), width: Int(right - left), height: Int(bottom - top)), text: string,
            confidence: min(max(confidence, 0), 1))
    }
}
