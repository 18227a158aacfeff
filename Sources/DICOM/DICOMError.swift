/// Why bytes could not be read or a data set could not be written. Never holds a value of a data element.
public struct DICOMError: Error, Sendable, Equatable {
    /// The kind of failure, for programs.
    public enum Code: String, Sendable, Codable, CaseIterable {
        /// Neither a DICOM prefix nor a plausible data set.
        case notDICOM
        /// The bytes end inside an element.
        case truncated
        /// The structure contradicts PS3.5.
        case malformed
        /// The transfer syntax is unknown, or the conversion needs an image codec.
        case unsupportedTransferSyntax
        /// A limit of ``ReadingLimits`` was met.
        case limitExceeded
        /// The value does not fit what is to be written.
        case notEncodable
        /// What a BulkDataURI stands for is not to be had.
        case unresolvedBulkData
    }

    /// The kind of failure.
    public let code: Code
    /// What was wrong and what to do, in a sentence.
    public let message: String
    /// The position in the bytes, counted from the start of the file (of the inflated data set for deflated syntaxes).
    public let offset: Int?
    /// The element, as a path such as `(0040,0275)[0].(0008,0050)`; empty where there is none.
    public let path: String

    /// An error of the given kind.
    public init(_ code: Code, _ message: String, offset: Int? = nil, path: String = "") {
        self.code = code
        self.message = message
        self.offset = offset
        self.path = path
    }

    /// The same error seen from outside an item of a sequence.
    func inside(_ tag: Tag, item: Int) -> DICOMError {
        let inner = path.isEmpty ? "" : "." + path
        return DICOMError(code, message, offset: offset, path: "\(tag)[\(item)]\(inner)")
    }
}

extension DICOMError: CustomStringConvertible {
    /// The message with its place.
    public var description: String {
        var text = message
        if !path.isEmpty { text += " At \(path)." }
        if let offset { text += " Byte \(offset)." }
        return text
    }
}
