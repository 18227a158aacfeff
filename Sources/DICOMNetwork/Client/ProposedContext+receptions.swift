import DICOM

extension ProposedContext {
    /// What to propose beside C-GET when nothing is known about the objects: every common class uncompressed, and those with pixels in
    /// every compressed syntax as well, since a peer that does not transcode sends what it has.
    ///
    /// A context for each, so that a peer can send both kinds of one class. With the context of C-GET they fit the 128 there can be.
    public static let receptions: [ProposedContext] = {
        let plain = StorageSOPClasses.common.map { reception(of: $0) }
        let withPixels = StorageSOPClasses.common.filter { !StorageSOPClasses.withoutPixels.contains($0) }
        return plain + withPixels.map { reception(of: $0, compressed) }
    }()

    /// Compressed syntaxes, lossless ones first.
    private static let compressed: [TransferSyntax] =
        [
            .jpegLosslessFirstOrder, .jpegLSLossless, .jpeg2000Lossless, .htj2kLossless, .htj2kLosslessRPCL, .rleLossless, .jpegLossless,
            .jpeg2000, .htj2k, .jpegLSNearLossless, .jpegBaseline, .jpegExtended,
        ]
}
