/// A DICOM object as it lies in a file (PS3.10): preamble, file meta information, data set.
///
/// ```swift
/// let file = try DICOMFile(bytes: bytes)
/// file.dataSet.string(.patientID)
/// let bytes = try file.encoded(as: .explicitVRLittleEndian)
/// ```
public struct DICOMFile: Sendable {
    /// The first 128 bytes; nil when the file has none.
    public var preamble: ArraySlice<UInt8>?
    /// Group 0002; empty when the file has none.
    public var fileMetaInformation: DataSet
    /// The object.
    public var dataSet: DataSet
    /// How the data set was encoded, and is again by ``encoded(as:)`` unless told otherwise.
    public let transferSyntax: TransferSyntax
    /// Zeros behind the last element, which some writers leave.
    let trailingZeros: Int

    /// What this library calls itself in files it writes (PS3.10 section 7.1). The UID is made from a UUID (PS3.5 annex B.2).
    public static let implementationClassUID = "2.25.226735483215987213304196480530371174126"
    /// The version it writes beside.
    public static let implementationVersionName = "MOSAIC_1"

    /// A file of one's own around a data set. Group 0002 is made from it.
    public init(dataSet: DataSet, transferSyntax: TransferSyntax) {
        preamble = [UInt8](repeating: 0, count: 128)[...]
        self.dataSet = dataSet
        self.transferSyntax = transferSyntax
        trailingZeros = 0
        var meta = DataSet()
        meta.setBytes(.fileMetaInformationVersion, vr: .ob, [0, 1])
        meta.set(.mediaStorageSOPClassUID, dataSet.string(.sopClassUID) ?? "")
        meta.set(.mediaStorageSOPInstanceUID, dataSet.string(.sopInstanceUID) ?? "")
        meta.set(.transferSyntaxUID, transferSyntax.uid)
        meta.set(.implementationClassUID, Self.implementationClassUID)
        meta.set(.implementationVersionName, Self.implementationVersionName)
        fileMetaInformation = meta
    }

    init(
        preamble: ArraySlice<UInt8>?, fileMetaInformation: DataSet, dataSet: DataSet, transferSyntax: TransferSyntax, trailingZeros: Int
    ) {
        self.preamble = preamble
        self.fileMetaInformation = fileMetaInformation
        self.dataSet = dataSet
        self.transferSyntax = transferSyntax
        self.trailingZeros = trailingZeros
    }

    /// The same object with group 0002 and preamble made anew, as a file that PS3.10 accepts.
    public func withNewFileMetaInformation() -> DICOMFile {
        DICOMFile(dataSet: dataSet, transferSyntax: transferSyntax)
    }
}
