extension MerkleTree {
    /// Whether the proof shows that a leaf stands at an index of the tree with this size and root (RFC 9162 section 2.1.3.2).
    public static func verifyInclusion(leafHash: TreeHash, index: Int, size: Int, root: TreeHash, proof: [TreeHash]) -> Bool {
        guard index >= 0, index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leafHash
        for sibling in proof {
            guard last != 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = .ofNode(sibling, hash)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = .ofNode(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    /// Whether the proof shows that the tree of the new size and root begins with that of the old (RFC 9162 section 2.1.4.2).
    public static func verifyConsistency(oldSize: Int, oldRoot: TreeHash, newSize: Int, newRoot: TreeHash, proof: [TreeHash]) -> Bool {
        guard oldSize >= 0, oldSize <= newSize else { return false }
        if oldSize == newSize { return proof.isEmpty && oldRoot == newRoot }
        if oldSize == 0 { return proof.isEmpty && oldRoot == .ofEmptyTree }
        var path = proof[...]
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        // A whole old tree that is a complete subtree of the new one is not repeated in the proof.
        let isComplete = oldSize & (oldSize - 1) == 0
        guard let first = isComplete ? oldRoot : path.popFirst() else { return false }
        guard !proof.isEmpty else { return false }
        var oldHash = first
        var newHash = first
        for sibling in path {
            guard last != 0 else { return false }
            if node & 1 == 1 || node == last {
                oldHash = .ofNode(sibling, oldHash)
                newHash = .ofNode(sibling, newHash)
                while node & 1 == 0 && node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = .ofNode(newHash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == oldRoot && newHash == newRoot
    }
}
