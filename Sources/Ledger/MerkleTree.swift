/// An append-only Merkle tree over SHA-256 as RFC 9162 section 2.1 defines it.
///
/// Only hashes are kept: of every leaf, and of every complete subtree whose size is a power of two, 64 bytes a leaf in all.
/// Appending costs at most log2(n) hashes; the root, and a proof for any earlier size, cost O(log n) to O(log² n).
public struct MerkleTree: Sendable, Equatable {
    /// `levels[k][i]` is the root of the complete subtree over the leaves `i << k ..< (i + 1) << k`.
    private var levels: [[TreeHash]] = [[]]

    /// An empty tree.
    public init() {}

    /// A tree over these leaf hashes, in order.
    public init(leafHashes: some Sequence<TreeHash>) {
        for hash in leafHashes { append(hash) }
    }

    /// How many leaves there are.
    public var count: Int { levels[0].count }

    /// The hashes of the leaves, in order.
    public var leafHashes: [TreeHash] { levels[0] }

    /// The hash of the whole tree.
    public var root: TreeHash { count == 0 ? .ofEmptyTree : hash(from: 0, to: count) }

    /// Adds a leaf at the end.
    public mutating func append(_ leafHash: TreeHash) {
        var hash = leafHash
        var level = 0
        while true {
            levels[level].append(hash)
            let width = levels[level].count
            guard width.isMultiple(of: 2) else { return }
            hash = .ofNode(levels[level][width - 2], hash)
            level += 1
            if level == levels.count { levels.append([]) }
        }
    }

    /// The hash of the tree as it was when it had this many leaves; nil if it never had so many.
    public func root(at size: Int) -> TreeHash? {
        guard (0...count).contains(size) else { return nil }
        return size == 0 ? .ofEmptyTree : hash(from: 0, to: size)
    }

    /// The proof that the leaf at an index is in the tree of the given size (RFC 9162 section 2.1.3.1), lowest node first.
    ///
    /// Nil if the index is not below the size or the tree has fewer leaves than that.
    public func inclusionProof(index: Int, size: Int) -> [TreeHash]? {
        guard index >= 0, index < size, size <= count else { return nil }
        var proof: [TreeHash] = []
        var start = 0
        var end = size
        while end - start > 1 {
            let middle = start + Self.largestPowerOfTwo(below: end - start)
            if index < middle {
                proof.append(hash(from: middle, to: end))
                end = middle
            } else {
                proof.append(hash(from: start, to: middle))
                start = middle
            }
        }
        return proof.reversed()
    }

    /// The proof that the tree of `newSize` leaves begins with the tree of `oldSize` leaves (RFC 9162 section 2.1.4.1).
    ///
    /// Empty if the sizes are equal or the old tree was empty; nil if the sizes are out of order or not reached.
    public func consistencyProof(from oldSize: Int, to newSize: Int) -> [TreeHash]? {
        guard oldSize >= 0, oldSize <= newSize, newSize <= count else { return nil }
        guard oldSize > 0, oldSize < newSize else { return [] }
        var proof: [TreeHash] = []
        var start = 0
        var end = newSize
        while oldSize != end {
            let middle = start + Self.largestPowerOfTwo(below: end - start)
            if oldSize <= middle {
                proof.append(hash(from: middle, to: end))
                end = middle
            } else {
                proof.append(hash(from: start, to: middle))
                start = middle
            }
        }
        // The subtree that both trees share; the verifier has its hash already if it is the whole old tree.
        if start > 0 { proof.append(hash(from: start, to: end)) }
        return proof.reversed()
    }

    /// The hash over the leaves from `start` up to `end`, where `start` is a place at which RFC 9162 splits.
    private func hash(from start: Int, to end: Int) -> TreeHash {
        // Complete subtrees from left to right, joined from right to left.
        var parts: [TreeHash] = []
        var position = start
        while position < end {
            let level = (end - position).bitWidth - 1 - (end - position).leadingZeroBitCount
            parts.append(levels[level][position >> level])
            position += 1 << level
        }
        var hash = parts[parts.count - 1]
        for part in parts.dropLast().reversed() { hash = .ofNode(part, hash) }
        return hash
    }

    /// The largest power of two smaller than a number greater than 1.
    private static func largestPowerOfTwo(below number: Int) -> Int {
        1 << (Int.bitWidth - 1 - (number - 1).leadingZeroBitCount)
    }
}
