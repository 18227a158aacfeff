import DICOM
import DICOMPixels

/// In which form frames are sent, found from what the client accepts and what can be made of them (PS3.18 §8.7.3.3).
struct FrameForm: Sendable, Equatable {
    /// The media type of each frame.
    let media: String
    /// The transfer syntax of each frame; uncompressed ones are little endian.
    let syntax: TransferSyntax
    let isMultipart: Bool

    /// The type as it stands before each frame.
    var contentType: String { "\(media); transfer-syntax=\(syntax.uid)" }

    /// - Parameters:
    ///   - stored: the syntax in which the frames are kept.
    ///   - count: how many frames are asked for; several make a multipart body.
    ///   - canDecode: whether frames in a syntax can be decoded here; `canEncode` likewise.
    init?(
        _ acceptance: Acceptance, stored: TransferSyntax, count: Int, canDecode: (TransferSyntax) -> Bool = \.canDecodeFrames,
        canEncode: (TransferSyntax) -> Bool = \.canEncodeFrames
    ) {
        let isNative = !stored.isEncapsulated
        func canMake(_ syntax: TransferSyntax) -> Bool {
            syntax == stored || (!syntax.isEncapsulated && (isNative || canDecode(stored)))
                || (syntax.isEncapsulated && (isNative || canDecode(stored)) && canEncode(syntax))
        }
        let storedType = isNative ? FrameMediaType.uncompressed : FrameMediaType.type(of: stored) ?? FrameMediaType.uncompressed
        for range in acceptance.ranges where range.isMultipart || count == 1 || range.media == "*/*" {
            let isMultipart = range.isMultipart || count > 1
            var candidates: [(media: String, syntax: TransferSyntax)] = []
            if range.holds(FrameMediaType.uncompressed) {
                switch range.transferSyntax {
                case "*":
                    // Asked for as it is stored: what is compressed is named by its own type, where the range holds that too.
                    let media = range.holds(storedType) ? storedType : FrameMediaType.uncompressed
                    candidates.append((media, isNative ? .explicitVRLittleEndian : stored))
                case nil: candidates.append((FrameMediaType.uncompressed, .explicitVRLittleEndian))
                case .some(let uid):
                    if let syntax = TransferSyntax(uid: uid) {
                        let media = range.media == "*/*" ? FrameMediaType.type(of: syntax) : nil
                        candidates.append((media ?? FrameMediaType.uncompressed, syntax.isEncapsulated ? syntax : .explicitVRLittleEndian))
                    }
                }
                // Without a decoder the stored bytes are better than none, for a client that takes anything.
                if range.media == "*/*", range.transferSyntax == nil, !isNative { candidates.append((storedType, stored)) }
            } else {
                candidates += Self.compressed(range, stored, storedType)
            }
            for candidate in candidates where canMake(candidate.syntax) && !acceptance.refuses(candidate.media) {
                media = candidate.media
                syntax = candidate.syntax
                self.isMultipart = isMultipart
                return
            }
        }
        return nil
    }

    /// What a range of images or video allows: the frames as they are stored first, else the usual syntax of the type.
    private static func compressed(
        _ range: AcceptedRange, _ stored: TransferSyntax, _ storedType: String
    ) -> [(media: String, syntax: TransferSyntax)] {
        if range.media.hasSuffix("/*") {
            let isStored = stored.isEncapsulated && range.holds(storedType) && [nil, "*", stored.uid].contains(range.transferSyntax)
            return isStored ? [(storedType, stored)] : []
        }
        let possible = FrameMediaType.syntaxes(of: range.media)
        switch range.transferSyntax {
        case nil, "*":
            let first = possible.contains(stored) ? [stored] : []
            return (first + possible.prefix(1)).map { (range.media, $0) }
        case .some(let uid):
            return possible.filter { $0.uid == uid }.map { (range.media, $0) }
        }
    }
}

/// In which form whole objects are sent (PS3.18 §8.7.3.2).
struct ObjectForm: Sendable, Equatable {
    /// The syntax that each object is brought into; `nil` for each as it is stored.
    let syntax: TransferSyntax?
    let isMultipart: Bool

    /// - Parameters:
    ///   - stored: the syntaxes of the objects.
    ///   - isInstance: whether one object is asked for by its own address.
    init?(
        _ acceptance: Acceptance, stored: Set<TransferSyntax>, isInstance: Bool, canDecode: (TransferSyntax) -> Bool = \.canDecodeFrames,
        canEncode: (TransferSyntax) -> Bool = \.canEncodeFrames
    ) {
        for range in acceptance.ranges where range.holds("application/dicom") && !acceptance.refuses("application/dicom") {
            // Many objects are always several parts; one is a single part only where that is what was asked for.
            let isAnything = range.media == "*/*" || range.media == "application/*"
            guard range.isMultipart || isInstance || isAnything else { continue }
            switch Self.wish(range, stored, canDecode, canEncode) {
            case .impossible: continue
            case .asStored: syntax = nil
            case .transcoded(let wanted): syntax = wanted
            }
            isMultipart = range.isMultipart || isAnything || !isInstance
            return
        }
        return nil
    }

    private enum Wish { case impossible, asStored, transcoded(TransferSyntax) }

    /// What a range asks for, of all objects alike.
    private static func wish(
        _ range: AcceptedRange, _ stored: Set<TransferSyntax>, _ canDecode: (TransferSyntax) -> Bool, _ canEncode: (TransferSyntax) -> Bool
    ) -> Wish {
        switch range.transferSyntax {
        case "*": return .asStored
        case nil:
            // Explicit VR Little Endian is what no name means; what has no decoder here is sent as it is.
            return stored.allSatisfy { !$0.isEncapsulated || canDecode($0) } ? .transcoded(.explicitVRLittleEndian) : .asStored
        case .some(let uid):
            guard let wanted = TransferSyntax(uid: uid) else { return .impossible }
            let isPossible = stored.allSatisfy { known in
                known == wanted || ((!known.isEncapsulated || canDecode(known)) && (!wanted.isEncapsulated || canEncode(wanted)))
            }
            return isPossible ? .transcoded(wanted) : .impossible
        }
    }

    /// What distinguishes its bytes from those of another form.
    var name: String { "\(syntax?.uid ?? "*")-\(isMultipart ? "multipart" : "single")" }
}
