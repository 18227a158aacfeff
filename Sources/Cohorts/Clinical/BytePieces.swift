/// The bytes of a file, piece by piece, so that a large one is never held as a whole.
public struct BytePieces {
    private let pull: () throws -> [UInt8]

    /// Pieces that a function gives; none is the end.
    public init(_ pull: @escaping () throws -> [UInt8]) { self.pull = pull }

    /// Bytes that are there already, as one piece.
    init(_ bytes: [UInt8]) {
        var rest: [UInt8]? = bytes
        self.init {
            defer { rest = nil }
            return rest ?? []
        }
    }

    /// The next piece; empty at the end.
    func next() throws -> [UInt8] { try pull() }
}
