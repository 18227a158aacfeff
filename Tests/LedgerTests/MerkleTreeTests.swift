import Ledger
import TestSupport
import Testing

/// The Merkle tree as RFC 9162 section 2.1 writes it, by recursion over the entries: slow and plain.
enum MerkleOracle {
    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    static func root(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        if leaves.isEmpty { return .ofEmptyTree }
        if leaves.count == 1 { return leaves[leaves.startIndex] }
        let middle = leaves.startIndex + split(leaves.count)
        return .ofNode(root(leaves[..<middle]), root(leaves[middle...]))
    }

    static func path(_ index: Int, _ leaves: ArraySlice<TreeHash>) -> [TreeHash] {
        if leaves.count <= 1 { return [] }
        let power = split(leaves.count)
        let middle = leaves.startIndex + power
        return index < power
            ? path(index, leaves[..<middle]) + [root(leaves[middle...])]
            : path(index - power, leaves[middle...]) + [root(leaves[..<middle])]
    }

    static func subproof(_ old: Int, _ leaves: ArraySlice<TreeHash>, _ isWhole: Bool) -> [TreeHash] {
        if old == leaves.count { return isWhole ? [] : [root(leaves)] }
        let power = split(leaves.count)
        let middle = leaves.startIndex + power
        return old <= power
            ? subproof(old, leaves[..<middle], isWhole) + [root(leaves[middle...])]
            : subproof(old - power, leaves[middle...], false) + [root(leaves[..<middle])]
    }
}

@Suite struct MerkleTreeTests {
    /// The reference leaves, roots and proofs of Certificate Transparency (transparency-dev/merkle, testonly).
    static let leaves: [[UInt8]] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6F),
    ]
    static let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    private var reference: MerkleTree { MerkleTree(leafHashes: Self.leaves.map { TreeHash.ofLeaf($0) }) }

    private func randomLeaves(_ count: Int, seed: UInt64) -> [TreeHash] {
        var generator = SeededGenerator(seed: seed)
        return (0..<count).map { _ in .ofLeaf((0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }) }
    }

    @Test("the roots are those of the Certificate Transparency reference trees")
    func referenceRoots() {
        var tree = MerkleTree()
        #expect(tree.root.hexadecimal == Self.roots[0])
        for (index, leaf) in Self.leaves.enumerated() {
            tree.append(.ofLeaf(leaf))
            #expect(tree.root.hexadecimal == Self.roots[index + 1])
        }
        for (size, root) in Self.roots.enumerated() { #expect(tree.root(at: size)?.hexadecimal == root) }
        #expect(tree.root(at: 9) == nil)
        #expect(tree.root(at: -1) == nil)
    }

    @Test(
        "the inclusion proofs are those of the reference",
        arguments: [
            (0, 1, []),
            (0, 8, ["96a296d2", "5f083f0a", "6b47aaf2"]),
            (5, 8, ["bc1a0643", "ca854ea1", "d37ee418"]),
            (2, 3, ["fac54203"]),
            (1, 5, ["6e340b9c", "5f083f0a", "bc1a0643"]),
        ])
    func referenceInclusion(index: Int, size: Int, proof: [String]) {
        #expect(reference.inclusionProof(index: index, size: size)?.map { String($0.hexadecimal.prefix(8)) } == proof)
    }

    @Test(
        "the consistency proofs are those of the reference",
        arguments: [
            (1, 1, []),
            (1, 8, ["96a296d2", "5f083f0a", "6b47aaf2"]),
            (6, 8, ["0ebc5d34", "ca854ea1", "d37ee418"]),
            (2, 5, ["5f083f0a", "bc1a0643"]),
        ])
    func referenceConsistency(old: Int, new: Int, proof: [String]) {
        #expect(reference.consistencyProof(from: old, to: new)?.map { String($0.hexadecimal.prefix(8)) } == proof)
    }

    @Test("roots and proofs are those of the recursive definition, for every size, and all verify")
    func oracle() throws {
        let leaves = randomLeaves(70, seed: 1)
        let tree = MerkleTree(leafHashes: leaves)
        for size in 0...leaves.count {
            let root = MerkleOracle.root(leaves[..<size])
            #expect(tree.root(at: size) == root)
            for index in 0..<size {
                let proof = try #require(tree.inclusionProof(index: index, size: size))
                #expect(proof == MerkleOracle.path(index, leaves[..<size]))
                #expect(MerkleTree.verifyInclusion(leafHash: leaves[index], index: index, size: size, root: root, proof: proof))
            }
            for old in 0...size {
                let proof = try #require(tree.consistencyProof(from: old, to: size))
                if old > 0 { #expect(proof == MerkleOracle.subproof(old, leaves[..<size], true)) }
                let oldRoot = MerkleOracle.root(leaves[..<old])
                #expect(MerkleTree.verifyConsistency(oldSize: old, oldRoot: oldRoot, newSize: size, newRoot: root, proof: proof))
            }
        }
    }

    @Test("no proof verifies for another index, leaf, size, root, or with a hash changed, dropped or added")
    func wrongInclusion() throws {
        let leaves = randomLeaves(33, seed: 2)
        let tree = MerkleTree(leafHashes: leaves)
        func verifies(_ leaf: Int, _ index: Int, _ size: Int, _ root: TreeHash, _ proof: [TreeHash]) -> Bool {
            MerkleTree.verifyInclusion(leafHash: leaves[leaf], index: index, size: size, root: root, proof: proof)
        }
        for size in [1, 2, 3, 7, 8, 9, 32, 33] {
            let root = try #require(tree.root(at: size))
            for index in 0..<size {
                let proof = try #require(tree.inclusionProof(index: index, size: size))
                for other in 0..<size where other != index {
                    #expect(!verifies(index, other, size, root, proof))
                    #expect(!verifies(other, index, size, root, proof))
                }
                #expect(!verifies(index, index, size, leaves[0] == root ? leaves[1] : leaves[0], proof))
                #expect(!verifies(index, index, size, root, proof + [root]))
                #expect(!verifies(index, size, size, root, proof))
                #expect(!verifies(index, -1, size, root, proof))
                if !proof.isEmpty { #expect(!verifies(index, index, size, root, Array(proof.dropLast()))) }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = .ofNode(changed[place], root)
                    #expect(!verifies(index, index, size, root, changed))
                }
            }
        }
    }

    @Test("no consistency proof verifies a rewritten tree, or with a hash changed, dropped or added")
    func wrongConsistency() throws {
        let leaves = randomLeaves(20, seed: 3)
        let tree = MerkleTree(leafHashes: leaves)
        for new in 1...20 {
            let newRoot = try #require(tree.root(at: new))
            for old in 1...new {
                let oldRoot = try #require(tree.root(at: old))
                let proof = try #require(tree.consistencyProof(from: old, to: new))
                func verifies(_ oldRoot: TreeHash, _ newRoot: TreeHash, _ proof: [TreeHash]) -> Bool {
                    MerkleTree.verifyConsistency(oldSize: old, oldRoot: oldRoot, newSize: new, newRoot: newRoot, proof: proof)
                }
                for place in 0..<old {
                    var rewritten = leaves
                    rewritten[place] = .ofLeaf([1])
                    #expect(!verifies(MerkleTree(leafHashes: rewritten).root(at: old) ?? .ofEmptyTree, newRoot, proof))
                }
                #expect(!verifies(oldRoot, .ofEmptyTree, proof))
                #expect(!verifies(oldRoot, newRoot, proof + [newRoot]))
                if !proof.isEmpty { #expect(!verifies(oldRoot, newRoot, Array(proof.dropLast()))) }
                for place in proof.indices {
                    var changed = proof
                    changed[place] = .ofEmptyTree
                    #expect(!verifies(oldRoot, newRoot, changed))
                }
            }
        }
        #expect(tree.consistencyProof(from: 3, to: 2) == nil)
        #expect(tree.consistencyProof(from: 3, to: 21) == nil)
        #expect(tree.inclusionProof(index: 3, size: 3) == nil)
        #expect(!MerkleTree.verifyConsistency(oldSize: 2, oldRoot: .ofEmptyTree, newSize: 1, newRoot: .ofEmptyTree, proof: []))
    }

    @Test("a hash is written in base64 and hexadecimal and read back")
    func hashes() throws {
        let hash = TreeHash.ofLeaf([1, 2, 3])
        #expect(TreeHash(hash.bytes) == hash)
        #expect(TreeHash(base64: hash.base64) == hash)
        #expect(TreeHash([1]) == nil)
        #expect(TreeHash(base64: "AAAA") == nil)
    }
}
