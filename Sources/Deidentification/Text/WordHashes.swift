/// A set of ``WordHash`` values: they are hashes already, so nothing is hashed again.
struct WordHashes: Sendable {
    private var slots: [UInt64] = []
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    func contains(_ hash: UInt64) -> Bool {
        if slots.isEmpty { return false }
        return slots[slot(of: hash)] == hash
    }

    /// Adds a hash. 0, which marks a free place, is the hash of no word that is known.
    mutating func insert(_ hash: UInt64) {
        if hash == 0 { return }
        if count * 2 >= slots.count { grow() }
        let slot = slot(of: hash)
        if slots[slot] == hash { return }
        slots[slot] = hash
        count += 1
    }

    mutating func formUnion(_ other: WordHashes) {
        for hash in other.slots where hash != 0 { insert(hash) }
    }

    private func slot(of hash: UInt64) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: max(128, old.count * 2))
        for hash in old where hash != 0 { slots[slot(of: hash)] = hash }
    }
}
