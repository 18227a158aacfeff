public import DICOM

/// An object as it came by C-STORE.
public struct IncomingInstance: Sendable {
    /// Affected SOP Class UID.
    public let sopClassUID: String
    /// Affected SOP Instance UID.
    public let sopInstanceUID: String
    /// How the data set is encoded.
    public let transferSyntax: TransferSyntax
    /// The data set, bare and byte for byte as it came.
    public let dataSet: [UInt8]
    /// Who asked for it, when it comes because of a C-MOVE.
    public let moveOriginator: MoveOriginator?
    /// From whom it came.
    public let association: AssociationInformation

    /// An object that came.
    public init(
        sopClassUID: String, sopInstanceUID: String, transferSyntax: TransferSyntax, dataSet: [UInt8],
        moveOriginator: MoveOriginator? = nil, association: AssociationInformation
    ) {
        self.sopClassUID = sopClassUID
        self.sopInstanceUID = sopInstanceUID
        self.transferSyntax = transferSyntax
        self.dataSet = dataSet
        self.moveOriginator = moveOriginator
        self.association = association
    }
}

/// The C-MOVE that a C-STORE is a part of.
public struct MoveOriginator: Sendable, Hashable {
    /// The AE title of who sent the C-MOVE.
    public var title: String
    /// The message id of the C-MOVE.
    public var messageID: UInt16

    /// The C-MOVE that a C-STORE is a part of.
    public init(title: String, messageID: UInt16) {
        self.title = title
        self.messageID = messageID
    }
}

/// An object to send by C-STORE.
public struct OutgoingInstance: Sendable {
    /// SOP Class UID.
    public var sopClassUID: String
    /// SOP Instance UID.
    public var sopInstanceUID: String
    /// How the data set is encoded.
    public var transferSyntax: TransferSyntax
    /// The bare data set.
    public var dataSet: [UInt8]
    /// The C-MOVE it is sent for.
    public var moveOriginator: MoveOriginator?

    /// An object to send.
    public init(
        sopClassUID: String, sopInstanceUID: String, transferSyntax: TransferSyntax, dataSet: [UInt8],
        moveOriginator: MoveOriginator? = nil
    ) {
        self.sopClassUID = sopClassUID
        self.sopInstanceUID = sopInstanceUID
        self.transferSyntax = transferSyntax
        self.dataSet = dataSet
        self.moveOriginator = moveOriginator
    }

    /// The object of a file, in the syntax of the file.
    public init(file: DICOMFile) throws {
        guard let sopClassUID = file.dataSet.string(.sopClassUID), let sopInstanceUID = file.dataSet.string(.sopInstanceUID) else {
            throw DICOMNetworkError(.invalidArgument, "The file has no SOP Class UID or no SOP Instance UID, so it cannot be sent.")
        }
        let bytes = try file.dataSet.encoded(as: file.transferSyntax, keepingLayout: true)
        self.init(sopClassUID: sopClassUID, sopInstanceUID: sopInstanceUID, transferSyntax: file.transferSyntax, dataSet: bytes)
    }
}

/// A data set as bytes, and how it is encoded.
public struct EncodedDataSet: Sendable, Hashable {
    /// The bare data set.
    public var bytes: [UInt8]
    /// How it is encoded.
    public var transferSyntax: TransferSyntax

    /// A data set as bytes.
    public init(bytes: [UInt8], transferSyntax: TransferSyntax) {
        self.bytes = bytes
        self.transferSyntax = transferSyntax
    }
}

/// An object that can be sent when somebody retrieves it. Its bytes are loaded when their turn comes.
public struct RetrievableInstance: Sendable {
    /// Loads the bare data set in ``transferSyntax``.
    public typealias Load = @Sendable () async throws -> [UInt8]
    /// Makes the data set in one of the syntaxes, nil when it cannot.
    public typealias Transcode = @Sendable ([TransferSyntax]) async throws -> EncodedDataSet?
    /// Waits until there is room for the object in memory; what it returns is held until the object was sent.
    public typealias Reserve = @Sendable () async -> any Sendable

    /// SOP Class UID.
    public let sopClassUID: String
    /// SOP Instance UID.
    public let sopInstanceUID: String
    /// How the data set is encoded that ``load`` gives.
    public let transferSyntax: TransferSyntax
    /// Loads the data set.
    public let load: Load
    /// Called where the receiver does not accept ``transferSyntax``, with those it accepts.
    public let transcode: Transcode?
    /// Called before ``load`` and ``transcode``; nil where memory is not bounded. An object is prepared while the one before it is
    /// sent, and sending never waits for the next, so those who wait for room never wait for each other.
    public let reserve: Reserve?

    /// An object that can be sent.
    public init(
        sopClassUID: String, sopInstanceUID: String, transferSyntax: TransferSyntax, load: @escaping Load, transcode: Transcode? = nil,
        reserve: Reserve? = nil
    ) {
        self.sopClassUID = sopClassUID
        self.sopInstanceUID = sopInstanceUID
        self.transferSyntax = transferSyntax
        self.load = load
        self.transcode = transcode
        self.reserve = reserve
    }
}
